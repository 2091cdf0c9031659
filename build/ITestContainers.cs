using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Settings;
using Quorum.Trials;
using Serilog;

/// <summary>Every promise, proven on real nodes; one table.</summary>
interface ITestContainers : IStage
{
    /// <summary>Names joined by +, or <c>short</c>.</summary>
    string? Trials { get; }

    Target TestContainers => _ => _
        .Description("Rolls, drills and blows on a real Elasticsearch in containers, as one table; --trials short, or names joined by +")
        .Executes(() => Session.ShowAsync(async (_, console, cancellation) =>
        {
            var rows = await Session.ProgressAsync(progress => TrialRunner.RunAsync(Options(), Keep, progress, cancellation));
            Keep(rows);
            TrialTable.Write(console, rows);
            int Count(Verdict verdict) => rows.Count(row => row.Verdict == verdict);
            foreach (var row in rows.Where(row => row.Verdict == Verdict.NotRun)) Log.Information("{Trial}: not run: {Why}", row.Name, row.Saw);
            ReportSummary(summary => summary.AddPair("Held", Count(Verdict.Held)).AddPair("Broken", Count(Verdict.Broken)).AddPair("Not run", Count(Verdict.NotRun)));
            Session.SayLast($"containers: {Count(Verdict.Held)} held, {Count(Verdict.Broken)} broken, {Count(Verdict.NotRun)} not run");
            if (Count(Verdict.Broken) > 0) throw new StageException($"{Count(Verdict.Broken)} promises did not hold.", "each row BROKEN says what was seen; artifacts/containers.json has the whole of it");
            if (Count(Verdict.Held) == 0) throw new StageException("No trial ran.", $"--trials {string.Join('+', TrialRunner.Names)}");
        }));

    private void Keep(IReadOnlyList<TrialRow> rows)
    {
        var artifacts = new ArtifactStore(Session.Settings.ArtifactsFolder, Redaction.Shared);
        artifacts.WriteText("containers.json", TrialTable.ToJson(rows));
        artifacts.WriteText("containers.md", TrialTable.Markdown(rows));
    }

    private TrialOptions Options()
    {
        var names = (Trials ?? "").Split('+', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var small = names is ["short"];
        var unknown = small ? [] : names.Except(TrialRunner.Names).Select(name => new InputProblem(nameof(Trials), name, $"short, or of: {string.Join(", ", TrialRunner.Names)}")).ToList();
        if (unknown.Count > 0) throw new InputException(unknown);
        return new(RootDirectory, Session.Settings.LocalRuntime == "simulated" ? "simulated" : "containers", small ? [] : names, small);
    }
}
