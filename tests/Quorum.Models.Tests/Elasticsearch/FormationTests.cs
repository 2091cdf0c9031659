using Quorum.Models.Elasticsearch;

namespace Quorum.Models.Tests.Elasticsearch;

public sealed class FormationTests
{
    [Fact]
    public void ThreeMasters_WithInitialMasterNodes_FormOneClusterOfThreeVoters()
    {
        var scene = Scene.Formed();

        Assert.Single(scene.Model.Clusters);
        Assert.NotNull(scene.State.Master);
        Assert.Equal(scene.State.Nodes.Select(n => n.Id).Order(), scene.State.VotingConfiguration.Order());
    }

    [Fact]
    public void ThreeMasters_WithoutInitialMasterNodes_NeverFormACluster()
    {
        var scene = new Scene();
        foreach (var name in scene.Masters) scene.Start(name);
        scene.Run(600);

        Assert.Null(scene.Model.Cluster);
        Assert.All(scene.Model.Nodes, n => Assert.True(n.HttpOpen));
        Assert.All(scene.Model.Nodes, n => Assert.False(n.Joined));
    }

    [Fact]
    public void OneOfThreeMasters_Alone_DoesNotBootstrap()
    {
        var scene = new Scene();
        scene.Start("es-a1", bootstrap: true);
        scene.Run(120);

        Assert.Null(scene.Model.Cluster);
    }

    [Fact]
    public void TwoEmptySides_EachWithAMajorityOfItsOwnList_FormTwoClusters()
    {
        var scene = new Scene { Masters = ["es-a1"] };
        scene.Start("es-a1", bootstrap: true);
        scene.Model.StartNode(scene.Describe("es-b1") with { SeedHosts = ["es-b1"], InitialMasterNodes = ["es-b1"] }, scene.Volume("es-b1"));
        scene.Run(60);

        Assert.Equal(2, scene.Model.Clusters.Select(c => c.Uuid).Distinct().Count());
    }

    [Fact]
    public void BootstrappedNode_RestartedWithInitialMasterNodes_KeepsItsCluster()
    {
        var scene = Scene.Formed();
        var uuid = scene.State.Uuid;
        foreach (var name in scene.Masters) scene.Model.StopNode(scene.Node(name));
        scene.Run(10);
        foreach (var name in scene.Masters) scene.Start(name, bootstrap: true);
        scene.Run(30);

        Assert.Equal(uuid, scene.State.Uuid);
        Assert.Single(scene.Model.Clusters);
    }

    [Fact]
    public void NodeOfAnotherCluster_SeededHere_IsNotAdmitted()
    {
        var scene = Scene.Formed();
        scene.Volume("es-b2").NodeId = "other-node";
        scene.Volume("es-b2").ClusterUuid = "other-cluster";
        scene.Volume("es-b2").VotingConfiguration = ["gone"];
        var node = scene.Start("es-b2");
        scene.Run(60);

        Assert.False(node.Joined);
        Assert.Equal(3, scene.State.Nodes.Count);
    }

    [Fact]
    public void Restart_OnItsVolume_KeepsNodeIdAndTakesANewEphemeralId()
    {
        var scene = Scene.Formed();
        var before = scene.Node("es-b1");
        scene.Restart("es-b1");
        scene.Run(30);

        Assert.Equal(before.Id, scene.Node("es-b1").Id);
        Assert.NotEqual(before.EphemeralId, scene.Node("es-b1").EphemeralId);
    }

    [Fact]
    public void Downgrade_OfADataPath_EndsWithOne()
    {
        var scene = Scene.Formed();
        ElasticsearchNode? ended = null;
        scene.Restart("es-b1", version: Scene.V816);
        scene.Model.NodeEnded += n => ended = n;
        scene.Run(30);

        Assert.Equal(1, ended?.ExitCode);
        Assert.Equal("cannot downgrade a node from version [8.17.2] to version [8.16.6]", ended?.ExitMessage);
    }

    [Fact]
    public void Volume_HeldByAnotherProcess_EndsTheSecondWithOne()
    {
        var scene = Scene.Formed();
        var second = scene.Start("es-b1");
        scene.Run(30);

        Assert.Equal(1, second.ExitCode);
        Assert.StartsWith("failed to obtain node locks", second.ExitMessage, StringComparison.Ordinal);
        Assert.True(scene.Node("es-b1").Joined);
    }

    [Theory]
    [InlineData(65_530, 78)]
    [InlineData(262_144, null)]
    public void MaxMapCount_WithEnforcedBootstrapChecks_DecidesTheStart(int count, int? exit)
    {
        var scene = new Scene(options: new ElasticsearchOptions { EnforceBootstrapChecks = true });
        var node = scene.Model.StartNode(scene.Describe("es-a1", bootstrap: true) with { MaxMapCount = count }, scene.Volume("es-a1"));
        scene.Run(20);

        Assert.Equal(exit, node.ExitCode);
    }

    [Fact]
    public void OlderNode_WhenAllMembersAreNewer_DoesNotJoin()
    {
        var scene = Scene.Formed();
        var node = scene.Start("es-b2", Scene.V816);
        scene.Run(60);

        Assert.False(node.Joined);
    }

    [Fact]
    public void OlderNode_WhileAnOlderMemberIsThere_Joins()
    {
        var scene = new Scene();
        foreach (var name in scene.Masters) scene.Start(name, name == "es-a1" ? Scene.V816 : Scene.V817, bootstrap: true);
        scene.Run(30);
        var node = scene.Start("es-b2", Scene.V816);
        scene.Run(60);

        Assert.True(node.Joined);
    }

    [Fact]
    public void Http_WithoutAMaster_OpensAfterThirtySeconds()
    {
        var scene = new Scene();
        var node = scene.Start("es-a1");
        scene.Run(20);
        Assert.False(node.HttpOpen);
        scene.Run(20);
        Assert.True(node.HttpOpen);
    }
}
