using Quorum.Elasticsearch;

namespace Quorum.Rollout.Aws;

/// <summary>One whole read of Elasticsearch: what a decision cannot do without, and what it takes note of when it is missing.</summary>
/// <param name="slotOfId">Node ids seen so far: a node that is away is named by its id alone.</param>
internal sealed class ClusterReader(ElasticsearchClient client, Goal goal, Dictionary<string, int> slotOfId, DateTimeOffset at)
{
    /// <summary>Settings that keep copies from where they belong; any of them left behind is somebody's unfinished business.</summary>
    private static readonly string[] Stuck =
    [
        "cluster.routing.rebalance.enable", "cluster.routing.allocation.exclude._name", "cluster.routing.allocation.exclude._ip", "cluster.routing.allocation.exclude._id",
        "cluster.routing.allocation.exclude._host", "cluster.routing.allocation.require._name", "cluster.routing.allocation.include._name",
    ];

    private static readonly string[] ShrinkingActions = ["shrink", "forcemerge"];

    private readonly List<string> _missing = [];

    public async Task<ClusterSnapshot> ReadAsync(CancellationToken cancellation)
    {
        // All at once: the closer together the answers, the more they speak of one moment.
        var health = client.HealthAsync(null, cancellation);
        var nodes = client.NodesAsync(cancellation);
        var shards = client.ShardsAsync(cancellation);
        var coordination = client.CoordinationAsync(cancellation);
        var master = client.MasterAsync(cancellation);
        var settings = client.SettingsAsync(defaults: true, cancellation);
        var inSync = Optional("in-sync copies", async () => await client.InSyncAsync(cancellation).ConfigureAwait(false));
        var stats = Optional("disk", async () => await client.StatsAsync(cancellation).ConfigureAwait(false));
        var shutdowns = Optional("node shutdown", async () => await client.ShutdownsAsync(cancellation).ConfigureAwait(false));
        var indices = Optional("index settings", async () => await client.IndexSettingsAsync(cancellation).ConfigureAwait(false));
        var snapshots = Optional("snapshots", async () => await client.SnapshotsUnderWayAsync(cancellation).ConfigureAwait(false));
        var lifecycle = Optional("index lifecycle", async () => await client.IlmStepsAsync(cancellation).ConfigureAwait(false));
        await Task.WhenAll(health, nodes, shards, coordination, master, settings, inSync, stats, shutdowns, indices, snapshots, lifecycle).ConfigureAwait(false);
        return Put(await health, await nodes, await shards, await coordination, await master, await settings, await inSync, await stats, await shutdowns, await indices, await snapshots, await lifecycle);
    }

    private ClusterSnapshot Put(
        Elasticsearch.ClusterHealth health, IReadOnlyList<NodeInfo> nodes, IReadOnlyList<ShardCopy> copies, Coordination coordination, ElectedMaster? master, ClusterSettings settings,
        IReadOnlyList<InSyncShard>? inSync, IReadOnlyList<NodeStats>? stats, IReadOnlyList<Elasticsearch.ShutdownRecord>? shutdowns, IReadOnlyList<IndexSettings>? indices,
        IReadOnlyList<SnapshotInfo>? snapshots, IReadOnlyList<IlmStep>? lifecycle)
    {
        var disk = stats?.ToDictionary(each => each.Name, each => (each.DiskUsedPercent ?? double.NaN) / 100, StringComparer.Ordinal) ?? [];
        var views = new NodeView?[goal.Slots.Length];
        var joined = SlotSet.Empty;
        foreach (var node in nodes)
        {
            var slot = goal.IndexOf(node.Name);
            slotOfId[node.Id] = slot < 0 ? ClusterSnapshot.Foreign : slot;
            if (slot < 0) continue;
            views[slot] = new NodeView(node.Id, node.Name, node.Ip, ElasticsearchVersion.Parse(node.Version), Roles.Parse(node.Roles), disk.GetValueOrDefault(node.Name, double.NaN), node.Started);
            joined |= SlotSet.Of(slot);
        }
        var excluded = SlotSet.Empty;
        var foreignExclusions = new List<string>();
        foreach (var exclusion in coordination.Exclusions)
        {
            var slot = goal.IndexOf(exclusion.NodeName);
            if (slot >= 0) excluded |= SlotSet.Of(slot); else foreignExclusions.Add(exclusion.NodeName);
        }
        var voters = SlotSet.Empty;
        var (foreignVoters, absentVoters) = (0, 0);
        foreach (var id in coordination.LastCommitted)
        {
            if (!slotOfId.TryGetValue(id, out var slot)) absentVoters++;
            else if (slot >= 0) voters |= SlotSet.Of(slot);
            else foreignVoters++;
        }
        return new ClusterSnapshot
        {
            At = at,
            Missing = [.. _missing.Order(StringComparer.Ordinal)],
            ShutdownRecordsUsable = shutdowns is not null && OneMajor(nodes),
            ClusterUuid = coordination.ClusterUuid is "_na_" ? "" : coordination.ClusterUuid,
            Health = health.Status switch { HealthStatus.Green => ClusterHealth.Green, HealthStatus.Yellow => ClusterHealth.Yellow, HealthStatus.Red => ClusterHealth.Red, _ => ClusterHealth.Unknown },
            Initializing = health.InitializingShards,
            Relocating = health.RelocatingShards,
            InFlightFetches = health.NumberOfInFlightFetch,
            PendingTasks = health.NumberOfPendingTasks,
            Nodes = [.. views],
            Joined = joined,
            Shards = ShardTable.Of(goal, copies, inSync, indices),
            ElectedMaster = master is null ? ClusterSnapshot.Nowhere : goal.IndexOf(master.NodeName) is >= 0 and var elected ? elected : ClusterSnapshot.Foreign,
            Voters = voters,
            ForeignVoters = foreignVoters,
            AbsentVoters = absentVoters,
            Excluded = excluded,
            ForeignExclusions = [.. foreignExclusions],
            ShutdownRecords = [.. (shutdowns ?? []).Select(record => new ShutdownRecord(record.NodeId, slotOfId.GetValueOrDefault(record.NodeId, ClusterSnapshot.Foreign), record.Type, record.Reason))],
            Allocation = settings.Effective("cluster.routing.allocation.enable") switch
            {
                "primaries" => AllocationEnable.Primaries,
                "new_primaries" => AllocationEnable.NewPrimaries,
                "none" => AllocationEnable.None,
                _ => AllocationEnable.All,
            },
            StuckSettings = [.. Stuck.Select(name => (name, value: Given(settings, name))).Where(pair => pair.value is { Length: > 0 } and not "all").Select(pair => $"{pair.name}={pair.value}")],
            LowWatermark = DiskWatermark.Read(settings.Effective("cluster.routing.allocation.disk.watermark.low"), stats),
            SnapshotsInFlight = snapshots?.Count ?? 0,
            Shrinking = [.. (lifecycle ?? []).Where(step => ShrinkingActions.Contains(step.Action) && step.Step is not ("complete" or null)).Select(step => step.Index)],
        };
    }

    // A 7.x master may not know what the newer node that was asked knows: the record would be refused half of the way, by whichever node is asked next.
    private static bool OneMajor(IReadOnlyList<NodeInfo> nodes) => nodes.Select(node => ElasticsearchVersion.Parse(node.Version).Major).Distinct().Count() <= 1;

    private static string? Given(ClusterSettings settings, string name) =>
        settings.Transient.GetValueOrDefault(name) ?? settings.Persistent.GetValueOrDefault(name);

    /// <summary>What can be done without is noted as missing when it cannot be read.</summary>
    private async Task<T?> Optional<T>(string what, Func<Task<T?>> read) where T : class
    {
        try
        {
            var found = await read().ConfigureAwait(false);
            if (found is null) Note($"{what}: this Elasticsearch does not have it");
            return found;
        }
        catch (ElasticsearchException e) when (e.Status is { } status && (int)status is >= 400 and < 500 or 501)
        {
            Note($"{what}: {e.Message}");
            return null;
        }
    }

    private void Note(string text)
    {
        lock (_missing) _missing.Add(text);
    }
}
