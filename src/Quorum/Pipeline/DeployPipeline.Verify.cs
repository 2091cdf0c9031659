using Quorum.Provisioning;
using Quorum.Rollout;
using Quorum.Rollout.Aws;
using Quorum.Secrets;
using Quorum.Settings;
using Quorum.Verification;

namespace Quorum.Pipeline;

// The preflight, by itself and before a roll.
public sealed partial class DeployPipeline
{
    /// <summary>The last preflight's result; null when none was made in this build.</summary>
    public VerifyResult? VerifyResult { get; private set; }

    private KeyValuePair<string, string>? _account;

    /// <summary>Checks what a deployment needs, with the task execution role's own rights; changes nothing but a log stream of its own.</summary>
    /// <param name="write">False under a dry run: no line is written to the log, and whether one could be is not checked.</param>
    /// <exception cref="StageException">A condition does not hold.</exception>
    public async Task<StageOutcome> VerifyAsync(bool write, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var infra = await InfraAsync(cancellation);
        progress.Report(new("conditions", "reading"));
        var started = clock.Now;
        var login = await LoginAsync(ClusterUse.Deploy, cancellation);
        var running = await new DeployedImages(Aws.Ecs, Aws.Ssm, Settings).VersionsAsync(cancellation);
        var nodes = running.Count == 0 ? [] : await new RollSite(Aws, Settings, infra, clock).NodesAsync(cancellation);
        using var downloads = new HttpClient(new SocketsHttpHandler());
        var facts = await new VerifyReader(Aws, Settings, infra, downloads, clock).ReadAsync(_pushed?.ByDigest, running, nodes.Count == 0 ? null : ConnectAs(login, nodes), write, cancellation);
        VerifyResult = VerifyResult.Of(facts, VerifyChecks.All, started, clock.Now - started);
        foreach (var check in VerifyResult.Checks) progress.Report(new(check.Name, VerifyStage.Mark(check.Verdict), null, check.Evidence));
        return VerifyStage.Outcome(VerifyResult);
    }

    /// <summary>Once per run, before anything on AWS is changed.</summary>
    private async Task<KeyValuePair<string, string>> RequireAccountAsync(IProgress<StageProgress> progress, CancellationToken cancellation) =>
        _account ??= Preflight.Require(await VerifyReader.ReadCallerAsync(Aws, Settings, cancellation), Preflight.BeforeTheFirstChange, RollPolicies.For(Settings).SkipRules, progress);

    /// <summary>The same where the embedded AWS need not run: it has one account, and a dry run may find it down.</summary>
    private async Task RequireAccountOnAwsAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        if (Settings.Cloud == CloudKind.Aws) await RequireAccountAsync(progress, cancellation);
    }

    /// <summary>What the slots' tasks need, with the task execution role's own rights, before a slot is touched.</summary>
    private async Task<KeyValuePair<string, string>> RequireConditionsAsync(InfraOutputs infra, string image, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        using var downloads = new HttpClient(new SocketsHttpHandler());
        var facts = await new VerifyReader(Aws, Settings, infra, downloads, clock).ReadForARollAsync(image, cancellation);
        return Preflight.Require(facts, Preflight.BeforeTheRoll, RollPolicies.For(Settings).SkipRules, progress);
    }
}
