using System.Collections.Immutable;
using Quorum.Pipeline;
using Quorum.Rehearsal.Running;
using Quorum.Rehearsal.Scenarios;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Simulation;

/// <summary>A rehearsal that starts from what a cluster looks like now. The cluster looked at is one of the models'.</summary>
public sealed class LiveScenarioTests
{
    private static readonly Scenario Real = new()
    {
        Seed = 5,
        Slots = ScenarioGenerator.Slots(3, tiers: 2, dedicated: true),
        Indices = [new IndexPlan("logs", 4, 1, 64L << 20, "data_hot"), new IndexPlan("archive", 2, 2, 64L << 20, "data_warm", 2)],
    };

    private static (Observation Observation, Goal Goal) Look(Func<ClusterSnapshot, ClusterSnapshot>? change = null)
    {
        var world = new SimWorld(Real);
        var goal = world.Goal(SimWorld.OldRevision);
        var ecs = new SlotViews(world).Snapshot(world.Now);
        var cluster = new SnapshotReader(world).Read(world.Search.Cluster!, world.Now);
        cluster = change?.Invoke(cluster) ?? cluster;
        return (new Observation(world.Now, ecs, cluster, RollRecords.For(null, goal, ecs, cluster, world.Now, 0), world.Store.Bootstrapped, new RollMemory { StartedAt = world.Now }), goal);
    }

    [Fact]
    public void Mirror_OfACluster_HasItsSlotsRolesShardsAndReplicas()
    {
        var (observation, goal) = Look();
        var mirror = LiveScenario.Mirror(observation, goal);
        Assert.Equal(Real.Slots, mirror.Slots);
        Assert.Equal(Real.Indices.Select(index => (index.Name, index.Shards, index.Replicas, index.WaitForActive)), mirror.Indices.Select(index => (index.Name, index.Shards, index.Replicas, index.WaitForActive)));
        Assert.False(Rehearse.Run(LiveScenario.WithSeed(mirror, 1) with { Faults = [] }).Failed);
    }

    [Fact]
    public async Task Rehearsal_FromAMirror_PlaysOtherFaultsWithEachSeedAndBreaksNoPromise()
    {
        var (observation, goal) = Look();
        var report = await RehearsalRunner.RunAsync(new RehearsalOptions(FirstSeed: 1, Seeds: 60, Folder: RehearsalTests.Folder, Live: LiveScenario.Mirror(observation, goal)), null, CancellationToken.None);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(60, report.Rehearsals);
        Assert.True(report.KindsHit > 5, report.ToString());
    }

    [Fact]
    public void Mirror_OfWhatIsNotThere_IsRefusedByName()
    {
        var (observation, goal) = Look(cluster => cluster with { Health = ClusterHealth.Yellow, Nodes = cluster.Nodes.SetItem(2, cluster.Nodes[2]! with { Version = new ElasticsearchVersion(8, 16, 0) }), AbsentVoters = 1 });
        var refused = Assert.Throws<StageException>(() => LiveScenario.Mirror(observation, goal));
        Assert.All(["yellow, not green", "several versions (8.16.0, 8.17.2)", "voters that are no slot's node"], text => Assert.Contains(text, refused.Message, StringComparison.Ordinal));
    }
}
