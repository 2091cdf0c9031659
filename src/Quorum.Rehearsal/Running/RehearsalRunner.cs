using System.Diagnostics;
using Quorum.Pipeline;
using Quorum.Rehearsal.Faults;
using Quorum.Rehearsal.Scenarios;

namespace Quorum.Rehearsal.Running;

/// <param name="FirstSeed">Seeds from here on, one rehearsal each.</param>
/// <param name="Replay">A trace file to play again instead of seeds; null: none.</param>
/// <param name="Folder">Where traces of failures go.</param>
/// <param name="Workers">Threads; 0: one per core.</param>
/// <param name="Live">A cluster that every seed is played on; null: each seed makes its own.</param>
/// <param name="MostFailures">Failures after which no further seed is begun.</param>
public sealed record RehearsalOptions(ulong FirstSeed = 1, int Seeds = 1000, ScenarioSize Size = ScenarioSize.Mixed, string? Replay = null, string Folder = "artifacts/rehearsal", int Workers = 0, int MostFailures = 5, Scenario? Live = null);

/// <summary>Plays many seeds on all cores. Each rehearsal is alone on one thread, so that its steps depend on its seed only.</summary>
public static class RehearsalRunner
{
    /// <summary>Continuations run inside one another; a roll over many slots with many faults goes deep.</summary>
    private const int StackBytes = 16 << 20;

    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(500);

    public static Task<RehearsalReport> RunAsync(RehearsalOptions options, IProgress<StageProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(() => options.Replay is { } file ? Replay(options, file) : Many(options, progress, cancellation), cancellation);
    }

    /// <summary>Plays every seed of a range with any kind of playing; calls back on the workers' threads, one at a time.</summary>
    internal static void Each(ulong first, int count, int workers, Func<ulong, RehearsalResult> play, Func<RehearsalResult, bool> note, CancellationToken cancellation)
    {
        var next = -1;
        var gate = new Lock();
        var stop = false;
        var threads = new Thread[Math.Clamp(workers > 0 ? workers : Environment.ProcessorCount, 1, Math.Max(1, count))];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work, StackBytes) { IsBackground = true, Name = $"rehearsal {i}" };
            threads[i].Start();
        }
        foreach (var thread in threads) thread.Join();
        cancellation.ThrowIfCancellationRequested();

        void Work()
        {
            while (!Volatile.Read(ref stop) && !cancellation.IsCancellationRequested)
            {
                var index = Interlocked.Increment(ref next);
                if (index >= count) return;
                var result = play(first + (ulong)index);
                lock (gate) if (!note(result)) Volatile.Write(ref stop, true);
            }
        }
    }

    private static RehearsalReport Many(RehearsalOptions options, IProgress<StageProgress>? progress, CancellationToken cancellation)
    {
        var report = new RehearsalReport(options);
        var failures = new List<RehearsalResult>();
        var clock = Stopwatch.StartNew();
        var told = TimeSpan.Zero;
        var (allocated, processor) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
        Each(options.FirstSeed, options.Seeds, options.Workers, seed => Play(seed, options), result =>
        {
            report.Add(result);
            if (result.Failed) failures.Add(result);
            if (clock.Elapsed - told > TellEvery)
            {
                told = clock.Elapsed;
                progress?.Report(new StageProgress("rehearsal", failures.Count == 0 ? "no violation" : $"{failures.Count} failures", (double)report.Rehearsals / options.Seeds, $"{report.Rehearsals} of {options.Seeds} seeds"));
            }
            return failures.Count < options.MostFailures;
        }, cancellation);
        report.Finish(clock.Elapsed, Environment.CpuUsage.TotalTime - processor, GC.GetTotalAllocatedBytes() - allocated);
        foreach (var failure in failures.OrderBy(f => f.Scenario.Seed)) report.Failures.Add(TraceFile.Write(options.Folder, Minimiser.Shrink(failure)));
        return report;
    }

    private static RehearsalReport Replay(RehearsalOptions options, string file)
    {
        var scenario = TraceFile.Read(file);
        var report = new RehearsalReport(options with { Seeds = 1, FirstSeed = scenario.Seed });
        var clock = Stopwatch.StartNew();
        var (allocated, processor) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
        var result = Safely(scenario, trace: true);
        report.Add(result);
        report.Finish(clock.Elapsed, Environment.CpuUsage.TotalTime - processor, GC.GetTotalAllocatedBytes() - allocated);
        report.Timeline.AddRange(result.Timeline);
        if (result.Failed) report.Failures.Add(TraceFile.Write(options.Folder, result));
        return report;
    }

    private static RehearsalResult Play(ulong seed, RehearsalOptions options) =>
        Safely(options.Live is { } live ? LiveScenario.WithSeed(live, seed) : ScenarioGenerator.Make(seed, options.Size), trace: false);

    /// <summary>A crash of the models or of the driver is a result too.</summary>
    internal static RehearsalResult Safely(Scenario scenario, bool trace, IPortWrapper? wrapper = null)
    {
        try
        {
            return Rehearse.Run(scenario, wrapper, trace);
        }
        catch (Exception crash) when (crash is not OutOfMemoryException)
        {
            return new RehearsalResult(scenario, RehearsalEnd.Crashed, crash.ToString(), [], TimeSpan.Zero, new int[Enum.GetValues<FaultKind>().Length], [], 0, 0, 0, 0, 0, 0, 0, 0, []);
        }
    }
}
