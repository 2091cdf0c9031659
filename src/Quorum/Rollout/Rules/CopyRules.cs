using static Quorum.Rollout.Rules.Words;

namespace Quorum.Rollout.Rules;

/// <summary>Asked of the shard table itself and also when the cluster is green: settings only say where copies should be.</summary>
public sealed class CopyOutsideSetRule() : RollRule("copy-outside-set")
{
    public override string Because => "A shard whose only started copies are in the set is gone while the set is down.";

    public override TimeSpan Patience(Policy policy) => policy.ShortBudget;

    public override Finding Check(in RollView view, SlotSet set)
    {
        var shards = view.O.Cluster.Shards;
        for (var shard = 0; shard < shards.Length; shard++)
        {
            var view1 = shards[shard];
            if (view1.Copies.Length == 1 && view.Policy.SkipRules.Contains(ZeroReplicaRule.RuleName)) continue;
            if (view1.StartedElsewhere > 0 || !view1.Placed.Overlaps(set) || !(view1.Started - set).IsEmpty) continue;
            return new Finding(this, (view1.Placed & set).First, shard);
        }
        return default;
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"shard {Shard(observation, finding)} has no started copy outside the set: it is on {goal.Names(observation.Cluster.Shards[finding.Shard].Placed)}";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"let its replica start in another zone: GET /_cluster/allocation/explain {{\"index\":\"{observation.Cluster.Shards[finding.Shard].Index}\",\"shard\":{observation.Cluster.Shards[finding.Shard].Number},\"primary\":false}}; {Skip(this)}";
}

public sealed class ZeroReplicaRule() : RollRule(RuleName)
{
    public const string RuleName = "zero-replicas";

    public override string Because => "An index without replicas is away as long as its node is: that must be somebody's decision.";

    public override TimeSpan Patience(Policy policy) => TimeSpan.Zero;

    public override Finding Check(in RollView view, SlotSet set)
    {
        var shards = view.O.Cluster.Shards;
        for (var shard = 0; shard < shards.Length; shard++)
        {
            if (shards[shard].Copies.Length == 1 && shards[shard].Placed.Overlaps(set)) return new Finding(this, shards[shard].Placed.First, shard);
        }
        return default;
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy)
    {
        var names = new List<string>();
        foreach (var shard in observation.Cluster.Shards)
        {
            if (shard.Copies.Length == 1 && !names.Contains(shard.Index)) names.Add(shard.Index);
        }
        return $"shard {Shard(observation, finding)} on {Slot(goal, finding.Slot)} has no replica (indices without replicas: {string.Join(", ", names)})";
    }

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"PUT /{observation.Cluster.Shards[finding.Shard].Index}/_settings {{\"index.number_of_replicas\":1}}; {Skip(this)}";
}

public sealed class WaitForActiveShardsRule() : RollRule("wait-for-active-shards")
{
    public override string Because => "An index that demands more active copies than are left refuses writes until the set is back.";

    public override TimeSpan Patience(Policy policy) => TimeSpan.Zero;

    public override Finding Check(in RollView view, SlotSet set)
    {
        var shards = view.O.Cluster.Shards;
        for (var shard = 0; shard < shards.Length; shard++)
        {
            if (shards[shard].WaitForActive <= 1 || !shards[shard].Placed.Overlaps(set)) continue;
            var left = (shards[shard].Started - set).Count + shards[shard].StartedElsewhere;
            if (left < shards[shard].WaitForActive) return new Finding(this, -1, shard, left, shards[shard].WaitForActive);
        }
        return default;
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"shard {Shard(observation, finding)} would keep {Count(finding.A, "started copy", "started copies")}, its index demands {finding.B} for each write";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"PUT /{observation.Cluster.Shards[finding.Shard].Index}/_settings {{\"index.write.wait_for_active_shards\":\"1\"}}; {Skip(this)}";
}

public sealed class DiskRule() : RollRule("disk-low-watermark")
{
    private const double PerMille = 1000;

    public override string Because => "Above the low watermark Elasticsearch puts no copy on a node, so that a shard may not find its way back.";

    public override TimeSpan Patience(Policy policy) => TimeSpan.Zero;

    public override Finding Check(in RollView view, SlotSet set)
    {
        var nodes = view.O.Cluster.Nodes;
        for (var slot = 0; slot < nodes.Length; slot++)
        {
            if (nodes[slot] is { } node && (node.Roles & SlotRoles.AnyData) != 0 && node.DiskUsed >= view.O.Cluster.LowWatermark)
            {
                return new Finding(this, slot, -1, (long)(node.DiskUsed * PerMille), (long)(view.O.Cluster.LowWatermark * PerMille));
            }
        }
        return default;
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the disk of {Slot(goal, finding.Slot)} is {finding.A / 10.0:0.#} % full, the low watermark is {finding.B / 10.0:0.#} %");

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) => $"delete or move data, or grow the volumes (VolumeSizeGiB); {Skip(this)}";
}
