using System.Globalization;
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
        // The topology is text in cards: only the timeline is a picture.
        var picture = Assert.Single(tree.Descendants("svg"));
        Assert.Equal("img", picture.Attribute("role")?.Value);
        Assert.All(picture.Attribute("aria-labelledby")!.Value.Split(' '), id => Assert.NotEmpty(picture.Descendants().Single(element => element.Attribute("id")?.Value == id).Value));
        Assert.All(tree.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
    }

    [Fact]
    public void Report_Bars_StayInsideThePicture()
    {
        var roll = SampleReport.Of().Roll!;
        // Spans that begin before the roll or end after it, as a resumed roll may have.
        var early = roll with { Slots = [.. roll.Slots.Select(slot => slot with { Spans = [new(SlotActivity.Starting, roll.Started.AddHours(-1), roll.Ended.AddHours(1))] })] };
        var tree = XDocument.Parse($"<div>{TimelineSvg.Draw(early)}</div>");
        var height = Number(tree.Descendants("svg").Single(), "height");
        Assert.NotEmpty(tree.Descendants("rect"));
        Assert.All(tree.Descendants("rect"), bar =>
        {
            var (x, width) = (Percent(bar, "x"), Percent(bar, "width"));
            Assert.InRange(x, 0, 100);
            Assert.InRange(x + width, 0, 100);
            Assert.InRange(Number(bar, "y") + Number(bar, "height"), 0, height);
        });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(30)]
    public void Timeline_ScrolledSideways_KeepsEachNameBesideItsBars(int slotsPerZone)
    {
        var html = HtmlReport.Render(SampleReport.Of(slotsPerZone: slotsPerZone));
        Assert.Matches(@"\.names \{ position:sticky; left:0;", html);
        var tree = XDocument.Parse($"<div>{TimelineSvg.Draw(SampleReport.Of(slotsPerZone: slotsPerZone).Roll!)}</div>");
        var top = 0.0;
        var rows = tree.Descendants("span").Select(span => (Name: span.Value, Top: top, Bottom: top += Height(span.Attribute("style")!.Value))).ToList();
        Assert.Equal(top, Number(tree.Descendants("svg").Single(), "height"));
        foreach (var bar in tree.Descendants("rect").Where(bar => bar.Attribute("class")!.Value == "stopping"))
        {
            var row = rows.Single(row => row.Name == bar.Value.Split(' ')[0]);
            Assert.InRange(Number(bar, "y"), row.Top, row.Bottom);
            Assert.InRange(Number(bar, "y") + Number(bar, "height"), row.Top, row.Bottom);
        }
        static double Height(string style) => Number(Regex.Match(style, @"^height:([\d.]+)px").Groups[1].Value);
    }

    [Fact]
    public void Topology_ManySlots_IsShownZoneByZoneWithWhatChanged()
    {
        var cards = TopologyCards.Draw(SampleReport.Of(slotsPerZone: 30).Before, SampleReport.Of(slotsPerZone: 30).After);
        var tree = XDocument.Parse($"<div>{cards}</div>");
        Assert.Equal(["us-east-1a 30 slots, 30 on another image", "us-east-1b 30 slots, 30 on another image", "us-east-1c 29 of 30 slots in the cluster, 30 on another image"], tree.Descendants("h3").Select(zone => zone.Value));
        Assert.All(tree.Descendants("ul"), zone => Assert.Equal(30, zone.Elements("li").Count()));
        Assert.All(tree.Descendants("li"), card => Assert.Contains("8.17.1 → 8.17.2", card.Value));
        var lost = Assert.Single(tree.Descendants("li"), card => card.Attribute("class")!.Value == "out");
        Assert.Equal(["es-c2", "not in the cluster"], lost.Elements().Take(2).Select(part => part.Value));
    }

    [Fact]
    public void Topology_ASlotThatLeft_SaysWhatItWas()
    {
        var before = SampleReport.Of().Before!;
        var after = before with { Zones = [before.Zones[0] with { Slots = [before.Zones[0].Slots[0] with { InCluster = false, Version = "" }] }] };
        var text = TopologyCards.Draw(before, after).ToString();
        Assert.Contains("votes → not in the cluster", text);
        Assert.Contains("8.17.1 → –", text);
        // Only before: as it was, without an arrow.
        Assert.DoesNotContain("→", TopologyCards.Draw(before, null).ToString());
        Assert.DoesNotContain("→", TopologyCards.Draw(null, before).ToString());
    }

    [Fact]
    public void Table_TimesStayOnOneLineAndAnEmptyColumnIsLeftOut()
    {
        var sample = SampleReport.Of();
        var html = HtmlReport.Render(sample with { Smoke = sample.Smoke! with { Checks = [new("health-green", Verdict.Pass, "green", "", 1)] } });
        Assert.Contains("<td class=\"line\" data-head=\"Time\">3.2 s</td>", html);
        Assert.Matches(@"td\.line \{ white-space:nowrap; \}", html);
        Assert.DoesNotContain("Remedy", html);
        Assert.Contains("Remedy", HtmlReport.Render(sample));
    }

    [Fact]
    public void Checks_ThatFailed_ComeFirst()
    {
        var html = HtmlReport.Render(SampleReport.Of());
        int At(string check) => html.IndexOf($">{check}<", StringComparison.Ordinal);
        Assert.InRange(At("disk-below-low-watermark"), 1, At("health-green"));
        Assert.InRange(At("health-green"), 1, At("one-cluster-uuid"));
    }

    private static double Percent(XElement element, string name) => element.Attribute(name)!.Value is var value && value.EndsWith('%') ? Number(value[..^1]) : throw new FormatException($"{name} = {value} is no percentage");

    private static double Number(XElement element, string name) => Number(element.Attribute(name)!.Value);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

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
