using System.Threading.Tasks;
using Nuke.Common;

/// <summary>Breaking things on purpose, while everybody is watching.</summary>
interface IDrill : IStage
{
    string? DrillKind { get; }

    string? DrillSlot { get; }

    Target Drill => _ => _
        .Description("Kills a node or an instance, loses a zone, stalls a node, fills a disk or cuts a node off, under a write proof; --drill-kind, --drill-slot")
        .Executes(() => RunStage(nameof(Drill), (pipeline, progress, cancellation) => pipeline.DrillAsync(DrillKind, DrillSlot, progress, cancellation),
            (pipeline, _, _) => Task.FromResult(pipeline.DryDrill(DrillKind, DrillSlot))));
}
