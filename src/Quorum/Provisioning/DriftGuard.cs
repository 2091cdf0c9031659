using Pulumi.Automation;
using Quorum.Pipeline;

namespace Quorum.Provisioning;

/// <summary>One step of a plan.</summary>
public sealed record PlannedStep(string Urn, string Type, OperationType Operation)
{
    /// <summary>Logical name: the last part of the URN.</summary>
    public string Name => Urn[(Urn.LastIndexOf("::", StringComparison.Ordinal) + 2)..];
}

/// <param name="Why">What would be lost, and the way that does not lose it.</param>
public sealed record GuardFinding(PlannedStep Step, string Why)
{
    public override string ToString() => $"{Step.Operation} {Step.Type} {Step.Name}: {Why} ({Step.Urn})";
}

/// <summary>Stops a plan that would replace or delete what cannot be had again, or what only a roll may touch, unless its URN is named.</summary>
public static class DriftGuard
{
    private static readonly IReadOnlyDictionary<string, string> Guarded = new Dictionary<string, string>
    {
        ["aws:ebs/volume:Volume"] = "the slot's data would be gone; a slot is emptied and wiped by a roll, one at a time",
        ["aws:autoscaling/group:Group"] = "the slot's instance would be terminated without the roll's rules, and its node with it",
        ["aws:ec2/instance:Instance"] = "the instance would be terminated under whoever uses it",
        ["aws:ecs/cluster:Cluster"] = "every task would be stopped at once",
        ["aws:s3/bucket:Bucket"] = "all snapshots would be gone",
        ["aws:kms/key:Key"] = "everything encrypted with it would be unreadable",
        ["aws:route53/zone:Zone"] = "the nodes would no longer find each other",
    };

    /// <exception cref="StageException">The plan would destroy what is guarded and not named.</exception>
    public static void Require(IEnumerable<PlannedStep> plan, IReadOnlyCollection<string> allowed)
    {
        var findings = Check(plan, allowed);
        if (findings.Count == 0) return;
        throw new StageException(
            $"The plan was stopped before anything changed. It would destroy what cannot be had again:{Environment.NewLine}{string.Join(Environment.NewLine, findings.Select(finding => $"  {finding}"))}",
            $"If that is really meant, name it: --infra-options \"allow={string.Join(',', findings.Select(finding => finding.Step.Urn))}\"");
    }

    /// <summary>Findings in the order of the plan; empty when the plan may run.</summary>
    /// <param name="allowed">URNs a person has named for this run. Anything but the exact URN allows nothing.</param>
    public static IReadOnlyList<GuardFinding> Check(IEnumerable<PlannedStep> plan, IReadOnlyCollection<string> allowed) =>
    [
        .. plan.Where(step => Destroys(step.Operation) && Guarded.ContainsKey(step.Type) && !allowed.Contains(step.Urn))
            // A replacement appears as several steps of one resource.
            .DistinctBy(step => step.Urn)
            .Select(step => new GuardFinding(step, Guarded[step.Type])),
    ];

    private static bool Destroys(OperationType operation) => operation is
        OperationType.Delete or OperationType.Replace or OperationType.CreateReplacement or OperationType.DeleteReplaced or
        OperationType.DiscardReplaced or OperationType.ReadDiscard or OperationType.RemovePendingReplace or
        // A kind this program does not know is not known to be harmless.
        OperationType.Unknown;
}
