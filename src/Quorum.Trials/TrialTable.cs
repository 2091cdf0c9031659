using System.Globalization;
using System.Text;
using System.Text.Json;
using Quorum.Smoke;
using Spectre.Console;

namespace Quorum.Trials;

/// <summary>The rows for people: on the terminal, as Markdown, as JSON.</summary>
public static class TrialTable
{
    private static readonly string[] Columns = ["trial", "verdict", "s", "acknowledged", "lost", "disagree", "red", "zones down", "write gap", "read gap", "seen"];
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Write(IAnsiConsole console, IReadOnlyList<TrialRow> rows)
    {
        var table = new Table().Border(console.Profile.Capabilities.Unicode ? TableBorder.Rounded : TableBorder.Ascii);
        // What was seen takes sentences: below the table, where they have the whole width.
        foreach (var column in Columns[..^1]) table.AddColumn(new TableColumn(column) { NoWrap = column is "trial" or "verdict" });
        foreach (var row in rows)
        {
            var colour = row.Verdict switch { Verdict.Held => Color.Green, Verdict.Broken => Color.Red, _ => Color.Grey };
            table.AddRow(Cells(row, withSteps: false)[..^1].Select((cell, index) => new Text(cell, index == 1 ? new Style(colour) : Style.Plain)));
        }
        console.Write(table);
        foreach (var row in rows) console.Write(new Text($"{row.Name}: {row.Saw.ReplaceLineEndings(" ").Trim()}\n"));
    }

    public static string Markdown(IReadOnlyList<TrialRow> rows)
    {
        var text = new StringBuilder();
        text.AppendLine($"| {string.Join(" | ", Columns)} |").AppendLine($"| {string.Join(" | ", Columns.Select(_ => "---"))} |");
        foreach (var row in rows) text.AppendLine($"| {string.Join(" | ", Cells(row, withSteps: true).Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")))} |");
        return text.ToString();
    }

    public static string ToJson(IReadOnlyList<TrialRow> rows) => JsonSerializer.Serialize(rows, Json);

    private static string[] Cells(TrialRow row, bool withSteps) =>
    [
        row.Name, row.Verdict switch { Verdict.Held => "held", Verdict.Broken => "BROKEN", _ => "not run" }, row.Verdict == Verdict.NotRun ? "" : row.Seconds.ToString("0.0", CultureInfo.InvariantCulture),
        .. Proof(row.Proof, withSteps), row.Saw,
    ];

    private static string[] Proof(ProofResult? proof, bool withSteps) => proof is null
        ? ["", "", "", "", "", "", ""]
        : [$"{proof.Acknowledged}", $"{proof.Lost.Count}", $"{proof.Disagreements.Count}", $"{proof.RedMoments.Count}", $"{proof.MostZonesDown}", Gap(proof.WorstWrite, withSteps), Gap(proof.WorstRead, withSteps)];

    private static string Gap(ProofMoment? moment, bool withStep) => moment is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{moment.Length.TotalSeconds:0.0} s{(withStep && moment.Step.Length > 0 ? $" ({moment.Step})" : "")}");
}
