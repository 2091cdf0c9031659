using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Quorum.Pipeline;
using Quorum.Settings;
using Serilog;

/// <summary>One run of the build: its settings, its pipeline, what its stages said.</summary>
sealed class BuildSession : IDisposable
{
    private readonly CancellationTokenSource _interrupted = new();
    private readonly PosixSignalRegistration _interrupt, _terminate;
    private readonly List<StageOutcome> _outcomes = [];
    private readonly List<string> _last = [];

    public BuildSession(QuorumSettings settings)
    {
        Settings = settings;
        Pipeline = new DeployPipeline(settings, SystemClock.Instance);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
    }

    public QuorumSettings Settings { get; }

    public DeployPipeline Pipeline { get; }

    /// <summary>Runs one stage, measures it, and keeps its outcome; a failure is kept as one too and thrown on.</summary>
    public async Task<StageOutcome> RunAsync(string name, Func<DeployPipeline, IProgress<StageProgress>, CancellationToken, Task<StageOutcome>> run)
    {
        var started = DateTimeOffset.UtcNow;
        var watch = Stopwatch.StartNew();
        var progress = new SynchronousProgress<StageProgress>(Show);
        try
        {
            var outcome = (await run(Pipeline, progress, _interrupted.Token)) with { Stage = name, Started = started, Duration = watch.Elapsed };
            Log.Information("{Summary}", outcome.Summary);
            _outcomes.Add(outcome);
            return outcome;
        }
        catch (OperationCanceledException) when (_interrupted.IsCancellationRequested)
        {
            throw new StageException($"{name} was interrupted.", $"Nothing is half done that a rerun does not pick up: ./build.sh {name}");
        }
    }

    /// <summary>A line after everything else, e.g. the test counts or the curl line.</summary>
    public void SayLast(string line) => _last.Add(line);

    public void Finish()
    {
        foreach (var line in _last) Console.WriteLine(line);
        Dispose();
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        _interrupt.Dispose();
        _terminate.Dispose();
        _interrupted.Dispose();
    }

    private static void Show(StageProgress progress) => Log.Information("{Item}: {State} {Detail}", progress.Item, progress.State, progress.Detail ?? "");

    // The engine handles the signal as well; the stage gets the chance to stop between two steps.
    private void Interrupt(PosixSignalContext context)
    {
        if (_interrupted.IsCancellationRequested) return;
        context.Cancel = true;
        Log.Warning("Interrupted: stopping after the present step. Once more ends at once.");
        _interrupted.Cancel();
    }
}
