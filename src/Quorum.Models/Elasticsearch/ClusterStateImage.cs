namespace Quorum.Models.Elasticsearch;

/// <summary>What a master-eligible node keeps of the cluster state on disk: all but the routing table.</summary>
public sealed record ClusterStateImage(
    string Uuid,
    string Name,
    long Term,
    long Version,
    IReadOnlyList<string> VotingConfiguration,
    IReadOnlyList<VotingExclusion> Exclusions,
    IReadOnlyDictionary<string, string> Persistent,
    IReadOnlyDictionary<string, string> Transient,
    IReadOnlyList<ShutdownRecord> Shutdowns,
    IReadOnlyList<RepositoryImage> Repositories,
    IReadOnlyList<IndexImage> Indices,
    long LastAllocationId)
{
    /// <summary>Users and roles; absent in images of clusters without.</summary>
    public IReadOnlyDictionary<string, string> Security { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<SlmPolicy> SlmPolicies { get; init; } = [];
}

public sealed record IndexImage(string Name, string Uuid, int Replicas, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<ShardImage> Shards);

public sealed record ShardImage(long PrimaryTerm, long NextSequence, long Bytes, IReadOnlyList<long> InSync);

public sealed record RepositoryImage(string Name, string Type, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<Snapshot> Snapshots);

public sealed partial class ClusterModel
{
    public ClusterStateImage Capture(ClusterState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new ClusterStateImage(
            state.Uuid, state.Name, state.Term, state.Version, [.. state.VotingConfiguration], [.. state.ExclusionList],
            new Dictionary<string, string>(state.PersistentMap), new Dictionary<string, string>(state.TransientMap), [.. state.ShutdownMap.Values],
            [.. state.RepositoryMap.Values.Select(r => new RepositoryImage(r.Name, r.Type, r.Settings, [.. r.Snapshots]))],
            [.. state.IndexList.Select(i => new IndexImage(i.Name, i.Uuid, i.Replicas, new Dictionary<string, string>(i.Settings),
                [.. i.Shards.Select(s => new ShardImage(s.PrimaryTerm, s.NextSequence, s.Bytes, [.. s.InSync]))]))],
            _allocationIds)
        {
            Security = new Dictionary<string, string>(state.SecurityMap),
            SlmPolicies = [.. state.SlmMap.Values],
        };
    }

    /// <summary>Brings back a cluster from disk, as after a full cluster restart: without master, all copies unassigned. An older image than the known one is ignored.</summary>
    public ClusterState Restore(ClusterStateImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _allocationIds = Math.Max(_allocationIds, image.LastAllocationId);
        if (_clusters.Find(c => c.Uuid == image.Uuid) is { } known)
        {
            if (known.Master is not null || (known.Term, known.Version).CompareTo((image.Term, image.Version)) >= 0) return known;
            _clusters.Remove(known);
        }
        var state = new ClusterState(image.Uuid, image.Name) { Term = image.Term, Version = image.Version, VotingConfiguration = image.VotingConfiguration };
        state.ExclusionList.AddRange(image.Exclusions);
        foreach (var (key, value) in image.Persistent) state.PersistentMap[key] = value;
        foreach (var (key, value) in image.Transient) state.TransientMap[key] = value;
        foreach (var (id, document) in image.Security) state.SecurityMap[id] = document;
        foreach (var record in image.Shutdowns) state.ShutdownMap[record.NodeId] = record with { StartedAt = Now };
        foreach (var repository in image.Repositories)
        {
            state.RepositoryMap[repository.Name] = new SnapshotRepository(repository.Name, repository.Type, repository.Settings);
            state.RepositoryMap[repository.Name].Snapshots.AddRange(repository.Snapshots.Select(s => s with { EndedAt = s.EndedAt ?? s.StartedAt }));
        }
        foreach (var policy in image.SlmPolicies) state.SlmMap[policy.Id] = policy;
        foreach (var kept in image.Indices)
        {
            var index = new IndexState(kept.Name, kept.Uuid, kept.Shards.Count, kept.Replicas, Now);
            foreach (var (key, value) in kept.Settings) index.Settings[key] = value;
            Parse(index);
            for (var number = 0; number < kept.Shards.Count; number++)
            {
                var (group, shard) = (index.Shards[number], kept.Shards[number]);
                (group.PrimaryTerm, group.NextSequence, group.Acknowledged, group.Bytes) = (shard.PrimaryTerm + 1, shard.NextSequence, shard.NextSequence, shard.Bytes);
                group.InSync.AddRange(shard.InSync);
                for (var i = 0; i <= kept.Replicas; i++)
                    group.Copies.Add(new ShardCopy(group) { Primary = i == 0, Reason = UnassignedReason.ClusterRecovered, UnassignedAt = Now });
            }
            state.IndexList.Add(index);
        }
        state.Allocation = AllocationSettings.From(state);
        _clusters.Add(state);
        return state;
    }
}
