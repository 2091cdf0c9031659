using System.Text.Json;

namespace Infra.Tests;

/// <summary>The provider's schema, as far as it is used here.</summary>
internal static class Schema
{
    private static readonly JsonElement Types = JsonDocument.Parse(typeof(Schema).Assembly.GetManifestResourceStream("types.json")!).RootElement;

    public static readonly IReadOnlyDictionary<string, JsonElement> ByName =
        Types.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object).ToDictionary(member => member.Name, member => member.Value);

    /// <summary>Class name by type token.</summary>
    public static readonly IReadOnlyDictionary<string, string> ByToken =
        ByName.Where(pair => pair.Value.TryGetProperty("token", out _)).ToDictionary(pair => pair.Value.GetProperty("token").GetString()!, pair => pair.Key);

    /// <summary>Inputs of an Args class by wire name; null when there is no such class.</summary>
    public static IReadOnlyDictionary<string, JsonElement>? Inputs(string className) =>
        ByName.TryGetValue(className, out var type) && type.TryGetProperty("inputs", out var inputs)
            ? inputs.EnumerateArray().ToDictionary(input => input.GetProperty("wire").GetString()!)
            : null;

    /// <summary>Full name of the nested Args class in a type like <c>InputList&lt;Inputs.GroupTagArgs&gt;</c>; null for plain values.</summary>
    public static string? Nested(string type, string ns)
    {
        var start = type.IndexOf("Inputs.", StringComparison.Ordinal);
        if (start < 0) return null;
        var name = type[start..].TrimEnd('>');
        if (name.IndexOf('>', StringComparison.Ordinal) is > 0 and var end) name = name[..end];
        var root = ns.EndsWith(".Inputs", StringComparison.Ordinal) ? ns[..^".Inputs".Length] : ns;
        return $"{root}.{name}";
    }
}
