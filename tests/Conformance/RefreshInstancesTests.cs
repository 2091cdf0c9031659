using Amazon.EC2.Model;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Conformance;

/// <summary>A new AMI from end to end: provisioned, told of by a deployment, brought out slot by slot over the wire, under the write proof.</summary>
public sealed class RefreshInstancesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_AfterAChangedAmi_ReplacesEveryInstanceOnceAndLosesNothing()
    {
        await using var deployment = new Deployment(slotsPerZone: 2);
        await deployment.DeployAsync(cancellation: Cancellation);
        var client = await deployment.ClientAsync();
        await client.CreateIndexAsync("kept", shards: 3, replicas: 1, null, Cancellation);
        var (before, tasks) = (await InstancesAsync(deployment), await deployment.TasksAsync());
        Assert.All(before.Values, instance => Assert.Equal("1", Version(instance)));

        // An ordinary deployment provisions the new AMI, and leaves what runs as it is.
        var (deployed, _) = await deployment.DeployAsync(cancellation: Cancellation, change: NewAmi);
        Assert.Equal(StageResult.Changed, deployed["ProvisionInfra"].Result);
        Assert.Equal(StageResult.Unchanged, deployed["RollService"].Result);
        var told = Assert.Single(deployed["RollService"].Next);
        Assert.StartsWith("6 slots on an instance from before", told, StringComparison.Ordinal);
        Assert.Contains("./build.sh RefreshInstances", told, StringComparison.Ordinal);
        Assert.Equal(tasks, await deployment.TasksAsync());

        using (var looking = new DeployPipeline(NewAmi(deployment.Settings), SystemClock.Instance))
        {
            var dry = await looking.DryRefreshInstancesAsync(Cancellation);
            Assert.Equal(StageResult.Planned, dry.Result);
            foreach (var line in (string[])["es-c2: i-", "version 2 is current", "1. canary es-a2"]) Assert.Contains(line, dry.Summary, StringComparison.Ordinal);
            Assert.Equal(before.Values.Select(instance => instance.InstanceId), (await InstancesAsync(deployment)).Values.Select(instance => instance.InstanceId));
        }

        using var pipeline = new DeployPipeline(NewAmi(deployment.Settings), SystemClock.Instance);
        var outcome = await pipeline.RefreshInstancesAsync(Quiet, Cancellation);

        Assert.Equal(("RefreshInstances", StageResult.Changed), (outcome.Stage, outcome.Result));
        var after = await InstancesAsync(deployment);
        Assert.All(after.Values, instance => Assert.Equal(("2", "ami-0fedcba9876543210"), (Version(instance), instance.ImageId)));
        // Each once: what was ended is listed still, and there is one of it for each slot.
        var ended = await ListAsync(deployment, "terminated");
        Assert.Equal(before.Values.Select(instance => instance.InstanceId).Order(StringComparer.Ordinal), ended.Select(instance => instance.InstanceId).Order(StringComparer.Ordinal));
        var sets = pipeline.RollReport!.Sets;
        Assert.Equal(["es-a2"], sets[0]);
        Assert.All(sets, set => Assert.Single(set.Select(slot => slot[3]).Distinct()));
        Assert.All(sets.Where(set => set.Any(slot => slot.EndsWith('1'))), set => Assert.Single(set));
        Assert.True(sets.TakeLast(3).All(set => set[0].EndsWith('1')), string.Join(" → ", sets.Select(set => string.Join(' ', set))));
        Assert.Equal(Revisions(tasks), Revisions(await deployment.TasksAsync()));
        Assert.True(pipeline.ProofResult!.Proved, pipeline.ProofResult.ToString());
        Assert.Empty(pipeline.ProofResult.Red);

        using var again = new DeployPipeline(NewAmi(deployment.Settings), SystemClock.Instance);
        Assert.Equal(StageResult.Unchanged, (await again.RefreshInstancesAsync(Quiet, Cancellation)).Result);
        Assert.Equal(after.Values.Select(instance => instance.InstanceId), (await InstancesAsync(deployment)).Values.Select(instance => instance.InstanceId));
        var (unchanged, _) = await deployment.DeployAsync(cancellation: Cancellation, change: NewAmi);
        Assert.Empty(unchanged["RollService"].Next);
    }

    [Fact]
    public async Task Refresh_OfAClusterThatIsNotDeployed_IsRefused()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        using var pipeline = new DeployPipeline(deployment.Settings, SystemClock.Instance);
        await pipeline.LocalUpAsync(Quiet, Cancellation);
        await pipeline.ProvisionAsync(Quiet, Cancellation);

        var refused = await Assert.ThrowsAsync<StageException>(() => pipeline.RefreshInstancesAsync(Quiet, Cancellation));

        Assert.Contains("not deployed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("./build.sh Deploy", refused.WayOut, StringComparison.Ordinal);
        Assert.All((await InstancesAsync(deployment)).Values, instance => Assert.Equal("1", Version(instance)));
    }

    private static SynchronousProgress<StageProgress> Quiet => new(_ => { });

    private static QuorumSettings NewAmi(QuorumSettings settings) => settings with { InfraOptions = "amiId=ami-0fedcba9876543210" };

    private static string? Version(Instance instance) => instance.Tags.Find(tag => tag.Key == "aws:ec2launchtemplate:version")?.Value;

    private static IEnumerable<string> Revisions(IEnumerable<string> tasks) => tasks.Select(task => task[(task.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal);

    private static async Task<SortedDictionary<string, Instance>> InstancesAsync(Deployment deployment) =>
        new((await ListAsync(deployment, "running")).ToDictionary(instance => instance.Tags.Find(tag => tag.Key == "quorum:slot")!.Value), StringComparer.Ordinal);

    private static async Task<List<Instance>> ListAsync(Deployment deployment, string state)
    {
        using var aws = new AwsClients(deployment.Settings);
        var found = await aws.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest { Filters = [new Filter("tag-key", ["quorum:slot"]), new Filter("instance-state-name", [state])] }, Cancellation);
        return [.. (found.Reservations ?? []).SelectMany(reservation => reservation.Instances)];
    }
}
