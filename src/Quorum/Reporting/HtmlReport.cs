using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Smoke;

namespace Quorum.Reporting;

/// <summary>The run as one self-contained HTML file: no script, nothing loaded, light and dark, readable on a phone.</summary>
public static class HtmlReport
{
    public const string FileName = "report.html";

    public static string Render(RunReport report)
    {
        var page = new HtmlPage()
            .Add($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{report.Headline}</title>\n<style>\n")
            .AddConstant(HtmlStyle.Sheet).Add($"\n</style></head><body><main>\n");
        Head(page, report);
        Stages(page, report);
        if (report.Roll is { } roll) Roll(page, roll);
        if (report.Proof is { } proof) Proof(page, proof);
        if (report.After is not null || report.Before is not null) Topology(page, report);
        if (report.Smoke is { } smoke) Smoke(page, smoke);
        if (report.Infra.Count > 0)
        {
            page.Add($"<section aria-label=\"Infrastructure\"><h2>Infrastructure</h2>");
            page.Table($"{report.Infra.Count} changes", ["Change", "Resource", "Name", "Detail"],
                report.Infra.Select(change => (change.Change is "replace" or "delete" ? "warn" : "", new[] { change.Change, change.Type, change.Name, change.Detail })));
            page.Add($"</section>\n");
        }
        return page.Add($"</main></body></html>\n").ToString();
    }

    private static void Head(HtmlPage page, RunReport report)
    {
        page.Add($"<header><span class=\"badge {(report.Succeeded ? "good" : "bad")}\">{(report.Succeeded ? "✓ succeeded" : "✗ failed")}</span><h1>{report.Headline}</h1><p class=\"soft\">profile {report.Profile} · {Durations.Day(report.At)}</p></header>\n");
        if (report.Failure.Length > 0)
        {
            page.Add($"<div class=\"box bad\" role=\"alert\">");
            foreach (var line in report.Failure.Split('\n')) page.Add($"<p>{line.TrimEnd()}</p>");
            page.Add($"</div>\n");
        }
        page.Add($"<div class=\"figures\">");
        Figure(page, Durations.Text(report.Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration)), "time of all stages");
        if (report.Roll is { } roll) Figure(page, $"{roll.Slots.Count(slot => slot.Spans.Count > 0)} of {roll.Slots.Count}", $"slots rolled, {roll.Outcome}");
        if (report.Proof is { } proof)
        {
            Figure(page, $"{proof.Lost.Count}", $"lost of {proof.Acknowledged} acknowledged writes");
            Figure(page, Durations.Text(proof.LongestWriteGap), "longest time without a write");
        }
        if (report.Smoke is { } smoke) Figure(page, $"{smoke.Checks.Count(check => check.Verdict == Verdict.Pass)} / {smoke.Checks.Count(check => check.Verdict != Verdict.Skip)}", "smoke checks passed");
        page.Add($"</div>\n");
    }

    private static void Figure(HtmlPage page, string number, string text) => page.Add($"<div><b>{number}</b><span>{text}</span></div>");

    private static void Stages(HtmlPage page, RunReport report)
    {
        page.Add($"<section aria-label=\"Stages\"><h2>Stages</h2>");
        page.Table("In the order in which they ran", ["Result", "Stage", "Time", "What"], report.Stages.Select(stage => (
            stage.Result switch { StageResult.Failed => "bad", StageResult.Changed => "good", StageResult.Planned => "warn", _ => "" },
            new[] { Text(stage.Result.ToString().ToLowerInvariant()), Text(stage.Stage), Text(Durations.Text(stage.Duration)), What(stage) })));
        if (report.Next.Any())
        {
            page.Add($"<h3>Next</h3><div class=\"box\">");
            foreach (var next in report.Next) page.Add($"<p><code>{next}</code></p>");
            page.Add($"</div>");
        }
        page.Add($"</section>\n");
    }

    private static HtmlPage Text(string text) => new HtmlPage().Add($"{text}");

    // Digests and counts are for who asks; of a failed stage they are shown at once.
    private static HtmlPage What(StageOutcome stage)
    {
        var page = new HtmlPage();
        foreach (var line in stage.Summary.Split('\n')) page.Add($"<div>{line.TrimEnd()}</div>");
        if (stage.Facts.Count == 0) return page;
        var facts = new HtmlPage();
        foreach (var fact in stage.Facts) facts.Add($"<div><dt>{fact.Key}</dt><dd>{fact.Value}</dd></div>");
        return stage.Result == StageResult.Failed
            ? page.Add($"<dl>").Add(facts).Add($"</dl>")
            : page.Add($"<details><summary>{Durations.Count(stage.Facts.Count, "fact")}</summary><dl>").Add(facts).Add($"</dl></details>");
    }

    private static void Roll(HtmlPage page, RollTimeline roll)
    {
        page.Add($"<section aria-label=\"Roll\"><h2>Roll: {roll.Outcome}</h2>");
        if (roll.Reason.Length > 0) page.Add($"<div class=\"box{(roll.Outcome == "completed" ? "" : " bad")}\">{roll.Reason}</div>");
        page.Add($"<p class=\"soft\">{Durations.Day(roll.Started)}, {Durations.Text(roll.Ended - roll.Started)}, {Durations.Count(roll.Sets, "set")}, {Durations.Count(roll.Elections, "election")}</p><div class=\"scroll timeline\" tabindex=\"0\" role=\"region\" aria-label=\"Timeline, scrolls sideways\">\n");
        page.Add(TimelineSvg.Draw(roll)).Add($"</div><div class=\"legend\" aria-hidden=\"true\"><span><i style=\"background:var(--serve)\"></i>serving</span>");
        var shown = roll.Slots.SelectMany(slot => slot.Spans).Select(span => span.Activity).ToHashSet();
        foreach (var (activity, text) in TimelineSvg.Legend.Where(each => shown.Contains(each.Activity))) page.Add($"<span><i style=\"background:var(--{TimelineSvg.Class(activity)})\"></i>{text}</span>");
        foreach (var status in roll.Health.Select(span => span.Status).Distinct().Order()) page.Add($"<span><i style=\"background:var(--{TimelineSvg.Class(status)})\"></i>health {status.ToString().ToLowerInvariant()}</span>");
        page.Add($"</div><details><summary>The timeline as text</summary>");
        page.Table("Slots", ["Slot", "Zone", "What", "From", "To", "Time", "Detail"], roll.Slots.SelectMany(slot => slot.Spans.Select(span => (span.Activity == SlotActivity.Failed ? "bad" : "", new[]
        {
            slot.Name, slot.Zone, span.Activity.ToString().ToLowerInvariant(), Durations.Clock(span.From), Durations.Clock(span.To), Durations.Text(span.To - span.From), span.Detail,
        }))));
        page.Table("Health", ["Health", "From", "To", "Time"], roll.Health.Select(span => (span.Status == HealthStatus.Red ? "bad" : "", new[]
        {
            span.Status.ToString().ToLowerInvariant(), Durations.Clock(span.From), Durations.Clock(span.To), Durations.Text(span.To - span.From),
        })));
        page.Add($"</details>");
        if (roll.Waits.Count > 0)
            page.Table("What the roll waited for, and why", ["Time", "Rule", "Reason", "From"], roll.Waits.Select(wait => ("", new[] { Durations.Text(wait.To - wait.From), wait.Rule, wait.Reason, Durations.Clock(wait.From) })));
        page.Add($"</section>\n");
    }

    private static void Proof(HtmlPage page, ProofResult proof)
    {
        page.Add($"<section aria-label=\"Write proof\"><h2>Write proof</h2><p class=\"{(proof.Proved ? "good" : "bad")}\"><b>{(proof.Proved ? "✓ nothing acknowledged was lost" : "✗ not proved")}</b></p><p>{proof.ToString()}</p>");
        if (proof.Lost.Count + proof.Disagreements.Count > 0)
            page.Table("Lost or in disagreement", ["What", "Document"], proof.Lost.Select(id => ("bad", new[] { "lost", id })).Concat(proof.Disagreements.Select(text => ("bad", new[] { "disagreement", text }))));
        if (proof.Gaps.Count > 0)
            page.Table("Times without an answer", ["Client", "Time", "From", "To"], proof.Gaps.Select(gap => ("", new[] { gap.Client, Durations.Text(gap.Length), Durations.Clock(gap.From), Durations.Clock(gap.To) })));
        page.Add($"</section>\n");
    }

    private static void Topology(HtmlPage page, RunReport report)
    {
        string[] health = [.. new[] { report.Before, report.After }.OfType<ClusterStatus>().Select(status => status.Health.ToString().ToLowerInvariant())];
        var which = (report.Before, report.After) switch { (null, _) => "After the run", (_, null) => "Before the run; what is there now could not be read", _ => "Before → after the run" };
        page.Add($"<section aria-label=\"Topology\"><h2>Topology</h2><p class=\"soft\">{which}: {string.Join(" → ", health)}</p>\n").Add(TopologyCards.Draw(report.Before, report.After)).Add($"</section>\n");
    }

    private static int Urgency(CheckResult check) => check.Verdict == Verdict.Fail ? 0 : check.PassedOnRetry ? 1 : 2;

    private static void Smoke(HtmlPage page, SmokeResult smoke)
    {
        page.Add($"<section aria-label=\"Smoke test\"><h2>Smoke test</h2>");
        page.Table($"Looked {smoke.Attempts} {(smoke.Attempts == 1 ? "time" : "times")}, {Durations.Text(smoke.Took)}", ["Verdict", "Check", "Evidence", "Remedy"], smoke.Checks.OrderBy(Urgency).Select(check => (
            check.Verdict switch { Verdict.Pass => check.PassedOnRetry ? "warn" : "good", Verdict.Fail => "bad", _ => "" },
            new[]
            {
                check.Verdict switch { Verdict.Pass => check.PassedOnRetry ? $"✓ on attempt {check.Attempt}" : "✓ pass", Verdict.Fail => "✗ fail", _ => "skipped" },
                check.Name, check.PassedOnRetry ? $"{check.Evidence} (first: {check.FirstEvidence})" : check.Evidence, check.Remedy,
            })));
        page.Add($"</section>\n");
    }
}
