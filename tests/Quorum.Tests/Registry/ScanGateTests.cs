using Amazon.ECR;
using Amazon.ECR.Model;
using Quorum.Pipeline;
using Quorum.Registry;
using Quorum.Tests.Images;

namespace Quorum.Tests.Registry;

public sealed class ScanGateTests
{
    private readonly StepClock clock = new();

    private static DescribeImageScanFindingsResponse Answer(ScanStatus status, params (string Name, string Severity)[] findings) => new()
    {
        ImageScanStatus = new ImageScanStatus { Status = status, Description = "d" },
        ImageScanFindings = new ImageScanFindings { Findings = [.. findings.Select(finding => new ImageScanFinding { Name = finding.Name, Severity = finding.Severity })] },
    };

    private Task<string> Run(Func<int, DescribeImageScanFindingsResponse> answers, ScanPolicy? policy = null, bool justPushed = true)
    {
        var asked = 0;
        var ecr = new FakeEcr { Scan = _ => answers(++asked) };
        return new ScanGate(ecr, clock, policy ?? new()).RequireAsync("q/es", "sha256:0", justPushed, new SynchronousProgress<StageProgress>(_ => { }), default);
    }

    [Fact]
    public async Task Require_ScanUnderWay_IsWaitedFor() =>
        Assert.Equal("scanned, no findings", await Run(asked => Answer(asked < 5 ? ScanStatus.IN_PROGRESS : ScanStatus.COMPLETE)));

    [Fact]
    public async Task Require_ScanNeverEnds_FailsAtTheLimit() =>
        Assert.Contains("still IN_PROGRESS after 5 minutes", (await Assert.ThrowsAsync<StageException>(() => Run(_ => Answer(ScanStatus.IN_PROGRESS)))).Message);

    [Fact]
    public async Task Require_LesserFindings_PassAndAreCounted() =>
        Assert.Equal("scanned, 2 HIGH, 1 LOW, none blocking", await Run(_ => Answer(ScanStatus.COMPLETE, ("CVE-1", "HIGH"), ("CVE-2", "LOW"), ("CVE-3", "HIGH"))));

    [Theory]
    [InlineData("CRITICAL")]
    [InlineData("APOCALYPTIC")]
    public async Task Require_SevereOrUnknownSeverity_Blocks(string severity) =>
        Assert.Contains("CVE-9", (await Assert.ThrowsAsync<StageException>(() => Run(_ => Answer(ScanStatus.COMPLETE, ("CVE-9", severity))))).Message);

    [Fact]
    public async Task Require_ExceptedUntilToday_PassesAndBlocksTheDayAfter()
    {
        var policy = new ScanPolicy { Exceptions = [new("CVE-9", DateOnly.FromDateTime(clock.Now.UtcDateTime), "no fix yet")] };

        await Run(_ => Answer(ScanStatus.COMPLETE, ("CVE-9", "CRITICAL")), policy);
        clock.Now += TimeSpan.FromDays(1);

        Assert.Contains("its exception ended", (await Assert.ThrowsAsync<StageException>(() => Run(_ => Answer(ScanStatus.COMPLETE, ("CVE-9", "CRITICAL")), policy))).Message);
    }

    [Fact]
    public async Task Require_BlockingOnTheSecondPage_IsSeen()
    {
        var error = await Assert.ThrowsAsync<StageException>(() => Run(asked =>
        {
            var answer = asked == 1 ? Answer(ScanStatus.COMPLETE, ("CVE-1", "LOW")) : Answer(ScanStatus.COMPLETE, ("CVE-2", "CRITICAL"));
            answer.NextToken = asked == 1 ? "more" : null;
            return answer;
        }));

        Assert.Contains("CVE-2", error.Message);
    }

    [Theory]
    [InlineData("UNSUPPORTED_IMAGE")]
    [InlineData("FAILED")]
    [InlineData("SCAN_ELIGIBILITY_EXPIRED")]
    public async Task Require_CannotBeScanned_SaysSo(string status) => Assert.StartsWith($"not scanned: {status}", await Run(_ => Answer(ScanStatus.FindValue(status))));

    [Fact]
    public async Task Require_NoScanOfAnOldImage_SaysSoAtOnce()
    {
        var before = clock.Now;

        Assert.StartsWith("not scanned", await Run(_ => throw new ScanNotFoundException("none"), justPushed: false));
        Assert.Equal(before, clock.Now);
    }

    [Fact]
    public async Task Require_ScanStartsLate_IsFound() =>
        Assert.StartsWith("scanned", await Run(asked => asked < 3 ? throw new ScanNotFoundException("none") : Answer(ScanStatus.COMPLETE)));

    [Fact]
    public void Read_File_GivesItsExceptions()
    {
        using var folder = new TempFolder().Write(ScanPolicy.FileName, """[{"name":"CVE-1","until":"2026-12-31","reason":"r"}]""");

        Assert.Equal(new ScanException("CVE-1", new DateOnly(2026, 12, 31), "r"), Assert.Single(ScanPolicy.Read(folder.Path).Exceptions));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""[{"name":"CVE-1","reason":"for ever"}]""")]
    [InlineData("""[{"name":"CVE-1","until":"soon","reason":"r"}]""")]
    [InlineData("""[{"name":"CVE-1","until":"2026-12-31","reason":" "}]""")]
    public void Read_Unusable_NamesTheFile(string text)
    {
        using var folder = new TempFolder().Write(ScanPolicy.FileName, text);

        Assert.Contains(ScanPolicy.FileName, Assert.Throws<StageException>(() => ScanPolicy.Read(folder.Path)).Message);
    }
}
