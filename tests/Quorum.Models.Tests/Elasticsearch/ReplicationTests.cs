using Quorum.Models.Elasticsearch;

namespace Quorum.Models.Tests.Elasticsearch;

public sealed class ReplicationTests
{
    [Fact]
    public void AcknowledgedWrite_IsOnEveryCopy()
    {
        var scene = Scene.Formed();
        var index = scene.Index(replicas: 2);
        var result = scene.Write(index, "1", """{"n":1}""");

        Assert.Equal((WriteOutcome.Acknowledged, true, 3), (result.Outcome, result.Created, result.Successful));
        Assert.All(index.Shards[0].Copies, c => Assert.Equal("""{"n":1}""", c.Stored!.Find("1")!.Source));
    }

    [Fact]
    public void Create_OfAnExistingId_Conflicts()
    {
        var scene = Scene.Formed();
        var index = scene.Index();
        scene.Write(index, "1");

        Assert.Equal(WriteOutcome.Conflict, scene.Write(index, "1", operation: WriteOperation.Create).Outcome);
        scene.Write(index, "1", operation: WriteOperation.Delete);
        Assert.Equal(WriteOutcome.Acknowledged, scene.Write(index, "1", operation: WriteOperation.Create).Outcome);
    }

    [Fact]
    public void Write_WhileAReplicaIsBlackHoled_StallsUntilItIsGivenUp()
    {
        var scene = Scene.Formed();
        var index = scene.Index();
        var replica = Scene.Replica(index).Node!;
        if (replica.IsMaster) { scene.Model.AddVotingExclusions(scene.Any(), [replica.Name], [], out _); scene.Run(3); scene.Model.ClearVotingExclusions(scene.Any()); scene.Run(3); }
        var via = index.Shards[0].Primary.Node!;
        scene.Model.KillNode(replica, silent: true);
        Assert.Equal(WriteOutcome.Stalled, scene.Write(index, "1", via: via).Outcome);
        scene.Run(31);
        Assert.Equal(WriteOutcome.Acknowledged, scene.Write(index, "1", via: via).Outcome);
        Assert.Single(index.Shards[0].InSync);
    }

    [Theory]
    [InlineData(1, WriteOutcome.Acknowledged)]
    [InlineData(2, WriteOutcome.TooFewActive)]
    [InlineData(IndexState.AllShards, WriteOutcome.TooFewActive)]
    public void WaitForActiveShards_IsObeyed(int wanted, WriteOutcome outcome)
    {
        var scene = Scene.Formed();
        var index = scene.Index();
        scene.Model.StopNode(Scene.Replica(index).Node!);
        scene.Run(5);

        Assert.Equal(outcome, scene.Write(index, "1", wait: wanted).Outcome);
    }

    [Fact]
    public void ReturningCopy_CatchesUpWithWhatItMissed()
    {
        var scene = Scene.Formed();
        var index = scene.Index();
        var node = Scene.Replica(index).Node!;
        scene.Model.StopNode(node);
        scene.Run(5);
        for (var i = 0; i < 20; i++) scene.Write(index, $"{i}");
        scene.Write(index, "3", operation: WriteOperation.Delete);
        scene.Start(node.Name);
        scene.Run(30);

        Assert.True(ClusterModel.HoldsAllAcknowledged(index.Shards[0]));
        Assert.Equal([19, 19], index.Shards[0].Copies.Select(c => c.Stored!.LiveCount));
    }

    [Fact]
    public void Search_SeesAWriteOnlyAfterRefresh()
    {
        var scene = Scene.Formed();
        var index = scene.Index();
        scene.Write(index, "1");
        var copy = index.Shards[0].Primary.Stored!;

        Assert.Empty(copy.Visible());
        copy.Refresh();
        Assert.Single(copy.Visible());
        scene.Write(index, "1", operation: WriteOperation.Delete);
        Assert.Single(copy.Visible());
        copy.Refresh();
        Assert.Empty(copy.Visible());
    }

    [Fact]
    public void CountedWrites_WithoutDocuments_AreOnEveryActiveCopyThroughRandomRestarts()
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var scene = Scene.Formed(seed, new ElasticsearchOptions { KeepDocuments = false }, perZone: 2);
            var index = scene.Index(shards: 3);
            var random = new Quorum.Models.Kernel.SeededRandom(seed);
            for (var step = 0; step < 200; step++)
            {
                var nodes = scene.Model.Nodes;
                if (random.Chance(0.05) && nodes.Count == 6)
                {
                    var victim = nodes[random.Next(nodes.Count)];
                    var eligible = victim.Roles.IsMasterEligible();
                    if (random.Chance(0.5)) scene.Model.KillNode(victim, silent: random.Chance(0.3)); else scene.Model.StopNode(victim);
                    scene.Queue.After(TimeSpan.FromSeconds(random.Next(3, 120)), () => scene.Start(victim.Name, masterEligible: eligible));
                }
                if (nodes.Count > 0) scene.Model.Write(nodes[random.Next(nodes.Count)], index.Shards[random.Next(3)]);
                scene.Run(1);
                Assert.All(index.Shards, s => Assert.True(ClusterModel.HoldsAllAcknowledged(s), $"seed {seed} step {step}"));
            }
            scene.Run(600);
            Assert.Equal(HealthStatus.Green, scene.Status);
        }
    }

    [Theory]
    [InlineData("1", 2, 0)]
    [InlineData("w1", 2, 0)]
    [InlineData("w2", 2, 1)]
    [InlineData("w4", 2, 0)]
    [InlineData("q1", 2, 1)]
    public void Routing_OfAnId_IsTheRealServers(string id, int shards, int shard) => Assert.Equal(shard, Routing.Shard(id, shards));
}
