using Amazon.ECR;
using Amazon.ECR.Model;
using Quorum.Pipeline;

namespace Quorum.Registry;

/// <summary>Puts and releases the <c>keep-</c> tags that protect deployed images from the lifecycle policy.</summary>
public sealed class ImageRetention(IAmazonECR ecr, string repository)
{
    /// <summary>Releasing starts above this many kept images, and leaves this many of the newest even when unused.</summary>
    public const int KeptUnused = 10;

    private const int PageSize = 1000;
    private const int BatchSize = 100;

    // What a manifest may be; without the list ECR converts to the oldest form, whose digest differs.
    private static readonly List<string> Manifests =
    [
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.index.v1+json",
    ];

    /// <summary>Gives the image its <c>keep-</c> tag before anything runs it.</summary>
    /// <returns>True when the tag was added now.</returns>
    public async Task<bool> KeepAsync(ImageDetail image, string contentTag, CancellationToken cancellation)
    {
        var keep = LifecyclePolicy.KeepTag(contentTag);
        if (image.ImageTags?.Contains(keep) == true) return false;
        var kept = (await KeptAsync(cancellation).ConfigureAwait(false)).Count;
        if (kept >= LifecyclePolicy.MaxKept)
            throw new StageException($"{repository} already keeps {kept} deployed images; beyond {LifecyclePolicy.MaxKept} the lifecycle policy could expire one that runs.", $"Remove {LifecyclePolicy.KeepPrefix} tags of images no slot runs: aws ecr batch-delete-image --repository-name {repository} --image-ids imageTag=keep-…");
        var answer = await ecr.BatchGetImageAsync(
            new BatchGetImageRequest { RepositoryName = repository, ImageIds = [new ImageIdentifier { ImageDigest = image.ImageDigest }], AcceptedMediaTypes = Manifests },
            cancellation).ConfigureAwait(false);
        var manifest = answer.Images?.FirstOrDefault()
            ?? throw new StageException($"{repository}@{image.ImageDigest} is gone from the registry.", "./build.sh BuildImage PushToEcr");
        try
        {
            await ecr.PutImageAsync(
                new PutImageRequest { RepositoryName = repository, ImageManifest = manifest.ImageManifest, ImageManifestMediaType = manifest.ImageManifestMediaType, ImageTag = keep, ImageDigest = image.ImageDigest },
                cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ImageAlreadyExistsException)
        {
            return false;
        }
    }

    /// <summary>Takes the <c>keep-</c> tag from images that nothing runs and nothing rolls back to, the oldest first; their content tag stays.</summary>
    /// <param name="current">The image about to be rolled out.</param>
    /// <param name="inUse">Digests of running and rollback images; asked only when there is something to release. Null: not known completely, nothing is released.</param>
    /// <returns>Tags released.</returns>
    public async Task<IReadOnlyList<string>> ReleaseAsync(string current, Func<CancellationToken, Task<IReadOnlyCollection<string>?>> inUse, CancellationToken cancellation)
    {
        var kept = await KeptAsync(cancellation).ConfigureAwait(false);
        if (Releasable(kept, [current]).Count == 0 || await inUse(cancellation).ConfigureAwait(false) is not { } digests) return [];
        var released = Releasable(kept, [.. digests, current]);
        foreach (var batch in released.Chunk(BatchSize))
        {
            await ecr.BatchDeleteImageAsync(
                new BatchDeleteImageRequest { RepositoryName = repository, ImageIds = [.. batch.Select(tag => new ImageIdentifier { ImageTag = tag })] },
                cancellation).ConfigureAwait(false);
        }

        return released;
    }

    /// <summary>The decision alone, without ECR.</summary>
    public static IReadOnlyList<string> Releasable(IEnumerable<ImageDetail> kept, IReadOnlyCollection<string> inUse) =>
        [.. kept
            .OrderByDescending(image => image.ImagePushedAt)
            .Skip(KeptUnused)
            .Where(image => !inUse.Contains(image.ImageDigest))
            .SelectMany(image => image.ImageTags ?? [])
            .Where(tag => tag.StartsWith(LifecyclePolicy.KeepPrefix, StringComparison.Ordinal))];

    private async Task<IReadOnlyList<ImageDetail>> KeptAsync(CancellationToken cancellation)
    {
        var kept = new List<ImageDetail>();
        string? next = null;
        do
        {
            var page = await ecr.DescribeImagesAsync(
                new DescribeImagesRequest { RepositoryName = repository, Filter = new DescribeImagesFilter { TagStatus = TagStatus.TAGGED }, MaxResults = PageSize, NextToken = next },
                cancellation).ConfigureAwait(false);
            kept.AddRange((page.ImageDetails ?? []).Where(image => (image.ImageTags ?? []).Any(tag => tag.StartsWith(LifecyclePolicy.KeepPrefix, StringComparison.Ordinal))));
            next = page.NextToken;
        }
        while (next is not null);
        return kept;
    }
}
