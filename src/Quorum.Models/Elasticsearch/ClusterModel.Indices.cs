using System.Globalization;

namespace Quorum.Models.Elasticsearch;

public sealed partial class ClusterModel
{
    /// <summary>Creates an index; <paramref name="settings"/> are flat names with or without <c>index.</c>. Null with the reason when it cannot.</summary>
    public IndexState? CreateIndex(ElasticsearchNode via, string name, int shards = 1, int replicas = 1, IReadOnlyDictionary<string, string>? settings = null, long bytesPerShard = 0,
        IReadOnlyList<IReadOnlyList<Document>>? seed = null)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!) || via.Cluster!.Index(name) is not null) return null;
        var state = via.Cluster;
        var index = new IndexState(name, NewId(), shards, replicas, Now);
        index.Settings["index.routing.allocation.include._tier_preference"] = "data_content";
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
            index.Settings[key.StartsWith("index.", StringComparison.Ordinal) ? key : "index." + key] = value;
        Parse(index);
        foreach (var group in index.Shards)
        {
            group.Bytes = bytesPerShard;
            if (seed is not null) Plant(group, seed[group.Number]);
            for (var i = 0; i <= replicas; i++)
                group.Copies.Add(new ShardCopy(group) { Primary = i == 0, Reason = UnassignedReason.IndexCreated, UnassignedAt = Now });
        }
        state.IndexList.Add(index);
        Commit(state, metadata: true);
        Reroute(state);
        return index;
    }

    // Sequence numbers go on after the restored ones, so that no later write gets one twice.
    private static void Plant(ShardGroup group, IReadOnlyList<Document> documents)
    {
        group.Seed = documents;
        group.NextSequence = group.Acknowledged = documents.Count == 0 ? 0 : documents.Max(document => document.SequenceNumber) + 1;
        group.Bytes = documents.Sum(document => (long)document.Source.Length + DocumentOverhead);
    }

    public UpdateOutcome DeleteIndex(ElasticsearchNode via, string name)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        var state = via.Cluster!;
        if (state.Index(name) is not { } index) return UpdateOutcome.Refused;
        foreach (var group in index.Shards)
        {
            foreach (var copy in group.Copies) if (copy.State != CopyState.Unassigned) Unassign(copy, UnassignedReason.Manual, null);
            foreach (var node in state.NodeList) node.Volume.Remove(index.Uuid, group.Number);
        }
        state.IndexList.Remove(index);
        Commit(state, metadata: true);
        Reroute(state);
        return UpdateOutcome.Done;
    }

    /// <summary>Sets or (null) resets dynamic index settings; a changed number of replicas adds or drops copies.</summary>
    public UpdateOutcome PutIndexSettings(ElasticsearchNode via, IndexState index, IReadOnlyDictionary<string, string?> changes)
    {
        ArgumentNullException.ThrowIfNull(via);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(changes);
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        foreach (var (name, value) in changes)
        {
            var key = name.StartsWith("index.", StringComparison.Ordinal) ? name : "index." + name;
            if (key == "index.number_of_replicas") SetReplicas(index, int.Parse(value ?? "1", CultureInfo.InvariantCulture));
            else if (value is null) index.Settings.Remove(key);
            else index.Settings[key] = value;
        }
        Parse(index);
        Commit(via.Cluster!, metadata: true);
        Reroute(via.Cluster!);
        return UpdateOutcome.Done;
    }

    private void SetReplicas(IndexState index, int replicas)
    {
        index.Replicas = replicas;
        foreach (var group in index.Shards)
        {
            while (group.Copies.Count < replicas + 1)
                group.Copies.Add(new ShardCopy(group) { Reason = UnassignedReason.ReplicaAdded, UnassignedAt = Now });
            while (group.Copies.Count > replicas + 1)
            {
                var drop = group.Copies.Find(c => !c.Primary && c.State == CopyState.Unassigned) ?? group.Copies.FindLast(c => !c.Primary)!;
                if (drop.Stored is { } stored) { var volume = stored.Volume; Unassign(drop, UnassignedReason.Manual, null); volume.Remove(index.Uuid, group.Number); }
                group.Copies.Remove(drop);
            }
        }
    }

    private static void Parse(IndexState index)
    {
        index.DelayedTimeout = TimeValue.Parse(index.Settings.GetValueOrDefault("index.unassigned.node_left.delayed_timeout"));
        var wait = index.Settings.GetValueOrDefault("index.write.wait_for_active_shards") ?? "1";
        index.WaitForActiveShards = wait == "all" ? IndexState.AllShards : int.Parse(wait, CultureInfo.InvariantCulture);
        index.ExcludedNames = index.Settings.GetValueOrDefault("index.routing.allocation.exclude._name") is { Length: > 0 } names ? names : null;
        index.Enable = AllocationSettings.ParseEnable(index.Settings.GetValueOrDefault("index.routing.allocation.enable"));
        var tiers = index.Settings.GetValueOrDefault("index.routing.allocation.include._tier_preference");
        index.Tiers = string.IsNullOrEmpty(tiers) ? [] : tiers.Split(',').Select(t => NodeRolesText.Parse(t, out _) ?? NodeRoles.None).Where(t => t != NodeRoles.None).ToArray();
    }

    /// <summary>Sets or (null) resets cluster settings; validation of names is the caller's.</summary>
    public UpdateOutcome PutSettings(ElasticsearchNode via, IReadOnlyDictionary<string, string?>? persistent, IReadOnlyDictionary<string, string?>? transient = null)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        var state = via.Cluster!;
        Apply(state.PersistentMap, persistent);
        Apply(state.TransientMap, transient);
        state.Allocation = AllocationSettings.From(state);
        state.AwarenessChanged = true;
        Commit(state, metadata: true);
        QueueReconfigure(state);
        Reroute(state);
        return UpdateOutcome.Done;

        static void Apply(SortedDictionary<string, string> map, IReadOnlyDictionary<string, string?>? changes)
        {
            foreach (var (key, value) in changes ?? new Dictionary<string, string?>())
            {
                if (value is not null) map[key] = value;
                else if (key.EndsWith('*')) foreach (var name in map.Keys.Where(k => k.StartsWith(key[..^1], StringComparison.Ordinal)).ToArray()) map.Remove(name);
                else map.Remove(key);
            }
        }
    }

    /// <summary>Adds or replaces a node shutdown record; the id is not validated, as in life.</summary>
    public UpdateOutcome PutShutdown(ElasticsearchNode via, string nodeId, ShutdownType type, string reason, TimeSpan? allocationDelay = null, string? targetNodeName = null)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        via.Cluster!.ShutdownMap[nodeId] = new ShutdownRecord(nodeId, type, reason, allocationDelay, Now, targetNodeName);
        Commit(via.Cluster, metadata: true);
        Reroute(via.Cluster);
        return UpdateOutcome.Done;
    }

    public UpdateOutcome DeleteShutdown(ElasticsearchNode via, string nodeId)
    {
        ArgumentNullException.ThrowIfNull(via);
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        if (!via.Cluster!.ShutdownMap.Remove(nodeId)) return UpdateOutcome.Refused;
        Commit(via.Cluster, metadata: true);
        Reroute(via.Cluster);
        return UpdateOutcome.Done;
    }

    /// <summary>COMPLETE, IN_PROGRESS or STALLED. A restart needs no move and so is COMPLETE at once: no sign that stopping is safe.</summary>
    public string ShutdownStatus(ClusterState state, ShutdownRecord record)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(record);
        if (record.Type is ShutdownType.Restart || state.NodeById(record.NodeId) is not { Copies: > 0 } node) return "COMPLETE";
        foreach (var index in state.IndexList)
            foreach (var group in index.Shards)
                foreach (var copy in group.Copies)
                    if (copy.Node == node && (copy.State == CopyState.Relocating || BestNode(state, copy) is not null)) return "IN_PROGRESS";
        return "STALLED";
    }
}
