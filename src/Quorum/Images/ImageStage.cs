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

        var parts = ImagePart.Of(settings, tag);
        var digest = await DigestInRegistryAsync(ecr, settings, tag, cancellation).ConfigureAwait(false);
        if (digest is not null)
        {
            Image = new(settings.RepositoryName, tag, true, digest, context, baseDigest) { Parts = parts };
            return Complete(StageOutcome.Unchanged(Stage, "the registry has this content", ("tag", tag), ("digest", digest), ("base", Base(settings, baseDigest))), options, started);
        }

        using var engine = local ?? await finder.FindAsync(settings, cancellation).ConfigureAwait(false);
        progress.Report(new("engine", engine.Name, null, engine.Why));
        var labels = Labels(settings, options, tag, baseDigest);
        var built = new List<(ImagePart Part, string Id, IReadOnlyList<BuildStep> Steps)>();
        foreach (var part in parts)
        {
            // A part that an earlier run pushed before it ended needs no second build; the content tag alone says that all are there.
            if (parts.Count > 1 && await DigestInRegistryAsync(ecr, settings, part.Tag, cancellation).ConfigureAwait(false) is not null) continue;
            if (await IsOnEngineAsync(engine, part.Name, tag, cancellation).ConfigureAwait(false)) continue;
            if (parts.Count > 1) progress.Report(new(part.Platform, "build"));
            var (id, steps) = await BuildAsync(engine, part, new BuildRequest(context, part.Name, part.Platform, arguments, labels, options.Time), progress, cancellation).ConfigureAwait(false);
            built.Add((part, id, steps));
        }

        Image = new(settings.RepositoryName, tag, false, null, context, baseDigest) { Parts = parts };
        if (built.Count == 0)
            return Complete(StageOutcome.Unchanged(Stage, "the engine has this image from an earlier run", ("tag", tag), ("engine", engine.Name), ("base", Base(settings, baseDigest))), options, started);
        var all = built.SelectMany(part => part.Steps).ToList();
        return Complete(
            StageOutcome.Changed(
                Stage,
                $"built in {all.Count} steps, {all.Count(step => step.Cached)} from the engine's cache",
                ("tag", tag),
                ("image id", string.Join(", ", built.Select(part => parts.Count > 1 ? $"{part.Part.Platform} {part.Id}" : part.Id))),
                ("engine", $"{engine.Name} ({engine.Why})"),
                ("base", Base(settings, baseDigest)),
                ("platform", string.Join(" and ", settings.Platforms)),
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
        return (context, arguments, baseDigest, local, ContentTag.Compute(context, arguments, baseDigest, string.Join('+', settings.Platforms), local?.Kind ?? EngineKind.Docker));
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

    private async Task<(string ImageId, IReadOnlyList<BuildStep> Steps)> BuildAsync(DockerEngine engine, ImagePart part, BuildRequest request, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var builder = new ImageBuilder(engine, clock);
        var result = await builder.BuildAsync(request, progress, cancellation).ConfigureAwait(false);
        if (await ArchitectureAsync(engine, part, cancellation).ConfigureAwait(false) == part.Architecture) return result;
        // The classic builder's cache does not know platforms: where both begin from the same image, the second gets the first one's steps.
        result = await builder.BuildAsync(request with { NoCache = true }, progress, cancellation).ConfigureAwait(false);
        var architecture = await ArchitectureAsync(engine, part, cancellation).ConfigureAwait(false);
        if (architecture == part.Architecture) return result;
        throw new StageException($"The {engine.Name} was asked for {part.Platform} and built {architecture}: the base image has no other, or the engine ignores the platform.", "Give a BaseImage that has the platform, or build on a machine of that platform.");
    }

    private static async Task<string> ArchitectureAsync(DockerEngine engine, ImagePart part, CancellationToken cancellation)
    {
        try
        {
            return (await engine.Client.Images.InspectImageAsync(part.Name, cancellation).ConfigureAwait(false)).Architecture;
        }
        catch (Exception error) when (error is DockerApiException or HttpRequestException or IOException)
        {
            throw BuildFailure.Explain(engine.Name, error, null);
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
