namespace Quorum.Models.Elasticsearch;

public sealed partial class ClusterModel
{
    public UpdateOutcome PutRepository(ElasticsearchNode via, string name, string type, IReadOnlyDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        var repository = new SnapshotRepository(name, type, settings);
        if (via.Cluster!.RepositoryMap.TryGetValue(name, out var old)) repository.Snapshots.AddRange(old.Snapshots);
        via.Cluster.RepositoryMap[name] = repository;
        Commit(via.Cluster, metadata: true);
        return UpdateOutcome.Done;
    }

    /// <summary>Shards that cannot be snapshotted now: their primary is not started.</summary>
    public static IReadOnlyList<ShardGroup> WithoutPrimary(IEnumerable<IndexState> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return [.. indices.SelectMany(index => index.Shards).Where(group => !group.Primary.Active)];
    }

    /// <summary>What a snapshot taken now holds of these indices: the live documents of each primary, refreshed or not.</summary>
    public static IReadOnlyList<SnapshotIndex> Content(IEnumerable<IndexState> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return
        [
            .. indices.Select(index => new SnapshotIndex(index.Name, index.Replicas, new Dictionary<string, string>(index.Settings),
                [.. index.Shards.Select(group => (IReadOnlyList<Document>)[.. (group.Primary.Stored?.Documents.Values ?? []).Where(document => !document.Deleted)])])),
        ];
    }

    /// <summary>
    /// Makes an index from what a snapshot holds, under any name: its primaries start with the documents, its replicas recover from them.
    /// Null without a master or when there is an index of the name.
    /// </summary>
    /// <param name="settings">Settings of the new index instead of the snapshot's.</param>
    public IndexState? RestoreIndex(ElasticsearchNode via, SnapshotIndex content, string name, int replicas, IReadOnlyDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(via);
        ArgumentNullException.ThrowIfNull(content);
        return CreateIndex(via, name, content.Documents.Count, replicas, settings, seed: content.Documents);
    }

    /// <summary>Adds or replaces (null: removes) a snapshot lifecycle policy.</summary>
    public UpdateOutcome PutSlmPolicy(ElasticsearchNode via, string id, SlmPolicy? policy)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        if (policy is not null) via.Cluster!.SlmMap[id] = policy;
        else if (!via.Cluster!.SlmMap.Remove(id)) return UpdateOutcome.Refused;
        Commit(via.Cluster!, metadata: true);
        return UpdateOutcome.Done;
    }

    /// <summary>Starts a snapshot; it is in progress for <paramref name="duration"/> and then successful.</summary>
    /// <param name="indices">Null: all.</param>
    public Snapshot? StartSnapshot(ElasticsearchNode via, string repository, string name, TimeSpan duration, IReadOnlyList<IndexState>? indices = null, string? policy = null)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!) || !via.Cluster!.RepositoryMap.TryGetValue(repository, out var target)) return null;
        var state = via.Cluster;
        var oldest = state.NodeList.Min(n => n.Version);
        var snapshot = new Snapshot(name, NewId(), [.. (indices ?? state.IndexList).Select(i => i.Name)], (indices ?? state.IndexList).Sum(i => i.Shards.Length), oldest, Now, null, policy);
        target.Snapshots.Add(snapshot);
        Commit(state, metadata: true);
        _queue.After(duration, () =>
        {
            var at = target.Snapshots.IndexOf(snapshot);
            if (at < 0) return;
            target.Snapshots[at] = snapshot with { EndedAt = Now };
            if (CanCommit(state)) Commit(state, metadata: true); else Touch();
        });
        return snapshot;
    }

    public UpdateOutcome DeleteSnapshot(ElasticsearchNode via, string repository, string name)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        if (!via.Cluster!.RepositoryMap.TryGetValue(repository, out var target) || target.Snapshots.RemoveAll(s => s.Name == name) == 0) return UpdateOutcome.Refused;
        Commit(via.Cluster, metadata: true);
        return UpdateOutcome.Done;
    }

    /// <summary>Whether a snapshot is running: a shard that is being snapshotted should not lose its node.</summary>
    public static bool SnapshotRunning(ClusterState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var repository in state.Repositories.Values) foreach (var snapshot in repository.Snapshots) if (snapshot.EndedAt is null) return true;
        return false;
    }

    /// <summary>ILM or SLM mode: <c>RUNNING</c>, <c>STOPPING</c> or <c>STOPPED</c>.</summary>
    public UpdateOutcome SetLifecycle(ElasticsearchNode via, string? ilm = null, string? slm = null)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        via.Cluster!.IlmMode = ilm ?? via.Cluster.IlmMode;
        via.Cluster.SlmMode = slm ?? via.Cluster.SlmMode;
        Commit(via.Cluster, metadata: true);
        return UpdateOutcome.Done;
    }
}
