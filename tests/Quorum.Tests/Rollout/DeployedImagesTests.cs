using System.Net;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Images;
using Quorum.Pipeline;
using Quorum.Rollout;
using Quorum.Rollout.Aws;
using EcsTask = Amazon.ECS.Model.Task;
using Task = System.Threading.Tasks.Task;

namespace Quorum.Tests.Rollout;

/// <summary>Which images must stay and which version runs, read from a scripted ECS with three slots.</summary>
public sealed class DeployedImagesTests
{
    private const string Prefix = "arn:aws:ecs:us-east-1:000000000000:task-definition/";

    /// <summary>Revision → image and version; the services name the revision in <see cref="services"/>.</summary>
    private readonly Dictionary<string, (string Image, string Version)> revisions = [];
    private readonly Dictionary<string, string> services = [];
    private readonly List<string> running = [];
    private string? record;
    private TaskCompletionSource? allAsked;
    private int asked;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DeployedImages Make(Exception? refused = null) => new(new FakeEcs(this, refused), new FakeSsm(this), TaskDefinitionTests.Settings());

    private void Revision(string slot, int number, string digest, string version = "8.17.2") => revisions[$"{Prefix}q-{slot}:{number}"] = ($"r.test/quorum/elasticsearch@{digest}", version);

    private void Run(string slot, int number) => services[slot] = $"{Prefix}q-{slot}:{number}";

    private static PreviousRevision Previous(string slot, int number) => new($"{Prefix}q-{slot}:{number}", new ElasticsearchVersion(8, 17, 2));

    private void Record(params PreviousRevision?[] previous)
    {
        var goal = new Goal("q", services.Keys.Select(name => new RollSlot(name, "", Roles.Parse([]), null, "", ElasticsearchVersion.Unknown)));
        record = RollRecordText.Write(goal, new RollRecord { RollId = "r", Fingerprint = "f", Previous = [.. previous] });
    }

    [Fact]
    public async Task Digests_OfACluster_AreThoseOfTasksServicesTheRecordAndTheNewestRevisions()
    {
        foreach (var slot in new[] { "es-a1", "es-b1", "es-c1" })
        {
            for (var number = 1; number <= 9; number++) Revision(slot, number, $"sha256:{number}");
            Run(slot, slot == "es-c1" ? 5 : 6);
        }

        running.Add("sha256:still-stopping");
        Record(Previous("es-a1", 2), null, Previous("es-c1", 3) with { Found = $"{Prefix}q-es-c1:4" });

        var digests = await Make().DigestsAsync(Cancellation);

        // Running 5 and 6, the way back 2, 3 and 4, the newest three 7, 8 and 9; nobody needs 1.
        Assert.Equal(["sha256:2", "sha256:3", "sha256:4", "sha256:5", "sha256:6", "sha256:7", "sha256:8", "sha256:9", "sha256:still-stopping"], digests!.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Digests_ARevisionNamesItsImageByTag_AreNotKnown()
    {
        Revision("es-a1", 1, "sha256:1");
        revisions[$"{Prefix}q-es-a1:2"] = ("r.test/quorum/elasticsearch:latest", "8.17.2");
        Run("es-a1", 1);

        Assert.Null(await Make().DigestsAsync(Cancellation));
    }

    [Fact]
    public async Task Digests_EcsRefuses_AreNotKnown() => Assert.Null(await Make(Refusal("AccessDeniedException")).DigestsAsync(Cancellation));

    [Fact]
    public async Task Digests_RevisionOfTheRecordIsGone_IsNoWayBack()
    {
        Revision("es-a1", 2, "sha256:2");
        Run("es-a1", 2);
        Record(Previous("es-a1", 1));

        Assert.Equal("sha256:2", Assert.Single((await Make().DigestsAsync(Cancellation))!));
    }

    [Fact]
    public async Task Both_NoClusterYet_AreEmpty()
    {
        var deployed = Make(new ClusterNotFoundException("Cluster not found.") { ErrorCode = "ClusterNotFoundException", StatusCode = HttpStatusCode.BadRequest });

        Assert.Empty((await deployed.DigestsAsync(Cancellation))!);
        Assert.Empty(await deployed.VersionsAsync(Cancellation));
    }

    [Fact]
    public async Task Versions_HalfUpgraded_AreBothAndTheOlderDecides()
    {
        Revision("es-a1", 1, "sha256:1", "8.17.2");
        Revision("es-b1", 1, "sha256:2", "8.19.15");
        Run("es-a1", 1);
        Run("es-b1", 1);

        var versions = await Make().VersionsAsync(Cancellation);

        Assert.Equal(["8.17.2", "8.19.15"], versions);
        Assert.Contains("to-9-needs-8.18", Assert.Throws<StageException>(() => KnownVersions.Default.RequireUpgrade(versions, "9.3.6")).Message);
        Assert.Contains("downgrade", Assert.Throws<StageException>(() => KnownVersions.Default.RequireUpgrade(versions, "8.17.2")).Message);
    }

    [Fact]
    public async Task Versions_EcsRefuses_IsNotTakenForNone() =>
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<StageException>(() => Make(Refusal("AccessDeniedException")).VersionsAsync(Cancellation))).Message);

    [Fact]
    public async Task Versions_OfSeveralSlots_AreReadAtOnce()
    {
        foreach (var slot in (string[])["es-a1", "es-b1", "es-c1"])
        {
            Revision(slot, 1, "sha256:1");
            Run(slot, 1);
        }

        // No definition is told before all have been asked for; the bound only ends a broken test.
        allAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.Equal(["8.17.2"], await Make().VersionsAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
    }

    private static AmazonECSException Refusal(string code) => new("not authorized") { ErrorCode = code, StatusCode = HttpStatusCode.BadRequest };

    private sealed class FakeEcs(DeployedImagesTests world, Exception? refused) : AmazonECSClient(new BasicAWSCredentials("id", "key"), new AmazonECSConfig { ServiceURL = "http://127.0.0.1:1", MaxErrorRetry = 0 })
    {
        public override Task<ListServicesResponse> ListServicesAsync(ListServicesRequest request, CancellationToken cancellationToken = default) =>
            refused is null ? Task.FromResult(new ListServicesResponse { ServiceArns = [.. world.services.Keys] }) : Task.FromException<ListServicesResponse>(refused);

        public override Task<DescribeServicesResponse> DescribeServicesAsync(DescribeServicesRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new DescribeServicesResponse { Services = [.. request.Services.Select(name => new Service { ServiceName = name, Status = "ACTIVE", TaskDefinition = world.services[name] })] });

        public override Task<ListTasksResponse> ListTasksAsync(ListTasksRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ListTasksResponse { TaskArns = [.. world.running] });

        public override Task<DescribeTasksResponse> DescribeTasksAsync(DescribeTasksRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new DescribeTasksResponse { Tasks = [.. request.Tasks.Select(digest => new EcsTask { Containers = [new Container { ImageDigest = digest }] })] });

        public override Task<ListTaskDefinitionsResponse> ListTaskDefinitionsAsync(ListTaskDefinitionsRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ListTaskDefinitionsResponse { TaskDefinitionArns = [.. world.revisions.Keys.Where(arn => arn.StartsWith($"{Prefix}{request.FamilyPrefix}:", StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal)] });

        public override async Task<DescribeTaskDefinitionResponse> DescribeTaskDefinitionAsync(DescribeTaskDefinitionRequest request, CancellationToken cancellationToken = default)
        {
            if (world.allAsked is { } all)
            {
                if (Interlocked.Increment(ref world.asked) == world.services.Count) all.SetResult();
                await all.Task.WaitAsync(cancellationToken);
            }

            if (!world.revisions.TryGetValue(request.TaskDefinition, out var found))
                throw new ClientException("Unable to describe task definition.") { ErrorCode = "ClientException", StatusCode = HttpStatusCode.BadRequest };
            return new()
            {
                TaskDefinition = new TaskDefinition { ContainerDefinitions = [new ContainerDefinition { Name = TaskDefinitionSpec.ContainerName, Image = found.Image, DockerLabels = new() { [TaskDefinitionSpec.VersionLabel] = found.Version } }] },
            };
        }
    }

    private sealed class FakeSsm(DeployedImagesTests world) : AmazonSimpleSystemsManagementClient(new BasicAWSCredentials("id", "key"), new AmazonSimpleSystemsManagementConfig { ServiceURL = "http://127.0.0.1:1", MaxErrorRetry = 0 })
    {
        public override Task<GetParameterResponse> GetParameterAsync(GetParameterRequest request, CancellationToken cancellationToken = default) =>
            world.record is null ? Task.FromException<GetParameterResponse>(new ParameterNotFoundException("none")) : Task.FromResult(new GetParameterResponse { Parameter = new Parameter { Value = world.record } });
    }
}
