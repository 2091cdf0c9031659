using Quorum.Rollout;

namespace Quorum.Conformance;

/// <summary>Two who deploy at once, and one that dies: over the embedded AWS, with the build as a process of its own.</summary>
public sealed class RunnerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deploy_RunnerAtWork_SecondIsRefusedByName_KilledOneIsTakenOverWhereItStood()
    {
        Assert.SkipUnless(File.Exists(BuildProcess.Program), "the build is not compiled: ./build.sh --help does it");
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        var before = await deployment.TasksAsync();
        await File.AppendAllTextAsync(deployment.ConfigFile, "\nindices.recovery.max_bytes_per_sec: 70mb\n", Cancellation);
        var client = await deployment.ClientAsync();

        using var first = BuildProcess.Start(deployment, "Deploy");
        await first.UntilItSaysAsync("back, recovered", Cancellation);
        // More copies than nodes: yellow, and the roll waits for as long as the test needs it to.
        await client.CreateIndexAsync("in-the-way", shards: 1, replicas: 3, null, Cancellation);
        await first.UntilItSaysAsync("green:", Cancellation);
        var half = await deployment.TasksAsync();
        Assert.Equal(2, half.Intersect(before).Count());

        var refused = await Assert.ThrowsAsync<RollLockedException>(() => deployment.DeployAsync(cancellation: Cancellation));
        Assert.Contains($"process {first.Pid}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("is rolling quorum-test", refused.Message, StringComparison.Ordinal);
        Assert.Equal(half, await deployment.TasksAsync());

        await first.KillAsync(Cancellation);
        await client.DeleteIndexAsync("in-the-way", Cancellation);
        var (_, pipeline) = await deployment.DeployAsync(cancellation: Cancellation);

        Assert.Equal("completed", pipeline.RollReport!.Outcome);
        var whole = await deployment.TasksAsync();
        Assert.Single(half.Intersect(whole));
        Assert.Empty(before.Intersect(whole));
    }
}
