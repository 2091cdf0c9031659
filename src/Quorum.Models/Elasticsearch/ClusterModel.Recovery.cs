namespace Quorum.Models.Elasticsearch;

public sealed partial class ClusterModel
{
    /// <summary>What cannot be confirmed now is looked at again after this.</summary>
    private static readonly TimeSpan NextTry = TimeSpan.FromSeconds(1);

    private void Begin(ClusterState state, ShardCopy copy, ElasticsearchNode node, RecoveryKind kind, ElasticsearchNode? source)
    {
        var group = copy.Group;
        var stored = node.Volume.Store(group.Index.Uuid, group.Number);
        copy.State = CopyState.Initializing;
        copy.Node = node;
        copy.Stored = stored;
        copy.Recovery = kind;
        copy.RecoverySource = source;
        copy.Delayed = false;
        node.Copies++;
        if (kind == RecoveryKind.Peer) { node.IncomingRecoveries++; source!.OutgoingRecoveries++; }
        else node.InitialPrimaries++;
        var primary = kind == RecoveryKind.Peer ? group.Primary.Stored! : null;
        copy.FileRecovery = kind == RecoveryKind.Peer && (stored.AllocationId == 0 || Now - stored.LastActive > Options.RetentionLease);
        // A primary that comes back keeps its identity; every other assignment is a new copy.
        if (kind != RecoveryKind.ExistingStore) stored.AllocationId = ++_allocationIds;
        Run(state, copy, Duration(copy.FileRecovery, primary, stored), () => Started(state, copy));
    }

    private void Relocate(ClusterState state, ShardCopy copy, ElasticsearchNode target)
    {
        var group = copy.Group;
        copy.State = CopyState.Relocating;
        copy.Target = target;
        copy.TargetStored = target.Volume.Store(group.Index.Uuid, group.Number);
        copy.FileRecovery = copy.TargetStored.AllocationId == 0 || Now - copy.TargetStored.LastActive > Options.RetentionLease;
        copy.TargetStored.AllocationId = ++_allocationIds;
        copy.Recovery = RecoveryKind.Peer;
        copy.RecoverySource = group.Primary.Node;
        target.Copies++;
        target.IncomingRecoveries++;
        copy.RecoverySource!.OutgoingRecoveries++;
        Run(state, copy, Duration(copy.FileRecovery, group.Primary.Stored!, copy.TargetStored), () => Moved(state, copy));
    }

    private TimeSpan Duration(bool files, StoredCopy? from, StoredCopy to)
    {
        var time = _random.Between(Options.RecoveryBaseMin, Options.RecoveryBaseMax);
        if (from is null) return time;
        if (files) return time + TimeSpan.FromSeconds((double)from.Bytes / Options.RecoveryBytesPerSecond);
        return time + TimeSpan.FromSeconds((double)Math.Max(0, from.Operations - to.Operations) / Options.RecoveryOperationsPerSecond);
    }

    private void Run(ClusterState state, ShardCopy copy, TimeSpan duration, Action done)
    {
        copy.RecoveryStarted = Now;
        copy.RecoveryEnds = Now + duration;
        copy.RecoveryEvent = _queue.After(duration, () => Finish(state, copy, done));
    }

    private void Finish(ClusterState state, ShardCopy copy, Action done)
    {
        var target = copy.Target ?? copy.Node!;
        var reachable = copy.RecoverySource is not { } source || Reach(source, target);
        if (!target.Alive || target.Paused || !reachable || !CanCommit(state) || !Reach(state.Master!, target))
        {
            // Nobody can confirm it now; it goes on when the peer is back, or is undone when the node is given up.
            copy.RecoveryEvent = _queue.After(NextTry, () => Finish(state, copy, done));
            return;
        }
        copy.RecoveryEvent = null;
        done();
    }

    private void Started(ClusterState state, ShardCopy copy)
    {
        var group = copy.Group;
        EndRecoverySlots(copy);
        copy.State = CopyState.Started;
        if (copy.Recovery == RecoveryKind.Peer) copy.Stored!.CopyFrom(group.Primary.Stored!, Now, DocumentStored);
        else if (copy.Recovery == RecoveryKind.EmptyStore) StartEmpty(copy.Stored!, group);
        else (group.NextSequence, group.Bytes) = (Math.Max(group.NextSequence, copy.Stored!.Operations), copy.Stored.Bytes);
        copy.Stored!.LastActive = Now;
        copy.LastNodeId = copy.Node!.Id;
        copy.FailedAttempts = 0;
        copy.Details = null;
        if (!group.InSync.Contains(copy.Stored.AllocationId)) group.InSync.Add(copy.Stored.AllocationId);
        TrimInSync(group);
        Commit(state, metadata: true);
        QueueReroute(state);
    }

    private void StartEmpty(StoredCopy copy, ShardGroup group)
    {
        (copy.Operations, copy.Bytes) = (group.NextSequence, group.Bytes);
        if (group.Seed is null) return;
        foreach (var document in group.Seed)
        {
            copy.Apply(document, Now);
            DocumentStored?.Invoke(copy, document);
        }
        copy.Refresh();
        group.Seed = null;
    }

    private void Moved(ClusterState state, ShardCopy copy)
    {
        var group = copy.Group;
        EndRecoverySlots(copy);
        var (from, old) = (copy.Node!, copy.Stored!);
        copy.TargetStored!.CopyFrom(group.Primary.Stored!, Now, DocumentStored);
        from.Copies--;
        from.Volume.Remove(group.Index.Uuid, group.Number);
        (copy.Node, copy.Stored, copy.Target, copy.TargetStored) = (copy.Target!, copy.TargetStored, null, null);
        copy.State = CopyState.Started;
        copy.Stored.LastActive = Now;
        copy.LastNodeId = copy.Node.Id;
        group.InSync.Remove(old.AllocationId);
        group.InSync.Add(copy.Stored.AllocationId);
        if (copy.Primary) RecoverFromNewPlace(state, group, from);
        Commit(state, metadata: true);
        QueueReroute(state);
    }

    /// <summary>Recoveries that had their source where the primary was begin again from where it is: the old place holds nothing of it any more.</summary>
    private void RecoverFromNewPlace(ClusterState state, ShardGroup group, ElasticsearchNode old)
    {
        var source = group.Primary.Node!;
        foreach (var copy in group.Copies)
        {
            if (copy.Primary || copy.RecoverySource != old || copy.State is not (CopyState.Initializing or CopyState.Relocating)) continue;
            copy.RecoveryEvent?.Dispose();
            if (old.OutgoingRecoveries > 0) old.OutgoingRecoveries--;
            source.OutgoingRecoveries++;
            copy.RecoverySource = source;
            var moves = copy.State == CopyState.Relocating;
            Run(state, copy, Duration(copy.FileRecovery, group.Primary.Stored!, moves ? copy.TargetStored! : copy.Stored!), moves ? () => Moved(state, copy) : () => Started(state, copy));
        }
    }

    // At most 1 + replicas ids are kept: those of copies without a routing entry go first.
    private static void TrimInSync(ShardGroup group)
    {
        var most = group.Copies.Count;
        for (var i = 0; i < group.InSync.Count && group.InSync.Count > most;)
        {
            if (IsAssigned(group, group.InSync[i])) i++;
            else group.InSync.RemoveAt(i);
        }
    }

    private static bool IsAssigned(ShardGroup group, long allocation)
    {
        foreach (var copy in group.Copies) if (copy.Stored?.AllocationId == allocation) return true;
        return false;
    }
}
