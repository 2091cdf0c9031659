using System.Globalization;
using System.Text;

namespace Quorum.Bench.Measuring;

/// <summary>The table in Markdown, and its place between markers in a document.</summary>
public static class BenchTable
{
    public static string Full(IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder("| what | ours | peer | times better | goal | met |\n|---|---:|---:|---:|---|---|\n");
        foreach (var point in rows.GroupBy(row => row.Point))
        {
            text.Append(CultureInfo.InvariantCulture, $"| **{point.Key}** | | | | | |\n");
            foreach (var row in point)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {row.What} | {Cell(row.Ours, row.Unit)} | {Peer(row)} | {Ratio(row)} | {row.Goal?.Text} | {Word(row)} |\n");
            }
        }

        foreach (var row in rows.Where(row => row.Note.Length > 0)) text.Append(CultureInfo.InvariantCulture, $"\n* {row.What}: {row.Note}");
        return text.Append('\n').ToString();
    }

    public static string Headlines(IReadOnlyList<Row> rows)
    {
        var text = new StringBuilder("| what | Quorum | instead | times better |\n|---|---:|---:|---:|\n");
        foreach (var row in rows.Where(row => row is { Headline: true, Ours: not null }))
            text.Append(CultureInfo.InvariantCulture, $"| {row.What} | {Short(row.Ours!, row.Unit)} | {(row.Theirs is null ? "" : $"{Short(row.Theirs, row.Unit)}, {row.Peer}")} | {Ratio(row)} |\n");
        return text.ToString();
    }

    /// <summary>The document with the lines between <c>&lt;!-- name:start --&gt;</c> and <c>&lt;!-- name:end --&gt;</c> exchanged.</summary>
    /// <exception cref="InvalidOperationException">The document has no such markers.</exception>
    public static string Insert(string document, string name, string text)
    {
        var (start, end) = ($"<!-- {name}:start -->", $"<!-- {name}:end -->");
        var from = document.IndexOf(start, StringComparison.Ordinal);
        var to = document.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from) throw new InvalidOperationException($"the document has no lines {start} and {end}");
        return $"{document[..(from + start.Length)]}\n{text.Trim()}\n{document[to..]}";
    }

    private static string Cell(Samples? samples, string unit)
    {
        if (samples is null) return "";
        return samples.Values.Count == 1 || samples.Min.Equals(samples.Max)
            ? Short(samples, unit)
            : $"{Number(samples.Min)} / **{Number(samples.Median)}** / {Number(samples.Max)} {unit}";
    }

    private static string Short(Samples samples, string unit) => $"{Number(samples.Median)} {unit}";

    private static string Peer(Row row) =>
        row.Skipped.Length > 0 ? $"skipped: {row.Skipped}" : row.Theirs is null ? row.Peer : $"{Cell(row.Theirs, row.Unit)}, {row.Peer}";

    private static string Ratio(Row row) => row.Times is { } times ? $"{Number(times)}×" : "";

    private static string Word(Row row) => row.Met switch { true => "yes", false => "**no**", _ => "" };

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
