using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Elasticsearch;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>Simulated nodes with real HTTP on loopback addresses of their own.</summary>
public sealed class SimulatedCluster : INodeController, ITaskEvents, IAsyncDisposable
{
    private static int _networks;
    private readonly Dictionary<string, string> _tasks = [];
    private readonly Dictionary<string, TaskCompletionSource<int>> _exits = [];
    private readonly string _network = $"127.{160 + Environment.ProcessId % 80}.{Interlocked.Increment(ref _networks) % 250}";
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly LocalCloudHost _host;
    private int _sequence;

    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(90);

    public SimulatedCluster(string[]? names = null, string? folder = null, ElasticsearchOptions? options = null)
    {
        Folder = folder ?? Directory.CreateTempSubdirectory("quorum-es-").FullName;
        _host = LocalCloudHost.StartAsync(new HostOptions(Folder, 0, "simulated", TimeSpan.FromHours(1), false, 7), (_, _, _) => { }).GetAwaiter().GetResult();
        Runtime = new SimulatedNodes(World, options);
        Names = names ?? ["es-a1", "es-b1", "es-c1"];
        Nodes = Names.ToDictionary(n => n, n => new Uri($"http://{Address(n)}:9200/"));
    }

    public string Folder { get; }
    public World World => _host.World;
    public SimulatedNodes Runtime { get; }
    public string[] Names { get; }
    public IReadOnlyDictionary<string, Uri> Nodes { get; }
    public const string SnapshotPath = "/snapshots";

    /// <summary>Shared by all slots; what a bucket is on an account.</summary>
    public string SnapshotFolder => Path.Combine(Folder, "snapshots");

    /// <summary>Nodes that have the folder not mounted.</summary>
    public HashSet<string> WithoutSnapshots { get; } = [];

    public bool Bootstrap { get; set; } = true;
    public string Version { get; set; } = "8.17.2";
    public string? Config { get; set; }
    public bool KeepFolder { get; set; }
    public List<string> Reasons { get; } = [];
    public System.Collections.Concurrent.ConcurrentQueue<string> StartsFailed { get; } = [];

    public string Address(string name) => $"{_network}.{11 + Array.IndexOf(Names, name)}";

    public async Task<SimulatedCluster> StartAllAsync()
    {
        foreach (var name in Names) await StartAsync(name, null);
        foreach (var name in Names) await UntilAsync(() => GetAsync(name, "_cluster/health?wait_for_nodes=" + Names.Length + "&timeout=20s"), r => r.Status == 200);
        return this;
    }

    public Task StartAsync(string name, string? version = null)
    {
        var arn = $"arn:task/{name}/{Interlocked.Increment(ref _sequence)}";
        _tasks[name] = arn;
        _exits[arn] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var volume = Path.Combine(Folder, "volumes", name);
        Directory.CreateDirectory(volume);
        var labels = new Dictionary<string, string> { [NodeSettings.VersionLabel] = version ?? Version };
        if (Config is not null) labels[NodeSettings.ConfigLabel] = Config;
        var environment = new Dictionary<string, string>
        {
            ["node.name"] = name, ["cluster.name"] = "test", ["node.attr.zone"] = name[3].ToString(), ["discovery.seed_hosts"] = string.Join(",", Names.Select(n => n + ".test.internal")),
            ["cluster.routing.allocation.awareness.attributes"] = "zone", ["cluster.routing.allocation.awareness.force.zone.values"] = "a,b,c",
            ["path.repo"] = SnapshotPath,
            [NodeSettings.InitialMasters] = Bootstrap ? string.Join(",", Names) : "", [NodeSettings.Bootstrapped] = "",
        };
        Runtime.Start(new TaskLaunch(arn, "test-" + name, 1, "image", new ImageConfig("sha256:0", labels, new Dictionary<string, string>()), environment, new Dictionary<string, string>(), name, "us-east-1" + name[3], Address(name), "vol-" + name, volume, 1024, TimeSpan.FromSeconds(30))
        {
            Mounts = WithoutSnapshots.Contains(name) ? [] : [new LaunchMount(SnapshotFolder, SnapshotPath, false)],
        }, this);
        return Task.CompletedTask;
    }

    public async Task StopAsync(string name)
    {
        Runtime.Stop(_tasks[name], TimeSpan.FromSeconds(30));
        await ExitAsync(name);
    }

    public async Task KillAsync(string name)
    {
        Runtime.Kill(_tasks[name]);
        await ExitAsync(name);
    }

    public Task<int> ExitAsync(string name) => _exits[_tasks[name]].Task.WaitAsync(TimeSpan.FromSeconds(30));

    public async Task<(int Status, JsonNode? Json, string Text)> SendAsync(string name, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Nodes[name], path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null, text);
    }

    public Task<(int Status, JsonNode? Json, string Text)> GetAsync(string name, string path) => SendAsync(name, HttpMethod.Get, path);

    public Task<(int Status, JsonNode? Json, string Text)> PutAsync(string name, string path, string body) => SendAsync(name, HttpMethod.Put, path, body);

    /// <summary>Asks until it is so; connection errors count as not yet. Ends with the last answer in the message.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> good)
    {
        object? last = null;
        // by the clock, not by attempts: one attempt may itself wait for as long as its own timeout
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < WaitLimit;)
        {
            try
            {
                var answer = await ask();
                last = answer;
                if (good(answer)) return answer;
            }
            catch (HttpRequestException e)
            {
                last = e.Message;
            }
            await Task.Delay(50);
        }
        throw new TimeoutException($"not so in {WaitLimit.TotalSeconds:0} s: {last}; starts that failed: [{string.Join("; ", StartsFailed)}]");
    }

    public Task GreenAsync(string via) => UntilAsync(() => GetAsync(via, "_cluster/health?wait_for_status=green&timeout=5s"), r => r.Status == 200);

    public void Running(string taskArn) { }

    public void Health(string taskArn, bool healthy) { }

    public void Exited(string taskArn, int exitCode, string? reason)
    {
        if (reason is not null) Reasons.Add(reason);
        _exits[taskArn].TrySetResult(exitCode);
    }

    public void StartFailed(string taskArn, string reason)
    {
        StartsFailed.Enqueue($"{taskArn}: {reason}");
        _exits[taskArn].TrySetException(new IOException(reason));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Runtime.DisposeAsync();
        await _host.DisposeAsync();
        if (!KeepFolder) Directory.Delete(Folder, recursive: true);
    }
}
