using Nuke.Common;
using Quorum.Reporting;

/// <summary>Looking at the cluster, and going back.</summary>
interface IOperate : IStage
{
    // The engine has a switch of this name (--plan, its own picture of the targets); the target hides it in this component only.
    new Target Plan => _ => _
        .Description("What each stage would do: image, infrastructure with cost and topology, the roll's order with reasons; changes nothing")
        .DependsOn<ILocalCloud>(local => local.LocalUp)
        .Executes(() => Session.ShowAsync(async (pipeline, _, cancellation) => Session.ShowPlan(await pipeline.PlanAsync(cancellation))));

    Target Status => _ => _
        .Description("Zones × slots: health, roles, master, version, digest, revision, disk; changes nothing")
        .Executes(() => Session.ShowAsync(async (pipeline, console, cancellation) => StatusView.Write(console, await pipeline.StatusAsync(cancellation))));

    Target Rollback => _ => _
        .Description("Rolls the slots back to what they ran before the last roll, under the same rules")
        .Executes(() => RunStage(nameof(Rollback), (pipeline, progress, cancellation) => pipeline.RollbackAsync(progress, cancellation)));
}
