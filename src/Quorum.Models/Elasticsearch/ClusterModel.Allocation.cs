namespace Quorum.Models.Elasticsearch;

public sealed partial class ClusterModel
{
    /// <summary><c>index.allocation.max_retries</c>.</summary>
    public const int MaxRetries = 5;

    /// <summary>Shards that start close to each other are worked off in one round, as the master batches them.</summary>
    private void QueueReroute(ClusterState state)
    {
        if (state.RerouteQueued) return;
        state.RerouteQueued = true;
        _queue.After(Options.Publication, () => { state.RerouteQueued = false; Reroute(state); });
    }

    /// <summary>What the master does after each change: primaries first, then replicas, then moves and balance.</summary>
    private void Reroute(ClusterState state)
    {
        state.Zones = 0;
        state.DelayTimer?.Dispose();
        state.DelayTimer = null;
        if (state.Master is null) return;
        if (!CanCommit(state))
        {
            // A master that stalls does what was due when it goes on; one that is given up leaves it to the next.
            state.DelayTimer = _queue.After(NextTry, () => Reroute(state));
            return;
        }
        var changed = false;
        var nextDelay = TimeSpan.MaxValue;
        foreach (var index in state.IndexList)
            foreach (var group in index.Shards)
            {
                var primary = group.Primary;
                if (primary.State == CopyState.Unassigned) changed |= AllocatePrimary(state, primary);
            }
        foreach (var index in state.IndexList)
            foreach (var group in index.Shards)
                foreach (var copy in group.Copies)
                {
                    if (copy.Primary || copy.State != CopyState.Unassigned) { if (copy is { Primary: true, State: CopyState.Unassigned, Delayed: true }) CheckDelay(copy); continue; }
                    if (copy.Delayed) CheckDelay(copy);
                    if (group.Primary.Active) changed |= AllocateReplica(state, copy);
                    if (copy is { Delayed: true, State: CopyState.Unassigned }) nextDelay = Min(nextDelay, RemainingDelay(state, copy));
                }
        changed |= MoveAndBalance(state);
        if (nextDelay != TimeSpan.MaxValue) state.DelayTimer = _queue.After(nextDelay, () => Reroute(state));
        if (changed) Commit(state, metadata: false);
        else Touch();

        void CheckDelay(ShardCopy copy) { if (RemainingDelay(state, copy) == TimeSpan.Zero) copy.Delayed = false; }
        static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
    }

    private bool AllocatePrimary(ClusterState state, ShardCopy copy)
    {
        var group = copy.Group;
        if (copy.FailedAttempts >= MaxRetries) return false;
        if (group.InSync.Count == 0)
        {
            if (BestNode(state, copy) is not { } chosen) return false;
            Begin(state, copy, chosen, RecoveryKind.EmptyStore, null);
            return true;
        }
        // Only a copy that holds every acknowledged write may lead; a stale one stays where it is and the shard stays red.
        foreach (var node in state.NodeList)
        {
            if (node.Volume.Find(group.Index.Uuid, group.Number) is not { } stored || !group.InSync.Contains(stored.AllocationId)) continue;
            if (!Reach(state.Master!, node) || Decide(state, copy, node, null) != AllocationVerdict.Yes) continue;
            Begin(state, copy, node, RecoveryKind.ExistingStore, null);
            return true;
        }
        return false;
    }

    private bool AllocateReplica(ClusterState state, ShardCopy copy)
    {
        if (copy.FailedAttempts >= MaxRetries) return false;
        var group = copy.Group;
        // Its source is busy: whatever the nodes say, it waits.
        if (group.Primary.Node!.OutgoingRecoveries >= MostRecoveries(state)) return false;
        // The node that still has data gets it back, before the delay ends and before any other.
        foreach (var node in state.NodeList)
        {
            if (!node.Volume.HasCopies || !node.Roles.HoldsData() || node.Volume.Find(group.Index.Uuid, group.Number) is not { AllocationId: not 0 }) continue;
            if (HasCopy(group, node)) continue;
            var verdict = Decide(state, copy, node, null);
            if (verdict == AllocationVerdict.Throttle) return false;
            if (verdict != AllocationVerdict.Yes) continue;
            Begin(state, copy, node, RecoveryKind.Peer, group.Primary.Node);
            return true;
        }
        if (copy.Delayed) return false;
        if (BestNode(state, copy) is not { } best) return false;
        Begin(state, copy, best, RecoveryKind.Peer, group.Primary.Node);
        return true;
    }

    private ElasticsearchNode? BestNode(ClusterState state, ShardCopy copy)
    {
        ElasticsearchNode? best = null;
        var bestWeight = double.MaxValue;
        var most = MostRecoveries(state);
        foreach (var node in state.NodeList)
        {
            if (!copy.Primary && node.IncomingRecoveries >= most || Decide(state, copy, node, null) != AllocationVerdict.Yes) continue;
            var weight = Weight(copy.Group.Index, node);
            if (weight < bestWeight) (best, bestWeight) = (node, weight);
        }
        return best;
    }

    // cluster.routing.allocation.balance.shard 0.45 and .index 0.55
    private static double Weight(IndexState index, ElasticsearchNode node)
    {
        var own = 0;
        foreach (var group in index.Shards) foreach (var copy in group.Copies) if (copy.Node == node || copy.Target == node) own++;
        return 0.45 * node.Copies + 0.55 * own;
    }

    private bool MoveAndBalance(ClusterState state)
    {
        var changed = false;
        var relocating = 0;
        var settled = true;
        var (restless, misplaced) = (MayHaveToMove(state), false);
        foreach (var index in state.IndexList)
            foreach (var group in index.Shards)
                foreach (var copy in group.Copies)
                {
                    if (copy.State == CopyState.Relocating) { relocating++; continue; }
                    if (copy.State != CopyState.Started) { settled = false; continue; }
                    if (!restless || CanRemain(state, copy, copy.Node!, null)) continue;
                    misplaced = true;
                    if (BestNode(state, copy) is not { } target) continue;
                    Relocate(state, copy, target);
                    relocating++;
                    changed = true;
                }
        state.AwarenessChanged = misplaced;
        if (!settled || !Options.Rebalance || !state.Allocation.RebalanceEnabled) return changed;
        while (relocating < Options.ClusterConcurrentRebalance && BalanceOnce(state)) { relocating++; changed = true; }
        return changed;
    }

    // Looking at every copy after every change is most of a large cluster's cost, and as a rule nothing asks any copy to leave.
    private bool MayHaveToMove(ClusterState state)
    {
        if (state.Allocation.Filters.Count > 0 || state.AwarenessChanged) return true;
        foreach (var record in state.ShutdownMap.Values) if (record.Type != ShutdownType.Restart) return true;
        foreach (var index in state.IndexList) if (index.ExcludedNames is not null) return true;
        foreach (var node in state.NodeList) if (node.Volume.OtherBytes > 0) return true;
        return false;
    }

    private bool BalanceOnce(ClusterState state)
    {
        ElasticsearchNode? full = null, free = null;
        foreach (var node in state.NodeList)
        {
            if (!node.Roles.HoldsData()) continue;
            if (full is null || node.Copies > full.Copies) full = node;
            if (free is null || node.Copies < free.Copies) free = node;
        }
        if (full is null || full.Copies - free!.Copies < 2) return false;
        ShardCopy? pick = null;
        ElasticsearchNode? to = null;
        foreach (var index in state.IndexList)
            foreach (var group in index.Shards)
                foreach (var copy in group.Copies)
                {
                    if (copy.State != CopyState.Started || copy.Node is not { } from) continue;
                    foreach (var node in state.NodeList)
                    {
                        if (from.Copies - node.Copies < 2 || Decide(state, copy, node, null) != AllocationVerdict.Yes) continue;
                        if (pick is null || node.Copies - from.Copies < to!.Copies - pick.Node!.Copies) (pick, to) = (copy, node);
                    }
                }
        if (pick is null) return false;
        Relocate(state, pick, to!);
        return true;
    }

    private static bool HasCopy(ShardGroup group, ElasticsearchNode node)
    {
        foreach (var copy in group.Copies) if (copy.Node == node || copy.Target == node) return true;
        return false;
    }
}
