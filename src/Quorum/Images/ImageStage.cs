using Amazon.ECR;
using Amazon.ECR.Model;
using Docker.DotNet;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Images;

/// <summary>BuildImage: computes the content-addressed tag, and builds only what the registry does not have.</summary>
public sealed class ImageStage(EngineFinder? finder = null, IClock? clock = null, KnownVersions? versions = null)
{
    public const string Stage = "BuildImage";

    /// <summary>Label with the content tag, by which an image left on the engine by an interrupted run is known again.</summary>
    public const string TagLabel = "org.quorum.content-tag";

    private readonly EngineFinder finder = finder ?? new EngineFinder();
    private readonly IClock clock = clock ?? SystemClock.Instance;
    private readonly KnownVersions versions = versions ?? KnownVersions.Default;

    /// <summary>Set once <see cref="RunAsync"/> has succeeded.</summary>
    public BuiltImage? Image { get; private set; }

    /// <exception cref="StageException">Refused (lint, known-bad version, unpinned base, no engine) or failed; nothing was pushed.</exception>
    public async Task<StageOutcome> RunAsync(QuorumSettings settings, IAmazonECR ecr, ImageOptions options, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var started = clock.Now;
        var (context, arguments, baseDigest, local, tag) = await ReadAsync(settings, options, cancellation).ConfigureAwait(false);
        using var _ = local;
        progress.Report(new("tag", tag, null, $"{context.Entries.Count} entries, {context.Bytes} bytes"));

        var digest = await DigestInRegistryAsync(ecr, settings, tag, cancellation).ConfigureAwait(false);
        if (digest is not null)
        {
            Image = new(settings.RepositoryName, tag, true, digest, context, baseDigest);
            return Complete(StageOutcome.Unchanged(Stage, "the registry has this content", ("tag", tag), ("digest", digest), ("base", Base(settings, baseDigest))), options, started);
        }

        using var engine = local ?? await finder.FindAsync(settings, cancellation).ConfigureAwait(false);
        progress.Report(new("engine", engine.Name, null, engine.Why));
        var name = $"{settings.RepositoryName}:{tag}";
        if (await IsOnEngineAsync(engine, name, tag, cancellation).ConfigureAwait(false))
        {
            Image = new(settings.RepositoryName, tag, false, null, context, baseDigest);
            return Complete(StageOutcome.Unchanged(Stage, "the engine has this image from an earlier run", ("tag", tag), ("engine", engine.Name), ("base", Base(settings, baseDigest))), options, started);
        }

        var request = new BuildRequest(context, name, settings.Platform, arguments, Labels(settings, options, tag, baseDigest), options.Time);
        var (imageId, steps) = await new ImageBuilder(engine, clock).BuildAsync(request, progress, cancellation).ConfigureAwait(false);
        Image = new(settings.RepositoryName, tag, false, null, context, baseDigest);
        return Complete(
            StageOutcome.Changed(
                Stage,
                $"built in {steps.Count} steps, {steps.Count(step => step.Cached)} from the engine's cache",
                ("tag", tag),
                ("image id", imageId),
                ("engine", $"{engine.Name} ({engine.Why})"),
                ("base", Base(settings, baseDigest)),
                ("platform", settings.Platform),
                // Said here because it is the one thing in the image that two builds of one tag do not share.
                ("reproducible", "layers from the context and the configuration; the classic builder stamps 'created' and the history with its own clock")),
            options,
            started);
    }

    /// <summary>Reads only: the tag that the inputs give now, and its digest when the registry has it.</summary>
    /// <exception cref="StageException">The inputs are refused, see <see cref="RunAsync"/>.</exception>
    public async Task<(string Tag, string? Digest)> LookAsync(QuorumSettings settings, IAmazonECR ecr, ImageOptions options, CancellationToken cancellation)
    {
        var (_, _, _, engine, tag) = await ReadAsync(settings, options, cancellation).ConfigureAwait(false);
        engine?.Dispose();
        return (tag, await DigestInRegistryAsync(ecr, settings, tag, cancellation).ConfigureAwait(false));
    }

    private async Task<(BuildContext Context, IReadOnlyDictionary<string, string> Arguments, string? BaseDigest, DockerEngine? Local, string Tag)> ReadAsync(
        QuorumSettings settings, ImageOptions options, CancellationToken cancellation)
    {
        versions.Require(settings.ElasticsearchVersion, options.AllowVersions);
        var context = BuildContext.Read(settings.ImageFolder, cancellation);
        DockerfileLint.Require(context);
        var baseDigest = BaseLock.Read(settings.ImageFolder).DigestOf(settings.BaseImage, settings.Cloud == CloudKind.Aws);
        var arguments = Arguments(settings, baseDigest);
        // On an account only Docker builds, and an unchanged input must not need an engine at all; on the embedded AWS the kind is an input.
        var local = settings.Cloud == CloudKind.Local ? await finder.FindAsync(settings, cancellation).ConfigureAwait(false) : null;
        return (context, arguments, baseDigest, local, ContentTag.Compute(context, arguments, baseDigest, settings.Platform, local?.Kind ?? EngineKind.Docker));
    }

    /// <summary>Build arguments: they are inputs of the tag.</summary>
    public static IReadOnlyDictionary<string, string> Arguments(QuorumSettings settings, string? baseDigest) => new Dictionary<string, string>
    {
        ["BASE_IMAGE"] = baseDigest is null ? settings.BaseImage : $"{settings.BaseImage}@{baseDigest}",
        ["ELASTICSEARCH_VERSION"] = settings.ElasticsearchVersion,
    };

    private StageOutcome Complete(StageOutcome outcome, ImageOptions options, DateTimeOffset started)
    {
        var facts = options.AllowVersions.Count == 0 ? outcome.Facts : [.. outcome.Facts, KeyValuePair.Create("allowed by name", string.Join(", ", options.AllowVersions))];
        return outcome with { Facts = facts, Started = started, Duration = clock.Now - started };
    }

    private static Dictionary<string, string> Labels(QuorumSettings settings, ImageOptions options, string tag, string? baseDigest)
    {
        var labels = new Dictionary<string, string>
        {
            [TagLabel] = tag,
            ["org.opencontainers.image.base.name"] = settings.BaseImage,
        };
        if (baseDigest is not null) labels["org.opencontainers.image.base.digest"] = baseDigest;
        if (options.Commit is not null) labels["org.opencontainers.image.revision"] = options.Commit;
        return labels;
    }

    private static string Base(QuorumSettings settings, string? digest) => $"{settings.BaseImage}{(digest is null ? " (not pinned)" : "@" + digest)}";

    // A repository that does not exist yet holds no image; PushToEcr makes it.
    private static async Task<string?> DigestInRegistryAsync(IAmazonECR ecr, QuorumSettings settings, string tag, CancellationToken cancellation)
    {
        try
        {
            var answer = await ecr.DescribeImagesAsync(
                new DescribeImagesRequest { RepositoryName = settings.RepositoryName, ImageIds = [new ImageIdentifier { ImageTag = tag }] },
                cancellation).ConfigureAwait(false);
            return answer.ImageDetails?.FirstOrDefault()?.ImageDigest;
        }
        catch (Exception error) when (error is ImageNotFoundException or RepositoryNotFoundException)
        {
            return null;
        }
        catch (AmazonECRException error)
        {
            throw new StageException($"ECR cannot say whether it has {settings.RepositoryName}:{tag}: {error.ErrorCode} {error.Message}", "Check the credentials (aws sts get-caller-identity) and their ecr:DescribeImages.", error);
        }
        catch (Exception error) when (error is HttpRequestException or Amazon.Runtime.AmazonClientException)
        {
            throw new StageException($"ECR cannot be reached: {error.Message}", settings.Cloud == CloudKind.Local ? "./build.sh LocalUp" : "Check the region, the network and the credentials.", error);
        }
    }

    private static async Task<bool> IsOnEngineAsync(DockerEngine engine, string name, string tag, CancellationToken cancellation)
    {
        try
        {
            var image = await engine.Client.Images.InspectImageAsync(name, cancellation).ConfigureAwait(false);
            return image.Config?.Labels is { } labels && labels.TryGetValue(TagLabel, out var label) && label == tag;
        }
        catch (DockerApiException)
        {
            return false;
        }
    }
}
