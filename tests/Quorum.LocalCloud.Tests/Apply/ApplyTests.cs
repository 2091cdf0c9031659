using System.Net;
using System.Net.Http.Json;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Quorum.LocalCloud.Tests.Ecs;
using Quorum.LocalCloud.Tests.Host;

namespace Quorum.LocalCloud.Tests.Apply;

public sealed class ApplyTests
{
    [Fact]
    public async Task Apply_Twice_SecondChangesNothing()
    {
        await using var cloud = await TestCloud.StartAsync();
        var graph = Graphs.WithSlots("es-a1", "es-b1");
        graph["resources"]!.AsArray().Add((System.Text.Json.Nodes.JsonNode)new System.Text.Json.Nodes.JsonObject { ["type"] = "aws:ec2/eip:Eip", ["name"] = "nat", ["custom"] = true, ["inputs"] = new System.Text.Json.Nodes.JsonObject() });
        var first = await Graphs.ApplyAsync(cloud, graph);
        var meaningless = Assert.Single(first["noLocalMeaning"]!.AsArray())!;
        Assert.Equal(("aws:ec2/eip:Eip", 1), ((string?)meaningless["type"], (int?)meaningless["count"]));
        Assert.NotEmpty(first["applied"]!.AsArray());
        var second = await Graphs.ApplyAsync(cloud, graph);
        Assert.Empty(second["applied"]!.AsArray());
        Assert.Equal(first["applied"]!.AsArray().Count, second["unchanged"]!.AsArray().Count);
        Assert.Equal(first["instances"]!.ToJsonString(), second["instances"]!.ToJsonString());
    }

    [Fact]
    public async Task Apply_SlotGone_InstanceEndsButItsVolumeStays()
    {
        await using var ecs = await EcsFixture.StartAsync("es-a1", "es-b1");
        await ecs.Client.RegisterTaskDefinitionAsync(EcsFixture.Definition("f"));
        await ecs.CreateServiceAsync("es-b1", "f");
        await ecs.CompletedAsync("es-b1");
        var volume = ecs.Runtime.Launches[0].VolumePath!;
        await File.WriteAllTextAsync(Path.Combine(volume, "data"), "precious");
        var report = await Graphs.ApplyAsync(ecs.Cloud, Graphs.WithSlots("es-a1"));
        Assert.Equal("es-b1", (string?)Assert.Single(report["keptVolumes"]!.AsArray()));
        Assert.Contains(report["removed"]!.AsArray(), r => ((string?)r)!.Contains("es-b1-group"));
        Assert.Equal("precious", await File.ReadAllTextAsync(Path.Combine(volume, "data")));
        using var ec2 = Ec2(ecs.Cloud);
        Assert.Single((await ec2.DescribeInstancesAsync(new DescribeInstancesRequest())).Reservations);
        var volumes = (await ec2.DescribeVolumesAsync(new DescribeVolumesRequest { Filters = [new Filter("tag:quorum:slot", ["es-b1"])] })).Volumes;
        Assert.Equal(VolumeState.Available, Assert.Single(volumes).State);
    }

    [Fact]
    public async Task Apply_Impossible_NamesEverySlotAndChangesNothing()
    {
        await using var cloud = await TestCloud.StartAsync();
        var graph = Graphs.WithSlots("es-a1", "es-b1");
        foreach (var template in graph["resources"]!.AsArray().Where(r => ((string)r!["type"]!).Contains("launchTemplate"))) template!["inputs"]!["instanceType"] = "z9.huge";
        using var response = await cloud.Http.PostAsJsonAsync("/_quorum/apply", graph);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("es-a1", text);
        Assert.Contains("es-b1", text);
        Assert.Empty(cloud.World.Get<Quorum.LocalCloud.Apply.Inventory>().Instances);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"resources":[{"type":"x"}]}""")]
    [InlineData("""{"resources":[]}""")]
    public async Task Apply_BadDocument_IsRefusedWithAReason(string body)
    {
        await using var cloud = await TestCloud.StartAsync();
        using var response = await cloud.Http.PostAsync("/_quorum/apply", new StringContent(body));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("message", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Ec2_Reads_AgreeWithTheGraph()
    {
        await using var cloud = await TestCloud.StartAsync();
        await Graphs.ApplyAsync(cloud, Graphs.WithSlots("es-a1", "es-b1", "es-c1"));
        using var ec2 = Ec2(cloud);
        var found = await ec2.DescribeInstancesAsync(new DescribeInstancesRequest { Filters = [new Filter("tag:quorum:slot", ["es-b1"]), new Filter("instance-state-name", ["running"])] });
        var instance = Assert.Single(Assert.Single(found.Reservations).Instances);
        Assert.Equal(Graphs.Region + "b", instance.Placement.AvailabilityZone);
        Assert.Equal(InstanceType.M6iLarge, instance.InstanceType);
        Assert.StartsWith("127.", instance.PrivateIpAddress);
        Assert.Equal(Graphs.Cluster, instance.Tags.Single(t => t.Key == "quorum:cluster").Value);
        Assert.Equal(3, (await ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest())).Subnets.Count);
        Assert.Equal("10.0.0.0/16", Assert.Single((await ec2.DescribeVpcsAsync(new DescribeVpcsRequest())).Vpcs).CidrBlock);
        Assert.Equal(3, (await ec2.DescribeAvailabilityZonesAsync(new DescribeAvailabilityZonesRequest())).AvailabilityZones.Count);
        Assert.Equal(3, (await ec2.DescribeInstancesAsync(new DescribeInstancesRequest())).Reservations.SelectMany(r => r.Instances).Select(i => i.PrivateIpAddress).Distinct().Count());
        await Assert.ThrowsAsync<AmazonEC2Exception>(() => ec2.DescribeInstancesAsync(new DescribeInstancesRequest { InstanceIds = ["i-none"] }));
        var refused = await Assert.ThrowsAsync<AmazonEC2Exception>(() => ec2.DescribeKeyPairsAsync(new DescribeKeyPairsRequest()));
        Assert.Contains("DescribeKeyPairs", refused.Message);
    }

    [Fact]
    public async Task Terminate_OfASlotsInstance_GroupStartsAnotherOnTheSameVolume()
    {
        await using var ecs = await EcsFixture.StartAsync("es-a1");
        await ecs.Client.RegisterTaskDefinitionAsync(EcsFixture.Definition("f"));
        await ecs.CreateServiceAsync("es-a1", "f");
        await ecs.CompletedAsync("es-a1");
        var before = ecs.Runtime.Launches[0];
        using var ec2 = Ec2(ecs.Cloud);
        var id = (await ec2.DescribeInstancesAsync(new DescribeInstancesRequest())).Reservations[0].Instances[0].InstanceId;
        await ec2.TerminateInstancesAsync(new TerminateInstancesRequest { InstanceIds = [id] });
        await TestCloud.UntilAsync(() => System.Threading.Tasks.Task.FromResult(ecs.Cloud.World.Do(() => ecs.Runtime.Launches.Count) == 2), "a second launch");
        var after = ecs.Runtime.Launches[1];
        Assert.Equal((before.VolumeId, before.VolumePath, before.Address), (after.VolumeId, after.VolumePath, after.Address));
        Assert.NotEqual(before.TaskArn, after.TaskArn);
    }

    [Fact]
    public async Task Terminate_EmbeddedAwsEndsBeforeTheGroupHasStartedAnother_TheNextStartDoes()
    {
        await using var cloud = await TestCloud.StartAsync();
        await Graphs.ApplyAsync(cloud, Graphs.WithSlots("es-a1"));
        string ended;
        using (var ec2 = Ec2(cloud))
        {
            ended = (await InstanceAsync(ec2)).InstanceId;
            await ec2.TerminateInstancesAsync(new TerminateInstancesRequest { InstanceIds = [ended] });
        }
        await cloud.RestartAsync();
        using var again = Ec2(cloud);
        await TestCloud.UntilAsync(async () => (await again.DescribeInstancesAsync(Running)).Reservations is { Count: 1 }, "the next instance");
        Assert.NotEqual(ended, (await InstanceAsync(again)).InstanceId);
    }

    [Fact]
    public async Task Template_Changed_ReachesASlotWithItsNextInstanceOnly()
    {
        await using var ecs = await EcsFixture.StartAsync("es-a1");
        using var ec2 = Ec2(ecs.Cloud);
        var first = await InstanceAsync(ec2);
        var template = Assert.Single((await ec2.DescribeLaunchTemplatesAsync(new DescribeLaunchTemplatesRequest())).LaunchTemplates);
        Assert.Equal((1L, 1L), (template.LatestVersionNumber!.Value, template.DefaultVersionNumber!.Value));
        Assert.Equal((template.LaunchTemplateId, "1"), (Tag(first, "aws:ec2launchtemplate:id"), Tag(first, "aws:ec2launchtemplate:version")));

        var graph = Graphs.WithSlots("es-a1");
        var inputs = graph["resources"]!.AsArray().Single(r => ((string)r!["type"]!).Contains("launchTemplate"))!["inputs"]!;
        (inputs["imageId"], inputs["instanceType"]) = ("ami-2", "m6i.xlarge");
        await Graphs.ApplyAsync(ecs.Cloud, graph);
        await Graphs.ApplyAsync(ecs.Cloud, graph);
        Assert.Equal(2L, Assert.Single((await ec2.DescribeLaunchTemplatesAsync(new DescribeLaunchTemplatesRequest { Filters = [new Filter("launch-template-name", ["es-a1-template"])] })).LaunchTemplates).LatestVersionNumber);
        Assert.Equal((first.InstanceId, "ami-1", "1"), await SeenAsync());

        await ec2.TerminateInstancesAsync(new TerminateInstancesRequest { InstanceIds = [first.InstanceId] });
        await TestCloud.UntilAsync(async () => (await ec2.DescribeInstancesAsync(Running)).Reservations is { Count: 1 }, "the next instance");
        var (id, image, version) = await SeenAsync();
        Assert.NotEqual(first.InstanceId, id);
        Assert.Equal(("ami-2", "2"), (image, version));
        var registered = ecs.Cloud.World.Do(() => Quorum.Models.Ecs.EcsModel.FindInstance(ecs.Cloud.World.Get<Quorum.LocalCloud.Ecs.EcsStore>().Model.FindCluster(Graphs.Cluster)!, id)!);
        Assert.Equal(("m6i.xlarge", "ami-2", 4096), (registered.Attributes["ecs.instance-type"], registered.Attributes["ecs.ami-id"], registered.Spec.Cpu));

        async Task<(string, string, string?)> SeenAsync()
        {
            var seen = await InstanceAsync(ec2);
            return (seen.InstanceId, seen.ImageId, Tag(seen, "aws:ec2launchtemplate:version"));
        }
    }

    private static readonly DescribeInstancesRequest Running = new() { Filters = [new Filter("instance-state-name", ["running"]), new Filter("tag:quorum:slot", ["es-a1"])] };

    private static async Task<Instance> InstanceAsync(AmazonEC2Client ec2) => Assert.Single(Assert.Single((await ec2.DescribeInstancesAsync(Running)).Reservations).Instances);

    private static string? Tag(Instance instance, string key) => instance.Tags.Find(tag => tag.Key == key)?.Value;

    private static AmazonEC2Client Ec2(TestCloud cloud) =>
        new(new BasicAWSCredentials("local", "local"), new AmazonEC2Config { ServiceURL = cloud.Url, AuthenticationRegion = Graphs.Region, MaxErrorRetry = 0 });
}
