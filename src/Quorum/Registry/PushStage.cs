using Amazon.ECR;
using Amazon.ECR.Model;
using Amazon.Runtime;
using Quorum.Images;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Settings;

namespace Quorum.Registry;

/// <summary>PushToEcr: the repository in order, the image in it under its immutable tag, its digest confirmed by ECR, its scan passed, its SBOM attached.</summary>
/// <param name="firstDelay">Before the first retry; null for the default.</param>
public sealed class PushStage(EngineFinder? finder = null, IClock? clock = null, ScanPolicy? scanPolicy = null, TimeSpan? firstDelay = null)
{
    public const string Stage = "PushToEcr";

    private const int ConfirmAttempts = 10;
    private static readonly TimeSpan ConfirmDelay = TimeSpan.FromSeconds(1);

    private readonly EngineFinder finder = finder ?? new EngineFinder();
    private readonly IClock clock = clock ?? SystemClock.Instance;

    /// <summary>Set once <see cref="RunAsync"/> has succeeded.</summary>
    public PushedImage? Image { get; private set; }

    /// <param name="inUse">
    /// Gives the digests of every running and rollback image of this repository, or null when it cannot tell. With them older images lose
    /// their <c>keep-</c> tag and the lifecycle policy may expire them; without, nothing is released.
    /// </param>
    /// <exception cref="StageException">Not pushed, or pushed and not to be deployed (scan, tag conflict): says which.</exception>
    public async Task<StageOutcome> RunAsync(
        QuorumSettings settings,
        BuiltImage built,
        IAmazonECR ecr,
        Func<CancellationToken, Task<IReadOnlyCollection<string>?>>? inUse,
        IProgress<StageProgress> progress,
        CancellationToken cancellation)
    {
        var started = clock.Now;
        try
        {
            var (uri, changes) = await new EcrRepository(ecr).EnsureAsync(settings, cancellation).ConfigureAwait(false);
            var done = new List<string>(changes);
            foreach (var change in changes) progress.Report(new("repository", change));

            var login = new RegistryLogin(ecr, clock);
            using var registry = new OciRegistry(uri, login, firstDelay);
            var existing = await FindAsync(ecr, built, cancellation).ConfigureAwait(false);
            var image = existing ?? await PushAsync(settings, built, ecr, uri, login, registry, done, progress, cancellation).ConfigureAwait(false);
            if (built.Digest is not null && built.Digest != image.ImageDigest)
                throw new StageException($"{uri}:{built.Tag} was {built.Digest} a moment ago and is {image.ImageDigest} now: somebody deleted and pushed it.", "Run BuildImage and PushToEcr again.");

            var retention = new ImageRetention(ecr, built.Repository);
            if (await retention.KeepAsync(image, built.Tag, cancellation).ConfigureAwait(false)) done.Add("protected from the lifecycle policy");
            var scan = await ScanAsync(settings, built, ecr, registry, image.ImageDigest, existing is null, progress, cancellation).ConfigureAwait(false);
            var sbom = await AttachSbomAsync(settings, built, uri, image.ImageDigest, registry, done, cancellation).ConfigureAwait(false);
            var released = inUse is null ? [] : await retention.ReleaseAsync(image.ImageDigest, inUse, cancellation).ConfigureAwait(false);
            if (released.Count > 0) done.Add($"{released.Count} images no longer kept");

            Image = new(uri.ToString(), built.Tag, image.ImageDigest);
            (string, string)[] facts = [("image", Image.ByDigest), ("tag", built.Tag), ("digest", image.ImageDigest), ("scan", scan), ("sbom", sbom)];
            var outcome = done.Count == 0
                ? StageOutcome.Unchanged(Stage, "the registry has this image", facts)
                : StageOutcome.Changed(Stage, string.Join("; ", done), facts);
            return outcome with { Started = started, Duration = clock.Now - started };
        }
        catch (AmazonServiceException error)
        {
            throw new StageException($"ECR refused: {error.ErrorCode} {error.Message}", "Check the credentials (aws sts get-caller-identity) and their ecr: permissions on the repository.", error);
        }
        catch (Exception error) when (error is HttpRequestException or AmazonClientException)
        {
            throw new StageException($"ECR cannot be reached: {error.Message}", settings.Cloud == CloudKind.Local ? "./build.sh LocalUp" : "Check the region, the network and the credentials.", error);
        }
    }

    private async Task<ImageDetail> PushAsync(
        QuorumSettings settings,
        BuiltImage built,
        IAmazonECR ecr,
        RepositoryUri uri,
        RegistryLogin login,
        OciRegistry registry,
        List<string> done,
        IProgress<StageProgress> progress,
        CancellationToken cancellation)
    {
        if (built.AlreadyInRegistry)
            throw new StageException($"{uri}:{built.Tag} was in the registry when BuildImage looked and is gone now.", "Run BuildImage and PushToEcr again: it is built anew.");
        using var engine = await finder.FindAsync(settings, cancellation).ConfigureAwait(false);
        var pusher = new ImagePusher(engine, login, clock, firstDelay);
        if (built.Parts.Count > 1)
        {
            var whole = await new MultiPlatformPush(pusher, registry, async (tag, token) => (await FindAsync(ecr, built with { Tag = tag }, token).ConfigureAwait(false))?.ImageDigest)
                .PushAsync(built, uri, progress, cancellation).ConfigureAwait(false);
            var index = await ConfirmAsync(ecr, built, uri, cancellation).ConfigureAwait(false);
            if (index.ImageDigest != whole.Digest)
                throw new StageException($"{uri}:{built.Tag}: the index pushed is {whole.Digest}, ECR has {index.ImageDigest}.", "Run BuildImage and PushToEcr again: they take the image that is there.");
            done.AddRange(whole.Done);
            return index;
        }

        var result = await pusher.PushAsync(built.Name, uri, built.Tag, progress, cancellation).ConfigureAwait(false);
        var image = await ConfirmAsync(ecr, built, uri, cancellation).ConfigureAwait(false);
        if (result.Digest is null && !await TagConflict.IsSameImageAsync(engine, ecr, built, image.ImageDigest, cancellation).ConfigureAwait(false))
        {
            throw new StageException(
                $"{uri}:{built.Tag} exists with other content ({image.ImageDigest}) and is immutable: another runner built the same inputs at the same time.",
                "Run BuildImage and PushToEcr again: they take the image that is there.");
        }

        if (result.Digest is not null && result.Digest != image.ImageDigest)
            throw new StageException($"{uri}:{built.Tag}: the engine pushed {result.Digest}, ECR has {image.ImageDigest}.", "Run BuildImage and PushToEcr again: they take the image that is there.");
        done.Add($"pushed {Durations.Count(result.Pushed, "layer")}, {result.Present} {(result.Present == 1 ? "was" : "were")} there{(result.Attempts > 1 ? $", in {result.Attempts} attempts" : "")}");
        return image;
    }

    private async Task<ImageDetail> ConfirmAsync(IAmazonECR ecr, BuiltImage built, RepositoryUri uri, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await FindAsync(ecr, built, cancellation).ConfigureAwait(false) is { } image) return image;
            // A read right after the write may be answered by a replica that has not seen it.
            if (attempt == ConfirmAttempts)
                throw new StageException($"The engine says it pushed {uri}:{built.Tag}, and ECR does not know it after {attempt} questions.", "Run PushToEcr again.");
            await clock.Delay(ConfirmDelay, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<ImageDetail?> FindAsync(IAmazonECR ecr, BuiltImage built, CancellationToken cancellation)
    {
        try
        {
            var answer = await ecr.DescribeImagesAsync(
                new DescribeImagesRequest { RepositoryName = built.Repository, ImageIds = [new ImageIdentifier { ImageTag = built.Tag }] },
                cancellation).ConfigureAwait(false);
            return answer.ImageDetails?.FirstOrDefault();
        }
        catch (ImageNotFoundException)
        {
            return null;
        }
    }

    // A registry scans images, not the index over them.
    private async Task<string> ScanAsync(QuorumSettings settings, BuiltImage built, IAmazonECR ecr, OciRegistry registry, string digest, bool justPushed, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var gate = new ScanGate(ecr, clock, scanPolicy ?? ScanPolicy.Read(settings.ImageFolder));
        if (built.Parts.Count <= 1) return await gate.RequireAsync(built.Repository, digest, justPushed, progress, cancellation).ConfigureAwait(false);
        var said = new List<string>();
        foreach (var entry in await ImageIndex.ReadAsync(registry, digest, cancellation).ConfigureAwait(false))
            said.Add($"{entry.Platform}: {await gate.RequireAsync(built.Repository, entry.Digest, justPushed, progress, cancellation).ConfigureAwait(false)}");
        return string.Join("; ", said);
    }

    private async Task<string> AttachSbomAsync(QuorumSettings settings, BuiltImage built, RepositoryUri uri, string digest, OciRegistry registry, List<string> done, CancellationToken cancellation)
    {
        var document = Sbom.Create(settings, built, uri, digest);
        Directory.CreateDirectory(settings.ArtifactsFolder);
        var file = Path.Combine(settings.ArtifactsFolder, Sbom.FileName);
        await File.WriteAllBytesAsync(file, document, cancellation).ConfigureAwait(false);
        if (await Referrer.AttachAsync(registry, digest, document, Sbom.MediaType, cancellation).ConfigureAwait(false)) done.Add("SBOM attached");
        return Path.GetRelativePath(settings.Root, file);
    }
}
