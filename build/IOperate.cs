using Nuke.Common;

/// <summary>Looking at the cluster, and going back.</summary>
interface IOperate : IStage
{
    Target Plan => _ => _
        .Description("What each stage would do, the roll's order with reasons, topology, monthly cost; changes nothing")
        .DependsOn<ILocalCloud>(local => local.LocalUp)
        .Executes(() => RunStage(nameof(Plan), (pipeline, progress, cancellation) => pipeline.PlanAsync(progress, cancellation)));

    Target Status => _ => _
        .Description("Zones × slots: health, roles, master, version, digest, revision, disk")
        .Executes(() => RunStage(nameof(Status), (pipeline, progress, cancellation) => pipeline.StatusAsync(progress, cancellation)));

    Target Rollback => _ => _
        .Description("Rolls the slots that the last roll touched back to their previous revision, under the same rules")
        .Executes(() => RunStage(nameof(Rollback), (pipeline, progress, cancellation) => pipeline.RollbackAsync(progress, cancellation)));
}
