using System;
using System.Threading;
using System.Threading.Tasks;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Quorum.Pipeline;

/// <summary>What every stage's component sees of the build: one session with its settings, and one way to run a stage of the pipeline.</summary>
interface IStage : INukeBuild
{
    BuildSession Session { get; }

    /// <summary>Runs a stage with progress, a row in the summary table and its outcome as JSON.</summary>
    /// <param name="dry">What runs instead under <c>--dry-run</c>: reads only and tells what would change. Null: the stage is refused there by name.</param>
    async Task RunStage(
        string name,
        Func<DeployPipeline, IProgress<StageProgress>, CancellationToken, Task<StageOutcome>> run,
        Func<DeployPipeline, IProgress<StageProgress>, CancellationToken, Task<StageOutcome>>? dry = null)
    {
        var outcome = await Session.RunAsync(name, Session.DryRun ? dry ?? BuildSession.NoDryRun(name) : run);
        ReportSummary(summary => summary.AddPair("Result", outcome.Result));
    }
}
