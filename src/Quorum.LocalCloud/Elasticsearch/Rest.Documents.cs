using System.Text.Json;
using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

public sealed partial class Rest
{
    private static readonly TimeSpan DefaultWriteTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(1);
    private const int DefaultHits = 10;

    private string NewDocumentId() => world.Do(() => Identifiers.Base64Url(world.Random.NextUInt64(), world.Random.NextUInt64())[..20]);

    private static int? WaitFor(RestCall call) => call.Query("wait_for_active_shards") is { } text ? ParseWait(text) : null;

    private static int ParseWait(string text) => text == "all" ? IndexState.AllShards : int.TryParse(text, out var count) && count >= 0 ? count : throw RestError.Argument($"cannot parse ActiveShardCount[{text}]");

    private async Task<RestReply> WriteAsync(ElasticsearchNode node, RestCall call, string index, string id, WriteOperation operation, string source, CancellationToken cancel)
    {
        call.Allow("op_type", "refresh", "wait_for_active_shards", "timeout", "if_seq_no", "if_primary_term", "require_alias", "routing", "version", "version_type", "pipeline");
        foreach (var name in new[] { "routing", "version", "version_type", "pipeline", "require_alias" }) if (call.Query(name) is not null) throw RestError.NotModelled(call, name);
        if (operation != WriteOperation.Delete) CheckSource(source);
        (long, long)? expected = call.Query("if_seq_no") is { } sequence && call.Query("if_primary_term") is { } term ? (long.Parse(sequence), long.Parse(term)) : null;
        var result = await TryWriteAsync(node, call, index, id, source, operation, expected, cancel).ConfigureAwait(false);
        if (call.Query("refresh") is "" or "true" or "wait_for") world.Do(() => Refresh(result.Group));
        return new RestReply(Status(result), Line(index, id, result));
    }

    private static int Status(WriteResult result) => result.Document!.Deleted ? result.Created ? 404 : 200 : result.Created ? 201 : 200;

    private static void CheckSource(string source)
    {
        if (source.Length == 0) throw new RestError(400, "parse_exception", "request body is required");
        try
        {
            if (JsonNode.Parse(source) is JsonObject) return;
        }
        catch (JsonException)
        {
            // refused below, as anything else that is no object
        }
        throw new RestError(400, "document_parsing_exception", "[1:1] failed to parse: not a JSON object");
    }

    private JsonObject Line(string index, string id, WriteResult result) => new()
    {
        ["_index"] = index, ["_id"] = id, ["_version"] = result.Document!.Version,
        ["result"] = result.Document.Deleted ? result.Created ? "not_found" : "deleted" : result.Created ? "created" : "updated",
        ["_shards"] = new JsonObject { ["total"] = result.Group.Copies.Count, ["successful"] = result.Successful, ["failed"] = 0 },
        ["_seq_no"] = result.Document.SequenceNumber, ["_primary_term"] = result.Document.PrimaryTerm,
    };

    /// <summary>Tries until acknowledged, refused, or out of time, as a coordinating node does.</summary>
    private async Task<WriteResult> TryWriteAsync(ElasticsearchNode node, RestCall call, string name, string id, string source, WriteOperation operation, (long, long)? expected, CancellationToken cancel)
    {
        var timeout = call.Time("timeout", DefaultWriteTimeout);
        var wait = WaitFor(call);
        await EnsureIndexAsync(node, call, name, operation, timeout, cancel).ConfigureAwait(false);
        WriteResult last = default;
        var done = await UntilAsync(() =>
        {
            // A node that was stopped meanwhile no longer coordinates: its client sees the connection end, not an acknowledgement.
            if (!node.HttpOpen) throw new OperationCanceledException();
            if (node.Cluster?.Index(name) is not { } index) return node.Cluster is null || !model.HasMaster(node) ? Keep(new WriteResult(WriteOutcome.NoMaster, null!, null, false, 0)) : throw RestError.IndexNotFound(name);
            return Keep(model.Write(node, index, id, source, operation, wait, expected));
        }, timeout, cancel).ConfigureAwait(false);
        if (done is null) throw TimedOut(last, name, id, wait, timeout);
        return last;

        object? Keep(WriteResult result)
        {
            last = result;
            if (result.Outcome == WriteOutcome.Acknowledged) return result;
            if (result.Outcome == WriteOutcome.Conflict) throw Conflict(name, id, result, operation, expected);
            if (result.Outcome == WriteOutcome.Blocked) throw new RestError(429, "cluster_block_exception", $"index [{name}] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block; for more information, see the watermark documentation];");
            return null;
        }
    }

    private async Task EnsureIndexAsync(ElasticsearchNode node, RestCall call, string name, WriteOperation operation, TimeSpan timeout, CancellationToken cancel)
    {
        var there = await UntilAsync(() => node.Cluster?.Index(name) is not null ? "yes" : model.HasMaster(node) ? "no" : null, timeout, cancel).ConfigureAwait(false) ?? throw RestError.NoMasterBlock();
        if (there == "yes") return;
        if (operation == WriteOperation.Delete) throw RestError.IndexNotFound(name);
        CheckName(name);
        // action.auto_create_index is on by default
        await UpdateAsync(node, call, state => state.Index(name) is not null || model.CreateIndex(node, name) is not null ? UpdateOutcome.Done : UpdateOutcome.NoMaster, _ => RestReply.Acknowledged, cancel).ConfigureAwait(false);
    }

    private static RestError Conflict(string name, string id, WriteResult result, WriteOperation operation, (long Sequence, long Term)? expected)
    {
        var why = operation == WriteOperation.Create ? $"[{id}]: version conflict, document already exists (current version [{result.Document!.Version}])"
            : $"[{id}]: version conflict, required seqNo [{expected!.Value.Sequence}], primary term [{expected.Value.Term}]. {(result.Document is { Deleted: false } d ? $"current document has seqNo [{d.SequenceNumber}] and primary term [{d.PrimaryTerm}]" : "but no document was found")}";
        return new RestError(409, "version_conflict_engine_exception", why, ("index_uuid", result.Group.Index.Uuid), ("shard", $"{result.Group.Number}"), ("index", name));
    }

    private static RestError TimedOut(WriteResult last, string name, string id, int? wait, TimeSpan timeout)
    {
        if (last.Outcome == WriteOutcome.NoMaster) return RestError.NoMasterBlock();
        var time = TimeValue.Format(timeout);
        var group = last.Group;
        var wanted = wait ?? group.Index.WaitForActiveShards;
        return new RestError(503, "unavailable_shards_exception", last.Outcome == WriteOutcome.TooFewActive
            ? $"[{name}][{group.Number}] Not enough active copies to meet shard count of [{(wanted == IndexState.AllShards ? "ALL" : wanted)}] (have {group.ActiveCopies}, needed {(wanted == IndexState.AllShards ? group.Copies.Count : wanted)}). Timeout: [{time}], request: [[{name}][{group.Number}] [{id}]]"
            : $"[{name}][{group.Number}] primary shard is not active Timeout: [{time}], request: [[{name}][{group.Number}] [{id}]]");
    }

    private async Task<RestReply> BulkAsync(ElasticsearchNode node, RestCall call, string? index, CancellationToken cancel)
    {
        call.Allow("refresh", "wait_for_active_shards", "timeout", "require_alias", "_source");
        if (call.Body.Length == 0 || call.Body[^1] != '\n') throw RestError.Argument("The bulk request must be terminated by a newline [\\n]");
        var items = BulkItem.Parse(call, index);
        if (!world.Do(() => model.HasMaster(node)) &&
            await UntilAsync(() => model.HasMaster(node) ? "yes" : null, call.Time("timeout", DefaultWriteTimeout), cancel).ConfigureAwait(false) is null) throw RestError.NoMasterBlock();
        var started = DateTime.UtcNow;
        var results = await Task.WhenAll(items.Select(item => BulkOneAsync(node, call, item, cancel))).ConfigureAwait(false);
        return RestReply.Ok(new JsonObject
        {
            ["errors"] = results.Any(r => r.Failed),
            ["took"] = (long)(DateTime.UtcNow - started).TotalMilliseconds,
            ["items"] = new JsonArray([.. results.Select(r => (JsonNode)r.Line)]),
        });
    }

    private async Task<(JsonObject Line, bool Failed)> BulkOneAsync(ElasticsearchNode node, RestCall call, BulkItem item, CancellationToken cancel)
    {
        try
        {
            if (item.Operation != WriteOperation.Delete) CheckSource(item.Source);
            var id = item.Id ?? NewDocumentId();
            var result = await TryWriteAsync(node, call, item.Index, id, item.Source, item.Operation, null, cancel).ConfigureAwait(false);
            if (call.Query("refresh") is "" or "true" or "wait_for") world.Do(() => Refresh(result.Group));
            var line = Line(item.Index, id, result);
            line["status"] = Status(result);
            return (new JsonObject { [item.Action] = line }, false);
        }
        catch (RestError e)
        {
            return (new JsonObject { [item.Action] = new JsonObject { ["_index"] = item.Index, ["_id"] = item.Id, ["status"] = e.Status, ["error"] = e.Inner(false) } }, true);
        }
    }

    private static void Refresh(ShardGroup group)
    {
        foreach (var copy in group.Copies) copy.Stored?.Refresh();
    }

    private RestReply Get(ElasticsearchNode node, RestCall call, string name, string id, bool sourceOnly)
    {
        call.Allow("preference", "realtime", "refresh", "routing", "_source", "_source_includes", "_source_excludes", "stored_fields");
        if (call.Query("routing") is not null) throw RestError.NotModelled(call, "routing");
        var body = GetOne(node, call, name, id);
        var found = body["found"]!.GetValue<bool>();
        if (!sourceOnly) return new RestReply(found ? 200 : 404, body);
        if (!found) throw new RestError(404, "resource_not_found_exception", $"Document not found [{name}]/[{id}]");
        return RestReply.Ok(body["_source"]!.DeepClone());
    }

    private JsonObject GetOne(ElasticsearchNode node, RestCall call, string name, string id)
    {
        var index = View(node).Index(name) ?? throw RestError.IndexNotFound(name);
        var group = index.Shards[Models.Elasticsearch.Routing.Shard(id, index.Shards.Length)];
        var copy = Choose(node, group, call.Query("preference")) ?? throw new RestError(503, "no_shard_available_action_exception", $"No shard available for [get [{name}][{id}]: routing [null]]");
        var document = call.Flag("realtime", true) ? copy.Stored!.Find(id) : copy.Stored!.Visible().FirstOrDefault(d => d.Id == id);
        if (document is null or { Deleted: true }) return new JsonObject { ["_index"] = name, ["_id"] = id, ["found"] = false };
        return new JsonObject
        {
            ["_index"] = name, ["_id"] = id, ["_version"] = document.Version, ["_seq_no"] = document.SequenceNumber, ["_primary_term"] = document.PrimaryTerm, ["found"] = true, ["_source"] = JsonNode.Parse(document.Source),
        };
    }

    /// <summary>The copy that <c>preference</c> names; without one, any, the node's own first.</summary>
    private ShardCopy? Choose(ElasticsearchNode node, ShardGroup group, string? preference)
    {
        var copies = group.Copies.Where(c => model.CanRead(node, c)).ToArray();
        if (preference?.StartsWith("_only_nodes:", StringComparison.Ordinal) == true)
        {
            var wanted = preference["_only_nodes:".Length..];
            return Array.Find(copies, c => Selected(c.Node!, node, wanted))
                ?? throw RestError.Argument($"no data nodes with criteria [{wanted}] found for shard: {group}");
        }
        if (preference?.StartsWith("_prefer_nodes:", StringComparison.Ordinal) == true && Array.Find(copies, c => Selected(c.Node!, node, preference["_prefer_nodes:".Length..])) is { } preferred) return preferred;
        if (preference is not (null or "_local") && preference.StartsWith('_') && !preference.StartsWith("_prefer_nodes:", StringComparison.Ordinal)) throw RestError.Argument($"no Preference for [{preference}]");
        return Array.Find(copies, c => c.Node == node) ?? copies.FirstOrDefault();
    }

    private RestReply MultiGet(ElasticsearchNode node, RestCall call, string? index)
    {
        call.Allow("preference", "realtime", "refresh", "_source");
        var json = call.Json();
        var wanted = json["ids"] is JsonArray ids ? ids.Select(id => (Index: index, Id: id!.ToString())) : (json["docs"] as JsonArray ?? throw RestError.Argument("no documents to get")).Select(d => (Index: d!["_index"]?.ToString() ?? index, Id: d["_id"]!.ToString()));
        var docs = new JsonArray();
        foreach (var (name, id) in wanted)
        {
            try { docs.Add(GetOne(node, call, name ?? throw RestError.Argument("index is missing"), id)); }
            catch (RestError e) { docs.Add(new JsonObject { ["_index"] = name, ["_id"] = id, ["error"] = e.Inner(true) }); }
        }
        return RestReply.Ok(new JsonObject { ["docs"] = docs });
    }

    private RestReply Search(ElasticsearchNode node, RestCall call, string? names, bool countOnly)
    {
        call.Allow("preference", "size", "from", "q", "scroll", "track_total_hits", "_source", "allow_partial_search_results", "ignore_unavailable", "expand_wildcards", "allow_no_indices", "timeout", "request_cache");
        if (call.Query("q") is { } q and not "*") throw RestError.NotModelled(call, $"q={q}");
        var json = call.Json();
        foreach (var (key, _) in json) if (key is not ("query" or "size" or "from" or "track_total_hits" or "sort" or "_source" or "seq_no_primary_term" or "version" or "timeout")) throw RestError.NotModelled(call, key);
        var match = SearchQuery.Parse(json["query"], call);
        var preference = call.Query("preference");
        string? shards = null;
        if (preference?.StartsWith("_shards:", StringComparison.Ordinal) == true)
        {
            var parts = preference["_shards:".Length..].Split('|', 2);
            (shards, preference) = (parts[0], parts.Length > 1 ? parts[1] : null);
        }
        var size = int.TryParse(call.Query("size"), out var given) ? given : json["size"]?.GetValue<int>() ?? DefaultHits;
        var from = int.TryParse(call.Query("from"), out var skip) ? skip : json["from"]?.GetValue<int>() ?? 0;
        int total = 0, successful = 0;
        var failures = new JsonArray();
        var found = new List<(IndexState Index, Document Document)>();
        foreach (var group in Find(View(node), names).SelectMany(i => i.Shards))
        {
            if (shards is not null && !shards.Split(',').Contains(group.Number.ToString())) continue;
            total++;
            if (Choose(node, group, preference) is not { } copy)
            {
                failures.Add(new JsonObject { ["shard"] = group.Number, ["index"] = group.Index.Name, ["node"] = null, ["reason"] = new JsonObject { ["type"] = "no_shard_available_action_exception", ["reason"] = null } });
                continue;
            }
            successful++;
            if (copy.Stored!.UnrefreshedSince is { } since && model.Now - since >= Interval(group.Index)) copy.Stored.Refresh();
            found.AddRange(copy.Stored.Visible().Where(match).Select(d => (group.Index, d)));
        }
        if (successful == 0 && total > 0) throw new RestError(503, "search_phase_execution_exception", "all shards failed", ("phase", "query"), ("grouped", true), ("failed_shards", failures));
        var summary = new JsonObject { ["total"] = total, ["successful"] = successful, ["skipped"] = 0, ["failed"] = failures.Count };
        if (failures.Count > 0) summary["failures"] = failures;
        if (countOnly) return RestReply.Ok(new JsonObject { ["count"] = found.Count, ["_shards"] = summary });
        if (call.Query("scroll") is not null) return OpenScroll(call, new OpenSearch([.. found.Select(h => (h.Index.Name, h.Document))], size, summary));
        return Hits(summary, found.Count, found.Skip(from).Take(size).Select(h => (h.Index.Name, h.Document)));
    }

    private static RestReply Hits(JsonObject summary, int total, IEnumerable<(string Index, Document Document)> found)
    {
        var hits = found.Select(h => (JsonNode)new JsonObject { ["_index"] = h.Index, ["_id"] = h.Document.Id, ["_score"] = 1.0, ["_source"] = JsonNode.Parse(h.Document.Source) }).ToArray();
        return RestReply.Ok(new JsonObject
        {
            ["took"] = 1, ["timed_out"] = false, ["_shards"] = summary.DeepClone(),
            ["hits"] = new JsonObject { ["total"] = new JsonObject { ["value"] = total, ["relation"] = "eq" }, ["max_score"] = hits.Length == 0 ? null : 1.0, ["hits"] = new JsonArray(hits) },
        });
    }

    private static TimeSpan Interval(IndexState index) => TimeValue.Parse(index.Settings.GetValueOrDefault("index.refresh_interval")) is { } set ? set < TimeSpan.Zero ? TimeSpan.MaxValue : set : RefreshInterval;
}
