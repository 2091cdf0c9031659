using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>One REST request, read as Elasticsearch reads it.</summary>
public sealed class RestCall(string method, string path, IQueryCollection query, string body)
{
    // Understood on every API.
    private static readonly string[] Common = ["pretty", "human", "error_trace", "filter_path", "format", "source", "source_content_type", "help", "v", "h", "s", "bytes", "time", "full_id"];

    public string Method { get; } = method;
    public string Path { get; } = path;
    public string Body { get; } = body;
    public string[] Segments { get; } = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();

    /// <summary>Who asks; null on a node without security.</summary>
    public Security.Caller? Caller { get; set; }

    public string? Query(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>A parameter without value counts as true.</summary>
    public bool Flag(string name, bool otherwise = false) => Query(name) is { } text ? text is "" or "true" : otherwise;

    public TimeSpan Time(string name, TimeSpan otherwise)
    {
        if (Query(name) is not { } text) return otherwise;
        return TimeValue.Parse(text) ?? throw RestError.Argument($"failed to parse setting [{name}] with value [{text}] as a time value: unit is missing or unrecognized");
    }

    public static readonly TimeSpan DefaultMasterTimeout = TimeSpan.FromSeconds(30);

    public TimeSpan MasterTimeout => Time("master_timeout", DefaultMasterTimeout);

    /// <summary>Refuses parameters that the API does not know, as the real server does.</summary>
    public void Allow(params string[] names)
    {
        var unknown = query.Keys.Where(k => !names.Contains(k) && !Common.Contains(k) && k != "master_timeout").Order(StringComparer.Ordinal).ToArray();
        if (unknown.Length > 0)
            throw RestError.Argument($"request [{Path}] contains unrecognized parameter{(unknown.Length > 1 ? "s" : "")}: {string.Join(", ", unknown.Select(u => $"[{u}]"))}");
    }

    public JsonObject Json()
    {
        if (string.IsNullOrWhiteSpace(Body)) return [];
        try
        {
            return JsonNode.Parse(Body) as JsonObject ?? throw RestError.Parse($"Expected an object but found [{Body.Trim()[0]}]");
        }
        catch (JsonException e)
        {
            throw RestError.Parse($"Failed to parse request body: {e.Message}");
        }
    }

    /// <summary>Nested or dotted settings as flat names; null resets.</summary>
    public static Dictionary<string, string?> Flatten(JsonNode? node, string prefix = "")
    {
        var flat = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (node is not JsonObject map) return flat;
        foreach (var (key, value) in map)
        {
            var name = prefix + key;
            if (value is JsonObject) foreach (var (inner, text) in Flatten(value, name + ".")) flat[inner] = text;
            else flat[name] = value switch { null => null, JsonArray list => string.Join(",", list.Select(Text)), _ => Text(value) };
        }
        return flat;

        static string Text(JsonNode? value) => value!.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
    }

    /// <summary>Flat names as nested objects, the default form of settings answers.</summary>
    public static JsonObject Nest(IEnumerable<KeyValuePair<string, string>> flat, bool keepFlat)
    {
        var root = new JsonObject();
        foreach (var (key, value) in flat)
        {
            var at = root;
            var parts = keepFlat ? [key] : key.Split('.');
            foreach (var part in parts[..^1])
            {
                if (at[part] is not JsonObject next) at[part] = next = [];
                at = next;
            }
            at[parts[^1]] = value;
        }
        return root;
    }

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Json">Null with <paramref name="Text"/> null: an empty body.</param>
public sealed record RestReply(int Status, JsonNode? Json, string? Text = null, bool Pretty = false)
{
    public static RestReply Ok(JsonNode json) => new(StatusCodes.Status200OK, json);

    public static RestReply Acknowledged => Ok(new JsonObject { ["acknowledged"] = true });
}

/// <summary>An error in Elasticsearch's shape.</summary>
public sealed class RestError(int status, string type, string? reason, params (string Key, JsonNode? Value)[] more) : Exception($"{type}: {reason}")
{
    public int Status { get; } = status;

    public JsonObject Body => new() { ["error"] = Inner(true), ["status"] = Status };

    public JsonObject Inner(bool withRoot)
    {
        var error = new JsonObject();
        if (withRoot) error["root_cause"] = new JsonArray(Inner(false));
        error["type"] = type;
        error["reason"] = reason;
        foreach (var (key, value) in more) error[key] = value?.DeepClone();
        return error;
    }

    public static RestError Argument(string reason) => new(400, "illegal_argument_exception", reason);
    public static RestError Parse(string reason) => new(400, "x_content_parse_exception", reason);
    public static RestError NoMaster() => new(503, "master_not_discovered_exception", null);
    public static RestError NoMasterBlock() => new(503, "cluster_block_exception", "blocked by: [SERVICE_UNAVAILABLE/2/no master];");

    public static RestError IndexNotFound(string index) => new(404, "index_not_found_exception", $"no such index [{index}]",
        ("resource.type", "index_or_alias"), ("resource.id", index), ("index_uuid", "_na_"), ("index", index));

    public static RestError NotModelled(RestCall call, string? what = null) => new(400, "illegal_argument_exception",
        $"not modelled by the embedded Elasticsearch: {call.Method} {call.Path}{(what is null ? "" : $" ({what})")}");
}
