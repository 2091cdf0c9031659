namespace Quorum.LocalCloud.Oci;

/// <summary>A repository with its settings, as it is kept on disk. Read and changed only under the world's lock.</summary>
public sealed class RepositoryState
{
    public required string Name { get; init; }
    public required string Region { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public TagMutability Mutability { get; set; } = TagMutability.Default;
    public bool ScanOnPush { get; set; }
    public string EncryptionType { get; set; } = "AES256";
    public string? KmsKey { get; set; }
    public string? LifecyclePolicy { get; set; }
    public string? LifecyclePreview { get; set; }
    public string? Policy { get; set; }

    /// <summary>AWS resource tags.</summary>
    public SortedDictionary<string, string> ResourceTags { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Digests of the blobs that were pushed or mounted into this repository: a blob of another repository is not visible here.</summary>
    public SortedSet<string> Blobs { get; init; } = new(StringComparer.Ordinal);

    /// <summary>By digest.</summary>
    public Dictionary<string, ImageState> Images { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Image tag to digest.</summary>
    public SortedDictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The settings alone.</summary>
    public RepositoryState WithoutContent() => new()
    {
        Name = Name, Region = Region, CreatedAt = CreatedAt, Mutability = Mutability, ScanOnPush = ScanOnPush, EncryptionType = EncryptionType, KmsKey = KmsKey,
        LifecyclePolicy = LifecyclePolicy, LifecyclePreview = LifecyclePreview, Policy = Policy, ResourceTags = ResourceTags,
    };

    public IEnumerable<string> TagsOf(string digest) => Tags.Where(t => t.Value == digest).Select(t => t.Key);

    public ImageState? Resolve(string reference)
    {
        var digest = Tags.GetValueOrDefault(reference, reference);
        return Images.GetValueOrDefault(digest);
    }
}

/// <summary>One manifest or index in a repository.</summary>
public sealed class ImageState
{
    public required string Digest { get; init; }
    public required string MediaType { get; init; }
    public string? ArtifactType { get; init; }
    public string? Subject { get; init; }

    /// <summary>Bytes of the manifest itself.</summary>
    public required int ManifestSize { get; init; }

    /// <summary>Compressed bytes of config and layers; of the largest image for an index.</summary>
    public required long Size { get; init; }
    public required DateTimeOffset PushedAt { get; init; }
    public DateTimeOffset? PulledAt { get; set; }

    /// <summary>Blobs (image) or manifests (index) it refers to.</summary>
    public IReadOnlyList<string> References { get; init; } = [];
    public ScanState? Scan { get; set; }
}

/// <summary>Result of an image scan.</summary>
/// <param name="Status">COMPLETE, IN_PROGRESS, FAILED …, as ECR's ScanStatus.</param>
public sealed record ScanState(string Status, string Description, DateTimeOffset At, IReadOnlyList<ScanFinding> Findings);

/// <param name="Severity">INFORMATIONAL, LOW, MEDIUM, HIGH, CRITICAL or UNDEFINED.</param>
public sealed record ScanFinding(string Name, string Severity, string? Description, string? Uri, IReadOnlyDictionary<string, string>? Attributes);
