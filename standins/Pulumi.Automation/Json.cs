using System.Collections.Immutable;
using System.Text.Json;

namespace Pulumi.Automation;

internal static class Json
{
    public static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static ImmutableList<string>? Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetString()!)] : null;

    /// <summary><c>create-replacement</c> → <see cref="OperationType.CreateReplacement"/>; Unknown for a word it does not know.</summary>
    public static OperationType Operation(string word) =>
        Enum.TryParse<OperationType>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var operation) ? operation : OperationType.Unknown;

    public static IImmutableDictionary<OperationType, int> Changes(JsonElement json) =>
        json.EnumerateObject().ToImmutableDictionary(member => Operation(member.Name), member => member.Value.GetInt32());

    public static object Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => json.EnumerateArray().Select(Plain).ToArray(),
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(member => member.Name, member => Plain(member.Value)),
        _ => null!,
    };
}
