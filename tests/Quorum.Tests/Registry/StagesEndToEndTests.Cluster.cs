using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.EC2.Model;
using Amazon.ECS;
using Amazon.ECS.Model;
using Quorum.Images;
using Quorum.Pipeline;
using Quorum.Provisioning;
using Quorum.Registry;
using Quorum.Rollout;
using Quorum.Rollout.Aws;
using Quorum.Settings;
using Quorum.Tests.Rollout;
using EcsTask = Amazon.ECS.Model.Task;
using Task = System.Threading.Tasks.Task;

namespace Quorum.Tests.Registry;

/// <summary>What the stages do around a slot that runs an image: three truths about one digest, what is kept, which step is refused.</summary>
public sealed partial class StagesEndToEndTests
{
    private const string Slot = "es-a1";

    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(1), Poll = TimeSpan.FromMilliseconds(100);

    private async Task<QuorumSettings> StartWithSlotAsync()
    {
        var settings = await StartAsync(EngineKind.Embedded) with { BaseImage = "quorum.test/elasticsearch:8.17.2", ElasticsearchVersion = "8.17.2" };
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync($"{settings.LocalEndpoint}/_quorum/apply", Graph(settings), Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        return settings;
    }

    private static InfraOutputs Infra(QuorumSettings settings) => TaskDefinitionTests.Infra with
    {
        ClusterName = settings.ClusterName, LogGroup = "/quorum/test", ParameterPath = settings.ParameterPath,
        Slots = [TaskDefinitionTests.Infra.Slots[0] with { InstanceType = settings.InstanceType }],
    };

    /// <summary>The service is made or given the image's revision; waits until its task runs.</summary>
    private async Task<(EcsTask Task, string Revision)> RunOnSlotAsync(QuorumSettings settings, PushedImage image)
    {
        var infra = Infra(settings);
        await new SsmRollStore(clients!.Ssm, settings.ParameterPath).EnsureBootstrappedExistsAsync(Cancellation);
        var instances = await clients.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest { Filters = [new Filter { Name = "tag:quorum:slot", Values = [Slot] }] }, Cancellation);
        var wanted = new TaskDefinitionSpec(settings, infra, image, new TaskSecrets(infra, null)).For(infra.Slots[0], instances.Reservations[0].Instances[0].PrivateIpAddress);
        var revision = await new TaskDefinitions(clients.Ecs).RegisterAsync(wanted, Cancellation);
        var known = await clients.Ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = settings.EcsClusterName, Services = [Slot] }, Cancellation);
        var configuration = new DeploymentConfiguration { MinimumHealthyPercent = 0, MaximumPercent = 100 };
        if (known.Services is { Count: > 0 }) await clients.Ecs.UpdateServiceAsync(new UpdateServiceRequest { Cluster = settings.EcsClusterName, Service = Slot, TaskDefinition = revision, DeploymentConfiguration = configuration }, Cancellation);
        else await clients.Ecs.CreateServiceAsync(new CreateServiceRequest { Cluster = settings.EcsClusterName, ServiceName = Slot, TaskDefinition = revision, DesiredCount = 1, LaunchType = LaunchType.EC2, DeploymentConfiguration = configuration }, Cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(RunLimit);
        while (true)
        {
            var arns = (await clients.Ecs.ListTasksAsync(new ListTasksRequest { Cluster = settings.EcsClusterName }, limit.Token)).TaskArns ?? [];
            if (arns.Count > 0)
            {
                var tasks = await clients.Ecs.DescribeTasksAsync(new DescribeTasksRequest { Cluster = settings.EcsClusterName, Tasks = arns }, limit.Token);
                if (tasks.Tasks?.Find(task => task.TaskDefinitionArn == revision && task.LastStatus == "RUNNING") is { } task) return (task, revision);
            }

            await Task.Delay(Poll, limit.Token);
        }
    }

    [Theory]
    [InlineData("linux/amd64")]
    [InlineData("linux/amd64+linux/arm64")]
    public async Task Image_PushedAndRunning_HasOneDigestEverywhere(string platform)
    {
        var settings = await StartWithSlotAsync() with { Platform = platform };
        var (_, _, image) = await RunAsync(settings);

        var (task, _) = await RunOnSlotAsync(settings, image);

        Assert.Equal(image.Digest, Assert.Single(task.Containers).ImageDigest);
        Assert.Equal(image.Digest, await DigestAsync(settings.RepositoryName, image.Tag));
        var login = await new RegistryLogin(clients!.Ecr, SystemClock.Instance).GetAsync(Cancellation);
        string[] byBoth = [$"{image.RepositoryUri}:{image.Tag}", image.ByDigest];
        var ran = new List<string>();
        if (IsHere("skopeo"))
        {
            foreach (var name in byBoth)
            {
                var inspected = JsonNode.Parse(await ToolAsync("skopeo", "inspect", "--override-arch", "amd64", "--tls-verify=false", "--creds", $"{login.User}:{login.Password}", $"docker://{name}"))!;
                Assert.Equal(image.Digest, $"{inspected["Digest"]}");
                Assert.Equal("8.17.2", $"{inspected["Labels"]!["org.opencontainers.image.version"]}");
                Assert.Equal(image.Tag, $"{inspected["Labels"]![ImageStage.TagLabel]}");
                await ToolAsync("skopeo", "--insecure-policy", "copy", "--all", "--src-tls-verify=false", "--src-creds", $"{login.User}:{login.Password}", $"docker://{name}", $"dir:{root[$"pulled-{ran.Count}"]}");
                ran.Add($"skopeo {name}");
            }
        }

        if (await HasDockerAsync())
        {
            using var engine = await new EngineFinder().DockerAsync(Cancellation);
            foreach (var name in byBoth)
            {
                var failures = new List<string>();
                left.Add(name);
                await engine.Client.Images.CreateImageAsync(
                    new Docker.DotNet.Models.ImagesCreateParameters { FromImage = name },
                    new Docker.DotNet.Models.AuthConfig { Username = login.User, Password = login.Password },
                    new SynchronousProgress<Docker.DotNet.Models.JSONMessage>(message => { if (message.Error is { } error) failures.Add($"{error.Message}"); }),
                    Cancellation);
                Assert.Empty(failures);
                Assert.Contains(image.ByDigest, (await engine.Client.Images.InspectImageAsync(name, Cancellation)).RepoDigests);
                ran.Add($"docker {name}");
            }
        }

        TestContext.Current.SendDiagnosticMessage($"pulled by: {string.Join(", ", ran)}");
        if (ran.Count == 0) Assert.Skip("neither skopeo nor a Docker engine is here; the digests of ECR and ECS agree");
    }

    [Fact]
    public async Task Push_ManyImages_NeverReleasesTheRunningOrTheRollbackImage()
    {
        var settings = await StartWithSlotAsync();
        var images = new List<PushedImage>();
        var deployed = new DeployedImages(clients!.Ecs, clients.Ssm, settings);
        async Task<StageOutcome> PushOneAsync()
        {
            root.Write("images/elasticsearch/config/note.txt", $"{images.Count}\n");
            var image = new ImageStage();
            await image.RunAsync(settings, clients.Ecr, new Quorum.Images.ImageOptions(), Progress, Cancellation);
            var push = new PushStage();
            var outcome = await push.RunAsync(settings, image.Image!, clients.Ecr, deployed.DigestsAsync, Progress, Cancellation);
            images.Add(push.Image!);
            return outcome;
        }

        await PushOneAsync();
        await PushOneAsync();
        await PushOneAsync();
        var (_, rollback) = await RunOnSlotAsync(settings, images[1]);
        await RunOnSlotAsync(settings, images[2]);
        var goal = new Goal(settings.ClusterName, [new RollSlot(Slot, "us-east-1a", Roles.Parse([]), null, "", ElasticsearchVersion.Unknown)]);
        await new SsmRollStore(clients.Ssm, settings.ParameterPath).WriteRecordAsync(goal, new RollRecord { RollId = "r", Fingerprint = goal.Fingerprint, Previous = [new PreviousRevision(rollback, new ElasticsearchVersion(8, 17, 2))] }, Cancellation);
        while (images.Count < ImageRetention.KeptUnused + 6) await PushOneAsync();

        var kept = new List<int>();
        for (var number = 0; number < images.Count; number++)
        {
            if (await DigestAsync(settings.RepositoryName, LifecyclePolicy.KeepTag(images[number].Tag)) is not null) kept.Add(number);
        }

        // The way back (1), what runs (2), and the newest ten; 0 and what nobody ever ran are let go.
        Assert.Equal([1, 2, .. Enumerable.Range(images.Count - ImageRetention.KeptUnused, ImageRetention.KeptUnused)], kept);
    }

    [Fact]
    public async Task Pipeline_OlderVersionThanRuns_IsRefusedBeforeAnythingIsPushedUnlessAllowedByName()
    {
        var settings = await StartWithSlotAsync();
        var (_, _, image) = await RunAsync(settings);
        await RunOnSlotAsync(settings, image);
        var older = settings with { ElasticsearchVersion = "8.16.6", BaseImage = "quorum.test/elasticsearch:8.16.6" };
        async Task<int> CountAsync() => (await clients!.Ecr.DescribeImagesAsync(new Amazon.ECR.Model.DescribeImagesRequest { RepositoryName = settings.RepositoryName }, Cancellation)).ImageDetails.Count;
        var before = await CountAsync();

        using (var pipeline = new DeployPipeline(older, SystemClock.Instance))
        {
            var error = await Assert.ThrowsAsync<StageException>(() => pipeline.BuildImageAsync(Progress, Cancellation));
            Assert.Contains("8.17.2 → 8.16.6", error.Message);
            Assert.Contains("--allow-versions downgrade", error.WayOut);
            // A stage run by itself asks again.
            await Assert.ThrowsAsync<StageException>(() => pipeline.PushAsync(Progress, Cancellation));
            await Assert.ThrowsAsync<StageException>(() => pipeline.RollAsync(Progress, Cancellation));
        }

        Assert.Equal(before, await CountAsync());
        using var allowed = new DeployPipeline(older with { AllowVersions = ["downgrade"] }, SystemClock.Instance);
        await allowed.BuildImageAsync(Progress, Cancellation);
        var push = await allowed.PushAsync(Progress, Cancellation);
        Assert.Equal("8.17.2 → 8.16.6, allowed by name: downgrade", push.Facts.Single(fact => fact.Key == "upgrade").Value);
    }

    private static JsonObject Graph(QuorumSettings settings)
    {
        JsonObject Resource(string type, string name, JsonObject inputs) => new()
        {
            ["type"] = type, ["name"] = name, ["urn"] = $"urn:pulumi:test::quorum::{type}::{name}", ["custom"] = true, ["inputs"] = inputs, ["id"] = name + "-id", ["dependencies"] = new JsonArray(),
        };
        JsonObject Tag(string key, string value) => new() { ["key"] = key, ["value"] = value, ["propagateAtLaunch"] = true };
        return new()
        {
            ["project"] = "quorum", ["stack"] = "test", ["config"] = new JsonObject { ["aws:region"] = settings.Region },
            ["resources"] = new JsonArray(
                Resource("aws:ec2/vpc:Vpc", "vpc", new() { ["cidrBlock"] = "10.0.0.0/16" }),
                Resource("aws:ecs/cluster:Cluster", "cluster", new() { ["name"] = settings.EcsClusterName }),
                Resource("aws:cloudwatch/logGroup:LogGroup", "logs", new() { ["name"] = "/quorum/test", ["retentionInDays"] = 30 }),
                Resource("aws:ec2/subnet:Subnet", "private-a", new() { ["vpcId"] = "vpc-id", ["availabilityZone"] = settings.Region + "a", ["cidrBlock"] = "10.0.0.0/24" }),
                Resource("aws:ebs/volume:Volume", "data", new() { ["availabilityZone"] = settings.Region + "a", ["size"] = 20, ["encrypted"] = true, ["tags"] = new JsonObject { ["quorum:slot"] = Slot, ["quorum:cluster"] = settings.ClusterName } }),
                Resource("aws:ec2/launchTemplate:LaunchTemplate", "template", new() { ["instanceType"] = settings.InstanceType, ["imageId"] = "ami-1" }),
                Resource("aws:autoscaling/group:Group", "group", new()
                {
                    ["launchTemplate"] = new JsonObject { ["id"] = "template-id" }, ["vpcZoneIdentifiers"] = new JsonArray("private-a-id"),
                    ["tags"] = new JsonArray(Tag("quorum:slot", Slot), Tag("quorum:cluster", settings.ClusterName)),
                })),
        };
    }

    private static bool IsHere(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static async Task<bool> HasDockerAsync()
    {
        try
        {
            using var engine = await new EngineFinder().DockerAsync(Cancellation);
            return true;
        }
        catch (StageException)
        {
            return false;
        }
    }

    private static async Task<string> ToolAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, StandardOutputEncoding = Encoding.UTF8 };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, $"{tool} {arguments[0]}: {await error}");
        return output;
    }
}
