using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Quorum.Access;
using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Secrets;
using Quorum.Settings;

namespace Quorum.Conformance;

/// <summary>A checkout of its own (images copied, sources linked) with an embedded AWS of its own, driven as the build drives it.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("quorum-").FullName;

    public Deployment(int slotsPerZone)
    {
        var repository = Repository();
        Directory.CreateSymbolicLink(Path.Combine(_root, "src"), Path.Combine(repository, "src"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(repository, "images"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_root, Path.GetRelativePath(repository, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Parameters = new Dictionary<string, string>
        {
            ["Cloud"] = "local", ["ClusterName"] = "quorum-test", ["DeployRegion"] = "eu-central-1", ["DeployAccount"] = "000000000000",
            ["LocalPort"] = $"{FreePort()}", ["LocalRuntime"] = "simulated", ["ZoneCount"] = "3", ["SlotsPerZone"] = $"{slotsPerZone}",
            ["SlotInstanceType"] = "m6i.large", ["VolumeSize"] = "100", ["VpcCidr"] = "10.42.0.0/16", ["RepositoryName"] = "quorum/elasticsearch",
            ["ElasticsearchVersion"] = "8.17.2", ["BaseImage"] = "docker.elastic.co/elasticsearch/elasticsearch:8.17.2", ["ImagePlatform"] = "linux/amd64",
            ["ClusterAccess"] = "direct", ["WriteProbe"] = "true",
        };
        Settings = SettingsReader.Read(_root, "local", Parameters.GetValueOrDefault);
    }

    /// <summary>What <see cref="Settings"/> were read from, for a run of the build as a process of its own.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    public QuorumSettings Settings { get; init; }

    public List<string> Said { get; } = [];

    public string ConfigFile => Path.Combine(Settings.ImageFolder, "config", "elasticsearch.yml");

    /// <summary>What Deploy does, with a pipeline of its own each time, as each run of the build has.</summary>
    public async Task<(IReadOnlyDictionary<string, StageOutcome> Outcomes, DeployPipeline Pipeline)> DeployAsync(
        Action<StageProgress>? watch = null, CancellationToken cancellation = default, Func<QuorumSettings, QuorumSettings>? change = null)
    {
        Said.Clear();
        using var pipeline = new DeployPipeline(change is null ? Settings : change(Settings), SystemClock.Instance);
        var progress = new SynchronousProgress<StageProgress>(step =>
        {
            lock (Said) Said.Add($"{step.Item}: {step.State}");
            watch?.Invoke(step);
        });
        var outcomes = new List<StageOutcome>
        {
            await pipeline.LocalUpAsync(progress, cancellation),
            await pipeline.BuildImageAsync(progress, cancellation),
            await pipeline.PushAsync(progress, cancellation),
            await pipeline.ProvisionAsync(progress, cancellation),
            await pipeline.RollAsync(progress, cancellation),
            await pipeline.SmokeTestAsync(progress, cancellation),
        };
        return (outcomes.ToDictionary(outcome => outcome.Stage), pipeline);
    }

    public async Task<StageOutcome> RollbackAsync(CancellationToken cancellation)
    {
        using var pipeline = new DeployPipeline(Settings, SystemClock.Instance);
        await pipeline.LocalUpAsync(new SynchronousProgress<StageProgress>(_ => { }), cancellation);
        return await pipeline.RollbackAsync(new SynchronousProgress<StageProgress>(_ => { }), cancellation);
    }

    /// <summary>ARN of every running task with its revision: what a deployment that changes nothing must leave as it is.</summary>
    public async Task<IReadOnlyList<string>> TasksAsync()
    {
        using var aws = new AwsClients(Settings);
        var listed = await aws.Ecs.ListTasksAsync(new Amazon.ECS.Model.ListTasksRequest { Cluster = Settings.EcsClusterName });
        var described = await aws.Ecs.DescribeTasksAsync(new Amazon.ECS.Model.DescribeTasksRequest { Cluster = Settings.EcsClusterName, Tasks = listed.TaskArns });
        return [.. described.Tasks.Where(task => task.LastStatus == "RUNNING").Select(task => $"{task.Group} {task.TaskArn} {task.TaskDefinitionArn}").Order(StringComparer.Ordinal)];
    }

    public async Task<ElasticsearchClient> ClientAsync()
    {
        using var aws = new AwsClients(Settings);
        var instances = await aws.Ec2.DescribeInstancesAsync(new Amazon.EC2.Model.DescribeInstancesRequest
        {
            Filters = [new Amazon.EC2.Model.Filter { Name = "tag-key", Values = ["quorum:slot"] }],
        });
        var nodes = instances.Reservations.SelectMany(reservation => reservation.Instances).Where(instance => instance.State.Name == "running")
            .Select(instance => new Uri($"https://{instance.PrivateIpAddress}:9200")).ToList();
        // As a person with all rights: the tests make indices of names that the deploy user may not.
        var login = await LoginAsync(ClusterUse.Admin);
        return new ElasticsearchClient(new HttpMessageInvoker(DirectAccess.Create(login!.CaPem, login.Credentials, new Redaction())), nodes);
    }

    public async Task<ClusterLogin?> LoginAsync(ClusterUse use)
    {
        using var aws = new AwsClients(Settings);
        return await new LoginReader(new SecretStore(aws.Ssm, new Redaction()), new SecretNames(Settings.ParameterPath, Settings.ClusterName)).ReadAsync(use, CancellationToken.None);
    }

    /// <summary>As the build's target does it.</summary>
    public async Task<StageOutcome> RotateAsync(Action<StageProgress>? watch, CancellationToken cancellation, Func<QuorumSettings, QuorumSettings>? change = null)
    {
        using var pipeline = new DeployPipeline(change is null ? Settings : change(Settings), SystemClock.Instance);
        return await pipeline.RotateSecretsAsync(new SynchronousProgress<StageProgress>(step => watch?.Invoke(step)), cancellation);
    }

    /// <summary>Files that this checkout's runs and its embedded AWS wrote and that hold any of the texts.</summary>
    public IReadOnlyList<string> FilesWith(IReadOnlyList<string> texts) =>
        [.. new[] { Settings.ArtifactsFolder, Path.Combine(Settings.Root, ".nuke") }.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            // Held by the embedded AWS and empty: nobody else may open it.
            .Where(file => Path.GetFileName(file) != "lock")
            .Where(file => texts.Any(text => ReadShared(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0))];

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        using var pipeline = new DeployPipeline(Settings, SystemClock.Instance);
        await pipeline.LocalDownAsync(forget: true, CancellationToken.None);
        Directory.Delete(Path.Combine(_root, "src"));
        Directory.Delete(_root, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static string Repository([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
