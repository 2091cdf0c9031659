using System.Text.Json;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>Filters of the image list: reference, label and dangling.</summary>
internal sealed record ListFilters(IReadOnlyList<string> References, IReadOnlyList<string> Labels, bool? Dangling)
{
    /// <param name="json">Name to a list of values, or to an object whose keys are the values; empty for none.</param>
    /// <exception cref="EngineException">Not readable, or a filter that is not modelled.</exception>
    public static ListFilters Read(string? json)
    {
        if (string.IsNullOrEmpty(json)) return new ListFilters([], [], null);
        JsonObject? root;
        try
        {
            root = JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            root = null;
        }
        if (root is null) throw new EngineException(EngineException.BadRequest, $"invalid filters: {json}");
        if (root.Select(p => p.Key).Except(["reference", "label", "dangling"]).FirstOrDefault() is { } unknown)
            throw new EngineException(EngineException.NotImplemented, $"the image filter {unknown} is not modelled by the embedded engine");
        return new ListFilters(Values(root["reference"]), Values(root["label"]), Values(root["dangling"]) is [var dangling, ..] ? BuildOptions.IsSet(dangling) : null);
    }

    public bool Matches(BlobStore blobs, EngineImage image)
    {
        if (Dangling is { } dangling && dangling != (image.Tags.Count == 0)) return false;
        if (References.Count > 0 && !References.Any(r => image.Tags.Any(t => Glob.Matches(r, t) || Glob.Matches(r, t[..t.LastIndexOf(':')])))) return false;
        if (Labels.Count == 0) return true;
        var labels = EngineDescription.Config(blobs, image)["config"]?["Labels"] as JsonObject ?? [];
        return Labels.All(wanted => wanted.Split('=', 2) is [var key, .. var value] && labels[key]?.GetValue<string>() is { } actual && (value.Length == 0 || value[0] == actual));
    }

    private static IReadOnlyList<string> Values(JsonNode? node) => node switch
    {
        JsonArray array => [.. array.Select(v => v!.GetValue<string>())],
        JsonObject map => [.. map.Select(p => p.Key)],
        _ => [],
    };
}
