using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Conformance;

/// <summary>Drills against the embedded AWS's own faults, over the wire, on simulated nodes; TestContainers does the same on real ones.</summary>
public sealed class DrillRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drill_NodeKilledAndAZoneLost_NothingIsLostAndAllComeBack()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        var before = await deployment.TasksAsync();
        foreach (var kind in (string[])["node", "zone"])
        {
            using var pipeline = new DeployPipeline(deployment.Settings, SystemClock.Instance);
            var outcome = await pipeline.DrillAsync(kind, null, new SynchronousProgress<StageProgress>(_ => { }), Cancellation);
            var result = pipeline.DrillResult!;
            Assert.True(result.Proof.Proved, outcome.Summary);
            Assert.Contains("started anew", result.Noticed);
            Assert.True(result.Proof.MostZonesDown <= 1, outcome.Summary);
            // A slot had two instances then, the terminated one and the new one, and no command found its way any more.
            var (again, _) = await deployment.DeployAsync(cancellation: Cancellation);
            Assert.Equal(StageResult.Unchanged, again["RollService"].Result);
            Assert.DoesNotContain(before, task => task.Contains($"service:{result.Slots[0]} ", StringComparison.Ordinal) && deployment.TasksAsync().GetAwaiter().GetResult().Contains(task));
        }
    }

    [Fact]
    public async Task Drill_ShardWithoutReplica_IsRefusedByItsNameAndNothingIsTouched()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        var before = await deployment.TasksAsync();
        await (await deployment.ClientAsync()).CreateIndexAsync("solo", shards: 3, replicas: 0, null, Cancellation);
        using var pipeline = new DeployPipeline(deployment.Settings, SystemClock.Instance);

        var refused = await Assert.ThrowsAsync<StageException>(() => pipeline.DrillAsync("node", "es-b1", new SynchronousProgress<StageProgress>(_ => { }), Cancellation));

        Assert.Contains("[solo]", refused.Message);
        Assert.Contains("no replica", refused.Message);
        Assert.Equal(before, await deployment.TasksAsync());
    }

    [Fact]
    public async Task Drill_UnknownKind_NamesThoseThatThereAre()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        using var pipeline = new DeployPipeline(deployment.Settings, SystemClock.Instance);
        var wrong = await Assert.ThrowsAsync<InputException>(() => pipeline.DrillAsync("meteor", null, new SynchronousProgress<StageProgress>(_ => { }), Cancellation));
        Assert.Contains("node, instance, zone, pause, disk, cut", wrong.Message);
    }
}
