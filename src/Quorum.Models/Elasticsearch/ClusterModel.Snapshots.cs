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

    /// <summary>Starts a snapshot of all indices; it is in progress for <paramref name="duration"/> and then successful.</summary>
    public Snapshot? StartSnapshot(ElasticsearchNode via, string repository, string name, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!) || !via.Cluster!.RepositoryMap.TryGetValue(repository, out var target)) return null;
        var state = via.Cluster;
        var oldest = state.NodeList.Min(n => n.Version);
        var snapshot = new Snapshot(name, NewId(), [.. state.IndexList.Select(i => i.Name)], state.IndexList.Sum(i => i.Shards.Length), oldest, Now, null);
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
