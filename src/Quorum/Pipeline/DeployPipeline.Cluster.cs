using System.Globalization;
using Quorum.Elasticsearch;
using Quorum.Provisioning;
using Quorum.Registry;
using Quorum.Rollout;
using Quorum.Rollout.Aws;
using Quorum.Secrets;
using Quorum.Settings;
using Quorum.Smoke;

namespace Quorum.Pipeline;

public sealed partial class DeployPipeline
{
    private InfraOutputs? _infra;

    /// <summary>The last roll's report; null when none ran in this build.</summary>
    public RollReport? RollReport { get; private set; }

    /// <summary>The last smoke test's result; null when none ran in this build.</summary>
    public SmokeResult? SmokeResult { get; private set; }

    /// <summary>What the write proof of the last roll found; null when none was made.</summary>
    public ProofResult? ProofResult { get; private set; }

    /// <summary>The cluster before and after the roll of this run, for the report; null when it did not roll, or could not be read.</summary>
    public ClusterStatus? Before { get; private set; }

    public ClusterStatus? After { get; private set; }

    public async Task<StageOutcome> ProvisionAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var account = await RequireAccountAsync(progress, cancellation);
        LookForVersions(cancellation);
        var result = await new ProvisionStage(clock).RunAsync(Settings, Options, progress, cancellation);
        _infra = result.Outputs;
        InfraChanges = result.Changes;
        return await WithSecretsAsync(result.Outcome with { Facts = [.. result.Outcome.Facts, account] }, result.Outputs, progress, cancellation);
    }

    /// <summary>Rolls, under the load of two writers and two readers where the profile lets us write: what they were promised must be there afterwards.</summary>
    public async Task<StageOutcome> RollAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await RequireUpgradeAsync(cancellation);
        var (infra, image) = (Need(_infra, "ProvisionInfra"), Need(_pushed, "PushToEcr"));
        var conditions = await RequireConditionsAsync(infra, image.ByDigest, progress, cancellation);
        // Before, so that a roll's new version of the pipeline has the rights it needs; afterwards, when there was no cluster yet to make users in.
        var users = await EnsureUsersAsync(infra, progress, cancellation);
        var before = await SnapshotBeforeUpgradeAsync(infra, progress, cancellation);
        var outcome = await RollAsync(Settings, infra, image, progress, cancellation);
        users ??= await EnsureUsersAsync(infra, progress, cancellation);
        outcome = outcome with { Facts = [.. outcome.Facts, conditions, .. before, await SnapshotsSetUpAsync(infra, progress, cancellation)] };
        return users is { } fact ? outcome with { Facts = [.. outcome.Facts, new("Users", fact)] } : outcome;
    }

    private Task<StageOutcome> RollAsync(QuorumSettings settings, InfraOutputs infra, PushedImage image, IProgress<StageProgress> progress, CancellationToken cancellation) =>
        ProvedAsync((stage, watched, planned) => stage.RunAsync(settings, infra, image, watched, cancellation, planned), infra, progress, cancellation);

    /// <summary>Every slot on an instance of its launch template's newest version, under the same proof as a roll.</summary>
    public async Task<StageOutcome> RefreshInstancesAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await RequireAccountOnAwsAsync(progress, cancellation);
        var infra = await InfraAsync(cancellation);
        return await ProvedAsync((stage, watched, planned) => stage.RefreshAsync(Settings, infra, watched, cancellation, planned), infra, progress, cancellation);
    }

    private async Task<StageOutcome> ProvedAsync(
        Func<RollStage, IProgress<StageProgress>, Func<RollPlan, CancellationToken, Task<bool>>, Task<StageOutcome>> roll, InfraOutputs infra, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await LoginAsync(ClusterUse.Deploy, cancellation);
        WriterProof? proof = null;
        var steps = new ProofSteps(clock);
        try
        {
            var outcome = await RollingAsync(stage => roll(stage, steps.Watch(progress),
                async (plan, cancelled) =>
                {
                    if (!plan.NothingToDo) Before = await StatusOrNullAsync(infra, cancelled);
                    return (proof = await StartProofAsync(plan, infra, steps, progress, cancelled)) is not null;
                }));
            if (proof is null) return outcome;
            progress.Report(new("write proof", "reading every acknowledged document from every copy", Detail: $"{proof.Acknowledged} writes"));
            ProofResult = await proof.FinishAsync(cancellation);
            if (!ProofResult.Proved)
                throw new StageException($"The roll ended, but its write proof does not hold: {ProofResult}", "the proof's indices are kept: compare their copies before anything else, then ./build.sh Status");
            var proved = $"{ProofResult.Acknowledged} acknowledged writes meanwhile, none lost, longest gap {ProofResult.LongestWriteGap.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s";
            return outcome with { Summary = $"{outcome.Summary}; {proved}", Facts = [.. outcome.Facts, KeyValuePair.Create("Write proof", ProofResult.ToString())] };
        }
        finally
        {
            if (proof is not null) await proof.DisposeAsync();
        }
    }

    /// <summary>However a roll ends, its report is kept.</summary>
    private async Task<StageOutcome> RollingAsync(Func<RollStage, Task<StageOutcome>> roll)
    {
        var stage = new RollStage(Aws, Connect, clock);
        try
        {
            return await roll(stage);
        }
        finally
        {
            RollReport = stage.Report;
        }
    }

    // Only where something that holds data is going to be restarted: a first deployment has nothing to lose, and nothing to do needs no proof.
    private async Task<WriterProof?> StartProofAsync(RollPlan plan, InfraOutputs infra, ProofSteps steps, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        if (!Settings.WriteProbe) return null;
        if (!plan.Steps.Any(step => step.TakesDown)) return null;
        var nodes = await new RollSite(Aws, Settings, infra, clock).NodesAsync(cancellation);
        try
        {
            return await WriterProof.StartAsync(ConnectApart(await LoginAsync(ClusterUse.Deploy, cancellation), nodes), ProofOptions, clock, cancellation, steps);
        }
        catch (StageException notGreen)
        {
            // A cluster that is not green is the roll's business: it waits, or halts with the rule and the way out.
            progress.Report(new("write proof", "none", Detail: notGreen.Message));
            return null;
        }
    }

    public async Task<StageOutcome> RollbackAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await RequireAccountOnAwsAsync(progress, cancellation);
        await LoginAsync(ClusterUse.Deploy, cancellation);
        var infra = await InfraAsync(cancellation);
        return await RollingAsync(stage => stage.RollbackAsync(Settings, infra, progress, cancellation));
    }

    /// <summary>One look at the cluster as the roll sees it; changes nothing.</summary>
    public async Task<(Observation Observation, Goal Goal)> ObserveAsync(CancellationToken cancellation)
    {
        await LoginAsync(ClusterUse.Deploy, cancellation);
        return await new RollStage(Aws, Connect, clock).ObserveAsync(Settings, await InfraAsync(cancellation), cancellation);
    }

    public Task<StageOutcome> SmokeTestAsync(IProgress<StageProgress> progress, CancellationToken cancellation) => SmokeTestAsync(null, progress, cancellation);

    /// <param name="since">An earlier result to compare with; null for none.</param>
    public async Task<StageOutcome> SmokeTestAsync(SmokeResult? since, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var (client, expected) = await ExpectationAsync(cancellation);
        var result = SmokeResult = await new SmokeStage(client, clock, await WriterAsync(client, cancellation)).TestAsync(expected, SmokeOptions.Default(Settings.WriteProbe), progress, cancellation,
            again: async () => (await ExpectationAsync(cancellation)).Expected);
        if (RollReport is { Sets.Count: > 0 } or { Created.Count: > 0 }) After = await StatusAsync(cancellation);
        SmokeStage.ThrowIfFailed(result, since);
        var outcome = SmokeStage.Outcome(result, since);
        return outcome with { Next = [.. outcome.Next, await CurlAsync(new Uri(client.Nodes[0], "_cluster/health?pretty"), cancellation)] };
    }

    /// <summary>Zones × slots as they are now; changes nothing.</summary>
    public async Task<ClusterStatus> StatusAsync(CancellationToken cancellation)
    {
        var (client, expected) = await ExpectationAsync(cancellation);
        var seen = await SmokeObservation.ReadAsync(client, expected.Tls, clock.Now, cancellation);
        return ClusterStatus.From(seen, expected, await new RollSite(Aws, Settings, await InfraAsync(cancellation), clock).LastRollAsync(cancellation));
    }

    // For the report's picture only: what cannot be read, before the first deployment or on a bad day, stops no roll.
    private async Task<ClusterStatus?> StatusOrNullAsync(InfraOutputs infra, CancellationToken cancellation)
    {
        if (await BootstrapFlag.SetAtAsync(Aws.Ssm, infra.ParameterPath, cancellation) is null) return null;
        try
        {
            return await StatusAsync(cancellation);
        }
        catch (StageException)
        {
            return null;
        }
    }

    private async Task<(ElasticsearchClient Client, SmokeExpectation Expected)> ExpectationAsync(CancellationToken cancellation)
    {
        var infra = await InfraAsync(cancellation);
        var login = await LoginAsync(ClusterUse.Smoke, cancellation);
        var nodes = new RollSite(Aws, Settings, infra, clock).NodesAsync(cancellation);
        var tasks = RunningTasks.ReadAsync(Aws.Ecs, Settings.EcsClusterName, infra.Slots.Select(slot => slot.Name), cancellation);
        var flag = await BootstrapFlag.SetAtAsync(Aws.Ssm, infra.ParameterPath, cancellation);
        var expected = SmokeExpectation.From(Settings, infra, tls: login is not null, _pushed?.Digest, await tasks, flag);
        return (ConnectAs(login, await nodes), expected);
    }

    private async Task<InfraOutputs> InfraAsync(CancellationToken cancellation)
    {
        if (_infra is not null) return _infra;
        // Commands that do not start it must not look at, or roll back, the cluster of another checkout that has the port.
        if (Settings.Cloud == CloudKind.Local && await _local.FindAsync(cancellation) is null)
            throw new StageException($"The embedded AWS does not run on {Settings.LocalEndpoint}.", "./build.sh LocalUp, or ./build.sh Deploy");
        return _infra ??= await new ProvisionStage(clock).ReadOutputsAsync(Settings, Options, cancellation);
    }
}
