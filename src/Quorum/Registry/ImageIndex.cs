using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quorum.Images;
using Quorum.Pipeline;

namespace Quorum.Registry;

/// <param name="Platform">E.g. <c>linux/arm64</c>.</param>
/// <param name="Digest">Of the platform's own manifest.</param>
/// <param name="Size">Of the manifest, in bytes.</param>
public sealed record IndexEntry(string Platform, string MediaType, string Digest, int Size);

/// <summary>An image index (Docker calls it a manifest list): one digest over the images of several platforms.</summary>
public static class ImageIndex
{
    /// <summary>The same entries give the same bytes, so that a repeated run arrives at the same digest.</summary>
    public static (byte[] Bytes, string MediaType) Create(IReadOnlyCollection<IndexEntry> entries)
    {
        // A client that does not know OCI's types reads Docker's; only a whole of one kind is either.
        var mediaType = entries.All(entry => entry.MediaType == OciMediaTypes.DockerManifest) ? OciMediaTypes.DockerList : OciMediaTypes.Index;
        var manifests = new JsonArray();
        foreach (var entry in entries.OrderBy(entry => entry.Platform, StringComparer.Ordinal))
        {
            var parts = entry.Platform.Split('/');
            manifests.Add(new JsonObject
            {
                ["mediaType"] = entry.MediaType,
                ["digest"] = entry.Digest,
                ["size"] = entry.Size,
                ["platform"] = new JsonObject { ["architecture"] = parts[1], ["os"] = parts[0] },
            });
        }

        return (Encoding.UTF8.GetBytes(new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = mediaType, ["manifests"] = manifests }.ToJsonString()), mediaType);
    }

    /// <summary>The images in an index; the image itself, without a platform, when it is none.</summary>
    public static async Task<IReadOnlyList<IndexEntry>> ReadAsync(OciRegistry registry, string digest, CancellationToken cancellation)
    {
        var (bytes, mediaType, _) = await registry.ManifestAsync(digest, cancellation).ConfigureAwait(false)
            ?? throw new StageException($"The image {digest} is gone from the registry.", "./build.sh BuildImage PushToEcr");
        if (mediaType is not (OciMediaTypes.Index or OciMediaTypes.DockerList)) return [new("", mediaType, digest, bytes.Length)];
        return [.. (JsonNode.Parse(bytes)?["manifests"]?.AsArray() ?? []).Select(node => new IndexEntry(
            $"{node!["platform"]?["os"]}/{node["platform"]?["architecture"]}", $"{node["mediaType"]}", $"{node["digest"]}", node["size"]?.GetValue<int>() ?? 0))];
    }

    /// <summary>Reads one platform's manifest and what its configuration says it runs on.</summary>
    /// <exception cref="StageException">It is not there, or is for another platform: an engine may ignore the platform it was asked for.</exception>
    public static async Task<IndexEntry> EntryAsync(OciRegistry registry, ImagePart part, string digest, CancellationToken cancellation)
    {
        var (bytes, mediaType, _) = await registry.ManifestAsync(digest, cancellation).ConfigureAwait(false)
            ?? throw new StageException($"{part.Name} ({digest}) is gone from the registry.", "Run BuildImage and PushToEcr again.");
        try
        {
            var config = JsonNode.Parse(await registry.BlobAsync($"{JsonNode.Parse(bytes)?["config"]?["digest"]}", cancellation).ConfigureAwait(false));
            var platform = $"{config?["os"]}/{config?["architecture"]}";
            if (platform == part.Platform) return new(part.Platform, mediaType, digest, bytes.Length);
            throw new StageException($"{part.Name} is for {platform}, not for {part.Platform}.", $"Delete that tag (aws ecr batch-delete-image --repository-name {part.Repository} --image-ids imageTag={part.Tag}), then run BuildImage and PushToEcr again.");
        }
        catch (JsonException error)
        {
            throw new StageException($"{part.Name} ({digest}) has no readable configuration: {error.Message}", $"Delete that tag (aws ecr batch-delete-image --repository-name {part.Repository} --image-ids imageTag={part.Tag}), then run BuildImage and PushToEcr again.", error);
        }
    }
}
