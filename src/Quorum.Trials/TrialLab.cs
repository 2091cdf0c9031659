using System.Net;
using System.Net.Sockets;
using Amazon.ECS.Model;
using Quorum.Elasticsearch;
using Quorum.Local;
using Quorum.Pipeline;
using Quorum.Rollout;
using Quorum.Settings;
using Task = System.Threading.Tasks.Task;

namespace Quorum.Trials;

/// <summary>What one deployment did.</summary>
/// <param name="Ended">Why it did not end well; null when it did.</param>
internal sealed record DeployRun(IReadOnlyList<StageOutcome> Outcomes, RollReport? Roll, Smoke.ProofResult? Proof, StageException? Ended, IReadOnlyList<string> Said);

/// <summary>A checkout of its own (images copied, sources linked) with an embedded AWS and real nodes of its own, driven as the build drives it.</summary>
internal sealed class TrialLab : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("quorum-trials-").FullName;
    private readonly QuorumSettings _base;

    public TrialLab(string repository, string runtime, int slotsPerZone)
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "src"), Path.Combine(repository, "src"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(repository, "images"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_root, Path.GetRelativePath(repository, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        Directory.CreateDirectory(Path.Combine(_root, ".nuke"));
        File.Copy(Path.Combine(repository, ".nuke", "parameters.json"), Path.Combine(_root, ".nuke", "parameters.json"));
        Parameters = new Dictionary<string, string>
        {
            ["Cloud"] = "local", ["ClusterName"] = "quorum-trials", ["DeployRegion"] = "eu-central-1", ["DeployAccount"] = "000000000000", ["LocalPort"] = $"{FreePort()}",
            ["LocalRuntime"] = runtime, ["ZoneCount"] = "3", ["SlotsPerZone"] = $"{slotsPerZone}", ["SlotInstanceType"] = "m6i.large", ["VolumeSize"] = "20", ["VpcCidr"] = "10.42.0.0/16",
            ["RepositoryName"] = "quorum/elasticsearch", ["ImagePlatform"] = "linux/amd64", ["ClusterAccess"] = "direct", ["ClusterSecurity"] = "off", ["WriteProbe"] = "true",
        };
        _base = SettingsReader.Read(_root, "local", name => name is "ElasticsearchVersion" ? "8.17.2" : name is "BaseImage" ? BaseOf("8.17.2") : Parameters.GetValueOrDefault(name));
    }

    public IReadOnlyDictionary<string, string> Parameters { get; }

    public string Root => _root;

    /// <summary>Present version; the next deployment goes to it.</summary>
    public string Version { get; set; } = "8.17.2";

    public QuorumSettings Settings => _base with { ElasticsearchVersion = Version, BaseImage = BaseOf(Version) };

    /// <summary>Seconds of the last roll that was done as it should be, for the comparison with one node at a time.</summary>
    public double OurSeconds { get; set; }

    public static string BaseOf(string version) => $"docker.elastic.co/elasticsearch/elasticsearch:{version}";

    /// <summary>Sets one line of <c>elasticsearch.yml</c>, in the place of an earlier one for the same setting: a setting given twice does not start.</summary>
    public void Configure(string line) => Rewrite(line, added: true);

    public void Unconfigure(string line) => Rewrite(line, added: false);

    private void Rewrite(string line, bool added)
    {
        var file = Path.Combine(Settings.ImageFolder, "config", "elasticsearch.yml");
        var key = line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)];
        var others = File.ReadAllLines(file).Where(each => !each.StartsWith(key, StringComparison.Ordinal));
        File.WriteAllLines(file, added ? others.Append(line) : others);
    }

    /// <summary>What Deploy does; ends of the pipeline's own kind are part of the answer.</summary>
    public async Task<DeployRun> DeployAsync(CancellationToken cancellation, Action<StageProgress>? watch = null, Func<QuorumSettings, QuorumSettings>? change = null)
    {
        using var pipeline = new DeployPipeline(change is null ? Settings : change(Settings), SystemClock.Instance);
        var said = new List<string>();
        var progress = new SynchronousProgress<StageProgress>(step =>
        {
            lock (said) said.Add($"{step.Item}: {step.State}");
            watch?.Invoke(step);
        });
        var outcomes = new List<StageOutcome>();
        StageException? ended = null;
        try
        {
            foreach (var stage in (Func<IProgress<StageProgress>, CancellationToken, Task<StageOutcome>>[])[pipeline.LocalUpAsync, pipeline.BuildImageAsync, pipeline.PushAsync, pipeline.ProvisionAsync, pipeline.RollAsync, pipeline.SmokeTestAsync])
                outcomes.Add(await stage(progress, cancellation));
        }
        catch (StageException end)
        {
            ended = end;
        }
        return new(outcomes, pipeline.RollReport, pipeline.ProofResult, ended, said);
    }

    public async Task<Drills.DrillResult> DrillAsync(string kind, CancellationToken cancellation)
    {
        using var pipeline = new DeployPipeline(Settings, SystemClock.Instance);
        await pipeline.DrillAsync(kind, null, new SynchronousProgress<StageProgress>(_ => { }), cancellation);
        return pipeline.DrillResult!;
    }

    /// <summary>Slot → ARN and revision of its running task.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TasksAsync()
    {
        using var aws = new AwsClients(Settings);
        var listed = await aws.Ecs.ListTasksAsync(new ListTasksRequest { Cluster = Settings.EcsClusterName });
        var described = await aws.Ecs.DescribeTasksAsync(new DescribeTasksRequest { Cluster = Settings.EcsClusterName, Tasks = listed.TaskArns });
        return described.Tasks.Where(task => task.LastStatus == "RUNNING").ToDictionary(task => task.Group["service:".Length..], task => $"{task.TaskArn} {task.TaskDefinitionArn}");
    }

    public async Task<ElasticsearchClient> ClientAsync()
    {
        using var aws = new AwsClients(Settings);
        var instances = await aws.Ec2.DescribeInstancesAsync(new Amazon.EC2.Model.DescribeInstancesRequest { Filters = [new Amazon.EC2.Model.Filter("tag-key", ["quorum:slot"])] });
        var nodes = instances.Reservations.SelectMany(reservation => reservation.Instances).Where(instance => instance.State.Name == "running")
            .Select(instance => new Uri($"http://{instance.PrivateIpAddress}:9200")).ToList();
        return new ElasticsearchClient(new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false }), nodes);
    }

    public async Task StrikeAsync(string slot, string fault)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        (await http.PostAsync($"{Settings.LocalEndpoint}/_quorum/nodes/{slot}/{fault}", null)).EnsureSuccessStatusCode();
    }

    public async Task<int> CloudPidAsync() => (await new LocalCloudProcess(Settings, SystemClock.Instance).FindAsync(CancellationToken.None))!.Pid;

    public async Task DownAsync()
    {
        using var pipeline = new DeployPipeline(Settings, SystemClock.Instance);
        await pipeline.LocalDownAsync(forget: true, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await DownAsync();
        Directory.Delete(Path.Combine(_root, "src"));
        Directory.Delete(_root, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
