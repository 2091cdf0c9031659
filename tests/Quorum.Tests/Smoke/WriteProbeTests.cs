using Quorum.Elasticsearch;
using Quorum.Smoke;

namespace Quorum.Tests.Smoke;

public sealed class WriteProbeTests
{
    private static readonly Dictionary<string, string> Zones = new() { ["es-a1"] = "za", ["es-b1"] = "zb", ["es-c1"] = "zc" };
    private readonly FakeCluster _cluster = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Probe_OnAHealthyCluster_PassesAndLeavesNothing()
    {
        var finding = await RunAsync();
        Assert.Equal((Verdict.Pass, "20 documents written, read and searched on 2 copies (es-a1, es-b1), one deleted"), (finding.Verdict, finding.Evidence));
        Assert.Empty(_cluster.Indices);
    }

    [Theory]
    [InlineData(nameof(FakeCluster.Fate.AcknowledgedAndLost), "the copy on es-a1 lacks or differs in 1 of 20")]
    [InlineData(nameof(FakeCluster.Fate.OnOneCopyOnly), "the copy on es-b1 lacks or differs in 1 of 20")]
    [InlineData(nameof(FakeCluster.Fate.Garbled), "the copy on es-a1 lacks or differs in 1 of 20")]
    [InlineData(nameof(FakeCluster.Fate.Refused), "write of doc-7 refused: 400")]
    public async Task Probe_OneWriteGoesWrong_FailsAndCleansUp(string fate, string says)
    {
        _cluster.Fates = id => id == "doc-7" ? Enum.Parse<FakeCluster.Fate>(fate) : FakeCluster.Fate.Kept;
        var finding = await RunAsync();
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains(says, finding.Evidence);
        Assert.Empty(_cluster.Indices);
    }

    [Fact]
    public async Task Probe_NeverGreen_FailsAtItsBound()
    {
        _cluster.Health = "yellow";
        var finding = await RunAsync();
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("was not green within 5 s", finding.Evidence);
    }

    [Fact]
    public async Task Probe_WithOneCopyOnly_Fails()
    {
        _cluster.CopiesIn = ["a"];
        Assert.Contains("1 started copies, expected 2", (await RunAsync()).Evidence);
    }

    [Fact]
    public async Task Probe_BothCopiesInOneZone_Fails()
    {
        var finding = await RunAsync(new Dictionary<string, string> { ["es-a1"] = "za", ["es-b1"] = "za" });
        Assert.Equal((Verdict.Fail, "both copies are in zone za"), (finding.Verdict, finding.Evidence));
    }

    [Fact]
    public async Task Probe_IndexOfAKilledProbe_IsRemovedButNotAYoungOne()
    {
        _cluster.Plant("quorum-smoke-abandoned");
        _cluster.Plant("quorum-smoke-young");
        _cluster.Plant("customers-abandoned");
        await RunAsync();
        Assert.Equal(["customers-abandoned", "quorum-smoke-young"], _cluster.Indices.Order());
    }

    private Task<Finding> RunAsync(Dictionary<string, string>? zones = null) =>
        new WriteProbe(new ElasticsearchClient(new HttpMessageInvoker(_cluster), _cluster.Addresses, null, _clock), _clock, TimeSpan.FromSeconds(5)).RunAsync(zones ?? Zones, default);
}
