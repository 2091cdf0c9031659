using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary><c>filter_path</c>: dotted patterns with <c>*</c> within a name and <c>**</c> for any depth; a leading <c>-</c> takes away.</summary>
public static class FilterPath
{
    public static JsonNode? Apply(JsonNode? node, string patterns)
    {
        var all = patterns.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var keep = all.Where(p => p[0] != '-').Select(p => p.Split('.')).ToArray();
        var drop = all.Where(p => p[0] == '-').Select(p => p[1..].Split('.')).ToArray();
        var result = keep.Length == 0 ? node?.DeepClone() : Keep(node, keep) ?? (node is JsonArray ? new JsonArray() : new JsonObject());
        foreach (var pattern in drop) Drop(result, pattern);
        return result;
    }

    private static JsonNode? Keep(JsonNode? node, string[][] patterns)
    {
        if (node is JsonArray list)
        {
            var kept = list.Select(item => Keep(item, patterns)).Where(item => item is not null).ToArray();
            return kept.Length == 0 ? null : new JsonArray(kept);
        }
        if (node is not JsonObject map) return null;
        var result = new JsonObject();
        foreach (var (key, value) in map)
        {
            var next = new List<string[]>();
            var whole = false;
            foreach (var pattern in patterns) whole |= Step(pattern, key, next);
            if (whole) result[key] = value?.DeepClone();
            else if (next.Count > 0 && Keep(value, [.. next]) is { } inner) result[key] = inner;
        }
        return result.Count == 0 ? null : result;
    }

    // True when the pattern ends here; what is left of it otherwise goes to next. A name may itself hold dots (flat settings).
    private static bool Step(string[] pattern, string key, List<string[]> next)
    {
        if (pattern[0] == "**")
        {
            if (pattern.Length == 1) return true;
            next.Add(pattern);
            return Step(pattern[1..], key, next);
        }
        if (Matches(pattern[0], key))
        {
            if (pattern.Length == 1) return true;
            next.Add(pattern[1..]);
            return false;
        }
        var parts = key.Split('.');
        if (parts.Length == 1) return false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (i == pattern.Length) return true;
            if (!Matches(pattern[i], parts[i])) return false;
        }
        if (parts.Length == pattern.Length) return true;
        next.Add(pattern[parts.Length..]);
        return false;
    }

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    private static void Drop(JsonNode? node, string[] pattern)
    {
        if (node is JsonArray list) { foreach (var item in list) Drop(item, pattern); return; }
        if (node is not JsonObject map) return;
        foreach (var key in map.Select(p => p.Key).ToArray())
        {
            var next = new List<string[]>();
            if (Step(pattern, key, next)) map.Remove(key);
            else foreach (var rest in next) Drop(map[key], rest);
        }
    }
}
