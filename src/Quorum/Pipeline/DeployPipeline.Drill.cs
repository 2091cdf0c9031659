using Quorum.Drills;
using Quorum.Provisioning;
using Quorum.Rollout;
using Quorum.Rollout.Aws;
using Quorum.Secrets;
using Quorum.Settings;

namespace Quorum.Pipeline;

public sealed partial class DeployPipeline
{
    /// <summary>Breaks something on purpose, under load, and proves that nothing is lost.</summary>
    /// <param name="kind">One of <see cref="DrillKinds.Names"/>.</param>
    /// <param name="slot">Slot, or for a zone drill the zone; null lets the drill choose.</param>
    public async Task<StageOutcome> DrillAsync(string? kind, string? slot, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var wanted = Wanted(kind);
        await RequireAccountOnAwsAsync(progress, cancellation);
        var infra = await InfraAsync(cancellation);
        await LoginAsync(ClusterUse.Deploy, cancellation);
        var site = new RollSite(Aws, Settings, infra, clock);
        var goal = PresentGoal(infra);
        var client = Connect(await site.NodesAsync(cancellation));
        var instances = new AwsStrikes(Aws.Ec2, infra.ClusterName);
        using var local = Settings.Cloud == CloudKind.Local ? new LocalStrikes(Settings.LocalEndpoint, instances) : null;
        var stage = new DrillStage(client, (IStrikes?)local ?? instances, clock);
        var result = await stage.RunAsync(wanted, slot, await site.ObserveAsync(goal, Connect, cancellation), goal, progress, cancellation);
        ProofResult = result.Proof;
        DrillResult = result;
        new Reporting.ArtifactStore(Settings.ArtifactsFolder, Reporting.Redaction.Shared).WriteText($"drill-{result.Kind}.json", result.ToJson() + "\n");
        return StageOutcome.Changed(DrillStage.Name, $"{result}",
            ("Struck", string.Join(", ", result.Slots)), ("Seen", result.Noticed), ("Green after", Reporting.Durations.Text(TimeSpan.FromSeconds(result.SecondsToGreen))),
            ("Longest write gap", $"{result.Proof.WorstWrite}"), ("Longest read gap", $"{result.Proof.WorstRead}"));
    }

    /// <summary>What <see cref="DrillAsync"/> would do; asks nothing.</summary>
    public StageOutcome DryDrill(string? kind, string? slot)
    {
        Wanted(kind);
        return StageOutcome.Planned(DrillStage.Name, $"would begin a write proof, break {(slot is null ? "a slot or zone that the drill chooses" : slot)} of {Settings.ClusterName} ({kind}) and wait until it is green again");
    }

    private DrillKind Wanted(string? kind)
    {
        var wanted = DrillKinds.Parse(kind ?? "") ?? throw new InputException([new("Drill", kind ?? "", $"one of {string.Join(", ", DrillKinds.Names)}")]);
        return Settings.WriteProbe ? wanted : throw new InputException([new("WriteProbe", "false", "true: a drill writes to an index of its own, to prove that nothing is lost")]);
    }

    /// <summary>The last drill's result; null when none ran in this build.</summary>
    public DrillResult? DrillResult { get; private set; }

    // The slots as they are, whatever they run.
    private static Goal PresentGoal(InfraOutputs infra) =>
        new(infra.ClusterName, infra.Slots.Select(slot => new RollSlot(slot.Name, slot.Zone, Roles.Parse(slot.Roles), null, "", ElasticsearchVersion.Unknown)));
}
