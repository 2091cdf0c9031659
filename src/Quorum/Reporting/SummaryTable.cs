using Quorum.Pipeline;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quorum.Reporting;

/// <summary>The table at the end of a run and the commands to go on with.</summary>
public static class SummaryTable
{
    /// <summary>Facts worth a line on the screen; all of them are in <c>artifacts/</c>. A failed stage shows all.</summary>
    private static readonly HashSet<string> Shown = new(["tag", "digest", "Sets", "Created", "Touched", "Skipped rules"], StringComparer.Ordinal);

    /// <param name="redaction">Applied before the layout: a secret that is wrapped over two lines would not be found afterwards. Null: the process's.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<StageOutcome> stages, Redaction? redaction = null)
    {
        redaction ??= Redaction.Shared;
        var table = new Table().Border(console.Profile.Capabilities.Unicode ? TableBorder.Rounded : TableBorder.Ascii).Expand();
        table.AddColumn(new TableColumn("Stage").NoWrap());
        table.AddColumn(new TableColumn("Result").NoWrap());
        table.AddColumn(new TableColumn("Time").NoWrap().RightAligned());
        table.AddColumn("What");
        foreach (var stage in stages)
            table.AddRow(new Text(stage.Stage), new Text(stage.Result.ToString(), new Style(Colour(stage.Result))), new Text(Durations.Text(stage.Duration)), What(stage, redaction));
        console.Write(table);
        // Not laid out by the console: a command broken at its width could not be copied.
        foreach (var next in stages.SelectMany(stage => stage.Next).Distinct()) console.Profile.Out.Writer.WriteLine($"  → {redaction.Apply(next)}");
    }

    // Text, not markup: a fact may hold square brackets.
    private static Rows What(StageOutcome stage, Redaction redaction) =>
        new([new Text(redaction.Apply(stage.Summary)), .. stage.Facts.Where(fact => stage.Result == StageResult.Failed || Shown.Contains(fact.Key)).Select(fact => (IRenderable)new Text(redaction.Apply($"{fact.Key}: {fact.Value}"), new Style(Color.Grey)))]);

    private static Color Colour(StageResult result) => result switch
    {
        StageResult.Failed => Color.Red,
        StageResult.Changed => Color.Green,
        StageResult.Planned => Color.Yellow,
        _ => Color.Grey,
    };
}
