using Nuke.Common;
using Quorum.Reporting;

/// <summary>Looking at the cluster, and going back.</summary>
interface IOperate : IStage
{
    Target Status => _ => _
        .Description("Zones × slots: health, roles, master, version, digest, revision, disk; changes nothing")
        .Executes(() => Session.ShowAsync(async (pipeline, console, cancellation) => StatusView.Write(console, await pipeline.StatusAsync(cancellation))));

    Target Rollback => _ => _
        .Description("Rolls the slots back to what they ran before the last roll, under the same rules")
        .Executes(() => RunStage(nameof(Rollback), (pipeline, progress, cancellation) => pipeline.RollbackAsync(progress, cancellation)));
}
