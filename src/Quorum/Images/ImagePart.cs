using Quorum.Settings;

namespace Quorum.Images;

/// <summary>The image of one platform.</summary>
/// <param name="Platform">E.g. <c>linux/arm64</c>.</param>
/// <param name="Tag">The content tag itself when there is one platform only.</param>
public sealed record ImagePart(string Platform, string Repository, string Tag)
{
    /// <summary>
    /// Prefix of a part's tag. An engine cannot push by digest alone; and the content tag itself may only ever name the whole, so that a
    /// run that ended between two platforms leaves nothing that looks complete.
    /// </summary>
    public const string Prefix = "part-";

    /// <summary>Name the engine knows it by.</summary>
    public string Name => $"{Repository}:{Tag}";

    /// <summary>E.g. <c>arm64</c>.</summary>
    public string Architecture => Platform[(Platform.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>What a content tag is made of: one image per platform, in a fixed order.</summary>
    public static IReadOnlyList<ImagePart> Of(QuorumSettings settings, string tag) => settings.Platforms.Count == 1
        ? [new(settings.Platforms[0], settings.RepositoryName, tag)]
        : [.. settings.Platforms.Select(platform => new ImagePart(platform, settings.RepositoryName, $"{Prefix}{tag}-{platform.Replace('/', '-')}"))];
}
