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
    async Task RunStage(string name, Func<DeployPipeline, IProgress<StageProgress>, CancellationToken, Task<StageOutcome>> run)
    {
        var outcome = await Session.RunAsync(name, run);
        ReportSummary(summary => summary.AddPair("Result", outcome.Result));
    }
}
