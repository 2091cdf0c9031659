using System.Text;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

/// <summary>Small helpers of the ECS wire format.</summary>
internal static class Wire
{
    private const int DefaultPage = 100;

    public static JsonNode? Time(DateTimeOffset? time) => time is { } t ? JsonValue.Create(HostJson.Seconds(t)) : null;

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> make) => new([.. items.Select(make)]);

    public static JsonArray Strings(IEnumerable<string> items) => new([.. items.Select(i => (JsonNode?)JsonValue.Create(i))]);

    public static JsonObject Missing(string arn) => new() { ["arn"] = arn, ["reason"] = "MISSING" };

    /// <summary>Leaves out members without a value: absent and null are not the same on the wire.</summary>
    public static JsonObject Compact(this JsonObject json)
    {
        foreach (var name in json.Where(p => p.Value is null).Select(p => p.Key).ToArray()) json.Remove(name);
        return json;
    }

    /// <summary>One page of a list and the token of the next, under <paramref name="member"/>.</summary>
    public static JsonObject Page(AwsRequest request, string member, IReadOnlyList<string> all, int defaultPage = DefaultPage)
    {
        var size = request.Number("maxResults") ?? defaultPage;
        if (size is < 1 or > DefaultPage) throw EcsException.Invalid($"maxResults must be between 1 and {DefaultPage}.");
        var from = 0;
        if (request.Text("nextToken") is { Length: > 0 } token
            && (!int.TryParse(Decode(token), out from) || from < 0)) throw EcsException.Invalid("Invalid token");
        var page = new JsonObject { [member] = Strings(all.Skip(from).Take(size)) };
        if (from + size < all.Count) page["nextToken"] = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{from + size}"));
        return page;
    }

    public static JsonArray TagArray(EcsStore store, string arn) =>
        store.Tags.TryGetValue(arn, out var tags) ? Array(tags, t => new JsonObject { ["key"] = t.Key, ["value"] = t.Value }) : [];

    public static void KeepTags(EcsStore store, string arn, JsonNode? given)
    {
        if (given is not JsonArray { Count: > 0 } tags) return;
        if (!store.Tags.TryGetValue(arn, out var kept)) store.Tags.Add(arn, kept = new(StringComparer.Ordinal));
        foreach (var tag in tags) kept[(string)tag!["key"]!] = (string?)tag["value"] ?? "";
        store.TagsChanged(arn);
    }

    public static bool Includes(AwsRequest request, string what) => request.Texts("include").Contains(what, StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses, by its name, a member that asks for something this AWS does not play.</summary>
    public static void Refuse(AwsRequest request, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (request.Body[member] is null or JsonArray { Count: 0 }) continue;
            throw new AwsException("UnsupportedFeatureException", $"{request.Operation}: {member} is not modelled by the embedded AWS.");
        }
    }

    public static string Upper(Enum value) => value.ToString().ToUpperInvariant();

    /// <summary><c>InProgress</c> → <c>IN_PROGRESS</c>.</summary>
    public static string Snake(Enum value)
    {
        var text = new StringBuilder();
        foreach (var c in value.ToString())
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToUpperInvariant(c));
        }
        return text.ToString();
    }

    public static IReadOnlyList<EcsPlacementConstraint>? Constraints(JsonNode? json) =>
        json is JsonArray list ? [.. list.Select(c => new EcsPlacementConstraint((string?)c!["type"] ?? "", (string?)c["expression"]))] : null;

    public static JsonArray Constraints(IReadOnlyList<EcsPlacementConstraint> constraints) =>
        Array(constraints, c => new JsonObject { ["type"] = c.Type, ["expression"] = c.Expression }.Compact());

    public static IReadOnlyList<EcsPlacementStrategy>? Strategy(JsonNode? json) =>
        json is JsonArray list ? [.. list.Select(c => new EcsPlacementStrategy((string?)c!["type"] ?? "", (string?)c["field"]))] : null;

    public static JsonArray Strategy(IReadOnlyList<EcsPlacementStrategy> strategy) =>
        Array(strategy, s => new JsonObject { ["type"] = s.Type, ["field"] = s.Field }.Compact());

    private static string Decode(string token)
    {
        try
        {
            return Encoding.ASCII.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
