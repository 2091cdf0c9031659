using static Quorum.Rollout.Rules.Words;

namespace Quorum.Rollout.Rules;

/// <summary>Green; in a version change also yellow whose only cause is that old nodes cannot take replicas of newer primaries.</summary>
public sealed class GreenRule() : RollRule("green")
{
    private const int CauseHealth = 1, CauseMoving = 2, CauseFetching = 3, CauseUnassigned = 4;

    public override string Because => "A missing copy means that the next failure may cost a shard; moving copies mean that the picture is about to change.";

    public override TimeSpan Patience(Policy policy) => policy.RecoveryBudget;

    public override Finding Check(in RollView view, SlotSet set)
    {
        var cluster = view.O.Cluster;
        if (cluster.Initializing + cluster.Relocating > 0) return new Finding(this, A: CauseMoving, B: cluster.Initializing + cluster.Relocating);
        if (cluster.InFlightFetches > 0) return new Finding(this, A: CauseFetching, B: cluster.InFlightFetches);
        if (cluster.Health == ClusterHealth.Green) return default;
        if (cluster.Health != ClusterHealth.Yellow) return new Finding(this, Shard: FirstWithout(cluster), A: CauseHealth, B: (long)cluster.Health);
        var excusable = view.IsVersionChange;
        for (var shard = 0; shard < cluster.Shards.Length; shard++)
        {
            if (cluster.Shards[shard].Unassigned > 0 && !(excusable && OnlyOldNodesLeft(view, cluster.Shards[shard]))) return new Finding(this, Shard: shard, A: CauseUnassigned);
        }
        // Yellow without an unassigned copy in the table: the two reads are of different moments.
        return excusable ? default : new Finding(this, A: CauseHealth, B: (long)cluster.Health, Shard: -1);
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) => finding.A switch
    {
        CauseMoving => $"{Count(finding.B, "copy", "copies")} initializing or relocating",
        CauseFetching => $"Elasticsearch still asks nodes for {Count(finding.B, "shard")} what they hold",
        CauseUnassigned => $"shard {Shard(observation, finding)} has an unassigned copy that a node could take",
        _ => $"cluster health is {((ClusterHealth)finding.B).ToString().ToLowerInvariant()}{(finding.Shard >= 0 ? $", shard {Shard(observation, finding)} has no started primary" : "")}",
    };

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) => finding.Shard >= 0
        ? $"see why: GET /_cluster/allocation/explain {{\"index\":\"{observation.Cluster.Shards[finding.Shard].Index}\",\"shard\":{observation.Cluster.Shards[finding.Shard].Number},\"primary\":{(finding.A == CauseHealth ? "true" : "false")}}}; then run again"
        : "it goes on by itself when copies have recovered; watch GET /_cat/recovery?active_only=true";

    /// <summary>No node of the shard's tier that is new enough and lies in a zone without a copy.</summary>
    private static bool OnlyOldNodesLeft(in RollView view, ShardView shard)
    {
        if (shard.PrimarySlot < 0) return false;
        var version = view.O.Cluster.Nodes[shard.PrimarySlot]?.Version ?? ElasticsearchVersion.Unknown;
        var zones = SlotSet.Empty;
        foreach (var holder in shard.Placed) zones |= view.Goal.InZone(view.Goal.ZoneOf(holder));
        var free = (view.Goal.Data & view.O.Cluster.Joined) - zones;
        var tiers = (view.O.Cluster.Nodes[shard.PrimarySlot]?.Roles ?? SlotRoles.Data) & SlotRoles.AnyData;
        var sawOld = false;
        foreach (var slot in free)
        {
            // A node of other tiers takes no copy, however new it is: colder tiers are all new before the warmer ones begin.
            if (((tiers | view.O.Cluster.Nodes[slot]!.Roles) & SlotRoles.Data) == 0 && (tiers & view.O.Cluster.Nodes[slot]!.Roles) == 0) continue;
            if (view.O.Cluster.Nodes[slot]!.Version >= version) return false;
            sawOld = true;
        }
        return sawOld;
    }

    private static int FirstWithout(ClusterSnapshot cluster)
    {
        for (var shard = 0; shard < cluster.Shards.Length; shard++)
        {
            if (cluster.Shards[shard].Started.IsEmpty && cluster.Shards[shard].StartedElsewhere == 0) return shard;
        }
        return -1;
    }
}

public sealed class PendingTasksRule() : RollRule("pending-tasks")
{
    public override string Because => "A master that lags behind reports a state that is already over.";

    public override TimeSpan Patience(Policy policy) => policy.ShortBudget;

    public override Finding Check(in RollView view, SlotSet set) =>
        view.O.Cluster.PendingTasks > view.Policy.MaxPendingTasks ? new Finding(this, A: view.O.Cluster.PendingTasks) : default;

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"the master has {finding.A} pending tasks, more than {policy.MaxPendingTasks}";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) => "see GET /_cat/pending_tasks; run again when it has caught up";
}

/// <summary>All that is known of the cluster must belong to the cluster that was formed first.</summary>
public sealed class SameClusterRule() : RollRule("same-cluster")
{
    public override string Because => "A node that formed a second cluster answers healthily for data that is not there.";

    public override bool CanBeSwitchedOff => false;

    public override TimeSpan Patience(Policy policy) => TimeSpan.Zero;

    public override Finding Check(in RollView view, SlotSet set) =>
        view.O.Bootstrapped is { Length: > 0 } flag && view.O.Cluster.ClusterUuid.Length > 0 && !string.Equals(flag, view.O.Cluster.ClusterUuid, StringComparison.Ordinal)
            ? new Finding(this)
            : default;

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"the nodes answer for cluster {observation.Cluster.ClusterUuid}, but {goal.ClusterName} was formed as {observation.Bootstrapped}";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        "compare cluster_uuid of GET / on every node; a node of the other cluster has lost its volume or was pointed at a wrong one";
}
