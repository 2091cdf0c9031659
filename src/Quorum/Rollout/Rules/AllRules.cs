using System.Collections.Immutable;

namespace Quorum.Rollout.Rules;

/// <summary>Every rule, in the order in which they are asked: what refuses for good comes before what only waits.</summary>
public static class AllRules
{
    public static readonly GreenRule Green = new();

    public static readonly ImmutableArray<RollRule> AboutVersions = [new UpgradePathRule(), new KnownBadVersionRule()];

    public static readonly ImmutableArray<RollRule> InOrder =
    [
        new SameClusterRule(),
        .. AboutVersions,
        new HighlyAvailableRule(),
        new NoLeftoversRule(),
        new GracefulStopRule(),
        new CapacityRule(),
        Green,
        new PendingTasksRule(),
        new OneZoneRule(),
        new VotersRule(),
        new ZeroReplicaRule(),
        new CopyOutsideSetRule(),
        new TierKeepsMemberRule(),
        new WaitForActiveShardsRule(),
        new DiskRule(),
        new NoSnapshotRule(),
        new NoShrinkRule(),
    ];

    /// <summary>The first rule that stands against taking <paramref name="set"/> down now.</summary>
    public static Finding Check(in RollView view, SlotSet set)
    {
        foreach (var rule in InOrder)
        {
            if (view.Policy.IsOff(rule)) continue;
            var finding = rule.Check(view, set);
            if (finding.Blocks) return finding;
        }
        return default;
    }
}
