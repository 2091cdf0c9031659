using static Quorum.Rollout.Rules.Words;

namespace Quorum.Rollout.Rules;

public sealed class NoSnapshotRule() : RollRule("no-snapshot-running")
{
    public override string Because => "Stopping a node makes a running snapshot partial, and that may be the one needed later.";

    public override TimeSpan Patience(Policy policy) => policy.BackgroundWorkBudget;

    public override Finding Check(in RollView view, SlotSet set) =>
        view.O.Cluster.SnapshotsInFlight > 0 ? new Finding(this, A: view.O.Cluster.SnapshotsInFlight) : default;

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) => $"{Count(finding.A, "snapshot")} running";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) => $"wait for it: GET /_snapshot/_status; {Skip(this)}";
}

public sealed class NoShrinkRule() : RollRule("no-ilm-shrink")
{
    public override string Because => "A shrink keeps all copies of an index on one node for a while.";

    public override TimeSpan Patience(Policy policy) => policy.BackgroundWorkBudget;

    public override Finding Check(in RollView view, SlotSet set) => view.O.Cluster.Shrinking.Length > 0 ? new Finding(this, A: view.O.Cluster.Shrinking.Length) : default;

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) => $"ILM is shrinking {string.Join(", ", observation.Cluster.Shrinking)}";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"wait for it: GET /{observation.Cluster.Shrinking[0]}/_ilm/explain; {Skip(this)}";
}

/// <summary>Settings and records that somebody else left: ours are recognised by the roll record and by their reason.</summary>
public sealed class NoLeftoversRule() : RollRule("no-leftovers")
{
    private const int CauseAllocation = 1, CauseSetting = 2, CauseExclusion = 3, CauseRecord = 4;

    public override string Because => "A setting that keeps copies from their places makes every later wait endless and every count of copies wrong.";

    public override TimeSpan Patience(Policy policy) => TimeSpan.Zero;

    public override Finding Check(in RollView view, SlotSet set)
    {
        var cluster = view.O.Cluster;
        if (cluster.Allocation != AllocationEnable.All && !view.AllocationIsOurs) return new Finding(this, A: CauseAllocation, B: (long)cluster.Allocation);
        if (cluster.StuckSettings.Length > 0) return new Finding(this, A: CauseSetting);
        if (cluster.ForeignExclusions.Length > 0) return new Finding(this, A: CauseExclusion, Text: cluster.ForeignExclusions[0]);
        var excluded = view.O.Record.HandOver >= 0 ? cluster.Excluded - SlotSet.Of(view.O.Record.HandOver) : cluster.Excluded;
        if (!excluded.IsEmpty) return new Finding(this, excluded.First, A: CauseExclusion, Text: view.Goal.Slots[excluded.First].Name);
        for (var record = 0; record < cluster.ShutdownRecords.Length; record++)
        {
            if (!cluster.ShutdownRecords[record].IsOurs) return new Finding(this, cluster.ShutdownRecords[record].Slot, A: CauseRecord, B: record);
        }
        return default;
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) => finding.A switch
    {
        CauseAllocation => $"cluster.routing.allocation.enable is {Setting((AllocationEnable)finding.B)}, and this pipeline did not set it",
        CauseSetting => $"left in the cluster settings: {string.Join(", ", observation.Cluster.StuckSettings)}",
        CauseExclusion => $"{finding.Text} is excluded from voting, and this pipeline did not do it",
        _ => $"a shutdown record of somebody else stands on {Slot(goal, finding.Slot)}: \"{observation.Cluster.ShutdownRecords[(int)finding.B].Reason}\"",
    };

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) => finding.A switch
    {
        CauseAllocation => "when nobody needs it: PUT /_cluster/settings {\"persistent\":{\"cluster.routing.allocation.enable\":null},\"transient\":{\"cluster.routing.allocation.enable\":null}}",
        CauseSetting => "when nobody needs it, set it to null with PUT /_cluster/settings; " + Skip(this),
        CauseExclusion => "when nobody needs it: DELETE /_cluster/voting_config_exclusions?wait_for_removal=false",
        _ => $"when nobody needs it: DELETE /_nodes/{observation.Cluster.ShutdownRecords[(int)finding.B].NodeId}/shutdown",
    };

    private static string Setting(AllocationEnable value) => value switch
    {
        AllocationEnable.NewPrimaries => "new_primaries",
        AllocationEnable.Primaries => "primaries",
        AllocationEnable.None => "none",
        _ => "all",
    };
}
