using Quorum.Pipeline;
using Nuke.Common;

/// <summary>Every check named, with evidence and remedy.</summary>
interface ISmokeTestCluster : IStage
{
    string? Since { get; }

    Target SmokeTestCluster => _ => _
        .Description("Proves that the running cluster is what was asked for")
        .DependsOn<IRollService>(stage => stage.RollService)
        .Executes(() => RunStage(nameof(SmokeTestCluster), (pipeline, progress, cancellation) => pipeline.SmokeTestAsync(Session.EarlierSmoke(Since), progress, cancellation),
            (_, _, _) => Task.FromResult(StageOutcome.Planned(nameof(SmokeTestCluster), "would test the cluster after the roll; Smoke tests it as it is"))));

    Target Smoke => _ => _
        .Description("The same checks on the cluster as it is: builds, pushes and rolls nothing (nightly)")
        .Executes(() => RunStage(nameof(Smoke), (pipeline, progress, cancellation) => pipeline.SmokeTestAsync(Session.EarlierSmoke(Since), progress, cancellation),
            (pipeline, progress, cancellation) => pipeline.DrySmokeAsync(progress, cancellation)));
}
