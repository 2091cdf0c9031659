using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Tests.Host;
using Task = System.Threading.Tasks.Task;

namespace Quorum.LocalCloud.Tests.Ecs;

/// <summary>An embedded AWS with three slots, a fake runtime and a client of the SDK.</summary>
internal sealed class EcsFixture : IAsyncDisposable
{
    private EcsFixture(TestCloud cloud)
    {
        Cloud = cloud;
        Client = NewClient();
    }

    public const string Digest1 = "sha256:1111111111111111111111111111111111111111111111111111111111111111", Digest2 = "sha256:2222222222222222222222222222222222222222222222222222222222222222";

    public TestCloud Cloud { get; }

    public AmazonECSClient Client { get; private set; }

    public FakeRuntime Runtime => (FakeRuntime)Cloud.World.Get<Quorum.Models.Ecs.ITaskRuntime>();

    public static async Task<EcsFixture> StartAsync(params string[] slots)
    {
        var cloud = await TestCloud.StartAsync((app, world, operations) =>
        {
            Areas.All(app, world, operations);
            world.Set<Quorum.Models.Ecs.ITaskRuntime>(new FakeRuntime(world));
        });
        await Graphs.ApplyAsync(cloud, Graphs.WithSlots(slots.Length > 0 ? slots : ["es-a1", "es-b1", "es-c1"]));
        return new EcsFixture(cloud);
    }

    public AmazonECSClient NewClient(int retries = 0) => new(
        new BasicAWSCredentials("local", "local"),
        new AmazonECSConfig { ServiceURL = Cloud.Url, AuthenticationRegion = Graphs.Region, MaxErrorRetry = retries });

    public async Task RestartAsync()
    {
        Client.Dispose();
        await Cloud.RestartAsync();
        Client = NewClient();
    }

    public static RegisterTaskDefinitionRequest Definition(string family, string image = "r/es@" + Digest1) => new()
    {
        Family = family,
        NetworkMode = NetworkMode.Host,
        ContainerDefinitions =
        [
            new ContainerDefinition
            {
                Name = "elasticsearch",
                Image = image,
                Cpu = 512,
                Memory = 4096,
                StopTimeout = 240,
                Environment = [new Amazon.ECS.Model.KeyValuePair { Name = "node.name", Value = family }],
                PortMappings = [new PortMapping { ContainerPort = 9200 }],
                Ulimits = [new Ulimit { Name = UlimitName.Nofile, SoftLimit = 65535, HardLimit = 65535 }],
                MountPoints = [new MountPoint { SourceVolume = "data", ContainerPath = "/usr/share/elasticsearch/data" }],
                HealthCheck = new HealthCheck { Command = ["CMD-SHELL", "true"], Interval = 10, Retries = 3 },
                LogConfiguration = new LogConfiguration { LogDriver = LogDriver.Awslogs, Options = new Dictionary<string, string> { ["awslogs-group"] = "/quorum/test" } },
            },
        ],
        Volumes = [new Volume { Name = "data", Host = new HostVolumeProperties { SourcePath = "/var/lib/quorum/data" } }],
        PlacementConstraints = [],
    };

    public async Task<Service> CreateServiceAsync(string slot, string definition) => (await Client.CreateServiceAsync(new CreateServiceRequest
    {
        Cluster = Graphs.Cluster,
        ServiceName = slot,
        TaskDefinition = definition,
        DesiredCount = 1,
        LaunchType = LaunchType.EC2,
        AvailabilityZoneRebalancing = AvailabilityZoneRebalancing.DISABLED,
        PlacementConstraints = [new PlacementConstraint { Type = PlacementConstraintType.MemberOf, Expression = $"attribute:quorum.slot == {slot}" }],
        DeploymentConfiguration = new DeploymentConfiguration { MinimumHealthyPercent = 0, MaximumPercent = 100, DeploymentCircuitBreaker = new DeploymentCircuitBreaker { Enable = true, Rollback = false } },
    })).Service;

    public async Task<Service> ServiceAsync(string name) =>
        (await Client.DescribeServicesAsync(new DescribeServicesRequest { Cluster = Graphs.Cluster, Services = [name] })).Services.Single();

    public async Task<Service> CompletedAsync(string name)
    {
        Service? service = null;
        await TestCloud.UntilAsync(async () => (service = await ServiceAsync(name)) is { Deployments: [{ RolloutState.Value: "COMPLETED" }] }, name + " COMPLETED");
        return service!;
    }

    public async Task<IReadOnlyList<Amazon.ECS.Model.Task>> TasksAsync(string service, DesiredStatus? status = null)
    {
        var arns = (await Client.ListTasksAsync(new ListTasksRequest { Cluster = Graphs.Cluster, ServiceName = service, DesiredStatus = status ?? DesiredStatus.RUNNING })).TaskArns ?? [];
        return arns.Count == 0 ? [] : (await Client.DescribeTasksAsync(new DescribeTasksRequest { Cluster = Graphs.Cluster, Tasks = arns })).Tasks;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Cloud.DisposeAsync();
    }
}
