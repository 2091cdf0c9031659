using System.Globalization;
using Nuke.Common.Execution;

namespace Nuke.Common.Logging;

/// <summary>The table at the end: one row per target with actions.</summary>
internal static class SummaryTable
{
    private const int MinNameWidth = 19;
    private const int ColumnWidth = 10;

    /// <summary>Log viewers trim or collapse plain spaces.</summary>
    private const char Space = '\u00a0';

    public static void Write(INukeBuild build, Theme theme)
    {
        var rows = build.ExecutionPlan.Where(x => x.Status != ExecutionStatus.Collective && x.Actions.Count > 0).ToList();
        var nameWidth = Math.Max(rows.Select(x => x.Name.Length + 4).Append(0).Max(), MinNameWidth);
        var width = nameWidth + (2 * ColumnWidth);
        var output = new OutputBuffer(theme);
        output.Line();
        output.Line(new string('═', width), Style.Debug);
        output.Line(Row("Target", "Status", "Duration"), Style.Information);
        output.Line(new string('─', width), Style.Debug);
        foreach (var target in rows)
        {
            var duration = target.Status is ExecutionStatus.Succeeded or ExecutionStatus.Failed or ExecutionStatus.Aborted
                ? Text(target.Duration)
                : "";
            output.Line(Row(target.Name, target.Status.ToString(), duration) + Information(target), StyleOf(target.Status));
        }

        output.Line(new string('─', width), Style.Debug);
        output.Line(Row("Total", "", Text(rows.Aggregate(TimeSpan.Zero, (sum, x) => sum + x.Duration))), Style.Information);
        output.Line(new string('═', width), Style.Debug);
        output.Flush();

        string Row(string name, string status, string duration) =>
            name.PadRight(nameWidth, Space) + status.PadRight(ColumnWidth, Space) + duration.PadLeft(ColumnWidth, Space);
    }

    private static string Text(TimeSpan duration)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes}:{duration.Seconds:00}");
        return text == "0:00" ? "< 1sec" : text;
    }

    private static string Information(ExecutableTarget target)
    {
        var pairs = target switch
        {
            { Status: ExecutionStatus.Skipped, OnlyWhen: { } condition } => [("OnlyWhen", condition)],
            { Status: ExecutionStatus.Skipped, Skipped: { } reason } => [("Skipped", reason)],
            _ => target.SummaryInformation.Select(x => (x.Key, x.Value)).ToArray(),
        };
        return pairs.Length == 0
            ? ""
            : new string(Space, 3) + "// " + string.Join(", ", pairs.Select(x => $"{x.Item1}: {x.Item2}"));
    }

    private static Style StyleOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => Style.Success,
        ExecutionStatus.Failed => Style.Error,
        ExecutionStatus.NotRun or ExecutionStatus.Aborted => Style.Warning,
        _ => Style.Debug,
    };
}
