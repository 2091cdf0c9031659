using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

public sealed partial class Rest
{
    private static readonly TimeSpan SnapshotDuration = TimeSpan.FromMilliseconds(500);

    private RestReply HealthReport(ElasticsearchNode node, RestCall call)
    {
        if (call.Method != "GET") throw RestError.NotModelled(call);
        call.Allow("verbose", "size", "timeout");
        var verbose = call.Flag("verbose", true);
        var indicators = new JsonObject();
        var hasMaster = model.HasMaster(node);
        indicators["master_is_stable"] = Indicator(hasMaster ? "green" : "red", hasMaster ? "The cluster has a stable master node" : "No master node observed in the last 30s, and the master eligible nodes are unable to form a quorum",
            verbose && hasMaster ? new JsonObject { ["current_master"] = new JsonObject { ["node_id"] = node.Cluster!.Master!.Id, ["name"] = node.Cluster.Master.Name } } : null);
        if (!hasMaster)
        {
            foreach (var name in new[] { "shards_availability", "disk", "repository_integrity", "ilm", "slm", "shards_capacity" })
                indicators[name] = Indicator("unknown", "Could not determine health status. Check details on critical issues preventing the health status from reporting.", null);
        }
        else
        {
            var state = node.Cluster!;
            var h = model.Health(state);
            // A replica that waits for a node marked as restarting is expected to be missing, so it does not turn the indicator yellow.
            var waiting = state.Indices.SelectMany(i => i.Shards).SelectMany(s => s.Copies).Count(c => c is { Primary: false, Node: null, Reason: UnassignedReason.NodeRestarting, Delayed: true });
            var missing = h.Unassigned + h.Initializing - waiting;
            indicators["shards_availability"] = Indicator(h.Status == HealthStatus.Red ? "red" : missing > 0 ? "yellow" : "green",
                h.Status == HealthStatus.Green ? "This cluster has all shards available." : RestCall.Invariant($"This cluster has {h.UnassignedPrimaries} unavailable primary shards, {missing - h.UnassignedPrimaries} unavailable replica shards, {waiting} replica shards unavailable as their node is restarting."),
                verbose ? new JsonObject { ["started_primaries"] = h.ActivePrimaries, ["unassigned_primaries"] = h.UnassignedPrimaries, ["initializing_primaries"] = 0, ["restarting_primaries"] = 0, ["creating_primaries"] = 0, ["started_replicas"] = h.Active - h.ActivePrimaries, ["unassigned_replicas"] = Math.Max(0, h.Unassigned - h.UnassignedPrimaries - waiting), ["initializing_replicas"] = h.Initializing, ["restarting_replicas"] = waiting } : null);
            var full = state.Nodes.Count(n => n.Volume.UsedBytes > n.Volume.TotalBytes * state.HighWatermark);
            var blocked = state.Indices.Count(i => i.ReadOnlyAllowDelete);
            indicators["disk"] = Indicator(blocked > 0 ? "red" : full > 0 ? "yellow" : "green", blocked > 0 ? $"{blocked} indices are not allowed to be updated." : full > 0 ? $"{full} nodes with data role are out of disk space or running low on disk space." : "The cluster has enough available disk space.",
                verbose ? new JsonObject { ["indices_with_readonly_block"] = blocked, ["nodes_with_enough_disk_space"] = state.Nodes.Count - full, ["nodes_over_high_watermark"] = full } : null);
            indicators["repository_integrity"] = Indicator("green", state.Repositories.Count == 0 ? "No snapshot repositories configured." : "All repositories are healthy.", null);
            indicators["ilm"] = Indicator(state.IlmMode == "RUNNING" ? "green" : "yellow", state.IlmMode == "RUNNING" ? "Index Lifecycle Management is running" : "Index Lifecycle Management is not running", verbose ? new JsonObject { ["ilm_status"] = state.IlmMode } : null);
            indicators["slm"] = Indicator(state.SlmMode == "RUNNING" ? "green" : "yellow", "No Snapshot Lifecycle Management policies configured", verbose ? new JsonObject { ["slm_status"] = state.SlmMode } : null);
            indicators["shards_capacity"] = Indicator("green", "The cluster has enough room to add new shards.", null);
        }
        if (call.Segments.Length > 1)
        {
            if (indicators[call.Segments[1]] is not { } one) throw new RestError(404, "resource_not_found_exception", $"Did not find indicator {call.Segments[1]}");
            indicators = new JsonObject { [call.Segments[1]] = one.DeepClone() };
        }
        string[] order = ["green", "unknown", "yellow", "red"];
        var worst = indicators.Select(i => i.Value!["status"]!.GetValue<string>()).MaxBy(s => Array.IndexOf(order, s));
        var body = new JsonObject();
        if (call.Segments.Length == 1) body["status"] = worst;
        body["cluster_name"] = node.Start.ClusterName;
        body["indicators"] = indicators;
        return RestReply.Ok(body);

        static JsonObject Indicator(string status, string symptom, JsonObject? details)
        {
            var body = new JsonObject { ["status"] = status, ["symptom"] = symptom };
            if (details is not null) body["details"] = details;
            return body;
        }
    }

    private Task<RestReply> LifecycleAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        call.Allow("timeout");
        var ilm = call.Segments[0] == "_ilm";
        switch (call.Method, call.Segments[1])
        {
            case ("GET", "status"): return WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject { ["operation_mode"] = ilm ? state.IlmMode : state.SlmMode }), cancel);
            case ("POST", "start" or "stop"):
                var mode = call.Segments[1] == "start" ? "RUNNING" : "STOPPED";
                return UpdateAsync(node, call, _ => model.SetLifecycle(node, ilm ? mode : null, ilm ? null : mode), _ => RestReply.Acknowledged, cancel);
            default: throw RestError.NotModelled(call);
        }
    }

    private Task<RestReply> SnapshotAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        call.Allow("verify", "timeout", "wait_for_completion", "ignore_unavailable", "verbose", "local", "size", "sort", "order");
        return (call.Method, call.Segments) switch
        {
            ("GET", [_]) or ("GET", [_, "_all"]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject(state.Repositories.Values.Select(Shown))), cancel),
            ("GET", [_, "_status"]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject { ["snapshots"] = new JsonArray([.. state.Repositories.Values.SelectMany(r => r.Snapshots.Where(s => s.EndedAt is null).Select(s => (JsonNode)SnapshotStatus(r, s)))]) }), cancel),
            ("GET", [_, var name]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject([Shown(Repository(state, name))])), cancel),
            ("PUT" or "POST", [_, var name]) => PutRepositoryAsync(node, call, name, cancel),
            ("PUT" or "POST", [_, var name, var snapshot]) when snapshot != "_verify" => TakeSnapshotAsync(node, call, name, snapshot, cancel),
            ("GET", [_, var name, var snapshot]) => WithMasterAsync(node, call, state => GetSnapshots(Repository(state, name), snapshot), cancel),
            ("GET", [_, var name, var snapshot, "_status"]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject { ["snapshots"] = new JsonArray([.. Matching(Repository(state, name), snapshot).Select(s => (JsonNode)SnapshotStatus(Repository(state, name), s))]) }), cancel),
            ("DELETE", [_, var name, var snapshot]) => UpdateAsync(node, call, state =>
            {
                Matching(Repository(state, name), snapshot);
                return model.DeleteSnapshot(node, name, snapshot);
            }, _ => RestReply.Acknowledged, cancel),
            _ => throw RestError.NotModelled(call),
        };
    }

    private static KeyValuePair<string, JsonNode?> Shown(SnapshotRepository repository) =>
        KeyValuePair.Create(repository.Name, (JsonNode?)new JsonObject { ["type"] = repository.Type, ["settings"] = RestCall.Nest(repository.Settings, false) });

    private static SnapshotRepository Repository(ClusterState state, string name) =>
        state.Repositories.GetValueOrDefault(name) ?? throw new RestError(404, "repository_missing_exception", $"[{name}] missing");

    private Task<RestReply> PutRepositoryAsync(ElasticsearchNode node, RestCall call, string name, CancellationToken cancel)
    {
        var json = call.Json();
        var type = json["type"]?.GetValue<string>() ?? throw new RestError(400, "action_request_validation_exception", "Validation Failed: 1: type is missing;");
        if (type is not ("fs" or "s3")) throw RestError.NotModelled(call, $"repository type {type}");
        var settings = RestCall.Flatten(json["settings"]).Where(s => s.Value is not null).ToDictionary(s => s.Key, s => s.Value!);
        var needed = type == "fs" ? "location" : "bucket";
        if (!settings.ContainsKey(needed)) throw new RestError(500, "repository_exception", $"[{name}] failed to create repository: missing {needed}");
        return UpdateAsync(node, call, _ => model.PutRepository(node, name, type, settings), _ => RestReply.Acknowledged, cancel);
    }

    private async Task<RestReply> TakeSnapshotAsync(ElasticsearchNode node, RestCall call, string name, string snapshot, CancellationToken cancel)
    {
        await UpdateAsync(node, call, state =>
        {
            if (Repository(state, name).Snapshots.Exists(s => s.Name == snapshot)) throw new RestError(400, "invalid_snapshot_name_exception", $"[{name}:{snapshot}] Invalid snapshot name [{snapshot}], snapshot with the same name already exists");
            return model.StartSnapshot(node, name, snapshot, SnapshotDuration) is null ? UpdateOutcome.NoMaster : UpdateOutcome.Done;
        }, _ => RestReply.Acknowledged, cancel).ConfigureAwait(false);
        if (!call.Flag("wait_for_completion")) return RestReply.Ok(new JsonObject { ["accepted"] = true });
        return await UntilAsync(() => node.Cluster!.Repositories.GetValueOrDefault(name) is { } r && r.Snapshots.Find(s => s.Name == snapshot) is { EndedAt: not null } done ? RestReply.Ok(new JsonObject { ["snapshot"] = SnapshotInfo(r, done) }) : null, TimeSpan.FromMinutes(1), cancel).ConfigureAwait(false)
            ?? throw RestError.NoMaster();
    }

    private static Snapshot[] Matching(SnapshotRepository repository, string name)
    {
        var found = repository.Snapshots.Where(s => name is "_all" or "*" || s.Name == name || name == "_current" && s.EndedAt is null).ToArray();
        return found.Length > 0 || name is "_all" or "*" or "_current" ? found : throw new RestError(404, "snapshot_missing_exception", $"[{repository.Name}:{name}] is missing");
    }

    private RestReply GetSnapshots(SnapshotRepository repository, string name)
    {
        var found = Matching(repository, name);
        return RestReply.Ok(new JsonObject { ["snapshots"] = new JsonArray([.. found.Select(s => (JsonNode)SnapshotInfo(repository, s))]), ["total"] = found.Length, ["remaining"] = 0 });
    }

    private JsonObject SnapshotInfo(SnapshotRepository repository, Snapshot s) => new()
    {
        ["snapshot"] = s.Name, ["uuid"] = s.Uuid, ["repository"] = repository.Name, ["version"] = s.Version.ToString(), ["indices"] = Strings(s.Indices), ["data_streams"] = new JsonArray(), ["include_global_state"] = true,
        ["state"] = s.EndedAt is null ? "IN_PROGRESS" : "SUCCESS", ["start_time"] = Iso(s.StartedAt), ["start_time_in_millis"] = Millis(s.StartedAt), ["end_time"] = Iso(s.EndedAt ?? s.StartedAt), ["end_time_in_millis"] = s.EndedAt is { } end ? Millis(end) : 0,
        ["duration_in_millis"] = s.EndedAt is { } e ? (long)(e - s.StartedAt).TotalMilliseconds : 0, ["failures"] = new JsonArray(), ["shards"] = new JsonObject { ["total"] = s.Shards, ["failed"] = 0, ["successful"] = s.EndedAt is null ? 0 : s.Shards },
    };

    private static JsonObject SnapshotStatus(SnapshotRepository repository, Snapshot s) => new()
    {
        ["snapshot"] = s.Name, ["repository"] = repository.Name, ["uuid"] = s.Uuid, ["state"] = s.EndedAt is null ? "STARTED" : "SUCCESS", ["include_global_state"] = true,
        ["shards_stats"] = new JsonObject { ["initializing"] = 0, ["started"] = s.EndedAt is null ? s.Shards : 0, ["finalizing"] = 0, ["done"] = s.EndedAt is null ? 0 : s.Shards, ["failed"] = 0, ["total"] = s.Shards },
    };
}
