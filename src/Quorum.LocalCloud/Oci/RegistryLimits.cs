namespace Quorum.LocalCloud.Oci;

/// <summary>ECR's quotas and the distribution specification's limits.</summary>
public static class RegistryLimits
{
    public const long MaxLayerBytes = 52_000L << 20;
    public const int MaxManifestBytes = 4 << 20;
    public const int MaxManifestEntries = 4096;
    public const int MaxTagLength = 300;
    public const int MinRepositoryNameLength = 2;
    public const int MaxRepositoryNameLength = 256;
    public const int MaxTagsPerImage = 1000;

    /// <summary>What InitiateLayerUpload proposes and OCI-Chunk-Min-Length states; only the last part may be smaller than the minimum.</summary>
    public const int PartBytes = 10 << 20;
    public const int MinPartBytes = 5 << 20;
    public const int MaxParts = 4200;

    public const int DefaultPage = 100;
    public const int MaxPage = 1000;

    public const int CopyBufferBytes = 1 << 20;

    public static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);

    /// <summary>Blobs and uploads that nothing refers to are removed at start when older than this, so that no push under way loses its layers.</summary>
    public static readonly TimeSpan OrphanAge = TimeSpan.FromDays(1);
}
