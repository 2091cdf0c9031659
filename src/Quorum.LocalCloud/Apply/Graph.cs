using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quorum.LocalCloud.Apply;

/// <summary>The resource graph that the infrastructure program exports.</summary>
public sealed record Graph(string Project, string Stack, JsonObject Config, IReadOnlyList<GraphResource> Resources)
{
    /// <exception cref="FormatException">All that is wrong with the document.</exception>
    public static Graph Parse(JsonNode? json)
    {
        if (json is not JsonObject root) throw new FormatException("the graph must be a JSON object");
        if (root["resources"] is not JsonArray list) throw new FormatException("the graph has no resources array");
        var problems = new List<string>();
        var resources = new List<GraphResource>();
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i] as JsonObject;
            var type = (item?["type"] as JsonValue)?.GetValue<string>();
            var name = (item?["name"] as JsonValue)?.GetValue<string>();
            if (type is null || name is null)
            {
                problems.Add($"resources[{i}] has no type or no name");
                continue;
            }
            resources.Add(new GraphResource(type, name, (string?)item!["urn"] ?? $"{type}::{name}", (string?)item["id"] ?? $"{name}-id", item["inputs"] as JsonObject ?? [], (bool?)item["custom"] ?? true));
        }
        if (problems.Count > 0) throw new FormatException(string.Join("; ", problems));
        return new Graph((string?)root["project"] ?? "", (string?)root["stack"] ?? "", root["config"] as JsonObject ?? [], resources);
    }

    public IEnumerable<GraphResource> OfType(string type) => Resources.Where(r => r.Type == type);

    public GraphResource? ById(string type, string? id) => id is null ? null : Resources.FirstOrDefault(r => r.Type == type && r.Id == id);

    /// <summary>Region from the configuration, e.g. <c>aws:region</c>.</summary>
    public string? Region => Config.FirstOrDefault(p => p.Key.EndsWith(":region", StringComparison.Ordinal) || p.Key == "region").Value?.ToString();
}

/// <param name="Custom">False for a component, which groups and is nothing itself.</param>
public sealed record GraphResource(string Type, string Name, string Urn, string Id, JsonObject Inputs, bool Custom)
{
    public string Label => $"{Type} {Name}";

    public string? Text(string input) => Inputs[input] is JsonValue v ? v.ToString() : null;

    public int? Number(string input) => Inputs[input] is JsonValue v && v.TryGetValue<double>(out var number) ? (int)number : null;

    /// <summary>Tags as a map or as the list that auto scaling groups have.</summary>
    public SortedDictionary<string, string> Tags()
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in new[] { "tags", "tagsAll" })
        {
            switch (Inputs[input])
            {
                case JsonObject map:
                    foreach (var (key, value) in map) tags[key] = value?.ToString() ?? "";
                    break;
                case JsonArray list:
                    foreach (var tag in list.OfType<JsonObject>()) tags[(string?)tag["key"] ?? ""] = tag["value"]?.ToString() ?? "";
                    break;
            }
        }
        return tags;
    }

    /// <param name="without">An input that is left out.</param>
    public string InputHash(string? without = null)
    {
        var inputs = Inputs;
        if (without is not null && Inputs.ContainsKey(without))
        {
            inputs = (JsonObject)Inputs.DeepClone();
            inputs.Remove(without);
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Type + Canonical(inputs))));
    }

    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject map => "{" + string.Join(',', map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => JsonSerializer.Serialize(p.Key) + ":" + Canonical(p.Value))) + "}",
        JsonArray list => "[" + string.Join(',', list.Select(Canonical)) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
