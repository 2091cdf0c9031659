using System.Text.Json.Nodes;
using Quorum.LocalCloud.Elasticsearch;

namespace Quorum.LocalCloud.Tests.Elasticsearch;

public sealed class RestTests
{
    [Theory]
    [InlineData("a.b", """{"a":{"b":1}}""")]
    [InlineData("a.*.d", """{"a":{"c":{"d":2}}}""")]
    [InlineData("**.d", """{"a":{"c":{"d":2}},"list":[{"d":3}]}""")]
    [InlineData("list.e", """{"list":[{"e":4}]}""")]
    [InlineData("flat.x.*", """{"flat":{"x.y.z":5}}""")]
    [InlineData("flat.x*", """{"flat":{"x.y.z":5}}""")]
    [InlineData("-a,-flat", """{"list":[{"d":3,"e":4}]}""")]
    [InlineData("a,-a.c", """{"a":{"b":1}}""")]
    [InlineData("nothing", "{}")]
    public void FilterPath_OfAPattern_KeepsWhatItNames(string pattern, string expected)
    {
        var node = JsonNode.Parse("""{"a":{"b":1,"c":{"d":2}},"list":[{"d":3,"e":4}],"flat":{"x.y.z":5}}""");
        Assert.Equal(expected, FilterPath.Apply(node, pattern)!.ToJsonString());
    }

    [Fact]
    public async Task Api_OnThreeNodes_AnswersInElasticsearchsShapes()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        Assert.Equal(200, (await cluster.PutAsync("es-a1", "books", """{"settings":{"number_of_replicas":1}}""")).Status);
        await cluster.GreenAsync("es-a1");

        var text = (await cluster.GetAsync("es-a1", "_cat/shards?v&h=index,prirep,state")).Text.Split('\n');
        Assert.Equal(["index prirep state", "books p      STARTED", "books r      STARTED", ""], text);
        Assert.Equal(["es-a1", "es-b1", "es-c1"], (await cluster.GetAsync("es-b1", "_cat/nodes?format=json&h=name&s=name")).Json!.AsArray().Select(n => n!["name"]!.ToString()));
        Assert.Single((await cluster.GetAsync("es-b1", "_nodes/es-c1/http?filter_path=nodes.*.http.publish_address")).Json!["nodes"]!.AsObject());
        Assert.Equal(3, (await cluster.GetAsync("es-b1", "_nodes/stats/fs?filter_path=nodes.*.fs.total.available_in_bytes")).Json!["nodes"]!.AsObject().Count);
        Assert.Equal("green", (await cluster.GetAsync("es-a1", "_health_report?verbose=false")).Json!["status"]!.ToString());
        Assert.Equal("RUNNING", (await cluster.GetAsync("es-a1", "_ilm/status")).Json!["operation_mode"]!.ToString());

        Assert.Equal(200, (await cluster.PutAsync("es-a1", "_snapshot/backup", """{"type":"fs","settings":{"location":"/snapshots"}}""")).Status);
        Assert.Equal("SUCCESS", (await cluster.PutAsync("es-a1", "_snapshot/backup/first?wait_for_completion=true", "{}")).Json!["snapshot"]!["state"]!.ToString());
        Assert.Equal(404, (await cluster.GetAsync("es-a1", "_snapshot/backup/second")).Status);

        var timedOut = await cluster.GetAsync("es-a1", "_cluster/health?wait_for_nodes=4&timeout=200ms");
        Assert.Equal((408, true), (timedOut.Status, timedOut.Json!["timed_out"]!.GetValue<bool>()));
    }

    [Theory]
    [InlineData("POST", "books/_update/1")]
    [InlineData("GET", "_cat/thread_pool")]
    [InlineData("POST", "_reindex")]
    [InlineData("GET", "_cluster/stats")]
    [InlineData("POST", "_cluster/reroute")]
    public async Task Operation_NotModelled_IsRefusedByName(string method, string path)
    {
        await using var cluster = new SimulatedCluster(["es-a1"]);
        await cluster.StartAllAsync();
        var answer = await cluster.SendAsync("es-a1", new HttpMethod(method), path, method == "POST" ? "{}" : null);

        Assert.Equal(400, answer.Status);
        Assert.Equal($"not modelled by the embedded Elasticsearch: {method} /{path}", answer.Json!["error"]!["reason"]!.ToString());
    }

    [Fact]
    public async Task PausedNode_AnswersNothing_UntilItGoesOn()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        var node = cluster.Runtime.Node("es-c1")!;
        cluster.World.Do(() => cluster.Runtime.Model.PauseNode(node, true));
        var waiting = cluster.GetAsync("es-c1", "");
        Assert.Equal(200, (await cluster.GetAsync("es-a1", "")).Status);
        Assert.False(waiting.IsCompleted);
        cluster.World.Do(() => cluster.Runtime.Model.PauseNode(node, false));
        Assert.Equal(200, (await waiting).Status);
    }

    [Fact]
    public async Task ConcurrentWrites_ThroughAStoppingNode_AreOnEveryCopyWhenAcknowledged()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        await cluster.PutAsync("es-a1", "books", """{"settings":{"number_of_shards":2,"number_of_replicas":2}}""");
        await cluster.GreenAsync("es-a1");
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<string>();
        var rolled = false;
        var writers = new[] { "es-a1", "es-b1" }.Select(async via =>
        {
            for (var n = 0; !Volatile.Read(ref rolled); n++)
            {
                try { if ((await cluster.PutAsync(via, $"books/_create/{via}-{n}", "{}")).Status == 201) acknowledged.Add($"{via}-{n}"); }
                catch (HttpRequestException) { await Task.Delay(20); }
            }
        }).ToArray();
        foreach (var name in cluster.Names)
        {
            await cluster.StopAsync(name);
            await cluster.StartAsync(name);
            await cluster.GreenAsync(cluster.Names.First(n => n != name));
            await cluster.UntilAsync(() => cluster.GetAsync(name, "_cluster/health?wait_for_status=green&wait_for_nodes=3&timeout=5s"), r => r.Status == 200);
        }
        Volatile.Write(ref rolled, true);
        await Task.WhenAll(writers);

        Assert.NotEmpty(acknowledged);
        var ids = new JsonArray([.. acknowledged.Select(a => (JsonNode)a)]).ToJsonString();
        foreach (var node in (await cluster.GetAsync("es-a1", "_nodes/_all/none")).Json!["nodes"]!.AsObject().Select(n => n.Key))
        {
            var found = (await cluster.SendAsync("es-a1", HttpMethod.Post, $"books/_mget?preference=_only_nodes:{node}&_source=false", $$"""{"ids":{{ids}}}""")).Json!["docs"]!.AsArray();
            Assert.All(found, d => Assert.True(d!["found"]!.GetValue<bool>()));
        }
    }
}
