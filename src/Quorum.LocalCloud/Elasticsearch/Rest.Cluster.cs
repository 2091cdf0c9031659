using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

public sealed partial class Rest
{
    private Task<RestReply> ClusterAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel) => (call.Method, call.Segments) switch
    {
        ("GET", [_, "health", .. { Length: <= 1 }]) => HealthAsync(node, call, cancel),
        ("GET", [_, "settings"]) => WithMasterAsync(node, call, state => Settings(node, state, call), cancel),
        ("PUT", [_, "settings"]) => PutSettingsAsync(node, call, cancel),
        ("GET", [_, "state", ..]) => StateAsync(node, call, cancel),
        ("GET", [_, "pending_tasks"]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject { ["tasks"] = new JsonArray([.. Enumerable.Range(1, state.PendingTasks).Select(n => (JsonNode)PendingTask(n))]) }), cancel),
        ("POST", [_, "voting_config_exclusions"]) => ExcludeAsync(node, call, cancel),
        ("DELETE", [_, "voting_config_exclusions"]) => ClearExclusionsAsync(node, call, cancel),
        ("GET" or "POST", [_, "allocation", "explain"]) => WithMasterAsync(node, call, state => Explain(state, call), cancel),
        _ => throw RestError.NotModelled(call),
    };

    private static JsonObject PendingTask(int number) => new()
    {
        ["insert_order"] = number, ["priority"] = "URGENT", ["source"] = "injected", ["executing"] = number == 1, ["time_in_queue_millis"] = 0, ["time_in_queue"] = "0s",
    };

    private async Task<RestReply> HealthAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        call.Allow("wait_for_status", "wait_for_no_initializing_shards", "wait_for_no_relocating_shards", "wait_for_nodes", "wait_for_events", "wait_for_active_shards", "timeout", "level", "local", "expand_wildcards", "return_200_for_cluster_health_timeout");
        if (call.Query("wait_for_active_shards") is not (null or "0" or "all")) throw RestError.NotModelled(call, "wait_for_active_shards other than 0 and all");
        if (call.Query("wait_for_status") is not (null or "green" or "yellow" or "red")) throw RestError.Argument($"unknown cluster health status [{call.Query("wait_for_status")}]");
        var name = call.Segments.Length > 2 ? call.Segments[2] : null;
        if (call.Flag("local") && node.Cluster is { } view) return world.Do(() => Health(view, call, name, timedOut: false, local: model.HasMaster(node)));
        var timeout = call.Time("timeout", TimeSpan.FromSeconds(30));
        if (call.Query("timeout") is not null && timeout < call.MasterTimeout && call.Query("master_timeout") is null && !world.Do(() => model.HasMaster(node)))
            return await UntilAsync(() => model.HasMaster(node) ? Health(node.Cluster!, call, name, !Satisfied(node.Cluster!, call, name), true) : null, timeout > TimeSpan.Zero ? timeout : TimeSpan.FromMilliseconds(1), cancel).ConfigureAwait(false) ?? throw RestError.NoMaster();
        await WithMasterAsync(node, call, _ => RestReply.Acknowledged, cancel).ConfigureAwait(false);
        var reply = await UntilAsync(() => model.HasMaster(node) && Satisfied(node.Cluster!, call, name) ? Health(node.Cluster!, call, name, false, true) : null, timeout, cancel).ConfigureAwait(false);
        return reply ?? await WithMasterAsync(node, call, state => Health(state, call, name, true, true), cancel).ConfigureAwait(false);
    }

    private bool Satisfied(ClusterState state, RestCall call, string? name)
    {
        var index = name is null ? null : state.Index(name);
        if (name is not null && index is null) return false;
        var health = model.Health(state, index);
        var wanted = call.Query("wait_for_status") switch { "green" => HealthStatus.Green, "yellow" => HealthStatus.Yellow, _ => HealthStatus.Red };
        if (health.Status > wanted) return false;
        if (call.Flag("wait_for_no_initializing_shards") && health.Initializing > 0) return false;
        if (call.Flag("wait_for_no_relocating_shards") && health.Relocating > 0) return false;
        if (call.Query("wait_for_active_shards") == "all" && health.Initializing + health.Unassigned > 0) return false;
        if (call.Query("wait_for_events") is not null && health.PendingTasks > 0) return false;
        if (call.Query("wait_for_nodes") is not { } nodes) return true;
        var digits = nodes.Trim('>', '<', '=', '(', ')', 'g', 'e', 'l', 't');
        if (!int.TryParse(digits, out var count)) throw RestError.Argument($"failed to parse [wait_for_nodes] [{nodes}]");
        return nodes.Replace(digits, "", StringComparison.Ordinal) switch
        {
            ">=" or "ge()" => health.Nodes >= count,
            "<=" or "le()" => health.Nodes <= count,
            ">" or "gt()" => health.Nodes > count,
            "<" or "lt()" => health.Nodes < count,
            _ => health.Nodes == count,
        };
    }

    private RestReply Health(ClusterState state, RestCall call, string? name, bool timedOut, bool local)
    {
        var index = name is null ? null : state.Index(name);
        var h = model.Health(state, index);
        var missing = name is not null && index is null;
        var body = new JsonObject
        {
            ["cluster_name"] = state.Name,
            ["status"] = !local || missing ? "red" : Name(h.Status),
            ["timed_out"] = timedOut,
            ["number_of_nodes"] = h.Nodes,
            ["number_of_data_nodes"] = h.DataNodes,
            ["active_primary_shards"] = h.ActivePrimaries,
            ["active_shards"] = h.Active,
            ["relocating_shards"] = h.Relocating,
            ["initializing_shards"] = h.Initializing,
            ["unassigned_shards"] = h.Unassigned,
            ["unassigned_primary_shards"] = h.UnassignedPrimaries,
            ["delayed_unassigned_shards"] = h.DelayedUnassigned,
            ["number_of_pending_tasks"] = h.PendingTasks,
            ["number_of_in_flight_fetch"] = 0,
            ["task_max_waiting_in_queue_millis"] = 0,
            ["active_shards_percent_as_number"] = h.ActivePercent,
        };
        if (call.Query("level") is "indices" or "shards")
        {
            var indices = new JsonObject();
            foreach (var each in state.Indices) if (index is null || each == index) indices[each.Name] = IndexHealth(state, each, call.Query("level") == "shards");
            body["indices"] = indices;
        }
        return new RestReply(timedOut && !call.Flag("return_200_for_cluster_health_timeout") ? 408 : 200, body);
    }

    private JsonObject IndexHealth(ClusterState state, IndexState index, bool withShards)
    {
        var h = model.Health(state, index);
        var body = new JsonObject
        {
            ["status"] = Name(h.Status), ["number_of_shards"] = index.Shards.Length, ["number_of_replicas"] = index.Replicas, ["active_primary_shards"] = h.ActivePrimaries,
            ["active_shards"] = h.Active, ["relocating_shards"] = h.Relocating, ["initializing_shards"] = h.Initializing, ["unassigned_shards"] = h.Unassigned, ["unassigned_primary_shards"] = h.UnassignedPrimaries,
        };
        if (!withShards) return body;
        var shards = new JsonObject();
        foreach (var group in index.Shards)
            shards[group.Number.ToString()] = new JsonObject
            {
                ["status"] = !group.Primary.Active ? "red" : group.ActiveCopies == group.Copies.Count ? "green" : "yellow",
                ["primary_active"] = group.Primary.Active,
                ["active_shards"] = group.ActiveCopies,
                ["relocating_shards"] = group.Copies.Count(c => c.State == CopyState.Relocating),
                ["initializing_shards"] = group.Copies.Count(c => c.State == CopyState.Initializing),
                ["unassigned_shards"] = group.Copies.Count(c => c.State == CopyState.Unassigned),
                ["unassigned_primary_shards"] = group.Primary.State == CopyState.Unassigned ? 1 : 0,
            };
        body["shards"] = shards;
        return body;
    }

    private static string Name(HealthStatus status) => status switch { HealthStatus.Green => "green", HealthStatus.Yellow => "yellow", _ => "red" };

    private RestReply Settings(ElasticsearchNode node, ClusterState state, RestCall call)
    {
        call.Allow("include_defaults", "flat_settings", "timeout", "local");
        var flat = call.Flag("flat_settings");
        var body = new JsonObject { ["persistent"] = RestCall.Nest(state.Persistent, flat), ["transient"] = RestCall.Nest(state.Transient, flat) };
        if (call.Flag("include_defaults"))
        {
            var defaults = new SortedDictionary<string, string>(ClusterSettings.Defaults.ToDictionary(), StringComparer.Ordinal);
            foreach (var (key, value) in node.Start.Settings) defaults[key] = value;
            body["defaults"] = RestCall.Nest(defaults.Where(d => state.Setting(d.Key) is null), flat);
        }
        return RestReply.Ok(body);
    }

    private Task<RestReply> PutSettingsAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        call.Allow("flat_settings", "timeout");
        var json = call.Json();
        var (persistent, transient) = (RestCall.Flatten(json["persistent"]), RestCall.Flatten(json["transient"]));
        if (persistent.Count + transient.Count == 0) throw new RestError(400, "action_request_validation_exception", "Validation Failed: 1: no settings to update;");
        foreach (var (key, value) in persistent) ClusterSettings.Check("persistent", key, value);
        foreach (var (key, value) in transient) ClusterSettings.Check("transient", key, value);
        return UpdateAsync(node, call, _ => model.PutSettings(node, persistent, transient), _ => RestReply.Ok(new JsonObject
        {
            ["acknowledged"] = true,
            ["persistent"] = RestCall.Nest(Set(persistent), call.Flag("flat_settings")),
            ["transient"] = RestCall.Nest(Set(transient), call.Flag("flat_settings")),
        }), cancel);

        static IEnumerable<KeyValuePair<string, string>> Set(Dictionary<string, string?> changes) => changes.Where(c => c.Value is not null).Select(c => KeyValuePair.Create(c.Key, c.Value!));
    }

    private async Task<RestReply> ExcludeAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        call.Allow("node_names", "node_ids", "timeout");
        var (names, ids) = (Split(call.Query("node_names")), Split(call.Query("node_ids")));
        if (names.Length == 0 == (ids.Length == 0)) throw RestError.Argument("You must set [node_names] or [node_ids] but not both");
        var timeout = call.Time("timeout", TimeSpan.FromSeconds(30));
        await UpdateAsync(node, call, _ =>
        {
            var outcome = model.AddVotingExclusions(node, names, ids, out var problem);
            return problem is null ? outcome : throw RestError.Argument(problem);
        }, _ => RestReply.Acknowledged, cancel).ConfigureAwait(false);
        var done = await UntilAsync(() => model.HasMaster(node) && model.ExclusionsTookEffect(node.Cluster!) ? new RestReply(200, null, "") : null, timeout, cancel).ConfigureAwait(false);
        return done ?? throw new RestError(429, "timeout_exception", $"timed out waiting for voting config exclusions [{string.Join(", ", names.Concat(ids))}] to take effect");

        static string[] Split(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private async Task<RestReply> ClearExclusionsAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        call.Allow("wait_for_removal");
        if (call.Flag("wait_for_removal", true))
        {
            await WithMasterAsync(node, call, _ => RestReply.Acknowledged, cancel).ConfigureAwait(false);
            var left = await UntilAsync(() => model.HasMaster(node) && model.ExcludedNodesLeft(node.Cluster!) ? RestReply.Acknowledged : null, TimeSpan.FromSeconds(30), cancel).ConfigureAwait(false);
            if (left is null) throw new RestError(429, "timeout_exception", "timed out waiting for removal of nodes; if nodes should not be removed, set ?wait_for_removal=false.");
        }
        return await UpdateAsync(node, call, _ => model.ClearVotingExclusions(node), _ => new RestReply(200, null, ""), cancel).ConfigureAwait(false);
    }
}
