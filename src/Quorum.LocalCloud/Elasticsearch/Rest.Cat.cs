using System.Globalization;
using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

public sealed partial class Rest
{
    private Task<RestReply> CatAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        if (call.Method != "GET" || call.Segments.Length < 2) throw RestError.NotModelled(call);
        call.Allow("local", "active_only", "detailed", "ts", "expand_wildcards", "health", "pri", "timeout");
        Func<ClusterState, CatTable> table = call.Segments[1] switch
        {
            "nodes" => state => CatNodes(node, state, call),
            "shards" => state => CatShards(state, Chosen(state, Names(call, 2)), call.Query("bytes") == "b"),
            "health" => CatHealth,
            "indices" => state => CatIndices(state, Chosen(state, Names(call, 2)), call.Query("bytes") == "b"),
            "master" or "cat_master" => CatMaster,
            "allocation" => CatAllocation,
            "recovery" => state => CatRecovery(Chosen(state, Names(call, 2)), call.Flag("active_only")),
            "pending_tasks" => CatPending,
            "nodeattrs" => CatAttributes,
            _ => throw RestError.NotModelled(call),
        };
        return WithMasterAsync(node, call, state => table(state).Reply(call), cancel);
    }

    private static string[]? Names(RestCall call, int at) => call.Segments.Length > at ? call.Segments[at].Split(',') : null;

    private CatTable CatNodes(ElasticsearchNode local, ClusterState state, RestCall call)
    {
        var table = new CatTable(
            new("id", false, false, "nodeId"), new("ip", true, false, "i"), new("heap.percent", true, true, "hp", "heapPercent"), new("ram.percent", true, true, "rp"), new("cpu", true, true), new("load_1m", true, true, "l"), new("load_5m", true, true),
            new("load_15m", true, true), new("node.role", true, false, "r", "role", "nodeRole"), new("master", true, false, "m"), new("name", true, false, "n"), new("version", false, false, "v"), new("build", false, false, "b"), new("port", false, true, "po"),
            new("http_address", false, false, "http"), new("pid", false, true, "p"), new("disk.total", false, true, "dt"), new("disk.used", false, true, "du"), new("disk.avail", false, true, "d", "da", "disk"), new("disk.used_percent", false, true, "dup"), new("uptime", false, true, "u"), new("jdk", false, false, "j"));
        foreach (var n in state.Nodes)
        {
            var reached = model.Reach(local, n);
            var volume = n.Volume;
            table.Add(call.Flag("full_id") ? n.Id : n.Id[..Math.Min(4, n.Id.Length)], n.Address, reached ? "33" : null, reached ? "60" : null, reached ? "1" : null, reached ? "0.10" : null, reached ? "0.10" : null, reached ? "0.10" : null,
                n.Roles.Letters(), n == state.Master ? "*" : "-", n.Name, n.Version.ToString(), BuildHash, "9300", $"{n.Address}:{n.Start.HttpPort}", "1", Bytes(volume.TotalBytes), Bytes(volume.UsedBytes), Bytes(volume.TotalBytes - volume.UsedBytes),
                (100.0 * volume.UsedBytes / volume.TotalBytes).ToString("0.00", CultureInfo.InvariantCulture), TimeValue.Format(model.Now - n.StartedAt), "23");
        }
        return table;
    }

    private CatTable CatShards(ClusterState state, IEnumerable<IndexState> indices, bool plain)
    {
        var table = new CatTable(
            new("index", true, false, "i", "idx"), new("shard", true, false, "s", "sh"), new("prirep", true, false, "p", "pr", "primaryOrReplica"), new("state", true, false, "st"), new("docs", true, true, "d", "dc"), new("store", true, true, "sto"), new("dataset", true, true), new("ip"), new("node", true, false, "n"),
            new("id", false), new("unassigned.reason", false, false, "ur"), new("unassigned.at", false, false, "ua"), new("unassigned.for", false, true, "uf"), new("unassigned.details", false, false, "ud"), new("seq_no.max", false, true, "sqm"), new("seq_no.local_checkpoint", false, true, "sql"),
            new("seq_no.global_checkpoint", false, true, "sqg"), new("recoverysource.type", false, false, "rs"), new("sync_id", false), new("path.data", false, false, "pd"));
        foreach (var group in indices.SelectMany(i => i.Shards))
            foreach (var copy in group.Copies.OrderBy(c => c.Primary ? 0 : 1))
            {
                var at = copy.Node;
                var serving = copy.Active ? copy.Stored : null;
                var un = copy.State is CopyState.Unassigned or CopyState.Initializing;
                var where = copy.Target is { } to ? $"{at!.Name} -> {to.Address} {to.Id} {to.Name}" : at?.Name;
                var sequence = serving is null ? null : (serving.Operations - 1).ToString(CultureInfo.InvariantCulture);
                table.Add(group.Index.Name, group.Number.ToString(CultureInfo.InvariantCulture), copy.Primary ? "p" : "r", copy.State.ToString().ToUpperInvariant(), serving?.LiveCount.ToString(CultureInfo.InvariantCulture), Size(serving), Size(serving),
                    at?.Address, where, at?.Id, un ? ReasonName(copy.Reason) : null, un ? Iso(copy.UnassignedAt) : null, un ? TimeValue.Format(model.Now - copy.UnassignedAt) : null, un ? copy.Details : null, sequence, sequence, sequence,
                    un ? copy.Primary ? group.InSync.Count == 0 ? "empty_store" : "existing_store" : "peer" : null, null, null);
                string? Size(StoredCopy? data) => data is null ? null : plain ? data.Bytes.ToString(CultureInfo.InvariantCulture) : Bytes(data.Bytes);
            }
        return table;
    }

    private CatTable CatHealth(ClusterState state)
    {
        var h = model.Health(state);
        var now = world.UtcNow;
        var table = new CatTable(
            new("epoch", true, false, "t", "time"), new("timestamp", true, false, "ts", "hms", "hhmmss"), new("cluster", true, false, "cl"), new("status", true, false, "st"), new("node.total", true, true, "nt", "nodeTotal"), new("node.data", true, true, "nd", "nodeData"), new("shards", true, true, "t", "sh", "shards.total"),
            new("pri", true, true, "p", "shards.primary"), new("relo", true, true, "r", "shards.relocating"), new("init", true, true, "i", "shards.initializing"), new("unassign", true, true, "u", "shards.unassigned"), new("unassign.pri", true, true), new("pending_tasks", true, true, "pt"),
            new("max_task_wait_time", true, true, "mtwt"), new("active_shards_percent", true, true, "asp"));
        table.Add(now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), now.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture), state.Name, Name(h.Status), $"{h.Nodes}", $"{h.DataNodes}", $"{h.Active}", $"{h.ActivePrimaries}", $"{h.Relocating}", $"{h.Initializing}", $"{h.Unassigned}",
            $"{h.UnassignedPrimaries}", $"{h.PendingTasks}", "-", h.ActivePercent.ToString("0.0", CultureInfo.InvariantCulture) + "%");
        return table;
    }

    private CatTable CatIndices(ClusterState state, IEnumerable<IndexState> indices, bool plain)
    {
        var table = new CatTable(new("health", true, false, "h"), new("status", true, false, "s"), new("index", true, false, "i", "idx"), new("uuid", true, false, "id"), new("pri", true, true, "p", "shards.primary"), new("rep", true, true, "r", "shards.replica"), new("docs.count", true, true, "dc"), new("docs.deleted", true, true, "dd"),
            new("store.size", true, true, "ss"), new("pri.store.size", true, true), new("dataset.size", true, true), new("creation.date", false, true, "cd"));
        foreach (var index in indices)
        {
            var primaries = index.Shards.Select(s => s.Primary).Where(c => c.Active).Select(c => c.Stored!).ToArray();
            var all = index.Shards.SelectMany(s => s.Copies).Where(c => c.Active).Sum(c => c.Stored!.Bytes);
            string Size(long bytes) => plain ? bytes.ToString(CultureInfo.InvariantCulture) : Bytes(bytes);
            table.Add(Name(model.Health(state, index).Status), "open", index.Name, index.Uuid, $"{index.Shards.Length}", $"{index.Replicas}", $"{primaries.Sum(p => p.LiveCount)}", $"{primaries.Sum(p => p.Documents.Count - p.LiveCount)}", Size(all), Size(primaries.Sum(p => p.Bytes)), Size(primaries.Sum(p => p.Bytes)), $"{Millis(index.CreatedAt)}");
        }
        return table;
    }

    private static CatTable CatMaster(ClusterState state)
    {
        var table = new CatTable(new("id"), new("host", true, false, "h"), new("ip"), new("node", true, false, "n"));
        table.Add(state.Master!.Id, state.Master.Address, state.Master.Address, state.Master.Name);
        return table;
    }

    private static CatTable CatAllocation(ClusterState state)
    {
        var table = new CatTable(new("shards", true, true, "s"), new("shards.undesired", true, true), new("disk.indices", true, true, "di"), new("disk.used", true, true, "du"), new("disk.avail", true, true, "da"), new("disk.total", true, true, "dt"), new("disk.percent", true, true, "dp"), new("host", true, false, "h"), new("ip"), new("node", true, false, "n"), new("node.role", true, false, "r"));
        foreach (var node in state.Nodes.Where(n => n.Roles.HoldsData()))
        {
            var v = node.Volume;
            table.Add($"{node.Copies}", "0", Bytes(v.Copies.Sum(c => c.Bytes)), Bytes(v.UsedBytes), Bytes(v.TotalBytes - v.UsedBytes), Bytes(v.TotalBytes), $"{100 * v.UsedBytes / v.TotalBytes}", node.Address, node.Address, node.Name, node.Roles.Letters());
        }
        var unassigned = state.Indices.SelectMany(i => i.Shards).SelectMany(s => s.Copies).Count(c => c.Node is null);
        if (unassigned > 0) table.Add($"{unassigned}", null, null, null, null, null, null, null, null, "UNASSIGNED", null);
        return table;
    }

    private CatTable CatRecovery(IEnumerable<IndexState> indices, bool activeOnly)
    {
        var table = new CatTable(new("index", true, false, "i", "idx"), new("shard", true, false, "s", "sh"), new("time", true, true, "t", "ti"), new("type", true, false, "ty"), new("stage", true, false, "st"), new("source_host", true), new("source_node", true, false, "snode"), new("target_host", true), new("target_node", true, false, "tnode"),
            new("files", true, true), new("files_percent", true, true), new("bytes", true, true, "b"), new("bytes_recovered", true, true, "br"), new("bytes_percent", true, true, "bp"), new("bytes_total", true, true, "tb"), new("translog_ops", true, true, "to"), new("translog_ops_recovered", true, true, "tor"), new("translog_ops_percent", true, true, "top"));
        foreach (var copy in indices.SelectMany(i => i.Shards).SelectMany(s => s.Copies))
        {
            if (copy.Node is null || copy.RecoveryEnds == TimeSpan.Zero) continue;
            var running = copy.State is CopyState.Initializing or CopyState.Relocating;
            if (activeOnly && !running) continue;
            var done = running ? Math.Clamp((model.Now - copy.RecoveryStarted) / (copy.RecoveryEnds - copy.RecoveryStarted), 0, 1) : 1;
            var bytes = copy.FileRecovery ? copy.Group.Bytes : 0;
            var target = copy.Target ?? copy.Node;
            table.Add(copy.Group.Index.Name, $"{copy.Group.Number}", TimeValue.Format((running ? model.Now : copy.RecoveryEnds) - copy.RecoveryStarted), copy.Recovery switch { RecoveryKind.EmptyStore => "empty_store", RecoveryKind.ExistingStore => "existing_store", _ => "peer" },
                !running ? "done" : copy.FileRecovery ? "index" : "translog", copy.RecoverySource?.Address ?? "n/a", copy.RecoverySource?.Name ?? "n/a", target.Address, target.Name, copy.FileRecovery ? "1" : "0", $"{done * 100:0.0}%", Bytes(bytes), Bytes((long)(bytes * done)), $"{done * 100:0.0}%", Bytes(bytes), "0", "0", "100.0%");
        }
        return table;
    }

    private static CatTable CatPending(ClusterState state)
    {
        var table = new CatTable(new("insertOrder", true, true, "o"), new("timeInQueue", true, true, "t"), new("priority", true, false, "p"), new("source", true, false, "s"));
        for (var n = 1; n <= state.PendingTasks; n++) table.Add($"{n}", "0s", "URGENT", "injected");
        return table;
    }

    private static CatTable CatAttributes(ClusterState state)
    {
        var table = new CatTable(new("node"), new("host"), new("ip"), new("attr"), new("value"));
        foreach (var node in state.Nodes.Where(n => n.Zone.Length > 0)) table.Add(node.Name, node.Address, node.Address, "zone", node.Zone);
        return table;
    }

    private static string Bytes(long value)
    {
        string[] units = ["b", "kb", "mb", "gb", "tb"];
        double size = value;
        var unit = 0;
        while (size >= 1024 && unit < units.Length - 1) { size /= 1024; unit++; }
        return (Math.Floor(size * 10) / 10).ToString("0.#", CultureInfo.InvariantCulture) + units[unit];
    }
}
