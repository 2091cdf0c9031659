using System.Text.Json.Nodes;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>An image identifier of the API: digest, tag, or both.</summary>
internal sealed record ImageIds(string? Digest, string? Tag)
{
    public static ImageIds Read(JsonObject json) => new(json["imageDigest"]?.GetValue<string>(), json["imageTag"]?.GetValue<string>());

    public static IReadOnlyList<ImageIds> ReadList(EcrRequest request) => [.. request.Objects("imageIds").Select(Read)];

    /// <summary>The image, or null and ECR's failure code.</summary>
    public ImageState? Find(RepositoryState repository, out string failure, out string reason)
    {
        (failure, reason) = ("ImageNotFound", "Requested image not found");
        if (Digest is null && Tag is null)
        {
            (failure, reason) = ("MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null");
            return null;
        }
        if (Digest is not null && !Oci.Digest.TryParse(Digest, out _))
        {
            (failure, reason) = ("InvalidImageDigest", $"Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'");
            return null;
        }
        if (Tag is null) return repository.Images.GetValueOrDefault(Digest!);
        if (!repository.Tags.TryGetValue(Tag, out var digest)) return null;
        if (Digest is not null && digest != Digest)
        {
            (failure, reason) = ("ImageTagDoesNotMatchDigest", "Requested image tag does not match the digest");
            return null;
        }
        return repository.Images[digest];
    }

    public JsonObject Render(string? digest = null)
    {
        var json = new JsonObject();
        if ((digest ?? Digest) is { } d) json["imageDigest"] = d;
        if (Tag is not null) json["imageTag"] = Tag;
        return json;
    }
}
