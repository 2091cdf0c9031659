using System.Text.RegularExpressions;
using System.Xml.Linq;
using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Smoke;
using Quorum.Tests.Smoke;

namespace Quorum.Tests.Reporting;

public sealed class HtmlReportTests
{
    private const string Evil = "<script>alert('x')</script>\"&{0}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Report_OfARun_SaysWhatHappened(bool failed)
    {
        var html = HtmlReport.Render(SampleReport.Of(failed));
        Assert.Contains(failed ? "✗ failed" : "✓ succeeded", html);
        foreach (var part in new[] { "BuildImage", "sha256:1111", "es-a1 stopping", "exit 143", "logs[3] has its only started copy", "on attempt 2", "Delete or move indices", "aws:ec2/launchTemplate:LaunchTemplate", "health yellow", "writer 1 without an answer", "es-c2" })
            Assert.Contains(part, html);
        Assert.Equal(failed, html.Contains("vm.max_map_count", StringComparison.Ordinal));
    }

    [Fact]
    public void Report_TextFromOutside_IsEncodedEverywhere()
    {
        var html = HtmlReport.Render(Hostile());
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onload=\"", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html);
        // Each place where the text was put shows it: none was dropped.
        Assert.True(Regex.Count(html, Regex.Escape("&lt;script&gt;")) >= 20, $"{Regex.Count(html, Regex.Escape("&lt;script&gt;"))}");
    }

    [Fact]
    public void Report_IsSelfContained()
    {
        var html = HtmlReport.Render(SampleReport.Of());
        Assert.DoesNotMatch(@"(src|href)\s*=|url\(|@import|<link|<script", html);
        Assert.Contains("default-src 'none'", html);
        Assert.Contains("prefers-color-scheme: dark", html);
        Assert.Contains("name=\"viewport\"", html);
    }

    [Fact]
    public void Report_Markup_IsWellFormedAndPicturesHaveTextAlternatives()
    {
        var html = HtmlReport.Render(Hostile());
        var body = html[html.IndexOf("<main>", StringComparison.Ordinal)..(html.IndexOf("</main>", StringComparison.Ordinal) + "</main>".Length)];
        var tree = XDocument.Parse(body);
        var ids = tree.Descendants().Select(element => element.Attribute("id")?.Value).OfType<string>().ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var pictures = tree.Descendants("svg").ToList();
        Assert.Equal(3, pictures.Count);
        Assert.All(pictures, picture =>
        {
            Assert.Equal("img", picture.Attribute("role")?.Value);
            Assert.All(picture.Attribute("aria-labelledby")!.Value.Split(' '), id => Assert.NotEmpty(picture.Descendants().Single(element => element.Attribute("id")?.Value == id).Value));
        });
        Assert.All(tree.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
    }

    [Fact]
    public void Report_Bars_StayInsideThePicture()
    {
        var roll = SampleReport.Of().Roll!;
        // Spans that begin before the roll or end after it, as a resumed roll may have.
        var early = roll with { Slots = [.. roll.Slots.Select(slot => slot with { Spans = [new(SlotActivity.Starting, roll.Started.AddHours(-1), roll.Ended.AddHours(1))] })] };
        var tree = XDocument.Parse(TimelineSvg.Draw(early).ToString());
        Assert.All(tree.Descendants("rect"), bar =>
        {
            var (x, width) = (double.Parse(bar.Attribute("x")!.Value), double.Parse(bar.Attribute("width")!.Value));
            Assert.InRange(x, 0, 1000);
            Assert.InRange(x + width, 0, 1000);
        });
    }

    [Fact]
    public void Report_RollWithoutLength_IsDrawn()
    {
        var nothing = new RollTimeline(Healthy.Now, Healthy.Now, "nothing to do", "", [new("es-a1", "za", [])], [], [], []);
        var html = HtmlReport.Render(new RunReport { ClusterName = "q", Profile = "local", At = Healthy.Now, Stages = [], Roll = nothing });
        Assert.DoesNotContain("NaN", html);
        Assert.DoesNotContain("∞", html);
    }

    /// <summary>Every text a report can hold is hostile.</summary>
    internal static RunReport Hostile()
    {
        var sample = SampleReport.Of(failed: true);
        var outcome = StageOutcome.Changed(Evil, Evil, (Evil, Evil)) with { Next = [Evil] };
        ClusterStatus Status(ClusterStatus status) => status with
        {
            ClusterName = Evil, Zones = [new ZoneStatus(Evil, [status.Zones[0].Slots[0] with { Name = Evil, Version = Evil, Digest = Evil }])],
        };
        return sample with
        {
            ClusterName = Evil, Profile = Evil, Failure = Evil, Stages = [outcome],
            Roll = sample.Roll! with
            {
                Outcome = Evil, Reason = Evil, Slots = [new(Evil, Evil, [new(SlotActivity.Failed, Healthy.Now, Healthy.Now.AddSeconds(5), Evil)], Evil)],
                Gaps = [new(Evil, Healthy.Now, Healthy.Now.AddSeconds(2))], Waits = [new(Evil, Evil, Healthy.Now, Healthy.Now.AddSeconds(2))], Health = [new(HealthStatus.Red, Healthy.Now, Healthy.Now.AddSeconds(1))],
            },
            Proof = sample.Proof! with { Lost = [Evil], Disagreements = [Evil], Gaps = [new(Evil, Healthy.Now, Healthy.Now)] },
            Smoke = sample.Smoke! with { Checks = [new(Evil, Verdict.Fail, Evil, Evil, 1), new(Evil, Verdict.Pass, Evil, "", 2, Evil)] },
            Before = Status(sample.Before!), After = Status(sample.After!), Infra = [new(Evil, Evil, Evil, Evil)],
        };
    }
}
