using System.Globalization;
using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

public sealed partial class Rest
{
    private Task<RestReply> IndexAsync(ElasticsearchNode node, RestCall call, string? index, string[] rest, CancellationToken cancel) => (call.Method, rest) switch
    {
        ("PUT", []) => CreateIndexAsync(node, call, index!, cancel),
        ("DELETE", []) => DeleteIndexAsync(node, call, index!, cancel),
        ("HEAD", []) => WithViewAsync(node, call, state => new RestReply(state.Index(index!) is null ? 404 : 200, null, ""), cancel),
        ("GET", []) => WithViewAsync(node, call, state => GetIndex(state, call, index!), cancel),
        ("GET", ["_settings", ..]) => WithViewAsync(node, call, state => GetSettings(state, call, index), cancel),
        ("PUT", ["_settings"]) => PutIndexSettingsAsync(node, call, index, cancel),
        ("GET", ["_mapping"]) => WithViewAsync(node, call, state => RestReply.Ok(new JsonObject(Find(state, index).Select(i => KeyValuePair.Create(i.Name, (JsonNode?)new JsonObject { ["mappings"] = new JsonObject() })))), cancel),
        ("GET", ["_recovery"]) => WithViewAsync(node, call, state => Recovery(state, index), cancel),
        ("POST" or "GET", ["_refresh"]) => Now(() => OnCopies(node, call, index, copy => copy.Refresh())),
        ("POST" or "GET", ["_flush"]) => Now(() => OnCopies(node, call, index, _ => { })),
        ("GET" or "POST", ["_search"]) => Now(() => Search(node, call, index, countOnly: false)),
        ("GET" or "POST", ["_count"]) => Now(() => Search(node, call, index, countOnly: true)),
        ("GET" or "POST", ["_mget"]) => Now(() => MultiGet(node, call, index)),
        ("POST" or "PUT", ["_bulk"]) => BulkAsync(node, call, index, cancel),
        ("PUT" or "POST", ["_doc" or "_create", var id]) => WriteAsync(node, call, index!, id, rest[0] == "_create" || call.Query("op_type") == "create" ? WriteOperation.Create : WriteOperation.Index, call.Body, cancel),
        ("POST", ["_doc"]) => WriteAsync(node, call, index!, NewDocumentId(), WriteOperation.Create, call.Body, cancel),
        ("DELETE", ["_doc", var id]) => WriteAsync(node, call, index!, id, WriteOperation.Delete, "", cancel),
        ("GET" or "HEAD", ["_doc" or "_source", var id]) => Now(() => Get(node, call, index!, id, sourceOnly: rest[0] == "_source")),
        _ => throw RestError.NotModelled(call),
    };

    // Reads of metadata go to the master unless asked for locally; while there is none they wait like all others.
    private Task<RestReply> WithViewAsync(ElasticsearchNode node, RestCall call, Func<ClusterState, RestReply> answer, CancellationToken cancel) =>
        call.Flag("local") && node.Cluster is { } view ? Now(() => answer(view)) : WithMasterAsync(node, call, answer, cancel);

    private static IEnumerable<IndexState> Find(ClusterState state, string? names)
    {
        if (names is null or "_all" or "*") return state.Indices;
        var found = new List<IndexState>();
        foreach (var name in names.Split(','))
        {
            if (name.Contains('*')) found.AddRange(state.Indices.Where(i => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(name, i.Name, ignoreCase: false)));
            else found.Add(state.Index(name) ?? throw RestError.IndexNotFound(name));
        }
        return found.Distinct();
    }

    private async Task<RestReply> CreateIndexAsync(ElasticsearchNode node, RestCall call, string name, CancellationToken cancel)
    {
        call.Allow("wait_for_active_shards", "timeout");
        CheckName(name);
        var json = call.Json();
        foreach (var (key, _) in json) if (key is not ("settings" or "mappings" or "aliases")) throw RestError.Parse($"unknown key [{key}] for create index");
        if (json["aliases"] is JsonObject { Count: > 0 }) throw RestError.NotModelled(call, "aliases");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in RestCall.Flatten(json["settings"])) if (value is not null) settings[key.StartsWith("index.", StringComparison.Ordinal) ? key : "index." + key] = value;
        foreach (var key in settings.Keys) CheckIndexSetting(key, dynamicOnly: null);
        var shards = Take("index.number_of_shards", 1, 1);
        var replicas = Take("index.number_of_replicas", 1, 0);
        var wait = WaitFor(call) ?? (settings.GetValueOrDefault("index.write.wait_for_active_shards") is { } own ? ParseWait(own) : 1);
        await UpdateAsync(node, call, state =>
        {
            if (state.Index(name) is { } there)
                throw new RestError(400, "resource_already_exists_exception", $"index [{name}/{there.Uuid}] already exists", ("index_uuid", there.Uuid), ("index", name));
            return model.CreateIndex(node, name, shards, replicas, settings) is null ? UpdateOutcome.NoMaster : UpdateOutcome.Done;
        }, _ => RestReply.Acknowledged, cancel).ConfigureAwait(false);
        var active = await UntilAsync(() => node.Cluster?.Index(name) is { } index && Array.TrueForAll(index.Shards, s => s.ActiveCopies >= (wait == IndexState.AllShards ? s.Copies.Count : wait)) ? RestReply.Acknowledged : null,
            call.Time("timeout", TimeSpan.FromSeconds(30)), cancel).ConfigureAwait(false);
        return RestReply.Ok(new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = active is not null, ["index"] = name });

        int Take(string key, int otherwise, int least)
        {
            if (!settings.Remove(key, out var text)) return otherwise;
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) throw RestError.Argument($"Failed to parse value [{text}] for setting [{key}]");
            return value >= least ? value : throw RestError.Argument($"Failed to parse value [{text}] for setting [{key}] must be >= {least}");
        }
    }

    private static void CheckName(string name)
    {
        var problem = name.Any(char.IsUpper) ? "must be lowercase" : name[0] is '_' or '-' or '+' ? "must not start with '_', '-', or '+'" : name.IndexOfAny([' ', '"', '*', '\\', '<', '|', ',', '>', '/', '?', '#', ':']) >= 0 ? "must not contain the following characters ['\\','/','*','?','\"','<','>','|',' ',',']" : null;
        if (problem is not null) throw new RestError(400, "invalid_index_name_exception", $"Invalid index name [{name}], {problem}", ("index_uuid", "_na_"), ("index", name));
    }

    private static readonly string[] DynamicIndexSettings =
    [
        "index.number_of_replicas", "index.unassigned.node_left.delayed_timeout", "index.write.wait_for_active_shards", "index.refresh_interval", "index.routing.allocation.exclude._name", "index.routing.allocation.enable",
        "index.routing.allocation.include._tier_preference", "index.blocks.write", "index.blocks.read_only_allow_delete", "index.translog.durability", "index.priority", "index.hidden", "index.allocation.max_retries", "index.lifecycle.name", "index.max_result_window",
    ];

    private static void CheckIndexSetting(string key, IndexState? dynamicOnly)
    {
        if (DynamicIndexSettings.Contains(key)) return;
        if (key is not ("index.number_of_shards" or "index.codec" or "index.mapping.total_fields.limit"))
            throw RestError.Argument($"unknown setting [{key}] please check that any required plugins are installed, or check the breaking changes documentation for removed settings");
        if (dynamicOnly is { } index)
            throw RestError.Argument($"Can't update non dynamic settings [[{key}]] for open indices [[{index.Name}/{index.Uuid}]] unless the `reopen` query parameter is set to true. Alternatively, close the indices, apply the settings changes, and reopen the indices");
    }

    private Task<RestReply> DeleteIndexAsync(ElasticsearchNode node, RestCall call, string name, CancellationToken cancel)
    {
        call.Allow("timeout", "ignore_unavailable", "expand_wildcards", "allow_no_indices");
        if (name.Contains('*') || name == "_all") throw RestError.Argument("Wildcard expressions or all indices are not allowed");
        return UpdateAsync(node, call, state =>
        {
            foreach (var index in Find(state, name).ToArray()) if (model.DeleteIndex(node, index.Name) != UpdateOutcome.Done) return UpdateOutcome.NoMaster;
            return UpdateOutcome.Done;
        }, _ => RestReply.Acknowledged, cancel);
    }

    private SortedDictionary<string, string> IndexSettings(IndexState index) => new(index.Settings, StringComparer.Ordinal)
    {
        ["index.creation_date"] = Millis(index.CreatedAt).ToString(CultureInfo.InvariantCulture),
        ["index.number_of_replicas"] = index.Replicas.ToString(CultureInfo.InvariantCulture),
        ["index.number_of_shards"] = index.Shards.Length.ToString(CultureInfo.InvariantCulture),
        ["index.provided_name"] = index.Name,
        ["index.uuid"] = index.Uuid,
    };

    private RestReply GetIndex(ClusterState state, RestCall call, string name) => RestReply.Ok(new JsonObject(Find(state, name).Select(i => KeyValuePair.Create(i.Name,
        (JsonNode?)new JsonObject { ["aliases"] = new JsonObject(), ["mappings"] = new JsonObject(), ["settings"] = RestCall.Nest(IndexSettings(i), call.Flag("flat_settings")) }))));

    private RestReply GetSettings(ClusterState state, RestCall call, string? name) => RestReply.Ok(new JsonObject(Find(state, name).Select(i => KeyValuePair.Create(i.Name,
        (JsonNode?)new JsonObject { ["settings"] = RestCall.Nest(IndexSettings(i), call.Flag("flat_settings")) }))));

    private Task<RestReply> PutIndexSettingsAsync(ElasticsearchNode node, RestCall call, string? name, CancellationToken cancel)
    {
        call.Allow("timeout", "preserve_existing", "reopen", "expand_wildcards", "ignore_unavailable", "allow_no_indices", "flat_settings");
        var json = call.Json();
        var changes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in RestCall.Flatten(json["settings"] ?? json)) changes[key.StartsWith("index.", StringComparison.Ordinal) ? key : "index." + key] = value;
        return UpdateAsync(node, call, state =>
        {
            var indices = Find(state, name).ToArray();
            foreach (var index in indices) foreach (var key in changes.Keys) CheckIndexSetting(key, index);
            foreach (var index in indices) if (model.PutIndexSettings(node, index, changes) != UpdateOutcome.Done) return UpdateOutcome.NoMaster;
            return UpdateOutcome.Done;
        }, _ => RestReply.Acknowledged, cancel);
    }

    private RestReply Recovery(ClusterState state, string? name)
    {
        var body = new JsonObject();
        foreach (var index in Find(state, name))
            body[index.Name] = new JsonObject
            {
                ["shards"] = new JsonArray([.. index.Shards.SelectMany(s => s.Copies).Where(c => c.Node is not null).Select(copy =>
                {
                    var done = copy.State == CopyState.Started;
                    var bytes = copy.FileRecovery ? copy.Group.Bytes : 0;
                    var target = copy.Target ?? copy.Node!;
                    return (JsonNode)new JsonObject
                    {
                        ["id"] = copy.Group.Number, ["type"] = copy.Recovery switch { RecoveryKind.EmptyStore => "EMPTY_STORE", RecoveryKind.ExistingStore => "EXISTING_STORE", _ => "PEER" }, ["stage"] = done ? "DONE" : copy.FileRecovery ? "INDEX" : "TRANSLOG", ["primary"] = copy.Primary,
                        ["start_time_in_millis"] = Millis(copy.RecoveryStarted), ["total_time_in_millis"] = (long)((done ? copy.RecoveryEnds : model.Now) - copy.RecoveryStarted).TotalMilliseconds,
                        ["source"] = copy.RecoverySource is { } source ? new JsonObject { ["id"] = source.Id, ["name"] = source.Name, ["ip"] = source.Address } : new JsonObject(),
                        ["target"] = new JsonObject { ["id"] = target.Id, ["name"] = target.Name, ["ip"] = target.Address },
                        ["index"] = new JsonObject { ["size"] = new JsonObject { ["total_in_bytes"] = bytes, ["recovered_in_bytes"] = done ? bytes : (long)(bytes * Math.Clamp((model.Now - copy.RecoveryStarted) / (copy.RecoveryEnds - copy.RecoveryStarted), 0, 1)) } },
                    };
                })]),
            };
        return RestReply.Ok(body);
    }

    private RestReply OnCopies(ElasticsearchNode node, RestCall call, string? index, Action<StoredCopy> act)
    {
        call.Allow("expand_wildcards", "ignore_unavailable", "allow_no_indices", "force", "wait_if_ongoing");
        int total = 0, successful = 0;
        foreach (var copy in Find(View(node), index).SelectMany(i => i.Shards).SelectMany(s => s.Copies))
        {
            total++;
            if (!model.CanRead(node, copy)) continue;
            act(copy.Stored!);
            successful++;
        }
        return RestReply.Ok(new JsonObject { ["_shards"] = new JsonObject { ["total"] = total, ["successful"] = successful, ["failed"] = 0 } });
    }

    private static ClusterState View(ElasticsearchNode node) => node.Cluster ?? throw new RestError(503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];");
}
