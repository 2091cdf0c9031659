using System;
using System.Collections.Generic;
using System.IO;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Quorum.Pipeline;
using Quorum.Rehearsal.Running;
using Quorum.Rehearsal.Scenarios;

/// <summary>The roll's own decisions and driver against the models, in virtual time, under faults.</summary>
interface IRehearse : IStage
{
    private const int DefaultSeeds = 1000;

    string? Seeds { get; }

    string? Seed { get; }

    string? Replay { get; }

    bool FromLive { get; }

    Target Rehearse => _ => _
        .Description("Plays thousands of rolls with faults against the models; --seeds N, --seed N for one, --replay FILE, --from-live")
        .Executes(() => Session.ShowAsync(async (pipeline, console, cancellation) =>
        {
            var options = Options();
            if (FromLive)
            {
                var (observation, goal) = await pipeline.ObserveAsync(cancellation);
                options = options with { Live = LiveScenario.Mirror(observation, goal) };
            }
            var report = await Session.ProgressAsync(progress => RehearsalRunner.RunAsync(options, progress, cancellation));
            Console.WriteLine(string.Join(Environment.NewLine, (IEnumerable<string>)[.. report.Timeline, report.ToString()]));
            ReportSummary(summary => summary.AddPair("Rehearsals", report.Rehearsals).AddPair("Violations", report.Violated).AddPair("Stuck", report.Stuck).AddPair("Per second", $"{report.PerSecond:0}"));
            if (report.Passed) return;
            Session.ExitCode = report.ExitCode;
            throw new StageException($"{report.Failures.Count} rehearsals failed.", "each line FAILED above names its seed and how to play it again");
        }));

    private RehearsalOptions Options()
    {
        var problems = new List<InputProblem>();
        var seeds = (int)Math.Min(int.MaxValue, Number(nameof(Seeds), Seeds, DefaultSeeds));
        var first = Number(nameof(Seed), Seed, 1);
        if (Replay is { } file && !File.Exists(file)) problems.Add(new(nameof(Replay), file, "a trace file that an earlier Rehearse wrote below artifacts/rehearsal"));
        if (Replay is not null && FromLive) problems.Add(new(nameof(Replay), Replay, "either a trace or --from-live: a trace has its own cluster"));
        if (problems.Count > 0) throw new InputException(problems);
        return new RehearsalOptions(first, Seed is null || Seeds is not null ? seeds : 1, Replay: Replay, Folder: Path.Combine(Session.Settings.ArtifactsFolder, "rehearsal"));

        ulong Number(string name, string? text, ulong otherwise)
        {
            if (text is null) return otherwise;
            if (ulong.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) && number > 0) return number;
            problems.Add(new(name, text, "a whole number from 1, in digits"));
            return otherwise;
        }
    }
}
