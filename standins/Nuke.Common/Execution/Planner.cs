namespace Nuke.Common.Execution;

/// <summary>
/// Order of a run: of all targets in declaration order, repeatedly the first that nothing remaining depends on, kept when needed; reversed at the end.
/// So independent targets run in reverse declaration order, whatever the command line's order is.
/// </summary>
internal static class Planner
{
    public static IReadOnlyList<ExecutableTarget> Plan(IReadOnlyList<ExecutableTarget> targets, IReadOnlyCollection<string> names)
    {
        CheckCycles(targets);
        IReadOnlyList<ExecutableTarget> wanted;
        if (names != null)
        {
            wanted = names.Select(x => Find(x, targets)).Distinct().ToList();
            foreach (var target in wanted)
                target.Invoked = true;
        }
        else
        {
            wanted = targets.Where(x => x.IsDefault).ToList();
        }

        // A triggered target may bring dependencies which trigger again.
        while (true)
        {
            var plan = Order(targets, wanted);
            var triggered = plan.SelectMany(x => x.Triggers).Except(plan).ToList();
            if (triggered.Count == 0)
            {
                foreach (var target in plan)
                    target.Status = ExecutionStatus.Scheduled;
                return plan;
            }

            wanted = plan.Concat(triggered).ToList();
        }
    }

    public static ExecutableTarget Find(string name, IReadOnlyList<ExecutableTarget> targets)
    {
        var wanted = name.Replace("-", "", StringComparison.Ordinal);
        return targets.FirstOrDefault(x => x.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new EngineException(
                $"Target with name '{name}' does not exist. Available targets are:\n"
                + string.Join('\n', targets.Where(x => x.Listed).Select(x => $"  - {x.Name}").Order(StringComparer.Ordinal)));
    }

    private static List<ExecutableTarget> Order(IReadOnlyList<ExecutableTarget> targets, IReadOnlyCollection<ExecutableTarget> wanted)
    {
        var remaining = targets.ToList();
        var dependents = targets.ToDictionary(x => x, _ => 0);
        foreach (var dependency in targets.SelectMany(x => x.AllDependencies))
            dependents[dependency]++;
        var needed = wanted.ToHashSet();
        var plan = new List<ExecutableTarget>();
        while (remaining.Count > 0)
        {
            var next = remaining.First(x => dependents[x] == 0);
            remaining.Remove(next);
            foreach (var dependency in next.AllDependencies)
                dependents[dependency]--;
            if (!needed.Contains(next))
                continue;
            plan.Add(next);
            needed.UnionWith(next.ExecutionDependencies);
        }

        plan.Reverse();
        return plan;
    }

    private static void CheckCycles(IReadOnlyList<ExecutableTarget> targets)
    {
        // What stays when everything without open dependents, and everything without open dependencies, is taken away lies on a cycle.
        var left = targets.ToList();
        while (true)
        {
            var free = left.Where(x => !left.Any(y => y.AllDependencies.Contains(x)) || !x.AllDependencies.Any(left.Contains)).ToList();
            if (free.Count == 0)
                break;
            left.RemoveAll(free.Contains);
        }

        if (left.Count > 0)
        {
            throw new EngineException(
                "Circular dependencies between targets:\n - "
                + string.Join(", ", left.AsEnumerable().Reverse().Select(x => x.Name)));
        }
    }
}
