using Quorum.Pipeline;

namespace Quorum.Conformance;

/// <summary>Snapshot and restore drill with security on, by both ways to the cluster.</summary>
public sealed class RestoreDrillTests
{
    private static readonly SynchronousProgress<StageProgress> Quiet = new(_ => { });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("direct")]
    [InlineData("ssm")]
    public async Task RestoreDrill_ByEitherWay_BringsTheIndexBackWithTheSameChecksum(string access)
    {
        Assert.SkipWhen(access == "ssm" && OperatingSystem.IsWindows(), "the embedded bastion needs a POSIX shell");
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        var admin = await deployment.ClientAsync();
        await admin.CreateIndexAsync("books", shards: 1, replicas: 1, null, Cancellation);
        for (var number = 1; number <= 3; number++) await admin.CreateDocumentAsync("books", $"{number}", $$"""{"number":{{number}}}""", Cancellation);

        using var pipeline = new DeployPipeline(deployment.Settings with { Access = access }, SystemClock.Instance);
        var taken = await pipeline.SnapshotAsync(Quiet, Cancellation);
        Assert.Contains(taken.Facts, fact => fact.Key == "Repository" && fact.Value.EndsWith("verified by 3 nodes", StringComparison.Ordinal));
        var drill = await pipeline.RestoreDrillAsync("books", Quiet, Cancellation);
        Assert.Contains(drill.Facts, fact => fact is { Key: "Documents", Value: "3" });
        Assert.Contains("3 documents, the same checksum as the original", drill.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain(await admin.ShardsAsync(Cancellation), shard => shard.Index.StartsWith("quorum-restored-", StringComparison.Ordinal));
    }
}
