using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Smoke;

namespace Quorum.Tests.Smoke;

public sealed class WriterProofTests : IDisposable
{
    private readonly FakeCluster _cluster = new();
    private readonly ManualClock _clock = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("quorum-proof-").FullName;

    [Fact]
    public async Task Proof_NothingHappens_IsProvedAndLeavesNothing()
    {
        var result = await ProveAsync();
        Assert.True(result.Proved);
        Assert.Equal((0, 0, 0, 0, 4), (result.Lost.Count, result.Disagreements.Count, result.Unknown, result.Failed, result.Copies));
        Assert.True(result.Acknowledged >= 20, result.ToString());
        Assert.True(result.Reads > 0, result.ToString());
        Assert.Empty(_cluster.Indices);
    }

    // The roll's own eyes saw green between two of its looks while a primary was gone; single nodes, asked several times a second, knew it.
    [Fact]
    public async Task Proof_ANodeKnowsOfAPrimaryThatIsGone_TellsTheMomentWithItsShardAndStep()
    {
        _cluster.View = FakeCluster.ViewOf(["a", "b", "c"], "UNASSIGNED");
        var result = await ProveAsync();
        Assert.Empty(result.Red);
        Assert.Contains("logs[0]", result.RedMoments[0].Client);
        Assert.True(result.Views > 0);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public async Task Proof_NodesOfTwoZonesAreMissed_CountsThemOnlyWhereThereIsAMaster(bool master, int zones)
    {
        _cluster.View = FakeCluster.ViewOf(["a"], "UNASSIGNED", master);
        var result = await ProveAsync();
        Assert.Equal(zones, result.MostZonesDown);
        Assert.Equal(master, result.RedMoments.Count > 0);
    }

    [Fact]
    public void Steps_AtATime_GiveWhatWasUnderWayThen()
    {
        var steps = new ProofSteps(_clock);
        var before = _clock.Now - TimeSpan.FromSeconds(1);
        steps.Add("es-a2: stop es-a2");
        Assert.Equal("", steps.At(before));
        Assert.Equal("es-a2: stop es-a2", steps.At(_clock.Now));
    }

    [Fact]
    public async Task Proof_AcknowledgedWriteIsLost_NamesItAndKeepsTheIndices()
    {
        _cluster.Fates = id => id == "w1-5" ? FakeCluster.Fate.AcknowledgedAndLost : FakeCluster.Fate.Kept;
        var result = await ProveAsync();
        Assert.False(result.Proved);
        Assert.EndsWith("/w1-5", Assert.Single(result.Lost));
        Assert.Equal(_cluster.Indices.Order(), _cluster.Blocked.Order());
        Assert.NotEmpty(_cluster.Indices);
    }

    // A runner killed with -9 in the middle of a roll left its proof's indices behind, and nothing ever removed them.
    [Fact]
    public async Task Proof_AfterAKilledOne_RemovesItsIndicesButKeepsEvidence()
    {
        _cluster.Plant("quorum-proof-killed-1");
        _cluster.Plant("quorum-proof-evidence-1");
        _cluster.Blocked.Add("quorum-proof-evidence-1");
        _cluster.Plant("somebodys");
        var result = await ProveAsync();
        Assert.True(result.Proved);
        Assert.Equal(["quorum-proof-evidence-1", "somebodys"], _cluster.Indices.Order());
    }

    [Theory]
    [InlineData(nameof(FakeCluster.Fate.OnOneCopyOnly), "w2-3 is on es-a1 but not on es-b1")]
    [InlineData(nameof(FakeCluster.Fate.Garbled), "w2-3 differs from what was written on es-a1, es-b1")]
    public async Task Proof_CopiesDisagree_NamesTheDocumentAndTheCopies(string fate, string says)
    {
        _cluster.Fates = id => id == "w2-3" ? Enum.Parse<FakeCluster.Fate>(fate) : FakeCluster.Fate.Kept;
        var result = await ProveAsync();
        Assert.False(result.Proved);
        Assert.Empty(result.Lost);
        Assert.EndsWith(says, Assert.Single(result.Disagreements));
    }

    [Fact]
    public async Task Proof_AnswerLostAfterTheWrite_IsUnknownAndNeitherLostNorDisagreed()
    {
        _cluster.Fates = id => id == "w1-4" ? FakeCluster.Fate.StoredWithoutAnswer : FakeCluster.Fate.Kept;
        var result = await ProveAsync();
        Assert.True(result.Proved);
        Assert.Equal((1, 0), (result.Unknown, result.Failed));
    }

    // Elasticsearch itself sends a write again when the primary's node goes, and says that it conflicts with itself: on a real cluster a writer then tried
    // the same document for its whole budget, and the proof told of a gap of half a minute that no other writer had.
    [Fact]
    public async Task Proof_FirstTryConflictsWithItself_IsUnknownAtOnceAndTheWriterGoesOn()
    {
        _cluster.Fates = id => id == "w1-4" ? FakeCluster.Fate.StoredAndConflict : FakeCluster.Fate.Kept;
        var result = await ProveAsync();
        Assert.True(result.Proved);
        Assert.Equal((1, 0), (result.Unknown, result.Failed));
    }

    [Fact]
    public async Task Proof_WriteRefusedOnEveryTry_IsFailedAtItsBudgetAndTheGapIsListed()
    {
        _cluster.Fates = id => id == "w1-4" ? FakeCluster.Fate.Refused : FakeCluster.Fate.Kept;
        var result = await ProveAsync();
        Assert.True(result.Proved);
        Assert.Equal(1, result.Failed);
        Assert.Contains(result.Gaps, gap => gap.Client == "writer 1" && gap.Length >= TimeSpan.FromSeconds(3));
        Assert.True(result.LongestWriteGap >= TimeSpan.FromSeconds(3), result.ToString());
        Assert.All(result.WorstWrite!.Tries, tried => Assert.Contains("400 mapper_parsing_exception: x", tried, StringComparison.Ordinal));
        Assert.NotEmpty(result.WorstWrite.Tries);
    }

    [Fact]
    public async Task Proof_OneNodeGone_ClientsGoOnThroughTheOthers()
    {
        _cluster.Down.Add("es-a1");
        var result = await ProveAsync();
        Assert.True(result.Proved);
        Assert.Equal(0, result.Failed);
    }

    [Fact]
    public async Task Proof_RedMoment_IsReported()
    {
        await using var proof = await StartAsync();
        _cluster.Health = "red";
        await UntilAsync(() => proof.Health.Any(span => span.Status == HealthStatus.Red));
        _cluster.Health = "green";
        await UntilAsync(() => proof.Health[^1].Status == HealthStatus.Green);
        var result = await proof.FinishAsync(default);
        Assert.Equal([HealthStatus.Green, HealthStatus.Red, HealthStatus.Green], result.Health.Select(span => span.Status));
        Assert.Equal(result.Health[1], Assert.Single(result.Red));
    }

    [Fact]
    public async Task Proof_NeverGreenAtTheStart_FailsAndLeavesNothing()
    {
        _cluster.Health = "yellow";
        var e = await Assert.ThrowsAsync<StageException>(() => WriterProof.StartAsync(Client(), Options(), _clock, default));
        Assert.Contains("was not green within 4 s", e.Message);
        Assert.Empty(_cluster.Indices);
    }

    [Fact]
    public async Task Proof_CopiesCannotBeReadAtTheEnd_ProvesNothingAndKeepsTheIndices()
    {
        await using var proof = await StartAsync();
        _cluster.Down.UnionWith(["es-a1", "es-b1", "es-c1"]);
        await Assert.ThrowsAsync<StageException>(() => proof.FinishAsync(default));
        _cluster.Down.Clear();
        await proof.DisposeAsync();
        Assert.NotEmpty(_cluster.Indices);
    }

    [Fact]
    public async Task Proof_Log_HoldsEveryAnswerOfEachWriter()
    {
        var result = await ProveAsync();
        var lines = new[] { 1, 2 }.SelectMany(writer => File.ReadAllLines(Path.Combine(_folder, $"writer-{writer}.log"))).ToList();
        Assert.Equal(result.Acknowledged, lines.Count(line => line.StartsWith("Acknowledged quorum-proof-", StringComparison.Ordinal)));
    }

    [Fact]
    public void Result_NothingLookedAt_IsNotProved()
    {
        var result = new ProofResult(Healthy.Now, Healthy.Now, 0, 0, 0, 0, 2, [], [], default, default, [], [], []);
        Assert.False(result.Proved);
        Assert.False((result with { Acknowledged = 5, Copies = 1 }).Proved);
        Assert.True((result with { Acknowledged = 5 }).Proved);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<ProofResult> ProveAsync()
    {
        await using var proof = await StartAsync();
        return await proof.FinishAsync(default);
    }

    private async Task<WriterProof> StartAsync()
    {
        var proof = await WriterProof.StartAsync(Client(), Options(), _clock, default);
        await UntilAsync(() => proof.Acknowledged >= 20);
        return proof;
    }

    /// <summary>Bounded, so that a proof that stands still fails instead of hanging.</summary>
    private static async Task UntilAsync(Func<bool> so)
    {
        for (var i = 0; i < 5000 && !so(); i++) await Task.Delay(2);
        Assert.True(so());
    }

    private ProofOptions Options() => new() { WriteBudget = TimeSpan.FromSeconds(3), GreenWithin = TimeSpan.FromSeconds(4), LogFolder = _folder };

    private ElasticsearchClient Client() => new(new HttpMessageInvoker(_cluster), _cluster.Addresses, new ElasticsearchClientOptions { Rounds = 1 }, _clock);
}
