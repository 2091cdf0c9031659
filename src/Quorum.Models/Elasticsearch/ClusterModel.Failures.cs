namespace Quorum.Models.Elasticsearch;

public sealed partial class ClusterModel
{
    /// <summary>Takes nodes out of the state: their copies become unassigned, lost primaries are promoted from in-sync started replicas.</summary>
    private void DropNodes(ClusterState state, List<ElasticsearchNode> nodes)
    {
        if (nodes.Count == 0) return;
        foreach (var node in nodes) { state.NodeList.Remove(node); node.LeaveNoticed = true; }
        state.AwarenessChanged = true;
        foreach (var index in state.IndexList)
            foreach (var group in index.Shards)
            {
                var primaryLost = false;
                foreach (var copy in group.Copies)
                {
                    if (copy.State == CopyState.Relocating && nodes.Contains(copy.Target!)) CancelRelocation(copy);
                    if (copy.Node is not { } node || !nodes.Contains(node)) continue;
                    if (copy.Primary) primaryLost = true;
                    var restarting = state.ShutdownMap.TryGetValue(node.Id, out var record) && record.Type == ShutdownType.Restart;
                    Unassign(copy, restarting ? UnassignedReason.NodeRestarting : UnassignedReason.NodeLeft, $"node_left [{node.Id}]");
                    copy.Delayed = DelayOf(state, copy) > TimeSpan.Zero;
                    copy.DelayStart = Now;
                }
                if (primaryLost) ReplacePrimary(group);
            }
        foreach (var node in nodes) (node.Copies, node.IncomingRecoveries, node.OutgoingRecoveries, node.InitialPrimaries) = (0, 0, 0, 0);
    }

    private void ReplacePrimary(ShardGroup group)
    {
        group.PrimaryTerm++;
        var lost = group.Primary;
        ShardCopy? heir = null;
        // A moving replica recovers from the primary too: it stays where it is and moves again later.
        foreach (var copy in group.Copies) if (copy.State == CopyState.Relocating) CancelRelocation(copy);
        foreach (var copy in group.Copies)
        {
            if (copy.Primary || !copy.Active) continue;
            if (heir is null || Options.PromoteNewestVersionFirst && copy.Node!.Version > heir.Node!.Version) heir = copy;
        }
        if (heir is not null)
        {
            lost.Primary = false;
            heir.Primary = true;
        }
        // A recovery has its source in the lost primary: it starts over.
        foreach (var copy in group.Copies)
            if (!copy.Primary && copy.State == CopyState.Initializing) Unassign(copy, UnassignedReason.PrimaryFailed, "primary failed while replica initializing");
    }

    private void Unassign(ShardCopy copy, UnassignedReason reason, string? details)
    {
        copy.RecoveryEvent?.Dispose();
        if (copy.State == CopyState.Initializing) EndRecoverySlots(copy);
        if (copy.State == CopyState.Relocating) CancelRelocation(copy);
        if (copy.Active) copy.Stored!.LastActive = Now;
        if (copy.Node is { } node) { node.Copies--; if (copy.Active) copy.LastNodeId = node.Id; }
        copy.State = CopyState.Unassigned;
        copy.Node = null;
        copy.Stored = null;
        copy.RecoveryEvent = null;
        copy.RecoverySource = null;
        copy.Reason = reason;
        copy.Details = details;
        copy.UnassignedAt = Now;
        copy.Delayed = false;
        copy.FailedAttempts = reason == UnassignedReason.AllocationFailed ? copy.FailedAttempts + 1 : 0;
    }

    private void CancelRelocation(ShardCopy copy)
    {
        copy.RecoveryEvent?.Dispose();
        copy.RecoveryEvent = null;
        EndRecoverySlots(copy);
        copy.Target!.Copies--;
        copy.Target.Volume.Remove(copy.Group.Index.Uuid, copy.Group.Number);
        copy.Target = null;
        copy.TargetStored = null;
        copy.State = CopyState.Started;
    }

    private static void EndRecoverySlots(ShardCopy copy)
    {
        var target = copy.State == CopyState.Relocating ? copy.Target! : copy.Node!;
        if (copy.Recovery == RecoveryKind.Peer)
        {
            if (target.IncomingRecoveries > 0) target.IncomingRecoveries--;
            if (copy.RecoverySource is { OutgoingRecoveries: > 0 } source) source.OutgoingRecoveries--;
        }
        else if (target.InitialPrimaries > 0) target.InitialPrimaries--;
    }

    /// <summary>The master came from a fresh process and so has no routing table: every shard is found again on disk.</summary>
    private void RecoverAll(ClusterState state)
    {
        foreach (var index in state.IndexList)
            foreach (var group in index.Shards)
            {
                var recovered = false;
                foreach (var copy in group.Copies)
                {
                    recovered |= copy.Primary && copy.State != CopyState.Unassigned;
                    Unassign(copy, UnassignedReason.ClusterRecovered, null);
                }
                if (recovered) group.PrimaryTerm++;
            }
        foreach (var node in _nodes) if (node.Cluster == state) (node.Copies, node.IncomingRecoveries, node.OutgoingRecoveries, node.InitialPrimaries) = (0, 0, 0, 0);
    }

    private TimeSpan DelayOf(ClusterState state, ShardCopy copy)
    {
        var delay = copy.Group.Index.DelayedTimeout ?? Options.NodeLeftDelay;
        if (copy.Reason != UnassignedReason.NodeRestarting || copy.LastNodeId is not { } id) return delay;
        if (!state.ShutdownMap.TryGetValue(id, out var record) || record.Type != ShutdownType.Restart) return delay;
        var restart = record.AllocationDelay ?? Options.RestartDelay;
        return restart > delay ? restart : delay;
    }

    private void RestartDelays(ClusterState state)
    {
        foreach (var index in state.IndexList)
            foreach (var group in index.Shards)
                foreach (var copy in group.Copies)
                    if (copy.Delayed) copy.DelayStart = Now;
    }

    /// <summary>What is left of the delay of this unassigned copy; zero when it is not delayed.</summary>
    public TimeSpan RemainingDelay(ClusterState state, ShardCopy copy)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(copy);
        if (!copy.Delayed) return TimeSpan.Zero;
        var left = copy.DelayStart + DelayOf(state, copy) - Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Fails a copy (a corrupted shard, a full disk): <c>ALLOCATION_FAILED</c>; five failures in a row end the attempts.</summary>
    public void FailCopy(ClusterState state, ShardCopy copy, string why)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(copy);
        if (copy.State == CopyState.Unassigned || !CanCommit(state)) return;
        var primary = copy.Primary;
        var allocation = copy.Stored!.AllocationId;
        Unassign(copy, UnassignedReason.AllocationFailed, why);
        if (primary) ReplacePrimary(copy.Group);
        if (copy.Group.InSync.Count > 1) copy.Group.InSync.Remove(allocation);
        Commit(state, metadata: true);
        Reroute(state);
    }
}
