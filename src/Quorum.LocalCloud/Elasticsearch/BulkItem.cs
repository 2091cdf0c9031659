using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>One action of a bulk request.</summary>
internal sealed record BulkItem(string Action, WriteOperation Operation, string Index, string? Id, string Source)
{
    public static List<BulkItem> Parse(RestCall call, string? index)
    {
        var lines = call.Body.Split('\n');
        var items = new List<BulkItem>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0) continue;
            var line = i + 1;
            JsonObject head;
            try { head = JsonNode.Parse(lines[i]) as JsonObject ?? throw Malformed(line); }
            catch (System.Text.Json.JsonException) { throw Malformed(line); }
            if (head.Count != 1) throw Malformed(line);
            var (action, meta) = head.First();
            WriteOperation operation = action switch
            {
                "index" => WriteOperation.Index,
                "create" => WriteOperation.Create,
                "delete" => WriteOperation.Delete,
                "update" => throw RestError.NotModelled(call, "bulk update"),
                _ => throw RestError.Argument($"Malformed action/metadata line [{line}], expected field [create], [delete], [index] or [update] but found [{action}]"),
            };
            var name = meta?["_index"]?.ToString() ?? index ?? throw new RestError(400, "action_request_validation_exception", "Validation Failed: 1: index is missing;");
            var source = operation == WriteOperation.Delete ? "" : ++i < lines.Length ? lines[i].TrimEnd('\r') : throw Malformed(line);
            items.Add(new BulkItem(action, operation, name, meta?["_id"]?.ToString(), source));
        }
        if (items.Count == 0) throw new RestError(400, "action_request_validation_exception", "Validation Failed: 1: no requests added;");
        return items;
    }

    private static RestError Malformed(int line) => RestError.Argument($"Malformed action/metadata line [{line}], expected START_OBJECT");
}

/// <summary>The few queries that a smoke test needs: match_all, ids, term/terms on a top-level field, bool of those.</summary>
internal static class SearchQuery
{
    public static Func<Document, bool> Parse(JsonNode? query, RestCall call)
    {
        if (query is not JsonObject map || map.Count == 0) return _ => true;
        if (map.Count > 1) throw new RestError(400, "parsing_exception", $"[{map.First().Key}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]");
        var (kind, body) = map.First();
        switch (kind)
        {
            case "match_all":
                return _ => true;
            case "ids":
                var ids = (body?["values"] as JsonArray ?? []).Select(v => v!.ToString()).ToHashSet();
                return d => ids.Contains(d.Id);
            case "term" or "match":
                var (field, value) = ((JsonObject)body!).First();
                var wanted = (value is JsonObject spelled ? spelled["value"] ?? spelled["query"] : value)?.ToString();
                return d => Field(d, field) == wanted;
            case "terms":
                var (among, values) = ((JsonObject)body!).First();
                var set = (values as JsonArray ?? []).Select(v => v?.ToString()).ToHashSet();
                return d => set.Contains(Field(d, among));
            case "bool":
                var clauses = ((JsonObject)body!).SelectMany(c => c.Key is "must" or "filter"
                    ? c.Value is JsonArray list ? list.Select(q => Parse(q, call)) : [Parse(c.Value, call)]
                    : throw RestError.NotModelled(call, $"bool {c.Key}")).ToArray();
                return d => Array.TrueForAll(clauses, c => c(d));
            default:
                throw RestError.NotModelled(call, $"query {kind}");
        }
    }

    private static string? Field(Document document, string field) =>
        (JsonNode.Parse(document.Source) as JsonObject)?[field.EndsWith(".keyword", StringComparison.Ordinal) ? field[..^8] : field]?.ToString();
}
