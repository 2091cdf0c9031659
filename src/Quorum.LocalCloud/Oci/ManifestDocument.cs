using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quorum.LocalCloud.Oci;

/// <summary>Reference to content from a manifest.</summary>
/// <param name="Foreign">A layer with addresses of its own, never pushed.</param>
public sealed record Descriptor(string MediaType, Digest Digest, long Size, bool Foreign, string? Platform);

/// <summary>What the registry needs to know of a manifest or index; the bytes themselves are kept as they came.</summary>
/// <param name="Config">Null on an index.</param>
/// <param name="ArtifactType">The manifest's own, else its config's media type; null on an index without one.</param>
public sealed record ManifestDocument(
    string MediaType,
    Descriptor? Config,
    IReadOnlyList<Descriptor> Layers,
    IReadOnlyList<Descriptor> Manifests,
    Descriptor? Subject,
    string? ArtifactType,
    JsonObject? Annotations)
{
    private const int SchemaVersion = 2;

    /// <param name="contentType">Content-Type of the upload; null when there is none.</param>
    /// <exception cref="OciException">MANIFEST_INVALID with what is wrong.</exception>
    public static ManifestDocument Parse(ReadOnlySpan<byte> content, string? contentType)
    {
        JsonObject root;
        try
        {
            root = JsonNode.Parse(content) as JsonObject ?? throw OciException.ManifestInvalid("The manifest is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw OciException.ManifestInvalid("The manifest is not JSON: " + e.Message);
        }
        if (Number(root["schemaVersion"]) != SchemaVersion) throw OciException.ManifestInvalid("schemaVersion must be 2; schema 1 manifests are not taken.");
        var stated = Text(root["mediaType"]);
        var header = string.IsNullOrEmpty(contentType) || contentType == "application/json" ? null : contentType;
        if (stated is not null && header is not null && stated != header)
            throw OciException.ManifestInvalid($"The Content-Type {header} differs from the manifest's mediaType {stated}.");
        var mediaType = stated ?? header ?? (root["manifests"] is null ? MediaTypes.OciManifest : MediaTypes.OciIndex);
        if (!MediaTypes.IsManifest(mediaType)) throw OciException.ManifestInvalid($"The media type {mediaType} is not supported.");

        var index = MediaTypes.IsIndex(mediaType);
        if (index && (root["layers"] is not null || root["config"] is not null)) throw OciException.ManifestInvalid("An index has no config and no layers.");
        if (!index && root["manifests"] is not null) throw OciException.ManifestInvalid("An image manifest has no list of manifests.");
        var config = index ? null : ReadDescriptor(root["config"], "config") ?? throw OciException.ManifestInvalid("config is missing.");
        var layers = index ? [] : ReadList(root["layers"], "layers");
        var manifests = index ? ReadList(root["manifests"], "manifests") : [];
        var subject = ReadDescriptor(root["subject"], "subject");
        return new ManifestDocument(mediaType, config, layers, manifests, subject, Text(root["artifactType"]) ?? config?.MediaType, root["annotations"] as JsonObject);
    }

    private static List<Descriptor> ReadList(JsonNode? node, string name)
    {
        if (node is not JsonArray array) throw OciException.ManifestInvalid($"{name} must be a list.");
        if (array.Count > RegistryLimits.MaxManifestEntries) throw OciException.ManifestInvalid($"{name} has more than {RegistryLimits.MaxManifestEntries} entries.");
        return [.. array.Select((item, i) => ReadDescriptor(item, $"{name}[{i}]") ?? throw OciException.ManifestInvalid($"{name}[{i}] is null."))];
    }

    private static Descriptor? ReadDescriptor(JsonNode? node, string name)
    {
        if (node is null) return null;
        if (node is not JsonObject o) throw OciException.ManifestInvalid($"{name} must be an object.");
        if (!Digest.TryParse(Text(o["digest"]), out var digest)) throw OciException.ManifestInvalid($"{name}.digest is not a sha256 digest.");
        if (Number(o["size"]) is not { } size || size < 0) throw OciException.ManifestInvalid($"{name}.size must be a number of bytes.");
        if (Text(o["mediaType"]) is not { Length: > 0 } mediaType) throw OciException.ManifestInvalid($"{name}.mediaType is missing.");
        var platform = o["platform"] is JsonObject p ? $"{Text(p["os"])}/{Text(p["architecture"])}" : null;
        return new Descriptor(mediaType, digest, size, o["urls"] is JsonArray { Count: > 0 }, platform);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static long? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;
}
