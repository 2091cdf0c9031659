using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Quorum.Infra;

/// <param name="Id">Null for a component.</param>
internal sealed record GraphNode(
    string Type, string Name, string Urn, string? Parent, bool Custom, IReadOnlyDictionary<string, object?> Inputs, string? Id,
    IReadOnlyList<string> Dependencies, bool Protect);

/// <summary>Writes a graph so that the same graph is always the same bytes: everything sorted, line feeds, whole numbers without a point.</summary>
internal static class GraphJson
{
    public static readonly object Secret = new Dictionary<string, object?> { ["secret"] = true };

    // Beyond it a double no longer holds every whole number.
    private const double LargestWhole = 9_007_199_254_740_992;

    public static string Write(
        string project, string stack, IReadOnlyList<KeyValuePair<string, string>> config, IEnumerable<GraphNode> nodes, IReadOnlyDictionary<string, object?> outputs)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("project", project);
            writer.WriteString("stack", stack);
            writer.WritePropertyName("config");
            Value(writer, config.ToDictionary(pair => pair.Key, pair => (object?)pair.Value));
            writer.WriteStartArray("resources");
            foreach (var node in nodes.OrderBy(node => node.Urn, StringComparer.Ordinal)) Node(writer, node);
            writer.WriteEndArray();
            writer.WritePropertyName("outputs");
            Value(writer, outputs);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Node(Utf8JsonWriter writer, GraphNode node)
    {
        writer.WriteStartObject();
        writer.WriteString("type", node.Type);
        writer.WriteString("name", node.Name);
        writer.WriteString("urn", node.Urn);
        writer.WriteString("parent", node.Parent);
        writer.WriteBoolean("custom", node.Custom);
        writer.WritePropertyName("inputs");
        Value(writer, node.Inputs);
        writer.WriteString("id", node.Id);
        writer.WriteStartArray("dependencies");
        foreach (var urn in node.Dependencies) writer.WriteStringValue(urn);
        writer.WriteEndArray();
        writer.WriteBoolean("protect", node.Protect);
        writer.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case double number when double.IsInteger(number) && Math.Abs(number) < LargestWhole: writer.WriteNumberValue((long)number); break;
            case double number: writer.WriteNumberValue(number); break;
            case IReadOnlyDictionary<string, object?> map: Map(writer, map); break;
            case IDictionary map: Map(writer, map.Keys.Cast<string>().ToDictionary(key => key, key => map[key])); break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list) Value(writer, item);
                writer.WriteEndArray();
                break;
            default: throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{value.GetType()} cannot be part of a graph"));
        }
    }

    private static void Map(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> map)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key);
            Value(writer, value);
        }

        writer.WriteEndObject();
    }
}
