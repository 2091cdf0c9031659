using Quorum.Images;
using Quorum.Provisioning;
using Quorum.Registry;
using Quorum.Reporting;
using Quorum.Rollout;
using Quorum.Secrets;
using Quorum.Settings;

namespace Quorum.Pipeline;

/// <summary>What each stage says under <c>--dry-run</c>: it reads, tells what it would do, and changes nothing, not even the embedded AWS's being down.</summary>
public sealed partial class DeployPipeline
{
    private const string NotRunning = "the embedded AWS does not run, so it cannot be asked what is there";
    private (string Tag, string? Digest)? _look;
    private bool _down;

    /// <summary>What ProvisionInfra changed, or would change, in this run.</summary>
    public IReadOnlyList<InfraChange> InfraChanges { get; private set; } = [];

    public async Task<StageOutcome> DryLocalUpAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        _down = await _local.FindAsync(cancellation) is null;
        return _down ? StageOutcome.Planned("LocalUp", $"would start on {Settings.LocalEndpoint}") : await LocalUpAsync(progress, cancellation);
    }

    public async Task<StageOutcome> DryLocalDownAsync(bool forget, CancellationToken cancellation) =>
        await _local.FindAsync(cancellation) is { } running
            ? StageOutcome.Planned("LocalDown", $"would end the embedded AWS (pid {running.Pid}){(forget ? " and delete its state and data" : "")}")
            : forget && Directory.Exists(Settings.LocalFolder)
                ? StageOutcome.Planned("LocalDown", $"would delete {Path.GetRelativePath(Settings.Root, Settings.LocalFolder)}; the embedded AWS does not run")
                : StageOutcome.Unchanged("LocalDown", "the embedded AWS does not run");

    public async Task<StageOutcome> DryBuildImageAsync(CancellationToken cancellation)
    {
        if (_down) return StageOutcome.Planned(ImageStage.Stage, $"would build, unless the registry has this content: {NotRunning}");
        await RequireUpgradeAsync(cancellation);
        var (tag, digest) = await LookAsync(cancellation);
        return WithUpgrade(digest is null
            ? StageOutcome.Planned(ImageStage.Stage, $"would build {Settings.RepositoryName}:{tag}", ("tag", tag))
            : StageOutcome.Unchanged(ImageStage.Stage, "the registry has this content", ("tag", tag), ("digest", digest)));
    }

    public async Task<StageOutcome> DryPushAsync(CancellationToken cancellation)
    {
        if (_down) return StageOutcome.Planned(PushStage.Stage, $"would push what BuildImage builds: {NotRunning}");
        var (tag, digest) = await LookAsync(cancellation);
        return digest is null
            ? StageOutcome.Planned(PushStage.Stage, $"would push {Settings.RepositoryName}:{tag}", ("tag", tag))
            : StageOutcome.Unchanged(PushStage.Stage, "the registry has this image", ("tag", tag), ("digest", digest));
    }

    public async Task<StageOutcome> DryProvisionAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await RequireAccountOnAwsAsync(progress, cancellation);
        InfraChanges = await new ProvisionStage(clock).PreviewAsync(Settings, Options, progress, cancellation);
        var kinds = string.Join(", ", InfraChanges.GroupBy(change => change.Change).Select(group => $"{group.Key} {group.Count()}"));
        return InfraChanges.Count == 0 ? StageOutcome.Unchanged(ProvisionStage.Name, "nothing to change") : StageOutcome.Planned(ProvisionStage.Name, $"would {kinds} of the resources");
    }

    public async Task<StageOutcome> DryRollAsync(CancellationToken cancellation)
    {
        if (_down) return StageOutcome.Planned(RollStage.Name, $"would roll what does not run its revision: {NotRunning}");
        var (tag, digest) = await LookAsync(cancellation);
        var (text, rolls) = await PlanRollAsync(new PushedImage(await RepositoryUriAsync(cancellation), tag, digest ?? UnknownDigest), cancellation);
        return rolls ? StageOutcome.Planned(RollStage.Name, text.TrimEnd()) : StageOutcome.Unchanged(RollStage.Name, text.TrimEnd());
    }

    public async Task<StageOutcome> DryRollbackAsync(CancellationToken cancellation)
    {
        await LoginAsync(ClusterUse.Deploy, cancellation);
        var plan = await new RollStage(Aws, Connect, clock).PlanRollbackAsync(Settings, await InfraAsync(cancellation), cancellation);
        return plan.NothingToDo ? StageOutcome.Unchanged("Rollback", $"{plan}".TrimEnd()) : StageOutcome.Planned("Rollback", $"{plan}".TrimEnd());
    }

    public async Task<StageOutcome> DryRefreshInstancesAsync(CancellationToken cancellation)
    {
        await LoginAsync(ClusterUse.Deploy, cancellation);
        var plan = await new RollStage(Aws, Connect, clock).PlanRefreshAsync(Settings, await InfraAsync(cancellation), cancellation);
        return plan.Roll.NothingToDo ? StageOutcome.Unchanged(RollStage.RefreshName, $"{plan}".TrimEnd()) : StageOutcome.Planned(RollStage.RefreshName, $"{plan}".TrimEnd());
    }

    /// <summary>The checks that only read, on the cluster as it is.</summary>
    public Task<StageOutcome> DrySmokeAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        Settings = Settings with { WriteProbe = false };
        return SmokeTestAsync(progress, cancellation);
    }

    public async Task<StageOutcome> DryDestroyAsync(IReadOnlyList<string> named)
    {
        var plan = await DestroyStage.PlanAsync(Settings, Options, named);
        return StageOutcome.Planned(DestroyStage.Name, $"would delete {plan.Deleted.Count} resources of {Settings.ClusterName} and keep {plan.KeptNames.Count}", ("kept", string.Join(", ", plan.KeptNames)));
    }

    // Once per run: three stages ask.
    private async Task<(string Tag, string? Digest)> LookAsync(CancellationToken cancellation) =>
        _look ??= await new ImageStage(clock: clock).LookAsync(Settings, Aws.Ecr, ImageOptions.FromEnvironment() with { AllowVersions = Settings.AllowVersions }, cancellation);
}
