using Quorum.Access;
using Quorum.Elasticsearch;
using Quorum.Provisioning;
using Quorum.Registry;
using Quorum.Reporting;
using Quorum.Rollout;
using Quorum.Rollout.Aws;
using Quorum.Smoke;

namespace Quorum.Pipeline;

public sealed partial class DeployPipeline
{
    private InfraOutputs? _infra;
    private HttpMessageInvoker? _http;

    /// <summary>The last roll's report; null when none ran in this build.</summary>
    public RollReport? RollReport { get; private set; }

    /// <summary>The last smoke test's result; null when none ran in this build.</summary>
    public SmokeResult? SmokeResult { get; private set; }

    public async Task<StageOutcome> ProvisionAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var result = await new ProvisionStage(clock).RunAsync(Settings, Options, progress, cancellation);
        _infra = result.Outputs;
        return result.Outcome;
    }

    public async Task<StageOutcome> RollAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var stage = new RollStage(Aws, Connect, clock);
        try
        {
            return await stage.RunAsync(Settings, Need(_infra, "ProvisionInfra"), Need(_pushed, "PushToEcr"), progress, cancellation);
        }
        finally
        {
            RollReport = stage.Report;
        }
    }

    public async Task<StageOutcome> RollbackAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var stage = new RollStage(Aws, Connect, clock);
        try
        {
            return await stage.RollbackAsync(Settings, await InfraAsync(cancellation), progress, cancellation);
        }
        finally
        {
            RollReport = stage.Report;
        }
    }

    public async Task<StageOutcome> SmokeTestAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var (client, expected) = await ExpectationAsync(cancellation);
        var result = SmokeResult = await new SmokeStage(client, clock).TestAsync(expected, SmokeOptions.Default(Settings.WriteProbe), progress, cancellation);
        SmokeStage.ThrowIfFailed(result);
        var outcome = SmokeStage.Outcome(result, null);
        return outcome with { Next = [.. outcome.Next, $"curl {client.Nodes[0]}_cluster/health?pretty"] };
    }

    /// <summary>Zones × slots as they are now; changes nothing.</summary>
    public async Task<ClusterStatus> StatusAsync(CancellationToken cancellation)
    {
        var (client, expected) = await ExpectationAsync(cancellation);
        return ClusterStatus.From(await SmokeObservation.ReadAsync(client, expected.Tls, clock.Now, cancellation), expected, "");
    }

    private async Task<(ElasticsearchClient Client, SmokeExpectation Expected)> ExpectationAsync(CancellationToken cancellation)
    {
        var infra = await InfraAsync(cancellation);
        var nodes = new RollSite(Aws, Settings, infra, clock).NodesAsync(cancellation);
        var tasks = RunningTasks.ReadAsync(Aws.Ecs, Settings.EcsClusterName, infra.Slots.Select(slot => slot.Name), cancellation);
        var flag = await BootstrapFlag.SetAtAsync(Aws.Ssm, infra.ParameterPath, cancellation);
        var expected = SmokeExpectation.From(Settings, infra, tls: false, _pushed?.Digest, await tasks, flag);
        return (Connect(await nodes), expected);
    }

    private async Task<InfraOutputs> InfraAsync(CancellationToken cancellation) =>
        _infra ??= await new ProvisionStage(clock).ReadOutputsAsync(Settings, Options, cancellation);

    private ElasticsearchClient Connect(IReadOnlyList<Uri> nodes)
    {
        _http ??= new HttpMessageInvoker(DirectAccess.Create(null, null, Redaction.Shared));
        return new ElasticsearchClient(_http, nodes, null, clock);
    }
}
