using Quorum.Images;
using Quorum.Registry;
using Quorum.Rollout.Aws;

namespace Quorum.Pipeline;

public sealed partial class DeployPipeline
{
    private BuiltImage? _built;
    private PushedImage? _pushed;
    private KeyValuePair<string, string>? _upgrade;
    private Task<IReadOnlyList<string>>? _running;

    public async Task<StageOutcome> BuildImageAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await RequireUpgradeAsync(cancellation);
        var stage = new ImageStage(clock: clock);
        var outcome = await stage.RunAsync(Settings, Aws.Ecr, ImageOptions.FromEnvironment() with { AllowVersions = Settings.AllowVersions }, progress, cancellation);
        _built = stage.Image;
        return WithUpgrade(outcome);
    }

    public async Task<StageOutcome> PushAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await RequireUpgradeAsync(cancellation);
        var conditions = await RequireAccountAsync(progress, cancellation);
        var stage = new PushStage(clock: clock);
        var outcome = await stage.RunAsync(Settings, Need(_built, "BuildImage"), Aws.Ecr, new DeployedImages(Aws.Ecs, Aws.Ssm, Settings).DigestsAsync, progress, cancellation);
        _pushed = stage.Image;
        return WithUpgrade(outcome with { Facts = [.. outcome.Facts, conditions] });
    }

    /// <summary>Looks once per run at what the cluster runs: a step that Elasticsearch does not survive is refused before anything is built, pushed or rolled.</summary>
    private async Task RequireUpgradeAsync(CancellationToken cancellation)
    {
        if (_upgrade is not null) return;
        var running = await RunningVersionsAsync(cancellation);
        var allowed = KnownVersions.Default.RequireUpgrade(running, Settings.ElasticsearchVersion, Settings.AllowVersions);
        var step = running.Count == 0 ? $"none runs → {Settings.ElasticsearchVersion}" : $"{string.Join(" and ", running)} → {Settings.ElasticsearchVersion}";
        _upgrade = new("upgrade", allowed.Count == 0 ? step : $"{step}, allowed by name: {string.Join(", ", allowed)}");
    }

    /// <summary>Begins to read what the cluster runs: no infrastructure changes that, so that nobody need wait for it.</summary>
    private void LookForVersions(CancellationToken cancellation) => _running ??= new DeployedImages(Aws.Ecs, Aws.Ssm, Settings).VersionsAsync(cancellation);

    private async Task<IReadOnlyList<string>> RunningVersionsAsync(CancellationToken cancellation)
    {
        try
        {
            if (_running is { } looking) return await looking;
        }
        catch (StageException)
        {
            // Before the infrastructure was as it should be; what is said now counts.
        }

        return await new DeployedImages(Aws.Ecs, Aws.Ssm, Settings).VersionsAsync(cancellation);
    }

    private StageOutcome WithUpgrade(StageOutcome outcome) => _upgrade is { } fact ? outcome with { Facts = [.. outcome.Facts, fact] } : outcome;

    private static T Need<T>(T? value, string stage) where T : class =>
        value ?? throw new StageException($"{stage} has not run in this build.", $"run it without --skip: ./build.sh {stage}");
}
