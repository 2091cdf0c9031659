using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Quorum.Tests.Smoke;

/// <summary>
/// Three nodes that store documents copy by copy, behind a handler: enough of Elasticsearch for the probe and the proof, and ways to make it
/// lose or garble what it acknowledged. Everything else is refused by its name.
/// </summary>
internal sealed class FakeCluster : HttpMessageHandler
{
    private static readonly string[] Zones = ["a", "b", "c"];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<string, Dictionary<string, string>>> _indices = [];

    internal Uri[] Addresses { get; } = [.. Zones.Select(zone => new Uri($"http://es-{zone}1:9200/"))];

    /// <summary>Names of nodes that refuse connections.</summary>
    internal HashSet<string> Down { get; } = [];

    internal string Health { get; set; } = "green";

    /// <summary>Decides what becomes of a write: see <see cref="Fate"/>.</summary>
    internal Func<string, Fate> Fates { get; set; } = _ => Fate.Kept;

    /// <summary>Copies of a new index are put on these zones.</summary>
    internal string[] CopiesIn { get; set; } = ["a", "b"];

    /// <summary>What each node says it knows: that all is well, unless a test says otherwise.</summary>
    internal string View { get; set; } = ViewOf(["a", "b", "c"], "STARTED");

    internal static string ViewOf(string[] zones, string primary, bool master = true) => new JsonObject
    {
        ["master_node"] = master ? "id-a" : null,
        ["nodes"] = new JsonObject(zones.Select(zone => KeyValuePair.Create<string, JsonNode?>($"id-{zone}", new JsonObject { ["name"] = $"es-{zone}1" }))),
        ["routing_table"] = new JsonObject { ["indices"] = new JsonObject { ["logs"] = new JsonObject { ["shards"] = new JsonObject { ["0"] = new JsonArray(new JsonObject { ["state"] = primary, ["primary"] = true }) } } } },
    }.ToJsonString();

    internal int Answered { get; private set; }

    internal List<string> Deleted { get; } = [];

    internal IReadOnlyCollection<string> Indices
    {
        get
        {
            lock (_lock) return [.. _indices.Keys];
        }
    }

    internal enum Fate { Kept, AcknowledgedAndLost, OnOneCopyOnly, Garbled, StoredWithoutAnswer, StoredAndConflict, Refused, NoAnswer }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : new StreamReader(request.Content.ReadAsStream(cancellationToken), Encoding.UTF8).ReadToEnd();
        lock (_lock)
        {
            if (Down.Contains(request.RequestUri!.Host)) throw new HttpRequestException(HttpRequestError.ConnectionError, "refused");
            var (status, answer) = Answer(request.Method.Method, request.RequestUri, body);
            Answered++;
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(answer, Encoding.UTF8, "application/json") });
        }
    }

    private (int, string) Answer(string method, Uri uri, string body)
    {
        var path = uri.AbsolutePath.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        return (method, path) switch
        {
            ("GET", ["_cluster", "health", ..]) => (200, $$"""{"cluster_name":"q","status":"{{Health}}","timed_out":{{(Health == "green" ? "false" : "true")}}}"""),
            ("GET", ["_nodes", ..]) => (200, new JsonObject { ["nodes"] = new JsonObject(Zones.Select(zone => KeyValuePair.Create<string, JsonNode?>($"id-{zone}", new JsonObject { ["name"] = $"es-{zone}1", ["attributes"] = new JsonObject { ["zone"] = zone } }))) }.ToJsonString()),
            ("GET", ["_cluster", "state", "master_node,nodes,routing_table"]) => (200, View),
            ("GET", ["_cat", "shards"]) => (200, Shards()),
            ("GET", ["_settings"]) => (200, new JsonObject(_indices.Keys.Select(name => KeyValuePair.Create<string, JsonNode?>(name, new JsonObject { ["settings"] = new JsonObject { ["index.creation_date"] = name.Contains("abandoned") ? "1000" : "99999999999999", ["index.blocks.write"] = Blocked.Contains(name) ? "true" : "false" } }))).ToJsonString()),
            ("PUT", [var index, "_settings"]) when body.Contains("\"index.blocks.write\":true") && Blocked.Add(index) => (200, """{"acknowledged":true}"""),
            ("PUT", [var index]) => Create(index),
            ("DELETE", [var index]) => Delete(index),
            ("POST", [_, "_refresh"]) => (200, "{}"),
            ("PUT", [var index, "_create", var id]) => Write(index, id, body),
            ("POST", [var index, "_bulk"]) => Bulk(index, body),
            ("POST", [var index, "_mget"]) => Mget(index, uri, body),
            ("POST", [var index, "_search"]) => (200, new JsonObject { ["_shards"] = new JsonObject { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 }, ["hits"] = new JsonObject { ["hits"] = new JsonArray([.. Copy(index, uri).Keys.Select(id => new JsonObject { ["_id"] = id })]) } }.ToJsonString()),
            ("GET", [var index, "_doc", var id]) => _indices[index].Values.First().ContainsKey(id) ? (200, $$$"""{"_id":"{{{id}}}","found":true,"_source":{}}""") : (404, $$"""{"_id":"{{id}}","found":false}"""),
            ("DELETE", [var index, "_doc", var id]) => Remove(index, id),
            _ => (501, $$$"""{"error":{"type":"not_modelled","reason":"{{{method}}} {{{uri.AbsolutePath}}}"}}"""),
        };
    }

    /// <summary>Indices that no document can be written to any more.</summary>
    internal HashSet<string> Blocked { get; } = [];

    internal void Plant(string index)
    {
        lock (_lock) Create(index);
    }

    private (int, string) Create(string index)
    {
        _indices[index] = new(CopiesIn.ToDictionary(zone => zone, _ => new Dictionary<string, string>()));
        return (200, """{"acknowledged":true}""");
    }

    private (int, string) Delete(string index)
    {
        Deleted.Add(index);
        return _indices.Remove(index) ? (200, """{"acknowledged":true}""") : (404, """{"error":{"type":"index_not_found_exception","reason":"x"}}""");
    }

    private (int, string) Write(string index, string id, string body)
    {
        var copies = _indices[index];
        if (copies.Values.Any(copy => copy.ContainsKey(id))) return (409, """{"error":{"type":"version_conflict_engine_exception","reason":"x"}}""");
        var fate = Fates(id);
        if (fate == Fate.Refused) return (400, """{"error":{"type":"mapper_parsing_exception","reason":"x"}}""");
        if (fate == Fate.NoAnswer) throw new HttpRequestException(HttpRequestError.ResponseEnded, "ended");
        if (fate is Fate.Kept or Fate.Garbled or Fate.OnOneCopyOnly or Fate.StoredWithoutAnswer or Fate.StoredAndConflict)
        {
            foreach (var copy in fate == Fate.OnOneCopyOnly ? copies.Values.Take(1) : copies.Values) copy[id] = fate == Fate.Garbled ? """{"other":1}""" : body;
        }
        if (fate == Fate.StoredAndConflict) return (409, """{"error":{"type":"version_conflict_engine_exception","reason":"x"}}""");
        if (fate == Fate.StoredWithoutAnswer) throw new HttpRequestException(HttpRequestError.ResponseEnded, "ended");
        return (201, $$$"""{"_id":"{{{id}}}","result":"created","_shards":{"total":2,"successful":2,"failed":0}}""");
    }

    private (int, string) Bulk(string index, string body)
    {
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var items = new JsonArray();
        for (var i = 0; i < lines.Length; i += 2)
        {
            var id = JsonNode.Parse(lines[i])!["create"]!["_id"]!.GetValue<string>();
            items.Add((JsonNode)new JsonObject { ["create"] = new JsonObject { ["_id"] = id, ["status"] = Write(index, id, lines[i + 1]).Item1 } });
        }
        return (200, new JsonObject { ["items"] = items }.ToJsonString());
    }

    private (int, string) Mget(string index, Uri uri, string body)
    {
        var copy = Copy(index, uri);
        return (200, new JsonObject
        {
            ["docs"] = new JsonArray([.. JsonNode.Parse(body)!["ids"]!.AsArray().Select(node => node!.GetValue<string>())
                .Select(id => copy.TryGetValue(id, out var source) ? new JsonObject { ["_id"] = id, ["found"] = true, ["_source"] = JsonNode.Parse(source) } : new JsonObject { ["_id"] = id, ["found"] = false })]),
        }.ToJsonString());
    }

    private Dictionary<string, string> Copy(string index, Uri uri)
    {
        var preference = Uri.UnescapeDataString(uri.Query).TrimStart('?').Split('&').First(part => part.StartsWith("preference=_only_nodes:id-", StringComparison.Ordinal));
        return _indices[index][preference[^1..]];
    }

    private (int, string) Remove(string index, string id)
    {
        foreach (var copy in _indices[index].Values) copy.Remove(id);
        return (200, $$"""{"_id":"{{id}}","result":"deleted"}""");
    }

    private string Shards() => new JsonArray([.. _indices.SelectMany(index => index.Value.Keys.Select((zone, n) => (JsonNode)new JsonObject
    {
        ["index"] = index.Key, ["shard"] = "0", ["prirep"] = n == 0 ? "p" : "r", ["state"] = "STARTED", ["docs"] = "1", ["store"] = "1", ["node"] = $"es-{zone}1", ["id"] = $"id-{zone}",
    }))]).ToJsonString();
}
