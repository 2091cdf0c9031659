using System;
using System.Threading;
using System.Threading.Tasks;
using Nuke.Common;
using Quorum.Pipeline;

/// <summary>What every stage's component sees of the build: one pipeline with its settings, and one way to run a step of it.</summary>
interface IStage : INukeBuild
{
    BuildSession Session { get; }

    /// <summary>Runs a stage of the pipeline with progress, a summary row and its outcome as JSON.</summary>
    async Task RunStage(string name, Func<DeployPipeline, IProgress<StageProgress>, CancellationToken, Task<StageOutcome>> run) =>
        ReportSummary((await Session.RunAsync(name, run)).AddTo);
}
