using System.Text;
using Quorum.Pipeline;
using Quorum.Smoke;

namespace Quorum.Reporting;

/// <summary>The run as GitHub-flavoured Markdown for the step summary.</summary>
public static class StepSummary
{
    private const int InfraShown = 50, WaitsShown = 20;

    public static string Render(RunReport report)
    {
        var text = new StringBuilder();
        text.Append($"## {(report.Succeeded ? "✅" : "❌")} {Inline(report.Headline)}\n\n");
        if (report.Failure.Length > 0) text.AppendJoin(">\n", Lines(report.Failure).Select(line => $"> {Inline(line)}\n")).Append('\n');
        Table(text, ["Stage", "Result", "Time", "What"], report.Stages.Select(stage => new[] { stage.Stage, Result(stage.Result), Durations.Text(stage.Duration), What(stage) }));
        Facts(text, report.Stages);
        if (report.Infra.Count > 0)
        {
            text.Append($"\n### Infrastructure: {report.Infra.Count} changes\n\n");
            Table(text, ["Change", "Resource", "Detail"], report.Infra.Take(InfraShown).Select(change => new[] { change.Change, $"{change.Type} {change.Name}", change.Detail }));
            if (report.Infra.Count > InfraShown) text.Append($"\nand {report.Infra.Count - InfraShown} more\n");
        }
        if (report.Roll is { } roll) Roll(text, roll);
        if (report.Proof is { } proof) text.Append($"\n### Write proof: {(proof.Proved ? "nothing lost" : "❌ not proved")}\n\n{Inline(proof.ToString())}\n");
        if (report.Smoke is { } smoke) Smoke(text, smoke);
        if (report.Next.Any()) text.Append("\n### Next\n\n").AppendJoin("", report.Next.Select(next => $"- {Command(next)}\n"));
        return text.ToString();
    }

    /// <summary>For a run that was refused before its first stage.</summary>
    public static string RenderRefusal(IReadOnlyList<string> problems) =>
        $"## ❌ Refused, nothing was changed\n\n{string.Concat(problems.Select(problem => $"- {Inline(problem)}\n"))}";

    private static void Roll(StringBuilder text, RollTimeline roll)
    {
        text.Append($"\n### Roll: {Inline(roll.Outcome)} in {Durations.Text(roll.Ended - roll.Started)}\n\n");
        if (roll.Reason.Length > 0) text.Append($"{Inline(roll.Reason)}\n\n");
        text.Append($"{Durations.Count(roll.Sets, "set")}, {Durations.Count(roll.Elections, "election")}, red {Durations.Count(roll.Health.Count(span => span.Status == Elasticsearch.HealthStatus.Red), "time")}\n\n");
        Table(text, ["Slot", "Zone", "From", "To", "Away", "Revision"], roll.Slots.Where(slot => slot.Spans.Count > 0).OrderBy(slot => slot.Spans[0].From)
            .Select(slot => new[] { slot.Name, slot.Zone, Durations.Clock(slot.Spans[0].From), Durations.Clock(slot.Spans[^1].To), Durations.Text(Away(slot)), slot.Revision }));
        if (roll.Waits.Count == 0) return;
        text.Append("\nWaited for:\n\n").AppendJoin("", roll.Waits.Take(WaitsShown).Select(wait => $"- {Durations.Text(wait.To - wait.From)} {Inline(wait.Rule)}: {Inline(wait.Reason)}\n"));
        if (roll.Waits.Count > WaitsShown) text.Append($"- and {roll.Waits.Count - WaitsShown} more\n");
    }

    /// <summary>How long the slot's node was not in the cluster.</summary>
    public static TimeSpan Away(TimelineSlot slot) => slot.Spans.Where(span => span.Activity is SlotActivity.Stopping or SlotActivity.Starting or SlotActivity.Joining or SlotActivity.Failed)
        .Aggregate(TimeSpan.Zero, (sum, span) => sum + (span.To - span.From));

    // Folded: who looks for a digest or a count finds it, and nobody else reads past it.
    private static void Facts(StringBuilder text, IReadOnlyList<StageOutcome> stages)
    {
        if (stages.All(stage => stage.Facts.Count == 0)) return;
        text.Append("\n<details><summary>Facts of each stage</summary>\n\n");
        Table(text, ["Stage", "Fact", "Value"], stages.SelectMany(stage => stage.Facts.Select(fact => new[] { stage.Stage, fact.Key, fact.Value })));
        text.Append("\n</details>\n");
    }

    private static void Smoke(StringBuilder text, SmokeResult smoke)
    {
        text.Append($"\n### Smoke test: {smoke.Checks.Count(check => check.Verdict == Verdict.Pass)} passed, {smoke.Checks.Count(check => check.Verdict == Verdict.Fail)} failed, {smoke.Checks.Count(check => check.Verdict == Verdict.Skip)} skipped\n\n");
        var clean = smoke.Checks.Where(check => check.Verdict != Verdict.Fail && !check.PassedOnRetry).ToList();
        if (smoke.Checks.Count > clean.Count) Checks(text, smoke.Checks.Except(clean));
        if (clean.Count == 0) return;
        text.Append($"\n<details><summary>{Durations.Count(clean.Count, "check")} passed at once or skipped</summary>\n\n");
        Checks(text, clean);
        text.Append("\n</details>\n");
    }

    private static void Checks(StringBuilder text, IEnumerable<CheckResult> checks) =>
        Table(text, ["", "Check", "Evidence"], checks.Select(check => new[]
        {
            check.Verdict switch { Verdict.Pass => check.PassedOnRetry ? "✅ on retry" : "✅", Verdict.Fail => "❌", _ => "skipped" },
            check.Name, check.Remedy.Length > 0 ? $"{check.Evidence} → {check.Remedy}" : check.PassedOnRetry ? $"{check.Evidence} (first: {check.FirstEvidence})" : check.Evidence,
        }));

    // A line of commands is copied: in code, nothing of it is escaped.
    private static string Command(string text) => text.Contains('`', StringComparison.Ordinal) || !(text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("curl ", StringComparison.Ordinal)) ? Inline(text) : $"`{text.ReplaceLineEndings(" ")}`";

    // The whole of a failure stands above the table.
    private static string What(StageOutcome stage) => Lines(stage.Summary).FirstOrDefault() is not { } first ? "" : stage.Facts.FirstOrDefault(fact => fact.Key == "digest").Value is { } digest ? $"{first} · {digest}" : first;

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Result(StageResult result) => result switch { StageResult.Failed => "❌ failed", StageResult.Changed => "✅ changed", StageResult.Planned => "planned, nothing changed", _ => "✅ unchanged" };

    private static void Table(StringBuilder text, string[] head, IEnumerable<string[]> rows)
    {
        text.Append($"| {string.Join(" | ", head)} |\n|{string.Concat(head.Select(_ => " --- |"))}\n");
        foreach (var row in rows) text.Append($"| {string.Join(" | ", row.Select(Inline))} |\n");
    }

    /// <summary>One line in which nothing of the text acts as Markdown or HTML.</summary>
    internal static string Inline(string text)
    {
        var safe = new StringBuilder();
        foreach (var ch in text.ReplaceLineEndings(" "))
        {
            if (ch is '&') safe.Append("&amp;");
            else if (ch is '<') safe.Append("&lt;");
            else if (ch is '>') safe.Append("&gt;");
            else if (ch is '|' or '`' or '*' or '[' or ']' or '\\' or '~' or '_') safe.Append('\\').Append(ch);
            // A bare @name would notify people.
            else if (ch is '@') safe.Append("&#64;");
            else safe.Append(ch);
        }
        return safe.ToString();
    }
}
