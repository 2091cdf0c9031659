using System.Diagnostics;
using System.Net.Sockets;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>Real nodes in containers on loopback addresses of their own, for the same scenario as the simulated ones.</summary>
public sealed class RealCluster : INodeController, IAsyncDisposable
{
    public const string Version = "8.17.2", OlderVersion = "8.16.6";
    private const string Repository = "quorum.test/elasticsearch";
    private const string Label = "quorum.test-cluster";
    private static readonly TimeSpan FormLimit = TimeSpan.FromMinutes(4);
    public static readonly string[] Three = ["es-a1", "es-b1", "es-c1"];
    private readonly IDockerClient _engine;
    private readonly string _id = Guid.NewGuid().ToString("N")[..8];
    private readonly string _network = $"127.{100 + Environment.ProcessId % 50}.{Environment.ProcessId / 50 % 250}";
    private readonly string _folder = Directory.CreateTempSubdirectory("quorum-real-").FullName;
    private readonly Dictionary<string, string> _containers = [];
    private readonly string _version;

    private RealCluster(IDockerClient engine, string[] names, string version)
    {
        (_engine, Names, _version) = (engine, names, version);
        Nodes = Names.ToDictionary(name => name, name => new Uri($"http://{Address(name)}:9200/"));
    }

    public IReadOnlyDictionary<string, Uri> Nodes { get; }

    private string[] Names { get; }

    /// <returns>Why there are no real nodes here; null when there can be.</returns>
    public static async Task<string?> MissingAsync(string version = Version)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using var engine = new DockerClientBuilder().Build();
            await engine.Images.InspectImageAsync($"{Repository}:{version}", limit.Token);
            return null;
        }
        catch (DockerImageNotFoundException)
        {
            return $"the Docker engine has no {Repository}:{version}";
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or SocketException or OperationCanceledException or TimeoutException or DockerApiException)
        {
            return "no Docker engine answers";
        }
    }

    public static async Task<RealCluster> StartAllAsync(string[]? names = null, string version = Version)
    {
        var cluster = new RealCluster(new DockerClientBuilder().Build(), names ?? Three, version);
        foreach (var name in cluster.Names) await cluster.StartAsync(name);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < FormLimit;)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(cluster.Nodes["es-a1"], $"_cluster/health?wait_for_nodes={cluster.Names.Length}&timeout=20s"));
                if (answer.IsSuccessStatusCode) return cluster;
            }
            catch (HttpRequestException)
            {
                // the Java process is still starting
            }
            await Task.Delay(500);
        }
        await cluster.DisposeAsync();
        throw new TimeoutException("the real nodes formed no cluster");
    }

    public async Task StartAsync(string name, string? version = null)
    {
        var data = Path.Combine(_folder, name);
        var empty = !Directory.Exists(data);
        if (empty)
        {
            Directory.CreateDirectory(data);
            using var chown = Process.Start("chown", ["1000:0", data]);
            await chown.WaitForExitAsync();
        }
        if (_containers.TryGetValue(name, out var former)) await _engine.Containers.RemoveContainerAsync(former, new ContainerRemoveParameters { Force = true });
        var environment = new Dictionary<string, string>
        {
            ["node.name"] = name, ["cluster.name"] = "test", ["network.host"] = Address(name), ["node.attr.zone"] = name[3].ToString(), ["discovery.seed_hosts"] = string.Join(',', Names.Select(Address)),
            ["cluster.routing.allocation.awareness.attributes"] = "zone", ["cluster.routing.allocation.awareness.force.zone.values"] = "a,b,c", ["ES_JAVA_OPTS"] = "-Xms256m -Xmx256m",
        };
        if (empty) environment["cluster.initial_master_nodes"] = string.Join(',', Names);
        var created = await _engine.Containers.CreateContainerAsync(new CreateContainerParameters
        {
            Name = $"quorum-test-{_id}-{name}-{Guid.NewGuid().ToString("N")[..4]}",
            Image = $"{Repository}:{version ?? _version}",
            Env = [.. environment.Select(pair => $"{pair.Key}={pair.Value}")],
            Labels = new Dictionary<string, string> { [Label] = _id },
            HostConfig = new HostConfig { NetworkMode = "host", Binds = [$"{data}:/usr/share/elasticsearch/data"], ExtraHosts = [$"{Environment.MachineName}:{Address(name)}"] },
        });
        _containers[name] = created.ID;
        await _engine.Containers.StartContainerAsync(created.ID, new ContainerStartParameters());
    }

    public async Task StopAsync(string name) => await _engine.Containers.StopContainerAsync(_containers[name], new ContainerStopParameters { WaitBeforeKillSeconds = 60 });

    public async Task KillAsync(string name)
    {
        await _engine.Containers.KillContainerAsync(_containers[name], new ContainerKillParameters { Signal = "SIGKILL" });
        await _engine.Containers.WaitContainerAsync(_containers[name], CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers.Values) await _engine.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true });
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Address(string name) => $"{_network}.{11 + Array.IndexOf(Names, name)}";
}
