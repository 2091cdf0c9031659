using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

public sealed partial class Rest
{
    private static readonly string[] InfoMetrics = ["settings", "os", "process", "jvm", "http", "transport", "_all", "none", "_none", "plugins", "indices", "ingest", "thread_pool", "aggregations"];

    private Task<RestReply> NodesAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        var s = call.Segments;
        switch (call.Method, s)
        {
            case ("GET", [_, "shutdown"]): return GetShutdownAsync(node, call, null, cancel);
            case ("GET", [_, var id, "shutdown"]): return GetShutdownAsync(node, call, id, cancel);
            case ("PUT", [_, var id, "shutdown"]): return PutShutdownAsync(node, call, id, cancel);
            case ("DELETE", [_, var id, "shutdown"]): return DeleteShutdownAsync(node, call, id, cancel);
            case ("GET", [_, "stats", ..]): return Now(() => Nodes(node, call, "_all", s.Length > 2 ? s[2] : "_all", stats: true));
            case ("GET", [_, var filter, "stats", ..]): return Now(() => Nodes(node, call, filter, s.Length > 3 ? s[3] : "_all", stats: true));
            case ("GET", [_]): return Now(() => Nodes(node, call, "_all", "_all", stats: false));
            case ("GET", [_, var one]): return Now(() => one.Split(',').All(InfoMetrics.Contains) && one != "_all" ? Nodes(node, call, "_all", one, stats: false) : Nodes(node, call, one, "_all", stats: false));
            case ("GET", [_, var filter, var metrics]) when metrics is not "hot_threads": return Now(() => Nodes(node, call, filter, metrics, stats: false));
            default: throw RestError.NotModelled(call);
        }
    }

    private RestReply Nodes(ElasticsearchNode node, RestCall call, string filter, string metrics, bool stats)
    {
        call.Allow("timeout", "flat_settings", "level", "groups", "types", "include_segment_file_sizes", "fields");
        var members = node.Cluster?.Nodes.ToArray() ?? [node];
        var chosen = members.Where(m => Selected(m, node, filter)).ToArray();
        var reached = chosen.Where(m => model.Reach(node, m)).ToArray();
        var summary = new JsonObject { ["total"] = chosen.Length, ["successful"] = reached.Length, ["failed"] = chosen.Length - reached.Length };
        if (chosen.Length > reached.Length)
            summary["failures"] = new JsonArray([.. chosen.Except(reached).Select(m => (JsonNode)new JsonObject { ["type"] = "failed_node_exception", ["reason"] = $"Failed node [{m.Id}]", ["node_id"] = m.Id })]);
        var nodes = new JsonObject();
        foreach (var member in reached) nodes[member.Id] = stats ? Stats(member, metrics.Split(',')) : Info(member, metrics.Split(','), call.Flag("flat_settings"));
        return RestReply.Ok(new JsonObject { ["_nodes"] = summary, ["cluster_name"] = node.Start.ClusterName, ["nodes"] = nodes });
    }

    private static bool Selected(ElasticsearchNode member, ElasticsearchNode local, string filter)
    {
        var selected = false;
        foreach (var part in filter.Split(',', StringSplitOptions.TrimEntries))
        {
            var (match, on) = part.Split(':') is [var kind, var value] ? (Attribute(member, kind, value), value != "false") : (part switch
            {
                "_all" => true,
                "_local" => member == local,
                "_master" => member.IsMaster,
                _ => part == member.Id || ClusterMatches(part, member.Name) || ClusterMatches(part, member.Address),
            }, true);
            if (match) selected = on;
        }
        return selected;

        static bool ClusterMatches(string pattern, string text) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
        static bool Attribute(ElasticsearchNode member, string kind, string value) => value is "true" or "false"
            ? NodeRolesText.Parse(kind, out _) is { } role && (kind == "data" ? member.Roles.HoldsData() : member.Serves(role))
            : kind == "zone" && ClusterMatches(value, member.Zone);
    }

    private static JsonObject Attributes(ElasticsearchNode node) => node.Zone.Length == 0 ? [] : new JsonObject { ["zone"] = node.Zone };

    private static string Transport(ElasticsearchNode node) => node.Address + ":9300";

    private JsonObject Info(ElasticsearchNode node, string[] metrics, bool flat)
    {
        bool Wants(string metric) => metrics.Contains("_all") || metrics.Contains(metric);
        var info = new JsonObject
        {
            ["name"] = node.Name, ["transport_address"] = Transport(node), ["host"] = node.Address, ["ip"] = node.Address, ["version"] = node.Version.ToString(), ["build_flavor"] = "default", ["build_type"] = "docker",
            ["build_hash"] = BuildHash, ["roles"] = Strings(node.Roles.Names()), ["attributes"] = Attributes(node),
        };
        if (Wants("settings")) info["settings"] = RestCall.Nest(node.Start.Settings, flat);
        if (Wants("os")) info["os"] = new JsonObject { ["name"] = "Linux", ["arch"] = "amd64", ["available_processors"] = 2, ["allocated_processors"] = 2 };
        if (Wants("process")) info["process"] = new JsonObject { ["refresh_interval_in_millis"] = 1000, ["id"] = 1, ["mlockall"] = node.Start.MemoryLocked };
        if (Wants("jvm")) info["jvm"] = new JsonObject { ["pid"] = 1, ["version"] = "23", ["start_time_in_millis"] = Millis(node.StartedAt), ["mem"] = new JsonObject { ["heap_init_in_bytes"] = Heap(node), ["heap_max_in_bytes"] = Heap(node) } };
        if (Wants("transport")) info["transport"] = new JsonObject { ["bound_address"] = Strings([Transport(node)]), ["publish_address"] = Transport(node), ["profiles"] = new JsonObject() };
        if (Wants("http")) info["http"] = new JsonObject { ["bound_address"] = Strings([$"{node.Address}:{node.Start.HttpPort}"]), ["publish_address"] = $"{node.Address}:{node.Start.HttpPort}", ["max_content_length_in_bytes"] = 104857600 };
        if (Wants("plugins")) info["plugins"] = new JsonArray();
        return info;
    }

    private static long Heap(ElasticsearchNode node) => (long)node.Start.MemoryMiB << 19;

    private JsonObject Stats(ElasticsearchNode node, string[] metrics)
    {
        bool Wants(string metric) => metrics.Contains("_all") || metrics.Contains(metric);
        var stats = new JsonObject
        {
            ["timestamp"] = world.UtcNow.ToUnixTimeMilliseconds(), ["name"] = node.Name, ["transport_address"] = Transport(node), ["host"] = node.Address, ["ip"] = Transport(node), ["roles"] = Strings(node.Roles.Names()), ["attributes"] = Attributes(node),
        };
        var volume = node.Volume;
        if (Wants("indices"))
            stats["indices"] = new JsonObject
            {
                ["docs"] = new JsonObject { ["count"] = volume.Copies.Sum(c => c.LiveCount), ["deleted"] = volume.Copies.Sum(c => c.Documents.Count - c.LiveCount) },
                ["shard_stats"] = new JsonObject { ["total_count"] = node.Copies },
                ["store"] = new JsonObject { ["size_in_bytes"] = volume.Copies.Sum(c => c.Bytes) },
            };
        if (Wants("os")) stats["os"] = new JsonObject { ["cpu"] = new JsonObject { ["percent"] = 1, ["load_average"] = new JsonObject { ["1m"] = 0.1, ["5m"] = 0.1, ["15m"] = 0.1 } }, ["mem"] = new JsonObject { ["total_in_bytes"] = Heap(node) * 2, ["used_percent"] = 60 } };
        if (Wants("process")) stats["process"] = new JsonObject { ["open_file_descriptors"] = 300, ["max_file_descriptors"] = 65535, ["max_map_count"] = node.Start.MaxMapCount };
        if (Wants("jvm")) stats["jvm"] = new JsonObject { ["uptime_in_millis"] = (long)(model.Now - node.StartedAt).TotalMilliseconds, ["mem"] = new JsonObject { ["heap_used_in_bytes"] = Heap(node) / 3, ["heap_used_percent"] = 33, ["heap_max_in_bytes"] = Heap(node) } };
        if (Wants("fs"))
        {
            var free = volume.TotalBytes - volume.UsedBytes;
            stats["fs"] = new JsonObject
            {
                ["timestamp"] = world.UtcNow.ToUnixTimeMilliseconds(),
                ["total"] = new JsonObject { ["total_in_bytes"] = volume.TotalBytes, ["free_in_bytes"] = free, ["available_in_bytes"] = free },
                ["data"] = new JsonArray(new JsonObject { ["path"] = "/usr/share/elasticsearch/data", ["mount"] = "/usr/share/elasticsearch/data", ["type"] = "xfs", ["total_in_bytes"] = volume.TotalBytes, ["free_in_bytes"] = free, ["available_in_bytes"] = free }),
            };
        }
        return stats;
    }

    private Task<RestReply> GetShutdownAsync(ElasticsearchNode node, RestCall call, string? id, CancellationToken cancel)
    {
        RequireShutdownApi(call);
        call.Allow("timeout");
        return WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject
        {
            ["nodes"] = new JsonArray([.. state.Shutdowns.Values.Where(r => id is null || r.NodeId == id).Select(r => (JsonNode)Shutdown(state, r))]),
        }), cancel);
    }

    private JsonObject Shutdown(ClusterState state, ShutdownRecord record)
    {
        var status = model.ShutdownStatus(state, record);
        var body = new JsonObject { ["node_id"] = record.NodeId, ["type"] = record.Type.ToString().ToUpperInvariant(), ["reason"] = record.Reason };
        if (record.Type == ShutdownType.Restart) body["allocation_delay"] = TimeValue.Format(record.AllocationDelay ?? model.Options.RestartDelay);
        if (record.TargetNodeName is { } target) body["target_node_name"] = target;
        body["shutdown_startedmillis"] = Millis(record.StartedAt);
        body["status"] = status;
        body["shard_migration"] = new JsonObject { ["status"] = status, ["shard_migrations_remaining"] = record.Type == ShutdownType.Restart ? 0 : state.NodeById(record.NodeId)?.Copies ?? 0 };
        body["persistent_tasks"] = new JsonObject { ["status"] = "COMPLETE" };
        body["plugins"] = new JsonObject { ["status"] = "COMPLETE" };
        return body;
    }

    private Task<RestReply> PutShutdownAsync(ElasticsearchNode node, RestCall call, string id, CancellationToken cancel)
    {
        RequireShutdownApi(call);
        call.Allow("timeout");
        var json = call.Json();
        ShutdownType type = json["type"]?.GetValue<string>().ToLowerInvariant() switch
        {
            "restart" => ShutdownType.Restart,
            "remove" => ShutdownType.Remove,
            "replace" => ShutdownType.Replace,
            "sigterm" => ShutdownType.Sigterm,
            null => throw RestError.Argument("Required [type]"),
            var other => throw RestError.Argument($"unknown shutdown type: {other}"),
        };
        var reason = json["reason"]?.GetValue<string>() ?? throw RestError.Argument("Required [reason]");
        var delay = json["allocation_delay"]?.GetValue<string>();
        if (delay is not null && type != ShutdownType.Restart) throw RestError.Argument("shard allocation delay is only valid for RESTART-type shutdowns");
        var target = json["target_node_name"]?.GetValue<string>();
        if (target is null == (type == ShutdownType.Replace)) throw RestError.Argument("target node name is required for REPLACE type shutdowns and only valid for those");
        if (type == ShutdownType.Sigterm && json["grace_period"] is null) throw RestError.Argument("grace period is required for SIGTERM shutdowns");
        var parsed = delay is null ? (TimeSpan?)null : TimeValue.Parse(delay) ?? throw RestError.Argument($"failed to parse setting [allocation_delay] with value [{delay}] as a time value: unit is missing or unrecognized");
        return UpdateAsync(node, call, _ => model.PutShutdown(node, id, type, reason, parsed, target), _ => RestReply.Acknowledged, cancel);
    }

    private Task<RestReply> DeleteShutdownAsync(ElasticsearchNode node, RestCall call, string id, CancellationToken cancel)
    {
        RequireShutdownApi(call);
        call.Allow("timeout");
        return UpdateAsync(node, call, state =>
        {
            if (!state.Shutdowns.ContainsKey(id)) throw new RestError(404, "resource_not_found_exception", $"node [{id}] is not currently shutting down");
            return model.DeleteShutdown(node, id);
        }, _ => RestReply.Acknowledged, cancel);
    }

    private void RequireShutdownApi(RestCall call)
    {
        if (!model.Options.ShutdownApi) throw RestError.Argument($"request [{call.Path}] contains unrecognized parameter: [shutdown]");
    }
}
