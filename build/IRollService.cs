using Nuke.Common;

/// <summary>Observe, decide, act, wait; running it again goes on where it was.</summary>
interface IRollService : IStage
{
    Target RollService => _ => _
        .Description("Rolls the cluster to the image, zone by zone, never red by our hand")
        .DependsOn<IPushToEcr>(stage => stage.PushToEcr)
        .DependsOn<IProvisionInfra>(stage => stage.ProvisionInfra)
        .Executes(() => RunStage(nameof(RollService), (pipeline, progress, cancellation) => pipeline.RollAsync(progress, cancellation), (pipeline, _, cancellation) => pipeline.DryRollAsync(cancellation)));
}
