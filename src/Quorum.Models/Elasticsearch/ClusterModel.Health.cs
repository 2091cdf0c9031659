namespace Quorum.Models.Elasticsearch;

public enum HealthStatus { Green, Yellow, Red }

/// <summary>The numbers of <c>GET /_cluster/health</c>.</summary>
public readonly record struct ClusterHealth(
    HealthStatus Status, int Nodes, int DataNodes, int ActivePrimaries, int Active, int Relocating, int Initializing, int Unassigned, int UnassignedPrimaries, int DelayedUnassigned, int PendingTasks)
{
    public double ActivePercent => Active + Initializing + Unassigned == 0 ? 100 : 100.0 * Active / (Active + Initializing + Unassigned);
}

public sealed partial class ClusterModel
{
    /// <summary>Health of a cluster, or of one of its indices.</summary>
    public ClusterHealth Health(ClusterState state, IndexState? only = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        int primaries = 0, active = 0, relocating = 0, initializing = 0, unassigned = 0, unassignedPrimaries = 0, delayed = 0, data = 0;
        var status = HealthStatus.Green;
        foreach (var index in state.IndexList)
        {
            if (only is not null && only != index) continue;
            foreach (var group in index.Shards)
                foreach (var copy in group.Copies)
                {
                    if (copy.Active)
                    {
                        active++;
                        if (copy.Primary) primaries++;
                        if (copy.State == CopyState.Relocating) relocating++;
                        continue;
                    }
                    if (copy.State == CopyState.Initializing) initializing++;
                    else
                    {
                        unassigned++;
                        if (copy.Primary) unassignedPrimaries++;
                        if (copy.Delayed) delayed++;
                    }
                    var worst = copy.Primary && !IsFresh(copy) ? HealthStatus.Red : HealthStatus.Yellow;
                    if (worst > status) status = worst;
                }
        }
        foreach (var node in state.NodeList) if (node.Roles.HoldsData()) data++;
        return new ClusterHealth(status, state.NodeList.Count, data, primaries, active, relocating, initializing, unassigned, unassignedPrimaries, delayed, state.PendingTasks);
    }

    /// <summary>Health of the main cluster; red while none has formed or it has no master.</summary>
    public ClusterHealth Health() => Cluster is { Master: not null } state ? Health(state) : new ClusterHealth(HealthStatus.Red, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    // A primary of a new index that has not failed to allocate is yellow, not red (ClusterShardHealth.getInactivePrimaryHealth).
    private static bool IsFresh(ShardCopy copy) => copy.Group.InSync.Count == 0 && copy is { Reason: UnassignedReason.IndexCreated, FailedAttempts: 0 };

    /// <summary>All copies of the main cluster.</summary>
    public IEnumerable<ShardCopy> Shards() => Cluster is { } state ? state.Indices.SelectMany(i => i.Shards).SelectMany(s => s.Copies) : [];
}
