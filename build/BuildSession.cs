using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Quorum.Pipeline;
using Quorum.Provisioning;
using Quorum.Reporting;
using Quorum.Settings;
using Quorum.Smoke;
using Quorum.Verification;
using Serilog;
using Spectre.Console;

/// <summary>One run of the build: its settings, its pipeline, what its stages said, and what is written of it.</summary>
sealed class BuildSession : IDisposable
{
    private static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _interrupted = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly List<StageOutcome> _outcomes = [];
    private readonly List<string> _last = [];
    private readonly ArtifactStore _artifacts;
    private readonly IAnsiConsole _console = Terminal.Create(Console.Out, Console.IsOutputRedirected, Environment.GetEnvironmentVariable);
    private string _failure = "";
    private Task _running = Task.CompletedTask;

    public BuildSession(QuorumSettings settings, bool dryRun)
    {
        DryRun = dryRun;
        Settings = settings;
        Pipeline = new DeployPipeline(settings, SystemClock.Instance);
        _artifacts = new ArtifactStore(settings.ArtifactsFolder, Redaction.Shared);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
    }

    public QuorumSettings Settings { get; }

    public DeployPipeline Pipeline { get; }

    /// <summary>Nothing may change: each stage only tells what it would do.</summary>
    public bool DryRun { get; }

    /// <summary>The dry run of a stage that does the same whatever it finds.</summary>
    public Func<DeployPipeline, IProgress<StageProgress>, CancellationToken, Task<StageOutcome>> Tell(string name, string what) =>
        (_, _, _) => Task.FromResult(StageOutcome.Planned(name, $"{what}, on {Settings.ClusterName}"));

    /// <summary>Stands in for a stage that cannot tell beforehand what it would do.</summary>
    public static Func<DeployPipeline, IProgress<StageProgress>, CancellationToken, Task<StageOutcome>> NoDryRun(string name) =>
        (_, _, _) => throw new StageException($"{name} has no dry run; nothing was changed.", "./build.sh Plan shows what a Deploy would change; without --dry-run the target runs");

    /// <summary>Runs one stage, measures it, and keeps its outcome; a failure is kept as one too and thrown on.</summary>
    public Task<StageOutcome> RunAsync(string name, Func<DeployPipeline, IProgress<StageProgress>, CancellationToken, Task<StageOutcome>> run)
    {
        var work = MeasureAsync(name, run);
        _running = work;
        return work;
    }

    private async Task<StageOutcome> MeasureAsync(string name, Func<DeployPipeline, IProgress<StageProgress>, CancellationToken, Task<StageOutcome>> run)
    {
        var started = DateTimeOffset.UtcNow;
        var watch = Stopwatch.StartNew();
        try
        {
            var outcome = await LiveProgress.RunAsync(_console, SystemClock.Instance, progress => run(Pipeline, progress, _interrupted.Token));
            return Keep(outcome with { Stage = name, Started = started, Duration = watch.Elapsed, Next = [.. outcome.Next.Select(next => NextCommand.For(next, Settings.Profile))] });
        }
        catch (OperationCanceledException) when (_interrupted.IsCancellationRequested)
        {
            throw Failed(new StageException($"{name} was interrupted between two steps.", $"run it again, it goes on where it was: ./build.sh {name}"));
        }
        catch (Exception error)
        {
            throw Failed(LostConnection.Explain(error, name, Settings));
        }

        Exception Failed(Exception error)
        {
            if (error is StageException way && NextCommand.For(way.WayOut, Settings.Profile) is var next && next != way.WayOut) error = new StageException(way.Message, next, way);
            _failure = Redaction.Shared.Apply(error is StageException ? error.ToString() : $"{error.GetType().Name}: {error.Message}");
            Keep(new StageOutcome(name, StageResult.Failed, _failure, [], started, watch.Elapsed, error is StageException { WayOut.Length: > 0 } known ? [known.WayOut] : []));
            return error;
        }
    }

    /// <summary>Exit code of a target that tells kinds of failure apart; null leaves it to the engine.</summary>
    public int? ExitCode { get; set; }

    /// <summary>Long work that is no stage, with its progress shown.</summary>
    public Task<T> ProgressAsync<T>(Func<IProgress<StageProgress>, Task<T>> work) => LiveProgress.RunAsync(_console, SystemClock.Instance, work);

    /// <summary>Shows something that is no stage: a status screen, a plan.</summary>
    public Task ShowAsync(Func<DeployPipeline, IAnsiConsole, CancellationToken, Task> show) => show(Pipeline, _console, _interrupted.Token);

    /// <summary>The status screen: once, again and again in place, or as JSON.</summary>
    public Task ShowStatusAsync(bool watch, bool json) => ShowAsync(async (pipeline, console, cancellation) =>
    {
        if (!json)
        {
            if (watch) await StatusView.WatchAsync(console, () => pipeline.StatusAsync(cancellation), WatchEvery, SystemClock.Instance, cancellation);
            else StatusView.Write(console, await pipeline.StatusAsync(cancellation));
            return;
        }

        var text = StatusView.Json(await pipeline.StatusAsync(cancellation));
        _artifacts.WriteText("status.json", text + "\n");
        Console.WriteLine(text);
    });

    /// <summary>Prints the plan, keeps its picture in artifacts/, and adds it to the job summary in Actions.</summary>
    public void ShowPlan(PipelinePlan plan)
    {
        foreach (var (title, text) in (IEnumerable<(string, string)>)[("Image", plan.Image), ("Infrastructure", plan.Infra), ("Roll", plan.Roll)])
            Console.WriteLine($"{title}\n{new string('─', title.Length)}\n{text}");
        var picture = Path.GetRelativePath(Settings.Root, _artifacts.WriteText("topology.mmd", plan.Mermaid));
        Log.Information("{Verdict}; topology as Mermaid in {Picture}", plan.Changes ? "Deploy would change something" : "Deploy would change nothing", picture);
        var github = new GitHubActions(Environment.GetEnvironmentVariable, Console.Out, Redaction.Shared);
        if (github.IsActive) github.AppendSummary($"## Plan\n\n{plan.Image}\n\n```\n{plan.Infra}\n{plan.Roll}\n```\n\n```mermaid\n{plan.Mermaid}\n```\n");
    }

    /// <summary>Prints the preflight's tree and keeps it as JSON; nothing when it got no result.</summary>
    public void ShowVerify()
    {
        if (Pipeline.VerifyResult is not { } result) return;
        VerifyView.Write(_console, $"{Settings.ClusterName} ({Settings.Profile})", result);
        _artifacts.WriteJson("verify-checks.json", result, VerifyJson.Default.VerifyResult);
    }

    /// <summary>An earlier smoke test's result; null when none is asked for.</summary>
    public SmokeResult? EarlierSmoke(string? path)
    {
        if (path is null) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(Settings.Root, path)), SmokeJson.Default.SmokeResult) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InputException([new InputProblem("Since", path, $"the JSON of an earlier smoke test, e.g. artifacts/smoke.json ({e.Message})")]);
        }
    }

    /// <summary>Shows what would be deleted and asks for the cluster's name; where nobody can be asked, <c>--confirm</c> must give it.</summary>
    public bool Confirmed(DestroyPlan plan, string? given)
    {
        Console.WriteLine($"{plan.Deleted.Count} resources of {Settings.ClusterName} will be deleted. Kept: {(plan.KeptNames.Count == 0 ? "nothing" : string.Join(", ", plan.KeptNames))}.");
        if (given is null && !Console.IsInputRedirected)
        {
            Console.Write($"Type {Settings.ClusterName} to go on: ");
            given = Console.ReadLine();
        }

        return given == Settings.ClusterName;
    }

    /// <summary>A line after everything else, e.g. the test counts.</summary>
    public void SayLast(string line) => _last.Add(line);

    /// <summary>The end of the build. After Ctrl+C the engine calls this while the stage still runs: it gets the time to stop between two steps.</summary>
    public void Finish()
    {
        if (!_running.IsCompleted) StopBetweenSteps();
        if (_outcomes.Count > 0)
        {
            SummaryTable.Write(_console, _outcomes);
            WriteReports();
        }

        foreach (var line in _last) Console.WriteLine(line);
        Dispose();
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        _terminate.Dispose();
        _interrupted.Dispose();
    }

    private StageOutcome Keep(StageOutcome outcome)
    {
        _outcomes.Add(outcome);
        _artifacts.Save(outcome);
        if (outcome.Result != StageResult.Failed) Log.Information("{Summary}", outcome.Summary);
        return outcome;
    }

    private void WriteReports()
    {
        var report = new RunReport
        {
            ClusterName = Settings.ClusterName,
            Profile = Settings.Profile,
            At = DateTimeOffset.UtcNow,
            Stages = _outcomes,
            Roll = Pipeline.RollReport?.Timeline is { } roll && Pipeline.ProofResult is { } proof ? roll with { Gaps = proof.Gaps } : Pipeline.RollReport?.Timeline,
            Infra = Pipeline.InfraChanges,
            Before = Pipeline.Before,
            After = Pipeline.After,
            Proof = Pipeline.ProofResult,
            Smoke = Pipeline.SmokeResult,
            Failure = _failure,
        };
        if (Pipeline.SmokeResult is { } smoke) _artifacts.WriteJson("smoke.json", smoke, SmokeJson.Default.SmokeResult);
        _artifacts.WriteText(HtmlReport.FileName, HtmlReport.Render(report));
        var github = new GitHubActions(Environment.GetEnvironmentVariable, Console.Out, Redaction.Shared);
        if (!github.IsActive) return;
        if (!report.Succeeded) github.Annotate(AnnotationLevel.Error, _failure, $"{_outcomes[^1].Stage} failed");
        else if (DryRun) github.Annotate(AnnotationLevel.Notice, "A dry run: nothing was changed.", "Dry run");
        github.AppendSummary(StepSummary.Render(report));
        foreach (var (name, value) in Pipeline.Outputs) github.SetOutput(name, value);
        github.SetOutput("result", report.Succeeded ? "succeeded" : "failed");
    }

    private void StopBetweenSteps()
    {
        Console.Error.WriteLine("Interrupted: stopping after the present step …");
        _interrupted.Cancel();
        try
        {
            if (!_running.Wait(InterruptLimit)) Console.Error.WriteLine($"It did not stop within {InterruptLimit.TotalSeconds:0} s and is ended; a rerun finds out where things stand.");
        }
        catch (AggregateException)
        {
            Console.Error.WriteLine(_failure);
        }
    }

    // The engine knows nothing of SIGTERM; a CI runner that gives up sends it.
    private void Interrupt(PosixSignalContext context)
    {
        if (_interrupted.IsCancellationRequested) return;
        context.Cancel = true;
        Console.Error.WriteLine("Asked to end: stopping after the present step; once more ends at once.");
        _interrupted.Cancel();
    }
}
