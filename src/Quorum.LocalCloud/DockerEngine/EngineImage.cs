namespace Quorum.LocalCloud.DockerEngine;

/// <summary>A layer of an image the engine has.</summary>
/// <param name="Digest">Of the compressed blob, as pushed.</param>
/// <param name="DiffId">Of the tar itself, as the configuration names it.</param>
/// <param name="Size">Compressed bytes.</param>
/// <param name="DiffSize">Bytes of the tar.</param>
public sealed record EngineLayer(string Digest, string DiffId, long Size, long DiffSize);

/// <summary>An image the engine has; its configuration is a blob whose digest is the image's id.</summary>
public sealed class EngineImage
{
    public required string Id { get; init; }
    public required int ConfigSize { get; init; }
    public required IReadOnlyList<EngineLayer> Layers { get; init; }

    /// <summary>Digest of everything that made the image but the time: an equal build gives this image again, as an engine's cache does.</summary>
    public required string CacheKey { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Names with tags, familiar form.</summary>
    public SortedSet<string> Tags { get; init; } = new(StringComparer.Ordinal);

    /// <summary><c>repository@digest</c> of each push.</summary>
    public SortedSet<string> RepoDigests { get; init; } = new(StringComparer.Ordinal);

    public long Size => Layers.Sum(l => l.DiffSize);
}
