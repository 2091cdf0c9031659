namespace Quorum.Models.Elasticsearch;

/// <summary>What became of a write. Everything after <see cref="NoMaster"/> may be tried again by the caller until its own timeout.</summary>
public enum WriteOutcome { Acknowledged, Conflict, Blocked, NoMaster, PrimaryInactive, TooFewActive, Stalled }

public enum WriteOperation { Index, Create, Delete }

/// <param name="Document">The stored version; for a conflict the current one.</param>
/// <param name="Created">Whether the id was not there before.</param>
public readonly record struct WriteResult(WriteOutcome Outcome, ShardGroup Group, Document? Document, bool Created, int Successful);

public sealed partial class ClusterModel
{
    /// <summary>
    /// One replicated operation without a document: acknowledged only when every in-sync copy has it. This is the write of the rehearsal.
    /// </summary>
    public WriteOutcome Write(ElasticsearchNode via, ShardGroup group, int? waitForActive = null) => Replicate(via, group, waitForActive, WriteOperation.Index, null, null, null).Outcome;

    /// <summary>Writes or deletes a document through a node.</summary>
    /// <param name="ifSequence">Compare-and-set on sequence number and primary term, when given.</param>
    public WriteResult Write(ElasticsearchNode via, IndexState index, string id, string? source, WriteOperation operation, int? waitForActive = null, (long Sequence, long Term)? ifSequence = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Replicate(via, index.Shards[Routing.Shard(id, index.Shards.Length)], waitForActive, operation, id, source, ifSequence);
    }

    private WriteResult Replicate(ElasticsearchNode via, ShardGroup group, int? waitForActive, WriteOperation operation, string? id, string? source, (long Sequence, long Term)? ifSequence)
    {
        ArgumentNullException.ThrowIfNull(via);
        ArgumentNullException.ThrowIfNull(group);
        if (!via.Joined || via.Cluster!.Master is null) return Fail(WriteOutcome.NoMaster);
        var state = via.Cluster;
        if (group.Index.ReadOnlyAllowDelete && operation != WriteOperation.Delete || group.Index.Settings.GetValueOrDefault("index.blocks.write") == "true") return Fail(WriteOutcome.Blocked);
        var primary = group.Primary;
        if (!primary.Active || primary.Node!.Process != NodeProcess.Running) return Fail(WriteOutcome.PrimaryInactive);
        if (!Reach(via, primary.Node)) return Fail(WriteOutcome.Stalled);
        var wanted = waitForActive ?? group.Index.WaitForActiveShards;
        if (group.ActiveCopies < (wanted == IndexState.AllShards ? group.Copies.Count : wanted)) return Fail(WriteOutcome.TooFewActive);

        // Copies that cannot take the write leave the in-sync set before it is acknowledged, and only the master can do that.
        foreach (var copy in group.Copies)
            if (copy.State != CopyState.Unassigned && copy != primary && (!Reach(primary.Node, copy.Node!) || copy.Target is { } target && !Reach(primary.Node, target))) return Fail(WriteOutcome.Stalled);
        var stale = false;
        foreach (var allocation in group.InSync) stale |= !IsAssigned(group, allocation);
        if (stale)
        {
            if (!CanCommit(state) || !Reach(primary.Node, state.Master)) return Fail(WriteOutcome.Stalled);
            group.InSync.RemoveAll(allocation => !IsAssigned(group, allocation));
            Commit(state, metadata: true);
        }

        Document? document = null;
        var created = true;
        if (id is not null)
        {
            var current = primary.Stored!.Find(id);
            created = current is null or { Deleted: true };
            if (operation == WriteOperation.Create && !created) return new WriteResult(WriteOutcome.Conflict, group, current, false, 0);
            if (ifSequence is { } expected && (current is null or { Deleted: true } || current.SequenceNumber != expected.Sequence || current.PrimaryTerm != expected.Term))
                return new WriteResult(WriteOutcome.Conflict, group, current, false, 0);
            document = new Document(id, source ?? "", (current?.Version ?? 0) + 1, group.NextSequence, group.PrimaryTerm, operation == WriteOperation.Delete);
            group.Bytes += document.Source.Length + DocumentOverhead;
        }
        group.NextSequence++;
        var successful = 0;
        foreach (var copy in group.Copies)
        {
            if (copy.State == CopyState.Unassigned || copy is { State: CopyState.Initializing, Primary: false }) continue;
            Hold(copy.Stored!, group, document);
            if (copy.TargetStored is { } moving) Hold(moving, group, document);
            successful++;
        }
        group.Acknowledged = group.NextSequence;
        return new WriteResult(WriteOutcome.Acknowledged, group, document, created, successful);

        WriteResult Fail(WriteOutcome outcome) => new(outcome, group, null, false, 0);
    }

    private const int DocumentOverhead = 64;

    private void Hold(StoredCopy copy, ShardGroup group, Document? document)
    {
        copy.Operations = group.NextSequence;
        copy.Bytes = group.Bytes;
        if (document is null) return;
        copy.Apply(document, Now);
        DocumentStored?.Invoke(copy, document);
    }

    /// <summary>Whether a search or get through this node can be served by this copy now.</summary>
    public bool CanRead(ElasticsearchNode via, ShardCopy copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        return copy is { Active: true, Node: { } node } && Reach(via, node);
    }

    /// <summary>True when every acknowledged operation is on every started copy: the invariant of it all.</summary>
    public static bool HoldsAllAcknowledged(ShardGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        foreach (var copy in group.Copies) if (copy.Active && copy.Stored!.Operations < group.Acknowledged) return false;
        return true;
    }
}
