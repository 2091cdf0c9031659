using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

public sealed partial class Rest
{
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
            indicators["slm"] = Indicator(state.SlmMode == "RUNNING" ? "green" : "yellow", state.SlmPolicies.Count == 0 ? "No Snapshot Lifecycle Management policies configured" : state.SlmMode == "RUNNING" ? "Snapshot Lifecycle Management is running" : "Snapshot Lifecycle Management is not running", verbose ? new JsonObject { ["slm_status"] = state.SlmMode } : null);
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
}
