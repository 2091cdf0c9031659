namespace Nuke.Common.Execution;

/// <summary>Which targets are skipped before any runs: by parameter, by static condition, and then what nobody else needs.</summary>
internal static class Skipping
{
    /// <param name="names">Null: no --skip. Empty: all but the invoked ones.</param>
    public static void Apply(NukeBuild build, IReadOnlyList<string> names)
    {
        if (names is { Count: 0 })
        {
            foreach (var target in build.ExecutionPlan.Where(x => !x.Invoked))
                Skip(build, target, "via parameter");
        }
        else if (names != null)
        {
            foreach (var target in names.Select(x => Planner.Find(x, build.ExecutableTargets)).Where(x => !x.Invoked))
                Skip(build, target, "via parameter");
        }

        foreach (var target in build.ExecutionPlan)
        {
            if (target.Status != ExecutionStatus.Scheduled)
                continue;
            var failing = target.StaticConditions.Where(x => !x.Delegate()).Select(x => x.Text).ToList();
            if (failing.Count == 0)
                continue;
            target.OnlyWhen = string.Join(" && ", failing);
            Skip(build, target, reason: null);
        }
    }

    private static void Skip(NukeBuild build, ExecutableTarget target, string reason)
    {
        if (target.Status != ExecutionStatus.Scheduled)
            return;
        target.Status = ExecutionStatus.Skipped;
        target.Skipped = reason;
        if (target.DependencyBehavior == DependencyBehavior.Execute)
            return;
        foreach (var other in target.ExecutionDependencies.Concat(target.Triggers))
        {
            var needed = build.ExecutionPlan.Any(x => x.Status == ExecutionStatus.Scheduled
                && (x.ExecutionDependencies.Contains(other) || x.Triggers.Contains(other)));
            if (!needed && !other.Invoked)
                Skip(build, other, $"because of {target.Name}");
        }
    }
}
