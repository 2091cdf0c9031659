using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>What scenarios ask a cluster, and how they tell it: as lines without ids, names or times, so that two clusters can be compared line by line.</summary>
public abstract class NodeScenario(INodeController nodes) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly List<string> _lines = [];

    /// <summary>No step takes real nodes longer, a restart of a Java process on a busy machine included.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(120);

    /// <summary>Through which node it asks.</summary>
    protected string Via { get; set; } = "es-a1";

    protected INodeController Cluster => nodes;

    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await PlayAsync();
        return _lines;
    }

    public void Dispose()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task PlayAsync();

    protected void Say(string step, string what) => _lines.Add($"{step}: {what}");

    protected async Task<(int Status, JsonNode? Json, string Text)> AskAsync(string method, string path, string? body = null, string? via = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(nodes.Nodes[via ?? Via], path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null, text);
    }

    protected async Task UntilAsync(string path, Func<(int Status, JsonNode? Json, string Text), bool> good)
    {
        var last = "";
        // by the clock, not by attempts: one attempt may itself wait for as long as its own timeout
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < StepLimit;)
        {
            try
            {
                var answer = await AskAsync("GET", path);
                last = answer.Text;
                if (answer.Status is 200 or 408 && good(answer)) return;
            }
            catch (HttpRequestException e)
            {
                last = e.Message;
            }
            await Task.Delay(50);
        }
        throw new TimeoutException($"{path} did not become so in {StepLimit.TotalSeconds:0} s after [{_lines.LastOrDefault()}]: {last}{Environment.NewLine}{await ShardStatesAsync()}");
    }

    // what a failed wait is told with: where every copy is, and why the first one that is nowhere is
    private async Task<string> ShardStatesAsync()
    {
        try
        {
            var rows = await AskAsync("GET", "_cat/shards?v&h=index,shard,prirep,state,node,unassigned.reason");
            return $"{rows.Text}{(await AskAsync("GET", "_cluster/allocation/explain")).Text}";
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return gone.Message;
        }
    }

    protected Task GreenAsync() => UntilAsync($"_cluster/health?wait_for_status=green&wait_for_no_initializing_shards=true&wait_for_no_relocating_shards=true&wait_for_nodes={nodes.Nodes.Count}&timeout=5s", r => r.Status == 200);

    protected async Task<string> HealthAsync(bool delayed = true)
    {
        var h = (await AskAsync("GET", "_cluster/health")).Json!;
        return $"{h["status"]} nodes {h["number_of_nodes"]} primaries {h["active_primary_shards"]} active {h["active_shards"]} unassigned {h["unassigned_shards"]}" + (delayed ? $" delayed {h["delayed_unassigned_shards"]}" : "");
    }

    protected async Task<string> ShardsAsync()
    {
        var rows = (await AskAsync("GET", "_cat/shards/books?format=json&h=shard,prirep,state,node,unassigned.reason")).Json!.AsArray();
        return string.Join(" ", rows.Select(r => $"{r!["shard"]}{r["prirep"]}:{r["state"]}{(r["unassigned.reason"] is { } why ? "(" + why + ")" : "")}").Order(StringComparer.Ordinal));
    }

    // The configuration follows a change a moment later, so it is given the time to become what is expected and then told as it is.
    // Right after the bootstrap placeholders stand for names that have not joined; who stops a node then may stop the cluster, so they do not count.
    protected async Task<int> VotersAsync(int expected)
    {
        var count = 0;
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var voters = (await AskAsync("GET", "_cluster/state/metadata?filter_path=metadata.cluster_coordination.last_committed_config")).Json!["metadata"]!["cluster_coordination"]!["last_committed_config"]!.AsArray();
            count = voters.Count(id => !id!.ToString().StartsWith("{bootstrap-placeholder}", StringComparison.Ordinal));
            if (count == expected) break;
            await Task.Delay(50);
        }
        return count;
    }

    protected async Task<string> ShardsOfAsync(string method, string path)
    {
        var answer = await AskAsync(method, path);
        return $"{answer.Status} {answer.Json!["_shards"]!.ToJsonString()}";
    }

    protected async Task<string> InSyncAsync()
    {
        var index = (await AskAsync("GET", "_cluster/state/metadata/books?filter_path=metadata.indices.books.in_sync_allocations")).Json!["metadata"]!["indices"]!["books"]!["in_sync_allocations"]!.AsObject();
        return string.Join(" ", index.OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => $"{i.Key}:{i.Value!.AsArray().Count}"));
    }

    protected async Task<string> EveryCopyAsync(string id)
    {
        var found = new List<string>();
        foreach (var name in nodes.Nodes.Keys) found.Add((await AskAsync("GET", $"books/_doc/{id}?preference=_only_nodes:{await IdAsync(name)}")).Status.ToString(CultureInfo.InvariantCulture));
        return string.Join(" ", found);
    }

    protected async Task<string> DecidersAsync(string? but = null)
    {
        var explain = (await AskAsync("GET", "_cluster/allocation/explain")).Json!;
        var deciders = explain["node_allocation_decisions"]!.AsArray().SelectMany(d => d!["deciders"] is JsonArray list ? list.Select(w => w!["decider"]!.ToString()) : []).Distinct().Where(name => name != but).Order(StringComparer.Ordinal);
        return $"{explain["can_allocate"]} by {string.Join(",", deciders)}";
    }

    protected async Task<string> ShutdownAsync(string id)
    {
        var record = (await AskAsync("GET", $"_nodes/{id}/shutdown")).Json!["nodes"]!.AsArray().Single()!;
        return $"{record["type"]} {record["status"]} {record["allocation_delay"]}";
    }

    protected async Task<string> MasterAsync() => (await AskAsync("GET", "_cat/master?h=node")).Text.Trim();

    protected async Task<string> OtherThanMasterAsync()
    {
        var master = await MasterAsync();
        return nodes.Nodes.Keys.First(n => n != master);
    }

    protected async Task<string> IdAsync(string name) => (await AskAsync("GET", $"_nodes/{name}/_none")).Json!["nodes"]!.AsObject().Single().Key;

    protected static string Error((int Status, JsonNode? Json, string Text) answer)
    {
        if (answer.Json?["error"] is not JsonObject error) return $"{answer.Status} no error";
        // Uuids and shard numbers differ from cluster to cluster.
        var reason = error["reason"]?.ToString() ?? "null";
        return $"{answer.Status} {error["type"]} {System.Text.RegularExpressions.Regex.Replace(reason, @"\[(books|solo)[^ ]*\]|request: .*|(?<=node )\[[^ ]{22}\]", "[…]")}";
    }
}
