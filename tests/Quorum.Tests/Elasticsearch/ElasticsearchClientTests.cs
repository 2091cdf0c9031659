using System.Net;
using Quorum.Elasticsearch;

namespace Quorum.Tests.Elasticsearch;

public sealed class ElasticsearchClientTests : IDisposable
{
    private static readonly ElasticsearchClientOptions Quick = new() { AttemptTimeout = TimeSpan.FromSeconds(5), RoundPause = TimeSpan.FromMilliseconds(1), MaxAnswerBytes = 100_000 };
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly List<ScriptedNode> _nodes = [];

    [Fact]
    public async Task Root_Of8_IsRead()
    {
        var root = await Client(Node(200, Answers.Root)).RootAsync(default);
        Assert.Equal(("es-a1", "8.17.2", true), (root.Name, root.Version.Number, root.Formed));
        Assert.False((await Client(Node(200, Answers.Root.Replace("5SGgttidWdDP7fcJXTHjNg", "_na_"))).RootAsync(default)).Formed);
    }

    [Fact]
    public async Task Health_WaitedForInVain_Is408AndReadAsTimedOut()
    {
        var node = Node(408, Answers.HealthTimedOut);
        var health = await Client(node).HealthAsync(new HealthWait { Timeout = TimeSpan.FromSeconds(2), Status = HealthStatus.Green, NoInitializing = true, NoRelocating = true, Languid = true, Nodes = ">=3" }, default);
        Assert.Equal((HealthStatus.Yellow, true, 1, 1), (health.Status, health.TimedOut, health.InitializingShards, health.DelayedUnassignedShards));
        Assert.Equal("/_cluster/health?timeout=2000ms&wait_for_status=green&wait_for_nodes=%3E%3D3&wait_for_no_initializing_shards=true&wait_for_no_relocating_shards=true&wait_for_events=languid", Assert.Single(node.Requests).Path);
    }

    [Fact]
    public async Task Nodes_OfTwoVersions_AreReadWithWhatEachTells()
    {
        var nodes = await Client(Node(200, Answers.Nodes)).NodesAsync(default);
        Assert.Equal(["es-a1", "es-b1"], nodes.Select(node => node.Name));
        Assert.Equal(("us-east-1b", true, true, true, "es-a1.x,es-b1.x", "10.0.2.5:9200"), (nodes[1].Zone, nodes[1].Mlockall, nodes[1].MasterEligible, nodes[1].HoldsData, nodes[1].Settings["discovery.seed_hosts"], nodes[1].HttpAddress));
        Assert.Equal(((string?)null, (bool?)null, false, true), (nodes[0].Zone, nodes[0].Mlockall, nodes[0].MasterEligible, nodes[0].HoldsData));
        Assert.Null(nodes[0].Started);
    }

    [Fact]
    public async Task Shards_UnassignedAndRelocating_AreReadFromText()
    {
        var node = Node(200, Answers.Shards);
        var shards = await Client(node).ShardsAsync(default);
        Assert.Contains("bytes=b", node.Requests.First().Path);
        Assert.Equal([".sys[1]", "logs[0]", "logs[0]"], shards.Select(copy => copy.ShardName));
        Assert.Equal(("es-a1", "idA", true, true, 3456L), (shards[1].NodeName, shards[1].NodeId, shards[1].Primary, shards[1].Serves, shards[1].StoreBytes));
        Assert.Equal((null, "NODE_LEFT", false), (shards[2].NodeName, shards[2].UnassignedReason, shards[2].Serves));
    }

    [Fact]
    public async Task Coordination_WithExclusion_IsRead()
    {
        var coordination = await Client(Node(200, Answers.Coordination)).CoordinationAsync(default);
        Assert.Equal(("uuid1", 7L, 2, "es-c1"), (coordination.ClusterUuid, coordination.Term, coordination.LastCommitted.Count, coordination.Exclusions[0].NodeName));
    }

    [Fact]
    public async Task InSync_AssignedCopies_AreMatchedById()
    {
        var shard = Assert.Single(await Client(Node(200, Answers.InSync)).InSyncAsync(default));
        var copy = Assert.Single(shard.Copies);
        Assert.True(shard.IsInSync(copy));
        Assert.False(shard.IsInSync(copy with { AllocationId = "other" }));
        Assert.Equal(2, shard.InSync.Count);
    }

    [Fact]
    public async Task Settings_Effective_TransientBeforePersistentBeforeDefault()
    {
        var settings = await Client(Node(200, Answers.Settings)).SettingsAsync(defaults: true, default);
        Assert.Equal(("primaries", "80mb", "zone", (string?)null),
            (settings.Effective("cluster.routing.allocation.enable"), settings.Effective("indices.recovery.max_bytes_per_sec"), settings.Effective("cluster.routing.allocation.awareness.attributes"), settings.Effective("nothing")));
    }

    [Theory]
    [InlineData(200, Answers.NoNodes)]
    [InlineData(400, Answers.NoHandler)]
    [InlineData(404, "{}")]
    [InlineData(405, """{"error":"Incorrect HTTP method for uri [/_nodes/shutdown] and method [GET], allowed: [POST]","status":405}""")]
    [InlineData(501, """{"error":{"type":"not_modelled","reason":"x"}}""")]
    public async Task Shutdowns_WhereTheCallIsNotKnown_AreAbsentAndNotEmpty(int status, string body)
    {
        Assert.Null(await Client(Node(status, body)).ShutdownsAsync(default));
    }

    [Fact]
    public async Task Shutdowns_Known_AreReadAndNoneIsNotAbsent()
    {
        var record = Assert.Single((await Client(Node(200, Answers.Shutdowns)).ShutdownsAsync(default))!);
        Assert.Equal(("idA", "RESTART", "COMPLETE", TimeSpan.FromMinutes(15)), (record.NodeId, record.Type, record.Status, record.AllocationDelay));
        Assert.Empty((await Client(Node(200, """{"nodes":[]}""")).ShutdownsAsync(default))!);
    }

    [Fact]
    public async Task Shutdowns_WhenNobodyAnswers_FailsInsteadOfSayingAbsent()
    {
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(Node(503, Answers.NoMaster)).ShutdownsAsync(default));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "master_not_discovered_exception"), (e.Status, e.Type));
    }

    [Fact]
    public async Task Master_NotThere_IsNull()
    {
        Assert.Null(await Client(Node(503, Answers.NoMaster)).MasterAsync(default));
        Assert.Equal("es-b1", (await Client(Node(200, """[{"id":"idB","host":"10.0.2.5","ip":"10.0.2.5","node":"es-b1"}]""")).MasterAsync(default))!.NodeName);
    }

    [Fact]
    public async Task Read_WithNodesGoneAndBusy_GoesOnToTheNextAndStaysThere()
    {
        var busy = Node(503, Answers.NoMaster);
        var good = Node(200, Answers.Root);
        var client = new ElasticsearchClient(_http, [ScriptedNode.Nobody(), busy.Address, good.Address], Quick);
        await client.RootAsync(default);
        await client.RootAsync(default);
        Assert.Equal((1, 2), (busy.Requests.Count, good.Requests.Count));
    }

    [Fact]
    public async Task Read_AnswerTruncated_GoesOnToTheNext()
    {
        var half = Node(_ => new Reply(200, Answers.Root[..40], DeclaredBytes: Answers.Root.Length));
        var client = new ElasticsearchClient(_http, [half.Address, Node(200, Answers.Root).Address], Quick);
        Assert.Equal("es-a1", (await client.RootAsync(default)).Name);
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(half).RootAsync(default));
        Assert.Equal((ElasticsearchException.TypeNoAnswer, false), (e.Type, e.HadNoEffect));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5_000_000_000L)]
    public async Task Read_AnswerTooLarge_IsRefusedByName(long? declared)
    {
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(Node(_ => new Reply(200, new string(' ', 100_001), declared))).RootAsync(default));
        Assert.Equal(ElasticsearchException.TypeTooLarge, e.Type);
    }

    [Theory]
    [InlineData("<html>login</html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"name":"x"}""")]
    public async Task Read_AnswerIsSomethingElse_SaysWhatAndWhere(string body)
    {
        var node = Node(200, body);
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node).RootAsync(default));
        Assert.Equal(ElasticsearchException.TypeUnreadable, e.Type);
        Assert.Contains(node.Address.Authority, e.Message);
    }

    [Fact]
    public async Task Read_NoAnswerInTime_SaysSo()
    {
        using var silent = new ScriptedNode(_ => new Reply(200, "", Silent: true));
        var client = new ElasticsearchClient(_http, [silent.Address], Quick with { AttemptTimeout = TimeSpan.FromMilliseconds(50), Rounds = 1 });
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => client.RootAsync(default));
        Assert.Equal(ElasticsearchException.TypeNoAnswer, e.Type);
    }

    [Fact]
    public async Task Write_WithoutAnAnswer_IsNeverRepeated()
    {
        var half = Node(_ => new Reply(201, "{", DeclaredBytes: 500));
        var other = Node(201, """{"_id":"1","result":"created"}""");
        var client = new ElasticsearchClient(_http, [half.Address, other.Address], Quick);
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => client.CreateDocumentAsync("i", "1", "{}", default));
        Assert.Equal((1, 0, false), (half.Requests.Count, other.Requests.Count, e.HadNoEffect));
    }

    [Fact]
    public async Task Write_ToANodeThatIsGone_GoesToTheNext()
    {
        var other = Node(201, """{"_id":"a b/c","result":"created","_shards":{"total":2,"successful":2,"failed":0}}""");
        var client = new ElasticsearchClient(_http, [ScriptedNode.Nobody(), other.Address], Quick);
        var written = await client.CreateDocumentAsync("i", "a b/c", """{"x":1}""", default);
        Assert.Equal(("created", 2), (written.Result, written.Shards!.Successful));
        Assert.Equal(("PUT", "/i/_create/a%20b%2Fc", """{"x":1}"""), (other.Requests.First().Method, other.Requests.First().Path, other.Requests.First().Body));
    }

    [Fact]
    public async Task Write_Refused_SaysElasticsearchsReason()
    {
        var node = Node(409, """{"error":{"root_cause":[],"type":"version_conflict_engine_exception","reason":"[1]: version conflict"},"status":409}""");
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node).CreateDocumentAsync("i", "1", "{}", default));
        Assert.Equal(("version_conflict_engine_exception", true, $"PUT /i/_create/1 on {node.Address.Authority}: 409 version_conflict_engine_exception: [1]: version conflict"), (e.Type, e.HadNoEffect, e.Message));
    }

    [Fact]
    public async Task Bulk_ItemsInPart_EachHasItsAnswer()
    {
        var node = Node(200, Answers.Bulk);
        var items = await Client(node).BulkCreateAsync("i", [new("1", """{"a":1}"""), new("2", "{}")], default);
        Assert.Equal([true, false], items.Select(item => item.Acknowledged));
        Assert.Equal("{\"create\":{\"_id\":\"1\"}}\n{\"a\":1}\n{\"create\":{\"_id\":\"2\"}}\n{}\n", node.Requests.First().Body);
        Assert.Contains("application/x-ndjson", node.Requests.First().Headers);
    }

    [Fact]
    public async Task Mget_OneShardNotReadable_FailsInsteadOfSayingNotThere()
    {
        var node = Node(200, """{"docs":[{"_index":"i","_id":"1","found":true,"_source":{"a":1}},{"_index":"i","_id":"2","error":{"type":"no_shard_available_action_exception","reason":"none"}}]}""");
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node).GetDocumentsAsync("i", ["1", "2"], ElasticsearchClient.OnNode("idA"), default));
        Assert.Equal("no_shard_available_action_exception", e.Type);
        Assert.Contains("preference=_only_nodes%3AidA", node.Requests.First().Path);
    }

    [Fact]
    public async Task Search_OverSomeShardsOnly_Fails()
    {
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(Node(200, """{"_shards":{"total":2,"successful":1,"failed":1},"hits":{"hits":[]}}""")).SearchAsync("i", "f", "v", 10, null, default));
        Assert.Equal("partial_answer", e.Type);
    }

    [Theory]
    [InlineData(404, """{"_index":"i","_id":"1","found":false}""", false)]
    [InlineData(200, """{"_index":"i","_id":"1","found":true,"_source":{}}""", true)]
    public async Task Get_OneDocument_FoundOrNot(int status, string body, bool found) =>
        Assert.Equal(found, (await Client(Node(status, body)).GetDocumentAsync("i", "1", null, default)).Found);

    [Fact]
    public async Task Get_OfAnIndexThatIsNotThere_Fails()
    {
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(Node(404, """{"error":{"type":"index_not_found_exception","reason":"no such index [i]"},"status":404}""")).GetDocumentAsync("i", "1", null, default));
        Assert.Equal("index_not_found_exception", e.Type);
    }

    [Fact]
    public async Task Control_Calls_AreAsElasticsearchWantsThem()
    {
        var node = Node(200, """{"acknowledged":true}""");
        var client = Client(node);
        await client.PutRestartAsync("idA", "roll", TimeSpan.FromMinutes(15), default);
        await client.AddVotingExclusionsAsync(["es-a1"], TimeSpan.FromSeconds(30), default);
        await client.ClearVotingExclusionsAsync(default);
        await client.PutSettingsAsync(new Dictionary<string, string?> { ["cluster.routing.allocation.enable"] = null }, default);
        await client.DeleteShutdownAsync("idA", default);
        Assert.Equal(
            [
                """PUT /_nodes/idA/shutdown {"type":"restart","reason":"roll","allocation_delay":"900000ms"}""",
                "POST /_cluster/voting_config_exclusions?node_names=es-a1&timeout=30000ms ",
                "DELETE /_cluster/voting_config_exclusions?wait_for_removal=false ",
                """PUT /_cluster/settings {"persistent":{"cluster.routing.allocation.enable":null}}""",
                "DELETE /_nodes/idA/shutdown ",
            ],
            node.Requests.Select(request => $"{request.Method} {request.Path} {request.Body}"));
    }

    [Fact]
    public async Task Delete_OfWhatIsGoneAlready_IsAsGood()
    {
        await Client(Node(404, """{"error":{"type":"resource_not_found_exception","reason":"x"},"status":404}""")).DeleteShutdownAsync("idA", default);
        await Client(Node(404, """{"error":{"type":"index_not_found_exception","reason":"x"},"status":404}""")).DeleteIndexAsync("i", default);
    }

    [Fact]
    public async Task Read_CancelledByTheCaller_IsACancellationAndNotAFailure()
    {
        using var silent = new ScriptedNode(_ => new Reply(200, "", Silent: true));
        using var stop = new CancellationTokenSource();
        var read = Client(silent).RootAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Theory]
    [InlineData("20m", 1_200_000)]
    [InlineData("1500ms", 1500)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    public void Span_InElasticsearchsNotation_IsRead(string text, double milliseconds) => Assert.Equal(milliseconds, ElasticsearchClient.ParseSpan(text)!.Value.TotalMilliseconds);

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5 apples")]
    public void Span_SomethingElse_IsNull(string text) => Assert.Null(ElasticsearchClient.ParseSpan(text));

    public void Dispose()
    {
        foreach (var node in _nodes) node.Dispose();
        _http.Dispose();
    }

    private ElasticsearchClient Client(ScriptedNode node) => new(_http, [node.Address], Quick);

    private ScriptedNode Node(int status, string body) => Node(_ => new Reply(status, body));

    private ScriptedNode Node(Func<Request, Reply> script)
    {
        var node = new ScriptedNode(script);
        _nodes.Add(node);
        return node;
    }
}
