using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

// Repositories and snapshots; the documents of an fs repository are in its files.
public sealed partial class Rest
{
    internal static readonly TimeSpan SnapshotDuration = TimeSpan.FromMilliseconds(500);

    /// <summary>Renames of a restore are the caller's expressions; one that runs away is given up.</summary>
    private static readonly TimeSpan RenameLimit = TimeSpan.FromSeconds(1);

    private Task<RestReply> SnapshotAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        call.Allow("verify", "timeout", "wait_for_completion", "ignore_unavailable", "verbose", "local", "size", "sort", "order");
        return (call.Method, call.Segments) switch
        {
            ("GET", [_]) or ("GET", [_, "_all"]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject(state.Repositories.Values.Select(Shown))), cancel),
            ("GET", [_, "_status"]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject { ["snapshots"] = new JsonArray([.. state.Repositories.Values.SelectMany(r => r.Snapshots.Where(s => s.EndedAt is null).Select(s => (JsonNode)SnapshotStatus(r, s)))]) }), cancel),
            ("GET", [_, var name]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject([Shown(Repository(state, name))])), cancel),
            ("PUT" or "POST", [_, var name]) => PutRepositoryAsync(node, call, name, cancel),
            ("POST", [_, var name, "_verify"]) => WithMasterAsync(node, call, state => VerifyRepository(state, Repository(state, name)), cancel),
            ("POST", [_, var name, var snapshot, "_restore"]) => RestoreAsync(node, call, name, snapshot, cancel),
            ("PUT" or "POST", [_, var name, var snapshot]) => TakeSnapshotAsync(node, call, name, snapshot, cancel),
            ("GET", [_, var name, var snapshot]) => WithMasterAsync(node, call, state => GetSnapshots(Repository(state, name), snapshot), cancel),
            ("GET", [_, var name, var snapshot, "_status"]) => WithMasterAsync(node, call, state => RestReply.Ok(new JsonObject { ["snapshots"] = new JsonArray([.. Matching(Repository(state, name), snapshot).Select(s => (JsonNode)SnapshotStatus(Repository(state, name), s))]) }), cancel),
            ("DELETE", [_, var name, var snapshot]) => UpdateAsync(node, call, state =>
            {
                var repository = Repository(state, name);
                var gone = Matching(repository, snapshot);
                if (model.DeleteSnapshot(node, name, snapshot) is not UpdateOutcome.Done and var refused) return refused;
                foreach (var each in gone) files.Delete(state.Master!, Location(repository), each);
                return UpdateOutcome.Done;
            }, _ => RestReply.Acknowledged, cancel),
            _ => throw RestError.NotModelled(call),
        };
    }

    private static KeyValuePair<string, JsonNode?> Shown(SnapshotRepository repository) =>
        KeyValuePair.Create(repository.Name, (JsonNode?)new JsonObject { ["type"] = repository.Type, ["settings"] = RestCall.Nest(repository.Settings, false) });

    private static SnapshotRepository Repository(ClusterState state, string name) =>
        state.Repositories.GetValueOrDefault(name) ?? throw new RestError(404, "repository_missing_exception", $"[{name}] missing");

    private static string Location(SnapshotRepository repository) => repository.Settings["location"];

    private Task<RestReply> PutRepositoryAsync(ElasticsearchNode node, RestCall call, string name, CancellationToken cancel)
    {
        var json = call.Json();
        var type = json["type"]?.GetValue<string>() ?? throw new RestError(400, "action_request_validation_exception", "Validation Failed: 1: type is missing;");
        // There is no S3 in the embedded AWS: a repository that cannot hold a byte must not look like one that can.
        if (type is not "fs") throw RestError.NotModelled(call, $"repository type {type}");
        var settings = RestCall.Flatten(json["settings"]).Where(s => s.Value is not null).ToDictionary(s => s.Key, s => s.Value!);
        foreach (var key in settings.Keys) if (key is not ("location" or "compress" or "chunk_size" or "max_snapshot_bytes_per_sec" or "max_restore_bytes_per_sec")) throw RestError.NotModelled(call, $"repository setting {key}");
        if (!settings.TryGetValue("location", out var location)) throw new RestError(500, "repository_exception", $"[{name}] failed to create repository: missing location");
        SnapshotFiles.CheckLocation(node, name, location);
        return UpdateAsync(node, call, state =>
        {
            if (call.Flag("verify", true)) files.Verify(name, location, state.Master!, state.Nodes);
            return model.PutRepository(node, name, type, settings);
        }, _ => RestReply.Acknowledged, cancel);
    }

    private RestReply VerifyRepository(ClusterState state, SnapshotRepository repository)
    {
        files.Verify(repository.Name, Location(repository), state.Master!, state.Nodes);
        return RestReply.Ok(new JsonObject { ["nodes"] = new JsonObject(state.Nodes.Select(node => KeyValuePair.Create(node.Id, (JsonNode?)new JsonObject { ["name"] = node.Name }))) });
    }

    private async Task<RestReply> TakeSnapshotAsync(ElasticsearchNode node, RestCall call, string name, string snapshot, CancellationToken cancel)
    {
        var json = call.Json();
        foreach (var (key, _) in json) if (key is not ("indices" or "include_global_state" or "ignore_unavailable" or "metadata")) throw RestError.NotModelled(call, key);
        await UpdateAsync(node, call, state =>
        {
            if (Repository(state, name).Snapshots.Exists(s => s.Name == snapshot)) throw new RestError(400, "invalid_snapshot_name_exception", $"[{name}:{snapshot}] Invalid snapshot name [{snapshot}], snapshot with the same name already exists");
            return Take(model, files, state, Repository(state, name), snapshot, [.. Find(state, json["indices"] is { } wanted ? IndexNames(wanted) : null)], null) is null ? UpdateOutcome.NoMaster : UpdateOutcome.Done;
        }, _ => RestReply.Acknowledged, cancel).ConfigureAwait(false);
        if (!call.Flag("wait_for_completion")) return RestReply.Ok(new JsonObject { ["accepted"] = true });
        return await UntilAsync(() => node.Cluster!.Repositories.GetValueOrDefault(name) is { } r && r.Snapshots.Find(s => s.Name == snapshot) is { EndedAt: not null } done ? RestReply.Ok(new JsonObject { ["snapshot"] = SnapshotInfo(r, done) }) : null, TimeSpan.FromMinutes(1), cancel).ConfigureAwait(false)
            ?? throw RestError.NoMaster();
    }

    /// <summary>Takes one now: the content is that of this moment, the files are there before anybody is told.</summary>
    internal static Snapshot? Take(ClusterModel model, SnapshotFiles files, ClusterState state, SnapshotRepository repository, string name, IReadOnlyList<IndexState> indices, string? policy)
    {
        if (ClusterModel.WithoutPrimary(indices) is { Count: > 0 } missing)
            throw new RestError(500, "snapshot_exception", $"[{repository.Name}:{name}] Indices don't have primary shards [{string.Join(", ", missing.Select(shard => shard.Index.Name).Distinct())}]");
        if (state.Master is not { } master || model.StartSnapshot(master, repository.Name, name, SnapshotDuration, indices, policy) is not { } started) return null;
        files.Save(master, Location(repository), started, ClusterModel.Content(indices));
        return started;
    }

    private async Task<RestReply> RestoreAsync(ElasticsearchNode node, RestCall call, string name, string snapshot, CancellationToken cancel)
    {
        var json = call.Json();
        foreach (var (key, _) in json)
            if (key is not ("indices" or "include_global_state" or "ignore_unavailable" or "rename_pattern" or "rename_replacement" or "index_settings" or "ignore_index_settings" or "include_aliases")) throw RestError.NotModelled(call, key);
        if (json["include_global_state"]?.GetValue<bool>() == true) throw RestError.NotModelled(call, "include_global_state");
        List<string> restored = [];
        await UpdateAsync(node, call, state =>
        {
            var repository = Repository(state, name);
            if (Matching(repository, snapshot) is not [{ EndedAt: not null } from]) throw new RestError(500, "snapshot_restore_exception", $"[{name}:{snapshot}] cannot restore a snapshot that is in progress");
            restored.Clear();
            foreach (var index in Chosen(files.Read(state.Master!, name, Location(repository), from), json["indices"]))
                if (!Restore(state, index, json, snapshot, restored)) return UpdateOutcome.NoMaster;
            return UpdateOutcome.Done;
        }, _ => RestReply.Acknowledged, cancel).ConfigureAwait(false);
        if (!call.Flag("wait_for_completion")) return RestReply.Ok(new JsonObject { ["accepted"] = true });
        var all = await UntilAsync(() => restored.TrueForAll(each => node.Cluster?.Index(each) is { } index && Array.TrueForAll(index.Shards, shard => shard.Primary.Active)) ? RestReply.Acknowledged : null, TimeSpan.FromMinutes(1), cancel).ConfigureAwait(false);
        var shards = restored.Sum(each => node.Cluster?.Index(each)?.Shards.Length ?? 0);
        return RestReply.Ok(new JsonObject { ["snapshot"] = new JsonObject { ["snapshot"] = snapshot, ["indices"] = Strings(restored), ["shards"] = new JsonObject { ["total"] = shards, ["failed"] = 0, ["successful"] = all is null ? 0 : shards } } });

        static IEnumerable<SnapshotIndex> Chosen(IReadOnlyList<SnapshotIndex> content, JsonNode? names)
        {
            if (names is null) return content;
            var wanted = IndexNames(names).Split(',');
            foreach (var missing in wanted.Where(each => !each.Contains('*') && content.All(index => index.Name != each))) throw RestError.IndexNotFound(missing);
            return content.Where(index => Array.Exists(wanted, each => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(each, index.Name, ignoreCase: false)));
        }
    }

    private bool Restore(ClusterState state, SnapshotIndex index, JsonObject json, string snapshot, List<string> restored)
    {
        var name = index.Name;
        if (json["rename_pattern"]?.GetValue<string>() is { } pattern && json["rename_replacement"]?.GetValue<string>() is { } replacement)
            name = Regex.Replace(name, pattern, replacement, RegexOptions.None, RenameLimit);
        CheckName(name);
        if (state.Index(name) is not null)
            throw new RestError(500, "snapshot_restore_exception", $"[{snapshot}] cannot restore index [{name}] because an open index with same name already exists in the cluster. Either close or delete the existing index or restore the index under a different name by providing a rename pattern and replacement name");
        var ignored = json["ignore_index_settings"] is { } given ? IndexNames(given).Split(',') : [];
        var settings = index.Settings.Where(each => !ignored.Contains(each.Key)).ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal);
        var replicas = index.Replicas;
        foreach (var (key, value) in RestCall.Flatten(json["index_settings"]))
        {
            var full = key.StartsWith("index.", StringComparison.Ordinal) ? key : "index." + key;
            CheckIndexSetting(full, null);
            if (full == "index.number_of_replicas") replicas = int.Parse(value!, System.Globalization.CultureInfo.InvariantCulture);
            else settings[full] = value!;
        }
        restored.Add(name);
        return model.RestoreIndex(state.Master!, index, name, replicas, settings) is not null;
    }

    // "a,b" or ["a","b"].
    private static string IndexNames(JsonNode names) => names is JsonArray list ? string.Join(',', list.Select(each => each!.GetValue<string>())) : names.GetValue<string>();

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

    private JsonObject SnapshotInfo(SnapshotRepository repository, Snapshot s)
    {
        var info = new JsonObject
        {
            ["snapshot"] = s.Name, ["uuid"] = s.Uuid, ["repository"] = repository.Name, ["version"] = s.Version.ToString(), ["indices"] = Strings(s.Indices), ["data_streams"] = new JsonArray(), ["include_global_state"] = true,
            ["state"] = s.EndedAt is null ? "IN_PROGRESS" : "SUCCESS", ["start_time"] = Iso(s.StartedAt), ["start_time_in_millis"] = Millis(s.StartedAt), ["end_time"] = Iso(s.EndedAt ?? s.StartedAt), ["end_time_in_millis"] = s.EndedAt is { } end ? Millis(end) : 0,
            ["duration_in_millis"] = s.EndedAt is { } e ? (long)(e - s.StartedAt).TotalMilliseconds : 0, ["failures"] = new JsonArray(), ["shards"] = new JsonObject { ["total"] = s.Shards, ["failed"] = 0, ["successful"] = s.EndedAt is null ? 0 : s.Shards },
        };
        if (s.Policy is { } policy) info["metadata"] = new JsonObject { ["policy"] = policy };
        return info;
    }

    private static JsonObject SnapshotStatus(SnapshotRepository repository, Snapshot s) => new()
    {
        ["snapshot"] = s.Name, ["repository"] = repository.Name, ["uuid"] = s.Uuid, ["state"] = s.EndedAt is null ? "STARTED" : "SUCCESS", ["include_global_state"] = true,
        ["shards_stats"] = new JsonObject { ["initializing"] = 0, ["started"] = s.EndedAt is null ? s.Shards : 0, ["finalizing"] = 0, ["done"] = s.EndedAt is null ? 0 : s.Shards, ["failed"] = 0, ["total"] = s.Shards },
    };
}
