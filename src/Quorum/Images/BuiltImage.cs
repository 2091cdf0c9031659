namespace Quorum.Images;

/// <summary>What BuildImage hands to PushToEcr.</summary>
/// <param name="Repository">Repository name without registry, e.g. <c>quorum/elasticsearch</c>.</param>
/// <param name="Tag">The content-addressed tag.</param>
/// <param name="AlreadyInRegistry">ECR has this tag: nothing was built and nothing is pushed.</param>
/// <param name="Digest">Digest in ECR when it is there, else null.</param>
/// <param name="Context">What went into it, for the SBOM.</param>
/// <param name="BaseDigest">Digest of the base image, null when unpinned.</param>
public sealed record BuiltImage(string Repository, string Tag, bool AlreadyInRegistry, string? Digest, BuildContext Context, string? BaseDigest)
{
    /// <summary>One image per platform; one or none: the image is pushed as it is, without an index.</summary>
    public IReadOnlyList<ImagePart> Parts { get; init; } = [];

    /// <summary>Name the engine knows it by.</summary>
    public string Name => $"{Repository}:{Tag}";
}
