using System.Text.Json;
using Quorum.Pipeline;

namespace Quorum.Provisioning;

/// <summary>The infrastructure as exported from its program: every resource with its inputs, and the stack's outputs.</summary>
public sealed record ResourceGraph(
    string Project, string Stack, IReadOnlyDictionary<string, string> Config, IReadOnlyList<GraphResource> Resources, JsonElement Outputs)
{
    /// <exception cref="StageException">The text is not a graph.</exception>
    public static ResourceGraph Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new(
                root.GetProperty("project").GetString()!,
                root.GetProperty("stack").GetString()!,
                root.GetProperty("config").EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!),
                [.. root.GetProperty("resources").EnumerateArray().Select(GraphResource.Parse)],
                root.GetProperty("outputs").Clone());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StageException($"The resource graph cannot be read: {error.Message}", "Delete it and run ./build.sh ProvisionInfra again", error);
        }
    }

    public IEnumerable<GraphResource> OfType(string type) => Resources.Where(resource => resource.Type == type);

    /// <summary>The launch template that an Auto Scaling group or an instance starts from; null when it names none of this graph.</summary>
    public GraphResource? TemplateOf(GraphResource resource) =>
        resource.Text("launchTemplate", "id") is { } id ? OfType("aws:ec2/launchTemplate:LaunchTemplate").FirstOrDefault(template => template.Id == id) : null;

    public GraphResource? ByUrn(string urn) => Resources.FirstOrDefault(resource => resource.Urn == urn);
}

/// <param name="Type">Type token, e.g. <c>aws:ec2/vpc:Vpc</c>.</param>
/// <param name="Name">Logical name, unique in the stack.</param>
/// <param name="Parent">URN of the component it belongs to; null for the outermost.</param>
/// <param name="Custom">False for a component, which exists in the plan only.</param>
/// <param name="Inputs">Plain values by wire name; references appear as the other's id or ARN, a secret as <c>{"secret":true}</c>.</param>
/// <param name="Dependencies">URNs, sorted.</param>
/// <param name="Protect">The engine refuses to delete it.</param>
public sealed record GraphResource(
    string Type, string Name, string Urn, string? Parent, bool Custom, JsonElement Inputs, string? Id, IReadOnlyList<string> Dependencies, bool Protect)
{
    internal static GraphResource Parse(JsonElement json) => new(
        json.GetProperty("type").GetString()!,
        json.GetProperty("name").GetString()!,
        json.GetProperty("urn").GetString()!,
        json.GetProperty("parent").GetString(),
        json.GetProperty("custom").GetBoolean(),
        json.GetProperty("inputs").Clone(),
        json.GetProperty("id").GetString(),
        [.. json.GetProperty("dependencies").EnumerateArray().Select(item => item.GetString()!)],
        json.GetProperty("protect").GetBoolean());

    /// <summary>A text input, also below objects: <c>Text("metadataOptions", "httpTokens")</c>; null when it is not set.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Input(path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public int? Number(params ReadOnlySpan<string> path) => Input(path) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : null;

    public bool? Flag(params ReadOnlySpan<string> path) =>
        Input(path) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    public JsonElement? Input(params ReadOnlySpan<string> path)
    {
        var value = Inputs;
        foreach (var name in path)
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value)) return null;
        return value;
    }

    /// <summary>A tag's value, from a map of tags or from an Auto Scaling group's list.</summary>
    public string? Tag(string key)
    {
        if (Input("tags") is not { } tags) return null;
        if (tags.ValueKind == JsonValueKind.Object) return tags.TryGetProperty(key, out var value) ? value.GetString() : null;
        return tags.EnumerateArray().Where(tag => tag.GetProperty("key").GetString() == key).Select(tag => tag.GetProperty("value").GetString()).FirstOrDefault();
    }
}
