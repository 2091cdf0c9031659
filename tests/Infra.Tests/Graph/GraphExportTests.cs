using System.Text;
using CsCheck;
using Pulumi;
using Quorum.Infra;
using Quorum.Infra.Components;
using Quorum.Provisioning;

namespace Infra.Tests.Graph;

public sealed class GraphExportTests
{
    [Fact]
    public async Task Export_SameConfigTwiceAndAtOnce_IsTheSameByteForByte()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => GraphExport.ExportAsync(Configs.Full, "dev")));
        Assert.Single(all.Distinct());
        Assert.Equal(all[0], await GraphExport.ExportAsync(Configs.Full, "dev"));
        Assert.DoesNotContain('\r', all[0]);
    }

    [Fact]
    public void Identity_AnyOtherKeyOrStack_IsAnother()
    {
        var identity = GraphIdentity.Of(Configs.Full, "dev");
        Assert.Equal(identity, GraphIdentity.Of(Configs.Full with { }, "dev"));
        Assert.NotEqual(identity, GraphIdentity.Of(Configs.Full, "prod"));
        foreach (var key in InfraConfigKeys.All)
        {
            var changed = ((string[])["true", "false", "7", "8"]).Select(value => key.Set(Configs.Full, value)).OfType<InfraConfig>().First(config => key.Get(config) != key.Get(Configs.Full));
            Assert.NotEqual(identity, GraphIdentity.Of(changed, "dev"));
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(10, false)]
    [InlineData(1, true)]
    [InlineData(10, true)]
    public async Task Export_SlotsPerZone_GivesOneVolumeTemplateAndGroupForEach(int perZone, bool dedicated)
    {
        var graph = await GraphAsync(Configs.Small with { SlotsPerZone = perZone, DedicatedMasters = dedicated });
        var slots = 3 * (perZone + (dedicated ? 1 : 0));
        foreach (var type in new[] { "aws:ebs/volume:Volume", "aws:autoscaling/group:Group", "quorum:index:Slot" })
            Assert.Equal(slots, graph.OfType(type).Count());
        Assert.Equal(slots, graph.OfType("aws:ec2/launchTemplate:LaunchTemplate").Count(template => template.Tag("quorum:slot") is not null));
        var outputs = OutputsReader.Read(graph.Outputs);
        Assert.Equal(slots, outputs.Slots.Count);
        Assert.Equal(3, outputs.MasterEligible.Select(slot => slot.Zone).Distinct().Count());
        Assert.Equal(3, outputs.MasterEligible.Count());
        Assert.All(outputs.MasterEligible, slot => Assert.Equal(dedicated ? ["master"] : [], slot.Roles));
        // Dedicated masters do not serve clients.
        Assert.Equal(3 * perZone, graph.OfType("aws:autoscaling/group:Group").Count(group => group.Input("targetGroupArns") is not null));
    }

    [Theory]
    [InlineData("zone", 3)]
    [InlineData("one", 1)]
    public async Task Export_NatGateways_AreOneOrOnePerZoneAndEveryPrivateSubnetHasAWayOut(string nat, int count)
    {
        var graph = await GraphAsync(Configs.Small with { NatGateways = nat });
        Assert.Equal(count, graph.OfType("aws:ec2/natGateway:NatGateway").Count());
        Assert.Equal(count, graph.OfType("aws:ec2/eip:Eip").Count());
        Assert.Equal(3, graph.OfType("aws:ec2/route:Route").Count(route => route.Text("natGatewayId") is not null));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 10)]
    public async Task Export_Endpoints_AreTheGatewayAloneOrAllServices(bool on, int count) =>
        Assert.Equal(count, (await GraphAsync(Configs.Small with { InterfaceEndpoints = on })).OfType("aws:ec2/vpcEndpoint:VpcEndpoint").Count());

    [Fact]
    public async Task Export_OneMoreSlotInEachZone_ChangesNothingOfTheOthers()
    {
        for (var perZone = 1; perZone <= 4; perZone++)
        {
            var diff = GraphDiff.Between(await GraphAsync(Configs.Full with { SlotsPerZone = perZone }), await GraphAsync(Configs.Full with { SlotsPerZone = perZone + 1 }));
            Assert.Empty(diff.Removed);
            Assert.Empty(diff.Changed);
            Assert.All(diff.Added, resource => Assert.Contains($"{perZone + 1}", resource.Name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Export_AnyValidConfig_HasUniqueNamesValidLengthsAndCompleteReferences()
    {
        var configs = Gen.Select(Gen.Int[1, 30], Gen.Bool, Gen.Bool, Gen.OneOf(Gen.Const("aws"), Gen.Const("own")), Gen.OneOf(Gen.Const("zone"), Gen.Const("one")), Gen.Bool, Gen.OneOf(Gen.Const("10.42.0.0/16"), Gen.Const("192.168.0.0/18"), Gen.Const("172.16.16.0/20")))
            .Select((slots, dedicated, endpoints, key, nat, bastion, cidr) => Configs.LongestNames with
            {
                SlotsPerZone = slots, DedicatedMasters = dedicated, InterfaceEndpoints = endpoints,
                KmsKey = key, NatGateways = nat, Bastion = bastion, BastionSshCidr = "", VpcCidr = cidr,
            });
        await configs.SampleAsync(async config =>
        {
            Assert.Empty(config.Validate());
            var graph = await GraphAsync(config);
            Assert.Equal(graph.Resources.Count, graph.Resources.Select(resource => resource.Name).Distinct().Count());
            var urns = graph.Resources.Select(resource => resource.Urn).ToHashSet();
            Assert.Equal(graph.Resources.Count, urns.Count);
            Assert.All(graph.Resources, resource => Assert.All(resource.Dependencies.Append(resource.Parent ?? resource.Urn), urn => Assert.Contains(urn, urns)));
            AssertLengths(graph, "aws:lb/loadBalancer:LoadBalancer", 32);
            AssertLengths(graph, "aws:lb/targetGroup:TargetGroup", 32);
            AssertLengths(graph, "aws:iam/role:Role", 64);
            AssertLengths(graph, "aws:iam/instanceProfile:InstanceProfile", 128);
            AssertLengths(graph, "aws:ec2/launchTemplate:LaunchTemplate", 128);
            Assert.InRange(graph.OfType("aws:s3/bucket:Bucket").Single().Text("bucket")!.Length, 3, 63);
        }, iter: 8, threads: 1);
    }

    [Fact]
    public async Task Export_UserData_IsTheScriptOfItsSlot()
    {
        var graph = await GraphAsync(Configs.Small);
        foreach (var template in graph.OfType("aws:ec2/launchTemplate:LaunchTemplate").Where(template => template.Tag("quorum:slot") is not null))
        {
            var script = Encoding.UTF8.GetString(Convert.FromBase64String(template.Text("userData")!));
            Assert.StartsWith("#!/bin/bash\n", script, StringComparison.Ordinal);
            Assert.Contains($"SLOT='{template.Tag("quorum:slot")}'", script, StringComparison.Ordinal);
            Assert.Contains("HOSTED_ZONE='dns-zone-id'", script, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Export_SecretInput_IsMarkedAndItsValueNowhere()
    {
        var json = await GraphExport.ExportAsync(Configs.Small, "dev", options =>
        {
            var outer = new Outer(options);
            return Task.FromResult<IDictionary<string, object?>>(new Dictionary<string, object?> { ["password"] = Output.CreateSecret("hunter2"), ["name"] = outer.Parameter.Name });
        });
        Assert.DoesNotContain("hunter2", json, StringComparison.Ordinal);
        var graph = ResourceGraph.Parse(json);
        var parameter = graph.OfType("aws:ssm/parameter:Parameter").Single();
        Assert.True(parameter.Flag("value", "secret"));
        Assert.Equal("/x", parameter.Text("name"));
        Assert.True(graph.Outputs.GetProperty("password").GetProperty("secret").GetBoolean());
        Assert.Equal("urn:pulumi:dev::quorum::test:index:Outer$aws:ssm/parameter:Parameter::secret", parameter.Urn);
    }

    [Fact]
    public async Task Export_SameUrnTwice_IsRefused() =>
        await Assert.ThrowsAnyAsync<Exception>(() => GraphExport.ExportAsync(Configs.Small, "dev", options =>
        {
            _ = new Outer(options, twice: true);
            return Task.FromResult<IDictionary<string, object?>>(new Dictionary<string, object?>());
        }));

    [Fact]
    public void AddressPlan_EveryVpcSize_GivesDisjointSubnetsInsideIt()
    {
        foreach (var cidr in new[] { "10.42.0.0/16", "10.42.64.0/18", "192.168.16.0/20" })
        {
            var plan = new AddressPlan(cidr);
            var subnets = Enumerable.Range(0, 3).SelectMany(zone => new[] { plan.Private(zone), plan.Public(zone) }).Select(System.Net.IPNetwork.Parse).ToArray();
            Assert.All(subnets, subnet => Assert.True(System.Net.IPNetwork.Parse(cidr).Contains(subnet.BaseAddress)));
            Assert.All(subnets, subnet => Assert.Equal(1, subnets.Count(other => other.Contains(subnet.BaseAddress))));
        }
    }

    [Fact]
    public async Task Export_EveryPolicy_IsJsonWithSidsOnlyOnceAndWithinIamsSize()
    {
        const int inlinePolicyCharacters = 10_240;
        var graph = await GraphAsync(Configs.LongestNames);
        foreach (var role in graph.OfType("aws:iam/rolePolicy:RolePolicy"))
        {
            using var policy = System.Text.Json.JsonDocument.Parse(role.Text("policy")!);
            var sids = policy.RootElement.GetProperty("Statement").EnumerateArray().Where(statement => statement.TryGetProperty("Sid", out _)).Select(statement => statement.GetProperty("Sid").GetString()!).ToArray();
            Assert.Equal(sids.Length, sids.Distinct().Count());
            Assert.All(sids, sid => Assert.All(sid, ch => Assert.True(char.IsAsciiLetterOrDigit(ch))));
            Assert.InRange(role.Text("policy")!.Length, 1, inlinePolicyCharacters);
        }
    }

    private static void AssertLengths(ResourceGraph graph, string type, int longest) =>
        Assert.All(graph.OfType(type), resource => Assert.InRange(resource.Text("name")!.Length, 1, longest));

    private static async Task<ResourceGraph> GraphAsync(InfraConfig config) => ResourceGraph.Parse(await GraphExport.ExportAsync(config, "dev"));

    private sealed class Outer : ComponentResource
    {
        public Outer(ComponentResourceOptions options, bool twice = false) : base("test:index:Outer", "outer", options)
        {
            Parameter = new("secret", new() { Type = "SecureString", Name = "/x", Value = "hunter2" }, new() { Parent = this });
            if (twice) _ = new Pulumi.Aws.Ssm.Parameter("secret", new() { Type = "SecureString", Name = "/y", Value = "z" }, new() { Parent = this });
        }

        public Pulumi.Aws.Ssm.Parameter Parameter { get; }
    }
}
