using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Quorum.Elasticsearch;

// Documents. Writes are never repeated here: whether a lost answer was an acknowledged write is the caller's question.
public sealed partial class ElasticsearchClient
{
    /// <summary>Creates a document; fails with 409 when the id is taken.</summary>
    /// <param name="source">JSON text.</param>
    public Task<WriteResult> CreateDocumentAsync(string index, string id, string source, CancellationToken cancellation) =>
        SendAsync(new ElasticsearchCall(HttpMethod.Put, $"/{Escape(index)}/_create/{Escape(id)}", MayRepeat: false) { Body = Encoding.UTF8.GetBytes(source) }, ElasticsearchJson.Default.WriteResult, cancellation);

    public Task<WriteResult> DeleteDocumentAsync(string index, string id, CancellationToken cancellation) =>
        SendAsync(new ElasticsearchCall(HttpMethod.Delete, $"/{Escape(index)}/_doc/{Escape(id)}", MayRepeat: false) { Accepts = [HttpStatusCode.NotFound] }, ElasticsearchJson.Default.WriteResult, cancellation);

    /// <param name="preference">E.g. <see cref="OnNode"/>; null lets Elasticsearch choose a copy.</param>
    /// <returns><see cref="FoundDocument.Found"/> false when the index has no such document.</returns>
    public async Task<FoundDocument> GetDocumentAsync(string index, string id, string? preference, CancellationToken cancellation)
    {
        var query = preference is null ? "" : $"?preference={Escape(preference)}&realtime=false";
        var answer = await _transport.SendAsync(new ElasticsearchCall(HttpMethod.Get, $"/{Escape(index)}/_doc/{Escape(id)}{query}", MayRepeat: true) { Accepts = [HttpStatusCode.NotFound] }, cancellation)
            .ConfigureAwait(false);
        // A missing document and a missing index are both 404; only the latter has an error.
        if (answer.Status == HttpStatusCode.NotFound && answer.Error() is { Type: not "error" } error) throw error;
        return Found(Read(answer, ElasticsearchJson.Default.WireDocument));
    }

    /// <summary>Reads many documents; what <paramref name="preference"/> names must be able to answer, else the call fails.</summary>
    public async Task<IReadOnlyList<FoundDocument>> GetDocumentsAsync(string index, IEnumerable<string> ids, string? preference, CancellationToken cancellation)
    {
        var body = Json(new JsonObject { ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) });
        var query = preference is null ? "" : $"?preference={Escape(preference)}&realtime=false";
        var call = new ElasticsearchCall(HttpMethod.Post, $"/{Escape(index)}/_mget{query}", MayRepeat: true) { Body = body };
        var wire = await SendAsync(call, ElasticsearchJson.Default.WireMget, cancellation).ConfigureAwait(false);
        // One document's shard may fail while the call as a whole is 200; that is "could not be read", never "not there".
        if (wire.Docs.FirstOrDefault(document => document.Error is not null) is { Error: { } error } failed)
            throw new ElasticsearchException(call.Name, Nodes[0], HttpStatusCode.OK, error.Type ?? "error", $"document {failed.Id}: {error.Reason}");
        return [.. wire.Docs.Select(Found)];
    }

    /// <summary>Creates many documents; each item has an answer of its own.</summary>
    public async Task<IReadOnlyList<BulkItem>> BulkCreateAsync(string index, IEnumerable<BulkDocument> documents, CancellationToken cancellation)
    {
        var body = new StringBuilder();
        foreach (var document in documents)
            body.Append(new JsonObject { ["create"] = new JsonObject { ["_id"] = document.Id } }.ToJsonString()).Append('\n').Append(document.Source).Append('\n');
        var call = new ElasticsearchCall(HttpMethod.Post, $"/{Escape(index)}/_bulk", MayRepeat: false) { Body = Encoding.UTF8.GetBytes(body.ToString()), ContentType = "application/x-ndjson" };
        var wire = await SendAsync(call, ElasticsearchJson.Default.WireBulk, cancellation).ConfigureAwait(false);
        return [.. wire.Items.SelectMany(item => item.Values).Select(item => new BulkItem(item.Id ?? "", item.Status, item.Error?.Type, item.Error?.Reason))];
    }

    /// <returns>Ids of the hits, at most <paramref name="size"/>.</returns>
    public async Task<IReadOnlyList<string>> SearchAsync(string index, string field, string value, int size, string? preference, CancellationToken cancellation)
    {
        var body = Json(new JsonObject { ["size"] = size, ["query"] = new JsonObject { ["match"] = new JsonObject { [field] = value } } });
        var query = preference is null ? "" : $"?preference={Escape(preference)}";
        var call = new ElasticsearchCall(HttpMethod.Post, $"/{Escape(index)}/_search{query}", MayRepeat: true) { Body = body };
        var wire = await SendAsync(call, ElasticsearchJson.Default.WireSearch, cancellation).ConfigureAwait(false);
        Whole(call, wire.Shards);
        return [.. (wire.Hits.Hits ?? []).Select(hit => hit.Id)];
    }

    public async Task<long> CountAsync(string index, string? preference, CancellationToken cancellation)
    {
        var call = new ElasticsearchCall(HttpMethod.Get, $"/{Escape(index)}/_count{(preference is null ? "" : $"?preference={Escape(preference)}")}", MayRepeat: true);
        var wire = await SendAsync(call, ElasticsearchJson.Default.WireCount, cancellation).ConfigureAwait(false);
        Whole(call, wire.Shards);
        return wire.Count;
    }

    /// <summary>Preference that reads from the copies on this node and no other.</summary>
    public static string OnNode(string nodeId) => $"_only_nodes:{nodeId}";

    // A search over some of the shards answers 200 with failures counted; half an answer must not pass for a whole one.
    private void Whole(ElasticsearchCall call, WireSearchShards? shards)
    {
        if (shards is { Failed: > 0 })
            throw new ElasticsearchException(call.Name, Nodes[0], HttpStatusCode.OK, "partial_answer", $"{shards.Failed} of {shards.Total} shards failed");
    }

    private static FoundDocument Found(WireDocument wire) => new(wire.Id, wire.Found, wire.Source);
}
