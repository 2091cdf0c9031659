using System.Diagnostics;
using Quorum.Pipeline;

namespace Quorum.Trials;

/// <param name="Only">Names of trials, with the ones before them on the same cluster that make it what they need; empty for all.</param>
/// <param name="Short">The subset that CI has the time for.</param>
public sealed record TrialOptions(string Repository, string Runtime, IReadOnlyList<string> Only, bool Short)
{
    public int SlotsPerZone { get; init; } = 2;
}

/// <summary>Runs the sequences, each on a cluster of its own; a broken promise is a row and the next trial goes on where that is possible.</summary>
public static class TrialRunner
{
    private static IReadOnlyList<IReadOnlyList<Trial>> Sequences { get; } =
    [
        [.. RollTrials.Upgrade8, .. DrillTrials.All, .. FailureTrials.Failures, .. FailureTrials.LastOnTheCluster],
        RollTrials.Upgrade7,
    ];

    public static IEnumerable<string> Names => Sequences.SelectMany(sequence => sequence).Select(trial => trial.Name);

    /// <param name="kept">Told all rows so far after each: a run of an hour that is ended has not been for nothing.</param>
    public static async Task<IReadOnlyList<TrialRow>> RunAsync(TrialOptions options, Action<IReadOnlyList<TrialRow>> kept, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var rows = new List<TrialRow>();
        foreach (var sequence in Sequences)
        {
            var (first, rest) = (sequence[0], sequence.Skip(1));
            var chosen = rest.Where(trial => Chosen(trial, options)).ToList();
            if (chosen.Count == 0 && !Chosen(first, options))
            {
                rows.AddRange(sequence.Select(trial => NotRun(trial, options.Short ? "left out of the short run; ./build.sh TestContainers runs it" : "not chosen")));
                continue;
            }
            await using var lab = new TrialLab(options.Repository, options.Runtime, options.SlotsPerZone);
            var start = await RunOneAsync(first, lab, progress, cancellation);
            rows.Add(start);
            kept(rows);
            foreach (var trial in rest)
            {
                rows.Add(start.Verdict != Verdict.Held ? NotRun(trial, $"{first.Name} did not hold")
                    : chosen.Contains(trial) ? await RunOneAsync(trial, lab, progress, cancellation)
                    : NotRun(trial, options.Short ? "left out of the short run; ./build.sh TestContainers runs it" : "not chosen"));
                kept(rows);
            }
        }
        return rows;
    }

    private static bool Chosen(Trial trial, TrialOptions options) => options.Only.Count > 0 ? options.Only.Contains(trial.Name) : !options.Short || trial.Short;

    private static TrialRow NotRun(Trial trial, string why) => new(trial.Name, trial.Promise, Verdict.NotRun, 0, why);

    private static async Task<TrialRow> RunOneAsync(Trial trial, TrialLab lab, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        progress.Report(new(trial.Name, "running", Detail: trial.Promise));
        var watch = Stopwatch.StartNew();
        TrialRow row;
        try
        {
            var saw = await trial.Run(lab, cancellation);
            row = new(trial.Name, trial.Promise, Verdict.Held, Math.Round(saw.Seconds ?? watch.Elapsed.TotalSeconds, 1), saw.Saw, saw.Proof, saw.Drill);
        }
        catch (TrialNotRunException missing)
        {
            row = NotRun(trial, missing.Message);
        }
        catch (Exception broken) when (broken is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            row = new(trial.Name, trial.Promise, Verdict.Broken, Math.Round(watch.Elapsed.TotalSeconds, 1), broken is TrialBrokenException or StageException ? broken.ToString().Split("   at ")[0] : $"{broken.GetType().Name}: {broken.Message}");
        }
        progress.Report(new(trial.Name, row.Verdict switch { Verdict.Held => "held", Verdict.NotRun => "not run", _ => "BROKEN" }, Detail: row.Saw));
        return row;
    }
}
