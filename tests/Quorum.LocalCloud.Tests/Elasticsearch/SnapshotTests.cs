using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Snapshots;

namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>The pipeline's snapshots on simulated nodes: the documents travel through files.</summary>
public sealed class SnapshotTests
{
    private static readonly RepositoryGoal Goal = new(RepositoryGoal.DefaultName, "fs", new Dictionary<string, string?> { ["location"] = SimulatedCluster.SnapshotPath });

    private static readonly IProgress<StageProgress> Progress = new SynchronousProgress<StageProgress>(_ => { });

    [Fact]
    public async Task Repository_EnsuredTwice_ChangesNothingTheSecondTimeAndEveryNodeHasVerifiedIt()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        var snapshots = Snapshots(cluster);

        var first = await snapshots.EnsureAsync(Progress, default);
        Assert.True(first.Changed);
        Assert.Equal(cluster.Names, first.Nodes);
        Assert.Contains("quorum-nightly", first.Policy, StringComparison.Ordinal);
        Assert.False((await snapshots.EnsureAsync(Progress, default)).Changed);
        Assert.Equal("0 30 1 * * ?", (await cluster.GetAsync("es-b1", "_slm/policy/quorum-nightly")).Json!["quorum-nightly"]!["policy"]!["schedule"]!.ToString());
        // The file by which nodes see each other is gone again.
        Assert.Empty(Directory.EnumerateFiles(cluster.SnapshotFolder, "tests-*"));
    }

    [Fact]
    public async Task Repository_OneNodeWithoutTheFolder_IsRefusedByItsName()
    {
        var cluster = new SimulatedCluster();
        cluster.WithoutSnapshots.Add("es-c1");
        await using var running = await cluster.StartAllAsync();

        var refused = await Assert.ThrowsAsync<StageException>(() => Snapshots(cluster).EnsureAsync(Progress, default));
        Assert.Contains("repository_verification_exception", refused.Message, StringComparison.Ordinal);
        Assert.Contains("es-c1", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("es-b1]]", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"fs","settings":{"location":"/etc"}}""", 500, "doesn't match any of the locations specified by path.repo: [/snapshots]")]
    [InlineData("""{"type":"s3","settings":{"bucket":"b"}}""", 400, "not modelled by the embedded Elasticsearch")]
    [InlineData("""{"type":"fs","settings":{"location":"/snapshots","readonly":true}}""", 400, "repository setting readonly")]
    public async Task Repository_ThatCannotHoldAByte_IsRefused(string body, int status, string reason)
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        var answer = await cluster.PutAsync("es-a1", "_snapshot/backup", body);
        Assert.Equal(status, answer.Status);
        Assert.Contains(reason, answer.Json!["error"]!["reason"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshot_OfAnIndexSinceDeleted_BringsEveryDocumentBackAsItWas()
    {
        await using var cluster = await BooksAsync();
        var client = Client(cluster);
        var before = await IndexDigest.ReadAsync(client, "books", default);
        var snapshots = Snapshots(cluster);
        await snapshots.EnsureAsync(Progress, default);
        var taken = await snapshots.TakeAsync("test", null, Progress, default);
        Assert.True(taken.Complete);
        Assert.Equal(2, taken.Shards);

        // Later writes are not in it; the index itself may go.
        await cluster.PutAsync("es-a1", "books/_doc/1", """{"n":"changed"}""");
        Assert.Equal(200, (await cluster.SendAsync("es-a1", HttpMethod.Delete, "books")).Status);
        Assert.Equal(200, (await cluster.SendAsync("es-b1", HttpMethod.Post, $"_snapshot/quorum/{taken.Snapshot}/_restore?wait_for_completion=true", """{"indices":"books","rename_pattern":"^(.+)$","rename_replacement":"again-$1"}""")).Status);

        Assert.Equal(before, await IndexDigest.ReadAsync(client, "again-books", default));
        Assert.Equal(49, before.Count);
        await cluster.GreenAsync("es-a1");
        foreach (var node in (await cluster.GetAsync("es-a1", "_nodes/_all/none")).Json!["nodes"]!.AsObject().Select(each => each.Key))
            Assert.Equal(200, (await cluster.GetAsync("es-a1", $"again-books/_doc/3?preference=_only_nodes:{node}")).Status);
        // A write after the restore goes on with the numbers of the old ones.
        Assert.Equal(2, (int)(await cluster.PutAsync("es-a1", "again-books/_doc/3", "{}")).Json!["_version"]!);
    }

    [Fact]
    public async Task Snapshot_AfterARestart_IsStillThereWithItsDocuments()
    {
        string folder, snapshot;
        IndexDigest before;
        await using (var first = await BooksAsync())
        {
            (folder, first.KeepFolder) = (first.Folder, true);
            before = await IndexDigest.ReadAsync(Client(first), "books", default);
            await Snapshots(first).EnsureAsync(Progress, default);
            snapshot = (await Snapshots(first).TakeAsync("test", null, Progress, default)).Snapshot;
        }

        await using var second = await new SimulatedCluster(folder: folder) { Bootstrap = false }.StartAllAsync();
        await second.GreenAsync("es-a1");
        Assert.False((await Snapshots(second).EnsureAsync(Progress, default)).Changed);
        Assert.Equal(snapshot, (await Snapshots(second).NewestAsync(default))!.Snapshot);
        var result = await Drill(second, Client(second)).RunAsync("books", Progress, default);
        Assert.Equal((snapshot, before), (result.Snapshot, result.Digest));
    }

    [Fact]
    public async Task Drill_IndexAtRest_ComparesTheNewestSnapshotAndLeavesNothing()
    {
        await using var cluster = await BooksAsync();
        await Snapshots(cluster).EnsureAsync(Progress, default);
        var newest = await Snapshots(cluster).TakeAsync("test", null, Progress, default);
        // What an interrupted drill left.
        await cluster.PutAsync("es-a1", RestoreDrill.Prefix + "old", "{}");

        var result = await Drill(cluster, Client(cluster)).RunAsync(null, Progress, default);
        Assert.Equal(("books", newest.Snapshot, 49, null), (result.Index, result.Snapshot, result.Digest.Count, result.DiffersFrom));
        Assert.Equal(["books"], (await cluster.GetAsync("es-a1", "_settings")).Json!.AsObject().Select(each => each.Key));
    }

    [Fact]
    public async Task Drill_IndexWrittenToSince_TakesASnapshotToCompareAndDeletesIt()
    {
        await using var cluster = await BooksAsync();
        await Snapshots(cluster).EnsureAsync(Progress, default);
        var newest = await Snapshots(cluster).TakeAsync("test", null, Progress, default);
        await cluster.PutAsync("es-a1", "books/_doc/new", """{"n":1}""");

        var result = await Drill(cluster, Client(cluster)).RunAsync(null, Progress, default);
        Assert.Equal((50, newest.Snapshot), (result.Digest.Count, result.DiffersFrom));
        Assert.StartsWith("quorum-drill-", result.Snapshot, StringComparison.Ordinal);
        Assert.Equal([newest.Snapshot], (await Client(cluster).SnapshotsAsync("quorum", default)).Select(each => each.Snapshot));
    }

    [Fact]
    public async Task Drill_SnapshotWithAChangedWord_Fails()
    {
        await using var cluster = await BooksAsync();
        await Snapshots(cluster).EnsureAsync(Progress, default);
        await Snapshots(cluster).TakeAsync("test", null, Progress, default);
        var tampering = new Tampering(cluster.SnapshotFolder);
        var client = Client(cluster, tampering);

        var failed = await Assert.ThrowsAsync<StageException>(() => new RestoreDrill(client, new ClusterSnapshots(client, Goal, SystemClock.Instance), Goal, SystemClock.Instance).RunAsync(null, Progress, default));
        // The newest snapshot, then the one taken to compare.
        Assert.Equal(2, tampering.Changed);
        Assert.Contains("49 documents instead of 49", failed.Message, StringComparison.Ordinal);
        Assert.Contains("checksum", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["books"], (await cluster.GetAsync("es-a1", "_settings")).Json!.AsObject().Select(each => each.Key));
    }

    [Fact]
    public async Task Drill_NothingToRestore_SaysWhatToDo()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        await Snapshots(cluster).EnsureAsync(Progress, default);
        var none = await Assert.ThrowsAsync<StageException>(() => Drill(cluster, Client(cluster)).RunAsync(null, Progress, default));
        Assert.Contains("holds no index with 1 to", none.Message, StringComparison.Ordinal);
        var other = await Assert.ThrowsAsync<StageException>(() => Drill(cluster, Client(cluster)).RunAsync("books", Progress, default));
        Assert.Contains("holds no index books", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LifecyclePolicy_ExecutedNow_TakesASnapshotOfItsNameAndRemembersIt()
    {
        await using var cluster = await BooksAsync();
        await Snapshots(cluster).EnsureAsync(Progress, default);
        var name = (await cluster.SendAsync("es-b1", HttpMethod.Post, "_slm/policy/quorum-nightly/_execute")).Json!["snapshot_name"]!.ToString();
        Assert.Matches(@"^quorum-nightly-\d{4}\.\d{2}\.\d{2}-[0-9a-f]{32}$", name);
        var taken = (await cluster.UntilAsync(() => cluster.GetAsync("es-a1", $"_snapshot/quorum/{name}"), answer => answer.Json!["snapshots"]![0]!["state"]!.ToString() == "SUCCESS")).Json!;
        Assert.Equal("quorum-nightly", taken["snapshots"]![0]!["metadata"]!["policy"]!.ToString());
        Assert.Equal(name, (await cluster.GetAsync("es-a1", "_slm/policy")).Json!["quorum-nightly"]!["last_success"]!["snapshot_name"]!.ToString());
        Assert.Equal(400, (await cluster.PutAsync("es-a1", "_slm/policy/other", """{"name":"<x>","schedule":"0 0/5 * * * ?","repository":"quorum"}""")).Status);
    }

    private static ElasticsearchClient Client(SimulatedCluster cluster, HttpMessageHandler? handler = null) =>
        new(new HttpMessageInvoker(handler ?? new SocketsHttpHandler()), [.. cluster.Nodes.Values]);

    private static ClusterSnapshots Snapshots(SimulatedCluster cluster) => new(Client(cluster), Goal, SystemClock.Instance);

    private static RestoreDrill Drill(SimulatedCluster cluster, ElasticsearchClient client) => new(client, Snapshots(cluster), Goal, SystemClock.Instance);

    private static async Task<SimulatedCluster> BooksAsync()
    {
        var cluster = await new SimulatedCluster().StartAllAsync();
        Assert.Equal(200, (await cluster.PutAsync("es-a1", "books", """{"settings":{"number_of_shards":2,"number_of_replicas":2}}""")).Status);
        await cluster.GreenAsync("es-a1");
        for (var n = 0; n < 50; n++) Assert.Equal(201, (await cluster.PutAsync("es-b1", $"books/_doc/{n}", $$"""{"n":{{n}},"text":"volume {{n}}"}""")).Status);
        Assert.Equal(200, (await cluster.SendAsync("es-c1", HttpMethod.Delete, "books/_doc/7")).Status);
        Assert.Equal(200, (await cluster.SendAsync("es-c1", HttpMethod.Post, "books/_refresh")).Status);
        return cluster;
    }

    /// <summary>Bit rot: a word of one document is another one when the snapshot is read back.</summary>
    private sealed class Tampering(string folder) : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Changed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/_restore", StringComparison.Ordinal))
            {
                foreach (var file in Directory.EnumerateFiles(folder, "snap-*.json"))
                {
                    var text = File.ReadAllText(file);
                    if (!text.Contains("volume 31", StringComparison.Ordinal)) continue;
                    Changed++;
                    File.WriteAllText(file, text.Replace("volume 31", "volume 13", StringComparison.Ordinal));
                }
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
