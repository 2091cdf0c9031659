using System.Net.Sockets;

namespace Quorum.LocalCloud.Tests.Elasticsearch;

public sealed class SimulatedNodesTests
{
    [Fact]
    public async Task ThreeTasks_OnEmptyVolumes_FormOneClusterWithRealHttp()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        var uuids = new HashSet<string>();
        foreach (var name in cluster.Names)
        {
            var root = (await cluster.GetAsync(name, "")).Json!;
            Assert.Equal(name, root["name"]!.ToString());
            Assert.Equal("8.17.2", root["version"]!["number"]!.ToString());
            uuids.Add(root["cluster_uuid"]!.ToString());
        }

        Assert.Single(uuids);
        var state = (await cluster.GetAsync("es-b1", "_cluster/state?filter_path=metadata.cluster_coordination.last_committed_config")).Json!;
        Assert.Equal(3, state["metadata"]!["cluster_coordination"]!["last_committed_config"]!.AsArray().Count);
        Assert.Single(state.AsObject());
    }

    [Fact]
    public async Task RestartedWorld_OnTheSameVolumes_HasEveryAcknowledgedDocument()
    {
        string folder;
        await using (var first = await new SimulatedCluster().StartAllAsync())
        {
            folder = first.Folder;
            first.KeepFolder = true;
            Assert.Equal(200, (await first.PutAsync("es-a1", "books", """{"settings":{"number_of_shards":2,"number_of_replicas":2}}""")).Status);
            await first.GreenAsync("es-a1");
            for (var n = 0; n < 20; n++) Assert.Equal(201, (await first.PutAsync("es-b1", $"books/_doc/{n}", $$"""{"n":{{n}}}""")).Status);
            Assert.Equal(200, (await first.SendAsync("es-c1", HttpMethod.Delete, "books/_doc/7")).Status);
            Assert.Equal(200, (await first.PutAsync("es-a1", "_cluster/settings", """{"persistent":{"cluster.routing.allocation.enable":"all"}}""")).Status);
            Assert.Equal(200, (await first.PutAsync("es-a1", "_snapshot/backup", """{"type":"fs","settings":{"location":"/snapshots"}}""")).Status);
            Assert.Equal(200, (await first.PutAsync("es-a1", "_snapshot/backup/first?wait_for_completion=true", "{}")).Status);
        }

        // The first world was ended without stopping its nodes: what is in the folders is what kill -9 leaves.
        await using var second = await new SimulatedCluster(folder: folder) { Bootstrap = false }.StartAllAsync();
        await second.GreenAsync("es-a1");
        Assert.Equal("8.17.2", (await second.GetAsync("es-b1", "_snapshot/backup/first")).Json!["snapshots"]![0]!["version"]!.ToString());
        Assert.Contains("\"all\"", (await second.GetAsync("es-b1", "_cluster/settings")).Text, StringComparison.Ordinal);
        foreach (var node in (await second.GetAsync("es-a1", "_nodes/_all/none")).Json!["nodes"]!.AsObject().Select(n => n.Key))
            for (var n = 0; n < 20; n++)
                Assert.Equal(n == 7 ? 404 : 200, (await second.GetAsync("es-a1", $"books/_doc/{n}?preference=_only_nodes:{node}")).Status);
    }

    [Fact]
    public async Task EmptyVolumes_WithoutBootstrap_HaveNothing()
    {
        await using var cluster = new SimulatedCluster(options: LocalCloud.Elasticsearch.SimulatedNodes.LocalOptions with { InitialStateTimeout = TimeSpan.FromSeconds(1) }) { Bootstrap = false };
        await cluster.StartAsync("es-a1");
        var root = await cluster.UntilAsync(() => cluster.GetAsync("es-a1", ""), r => r.Status == 200);
        Assert.Equal("_na_", root.Json!["cluster_uuid"]!.ToString());
        var health = await cluster.GetAsync("es-a1", "_cluster/health?timeout=100ms&master_timeout=100ms");
        Assert.Equal(503, health.Status);
        Assert.Equal("master_not_discovered_exception", health.Json!["error"]!["type"]!.ToString());
    }

    [Fact]
    public async Task StoppedNode_RefusesConnections_AndEndsWith143()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        await cluster.StopAsync("es-c1");

        Assert.Equal(143, await cluster.ExitAsync("es-c1"));
        await cluster.UntilAsync(async () =>
        {
            try { await cluster.GetAsync("es-c1", ""); return false; }
            catch (HttpRequestException e) { return e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }; }
        }, refused => refused);
    }

    [Theory]
    [InlineData("cluster.nmae: wrong", "unknown setting [cluster.nmae] please check that any required plugins are installed, or check the breaking changes documentation for removed settings")]
    [InlineData("nonsense.setting: 1", "unknown setting [nonsense.setting] please check that any required plugins are installed, or check the breaking changes documentation for removed settings")]
    [InlineData("node.roles: [ master, dtaa ]", "unknown role [dtaa]")]
    [InlineData("path.logs: ${NOT_THERE}", "Could not resolve placeholder 'NOT_THERE'")]
    public async Task ConfigurationWithAnError_EndsWithOneAndSaysWhy(string config, string reason)
    {
        await using var cluster = new SimulatedCluster { Config = config };
        await cluster.StartAsync("es-a1");

        Assert.Equal(1, await cluster.ExitAsync("es-a1"));
        Assert.Equal([reason], cluster.Reasons);
    }

    [Fact]
    public async Task GoodConfiguration_Starts()
    {
        await using var cluster = new SimulatedCluster { Config = "cluster:\n  routing.allocation.node_concurrent_recoveries: 4\nxpack.security.enabled: false\npath.logs: ${LOGS:/tmp}\n" };
        await cluster.StartAllAsync();
        var settings = (await cluster.GetAsync("es-a1", "_nodes/_local/settings?flat_settings=true")).Json!["nodes"]!.AsObject().Single().Value!["settings"]!;
        Assert.Equal("4", settings["cluster.routing.allocation.node_concurrent_recoveries"]!.ToString());
        Assert.Equal("/tmp", settings["path.logs"]!.ToString());
    }

    [Fact]
    public async Task DowngradedTask_EndsWithOne()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        await cluster.StopAsync("es-c1");
        cluster.Version = "8.16.6";
        await cluster.StartAsync("es-c1");

        Assert.Equal(1, await cluster.ExitAsync("es-c1"));
        Assert.Equal(["cannot downgrade a node from version [8.17.2] to version [8.16.6]"], cluster.Reasons);
    }
}
