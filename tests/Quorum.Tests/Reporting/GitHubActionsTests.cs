using System.Text;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Tests.Smoke;

namespace Quorum.Tests.Reporting;

public sealed class GitHubActionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quorum-github-").FullName;
    private readonly StringWriter _console = new() { NewLine = "\n" };

    private string Summary => Path.Combine(_folder, "summary");

    private string Output => Path.Combine(_folder, "output");

    [Fact]
    public void Annotation_WithEverythingInIt_IsEscapedAsGitHubWantsIt()
    {
        Actions().Annotate(AnnotationLevel.Error, "100% of a:b,c\nsecond line", "title: a,b", "infra\\Slots.cs", 12);
        Assert.Equal("::error file=infra/Slots.cs,line=12,title=title%3A a%2Cb::100%25 of a:b,c%0Asecond line\n", _console.ToString());
    }

    [Fact]
    public void Annotation_TextThatLooksLikeACommand_StaysText()
    {
        Actions().Annotate(AnnotationLevel.Warning, "x\r\n::set-env name=A::b");
        Assert.Equal("::warning::x%0D%0A::set-env name=A::b\n", _console.ToString());
    }

    [Fact]
    public void Output_OfSeveralLines_CannotSetAnother()
    {
        Actions().SetOutput("digest", "sha256:1\nEOF\nresult=evil");
        var lines = File.ReadAllText(Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("digest<<end-", lines[0]);
        Assert.Equal(["sha256:1", "EOF", "result=evil", lines[0]["digest<<".Length..]], lines[1..]);
    }

    [Fact]
    public void Summary_LargerThanTheLimit_IsCutAtALineAndSaysSo()
    {
        var actions = Actions();
        actions.AppendSummary("first\n");
        actions.AppendSummary(string.Concat(Enumerable.Repeat("ä line of forty-one bytes in the summary\n", 40_000)));
        actions.AppendSummary("no room any more\n");
        var text = File.ReadAllText(Summary);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), GitHubActions.MaxSummaryBytes - 200, GitHubActions.MaxSummaryBytes);
        Assert.StartsWith("first\nä line", text);
        Assert.Contains("in the summary\n\n\n*(cut", text);
    }

    [Fact]
    public void Summary_OfARun_HasEveryPartAndNothingActsAsMarkup()
    {
        var text = StepSummary.Render(SampleReport.Of(failed: true));
        foreach (var part in new[] { "## ❌ quorum-local: RollService failed", "### Roll: halted in 3 m 00 s", "| es-a1 |", "### Write proof: nothing lost", "✅ on retry", "1 failed, 1 skipped", "### Infrastructure: 2 changes", "./build.sh Rollback" }) Assert.Contains(part, text);
        var hostile = StepSummary.Render(HtmlReportTests.Hostile() with { ClusterName = "[x](http://y) @all `z` | <b>" });
        Assert.DoesNotContain("<script", hostile);
        Assert.DoesNotContain("[x](", hostile);
        Assert.DoesNotContain("@all", hostile);
        var columns = hostile.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Replace("\\|", "").Count(ch => ch == '|')).Distinct().Order();
        Assert.Equal([4, 5, 7], columns);
    }

    // The failure of a run stood there three times, each time in one line without its line breaks.
    [Fact]
    public void Summary_OfAFailure_SaysItOnceWithTheWayOutInALineOfItsOwn()
    {
        var text = StepSummary.Render(SampleReport.Of(failed: true) with { Stages = [StageOutcome.Changed("RollService", "es-b1 did not come back\n  → look at its log") with { Result = StageResult.Failed }] });
        Assert.Contains("> es-b1 did not come back within 10 m: its task exited with 78\n>\n> → look at the log stream es-b1, then ./build.sh RollService\n\n| Stage", text);
        Assert.Contains("| es-b1 did not come back |", text);
        Assert.DoesNotContain("look at its log", text);
    }

    [Fact]
    public void Summary_WhatIsLong_IsFoldedAndFailuresAreNot()
    {
        var text = StepSummary.Render(SampleReport.Of());
        var open = System.Text.RegularExpressions.Regex.Replace(text, "(?s)<details>.*?</details>", "");
        foreach (var shown in (string[])["sha256:1111", "disk-below-low-watermark", "health-green", "| es-a1 |"]) Assert.Contains(shown, open);
        foreach (var folded in (string[])["one-cluster-uuid", "snapshot-age", "| tag | c0ffee |"])
        {
            Assert.Contains(folded, text);
            Assert.DoesNotContain(folded, open);
        }
        // GitHub shows a table inside only after an empty line.
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(text, "</summary>\n\n\\|"));
    }

    [Fact]
    public void Actions_OutsideOfGitHub_DoNothing()
    {
        var actions = new GitHubActions(_ => null, _console, new Redaction());
        actions.AppendSummary("x");
        actions.SetOutput("a", "b");
        actions.Annotate(AnnotationLevel.Error, "x");
        actions.Group("x");
        actions.EndGroup();
        Assert.Equal("", _console.ToString());
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Mask_OfSeveralLines_MasksEachAndIsRedactedFromThenOn()
    {
        var redaction = new Redaction();
        var actions = new GitHubActions(name => name == "GITHUB_ACTIONS" ? "true" : null, _console, redaction);
        actions.Mask("first-line-of-key\nsecond-line-of-key");
        Assert.Equal("::add-mask::first-line-of-key\n::add-mask::second-line-of-key\n", _console.ToString());
        Assert.DoesNotContain("second-line-of-key", redaction.Apply("x second-line-of-key"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private GitHubActions Actions() =>
        new(name => name switch { "GITHUB_ACTIONS" => "true", "GITHUB_STEP_SUMMARY" => Summary, "GITHUB_OUTPUT" => Output, _ => null }, _console, new Redaction());
}
