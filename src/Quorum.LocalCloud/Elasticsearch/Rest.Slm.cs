using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

// Snapshot lifecycle management: policies, and taking one by hand. The schedule itself is SlmSchedule's.
public sealed partial class Rest
{
    private Task<RestReply> SlmAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        call.Allow("timeout");
        return (call.Method, call.Segments) switch
        {
            ("GET", [_, "policy"]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject(state.SlmPolicies.Values.Select(Shown))), cancel),
            ("GET", [_, "policy", var id]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject([Shown(Policy(state, id, 404))])), cancel),
            ("PUT", [_, "policy", var id]) => PutPolicyAsync(node, call, id, cancel),
            ("DELETE", [_, "policy", var id]) => UpdateAsync(node, call, state =>
            {
                Policy(state, id, 404);
                return model.PutSlmPolicy(node, id, null);
            }, _ => RestReply.Acknowledged, cancel),
            ("PUT" or "POST", [_, "policy", var id, "_execute"]) => ExecuteAsync(node, call, id, cancel),
            _ => throw RestError.NotModelled(call),
        };
    }

    private static SlmPolicy Policy(ClusterState state, string id, int missing) =>
        state.SlmPolicies.GetValueOrDefault(id) ?? throw new RestError(missing, missing == 404 ? "resource_not_found_exception" : "illegal_argument_exception", $"snapshot lifecycle policy or policies [{id}] not found");

    private Task<RestReply> PutPolicyAsync(ElasticsearchNode node, RestCall call, string id, CancellationToken cancel)
    {
        var json = call.Json();
        foreach (var (key, _) in json) if (key is not ("name" or "schedule" or "repository" or "config" or "retention")) throw RestError.Parse($"unknown field [{key}]");
        var (name, schedule, repository) = (Text("name"), Text("schedule"), Text("repository"));
        if (SlmSchedule.Read(schedule) is null) throw RestError.NotModelled(call, $"schedule {schedule}: only daily ones, \"0 <minute> <hour> * * ?\"");
        var retention = json["retention"] as JsonObject;
        TimeSpan? expire = retention?["expire_after"]?.GetValue<string>() is { } text ? TimeValue.Parse(text) ?? throw RestError.Argument($"failed to parse setting [expire_after] with value [{text}]") : null;
        return UpdateAsync(node, call, state =>
        {
            if (!state.Repositories.ContainsKey(repository)) throw RestError.Argument($"no such repository [{repository}]");
            var old = state.SlmPolicies.GetValueOrDefault(id);
            return model.PutSlmPolicy(node, id, new SlmPolicy(id, (old?.Version ?? 0) + 1, model.Now, name, schedule, repository, expire,
                retention?["min_count"]?.GetValue<int>(), retention?["max_count"]?.GetValue<int>(), json.ToJsonString()) { LastSuccess = old?.LastSuccess, LastFailure = old?.LastFailure });
        }, _ => RestReply.Acknowledged, cancel);

        string Text(string key) => json[key]?.GetValue<string>() ?? throw RestError.Argument($"Required [{key}]");
    }

    private Task<RestReply> ExecuteAsync(ElasticsearchNode node, RestCall call, string id, CancellationToken cancel)
    {
        var taken = "";
        return UpdateAsync(node, call, state =>
        {
            var policy = Policy(state, id, 400);
            taken = SlmSchedule.SnapshotName(policy.Name, world.UtcNow);
            return SlmSchedule.Take(model, files, state, policy, taken) ? UpdateOutcome.Done : UpdateOutcome.NoMaster;
        }, _ => RestReply.Ok(new JsonObject { ["snapshot_name"] = taken }), cancel);
    }

    private KeyValuePair<string, JsonNode?> Shown(SlmPolicy policy)
    {
        var shown = new JsonObject
        {
            ["version"] = policy.Version,
            ["modified_date_millis"] = Millis(policy.ModifiedAt),
            ["policy"] = JsonNode.Parse(policy.Definition),
            ["next_execution_millis"] = SlmSchedule.Next(SlmSchedule.Read(policy.Schedule)!.Value, world.UtcNow).ToUnixTimeMilliseconds(),
        };
        if (policy.LastSuccess is { } success) shown["last_success"] = new JsonObject { ["snapshot_name"] = success.Snapshot, ["time"] = Millis(success.At) };
        if (policy.LastFailure is { } failure) shown["last_failure"] = new JsonObject { ["snapshot_name"] = failure.Snapshot, ["time"] = Millis(failure.At), ["details"] = failure.Details };
        return KeyValuePair.Create(policy.Id, (JsonNode?)shown);
    }
}
