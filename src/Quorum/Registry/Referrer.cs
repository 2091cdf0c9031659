using System.Text;
using System.Text.Json.Nodes;

namespace Quorum.Registry;

/// <summary>Attaches a document to an image as the OCI specification 1.1 says: a manifest of its own whose subject is the image.</summary>
public static class Referrer
{
    private static readonly byte[] EmptyConfig = "{}"u8.ToArray();

    /// <summary>
    /// The tag of the attached manifest. Without a tag the lifecycle rule for untagged manifests would expire it; the repository leaves
    /// <c>sha256-*</c> mutable for such tags.
    /// </summary>
    public static string Tag(string subjectDigest) => subjectDigest.Replace(':', '-') + ".sbom";

    /// <returns>True when it was attached now, false when the same document was there.</returns>
    public static async Task<bool> AttachAsync(OciRegistry registry, string subjectDigest, byte[] document, string mediaType, CancellationToken cancellation)
    {
        var subject = await registry.ManifestAsync(subjectDigest, cancellation).ConfigureAwait(false)
            ?? throw new Pipeline.StageException($"The image {subjectDigest} is gone from the registry.", "./build.sh BuildImage PushToEcr");
        var manifest = Manifest(subjectDigest, subject.Bytes.Length, subject.MediaType, document, mediaType);
        var existing = await registry.ManifestAsync(Tag(subjectDigest), cancellation).ConfigureAwait(false);
        if (existing?.Digest == OciRegistry.Digest(manifest)) return false;

        await registry.PutBlobAsync(EmptyConfig, cancellation).ConfigureAwait(false);
        await registry.PutBlobAsync(document, cancellation).ConfigureAwait(false);
        var indexed = await registry.PutManifestAsync(Tag(subjectDigest), manifest, OciMediaTypes.Manifest, cancellation).ConfigureAwait(false);
        if (!indexed) await AddToFallbackAsync(registry, subjectDigest, manifest, mediaType, cancellation).ConfigureAwait(false);
        return true;
    }

    internal static byte[] Manifest(string subjectDigest, int subjectSize, string subjectType, byte[] document, string mediaType) =>
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciMediaTypes.Manifest,
            ["artifactType"] = mediaType,
            ["config"] = Descriptor(OciMediaTypes.Empty, OciRegistry.Digest(EmptyConfig), EmptyConfig.Length),
            ["layers"] = new JsonArray(Descriptor(mediaType, OciRegistry.Digest(document), document.Length)),
            ["subject"] = Descriptor(subjectType, subjectDigest, subjectSize),
        }.ToJsonString());

    // A registry without the referrers API: clients then look for an index under the subject's digest written as a tag.
    private static async Task AddToFallbackAsync(OciRegistry registry, string subjectDigest, byte[] manifest, string mediaType, CancellationToken cancellation)
    {
        var tag = subjectDigest.Replace(':', '-');
        var existing = await registry.ManifestAsync(tag, cancellation).ConfigureAwait(false);
        var index = existing is null ? null : JsonNode.Parse(existing.Value.Bytes) as JsonObject;
        index ??= new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = OciMediaTypes.Index, ["manifests"] = new JsonArray() };
        var manifests = index["manifests"] as JsonArray ?? [];
        // One document of a kind per image: an outdated one is replaced.
        foreach (var old in manifests.Where(node => node?["artifactType"]?.GetValue<string>() == mediaType).ToList()) manifests.Remove(old);
        var descriptor = Descriptor(OciMediaTypes.Manifest, OciRegistry.Digest(manifest), manifest.Length);
        descriptor["artifactType"] = mediaType;
        manifests.Add(descriptor);
        await registry.PutManifestAsync(tag, Encoding.UTF8.GetBytes(index.ToJsonString()), OciMediaTypes.Index, cancellation).ConfigureAwait(false);
    }

    private static JsonObject Descriptor(string mediaType, string digest, long size) => new() { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = size };
}
