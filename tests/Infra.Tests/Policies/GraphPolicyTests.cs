using System.Text.Json.Nodes;
using Quorum.Infra;
using Quorum.Provisioning;
using Quorum.Provisioning.Policies;

namespace Infra.Tests.Policies;

public sealed class GraphPolicyTests
{
    [Fact]
    public async Task Check_EveryShapeOfTheInfrastructure_BreaksNone()
    {
        foreach (var config in new[] { Configs.Small, Configs.Full, Configs.Full with { SlotsPerZone = 10, NatGateways = "one" }, Configs.Small with { LoadBalancer = false, Bastion = false } })
            Assert.Empty(GraphPolicies.Check(ResourceGraph.Parse(await GraphExport.ExportAsync(config, "dev"))));
    }

    public static TheoryData<string, string, string, string?> Broken => new()
    {
        // policy, resource, path = value
        { "NothingPublic", "private-a", "mapPublicIpOnLaunch", "true" },
        { "NothingPublic", "bastion", "associatePublicIpAddress", null },
        { "NothingPublic", "balancer", "internal", "false" },
        { "NothingPublic", "bastion-ssh", "cidrIpv4", "\"0.0.0.0/0\"" },
        { "NothingPublic", "transport-in", "cidrIpv6", "\"::/0\"" },
        { "NothingPublic", "sg-slots", "ingress", """[{"protocol":"tcp","fromPort":9200,"toPort":9200,"cidrBlocks":["0.0.0.0/0"]}]""" },
        { "NothingPublic", "snapshot-bucket", "#snapshot-bucket-closed.blockPublicPolicy", "false" },
        { "NothingPublic", "nat-address-a", "#nat-a.allocationId", "\"other\"" },
        { "SlotsInPrivateSubnets", "es-a1-group", "vpcZoneIdentifiers", "[\"public-a-id\"]" },
        { "SlotsInPrivateSubnets", "bastion", "subnetId", "\"public-b-id\"" },
        { "Imdsv2Required", "es-b1-template", "metadataOptions.httpTokens", "\"optional\"" },
        { "Imdsv2Required", "bastion-template", "metadataOptions", null },
        { "Imdsv2Required", "bastion", "launchTemplate", null },
        { "EncryptedAtRest", "es-c1-data", "encrypted", "false" },
        { "EncryptedAtRest", "es-c1-data", "kmsKeyId", null },
        { "EncryptedAtRest", "es-a1-template", "blockDeviceMappings", null },
        { "EncryptedAtRest", "bastion", "launchTemplate", null },
        { "EncryptedAtRest", "bastion-template", "blockDeviceMappings", """[{"ebs":{"encrypted":"false"}}]""" },
        { "EncryptedAtRest", "logs", "kmsKeyId", null },
        { "EncryptedAtRest", "snapshot-bucket", "#snapshot-bucket-encryption.bucket", "\"other\"" },
        { "DeletionProtected", "es-a1-data", "!protect", "false" },
        { "DeletionProtected", "snapshot-bucket", "!protect", "false" },
        { "DeletionProtected", "key", "!protect", "false" },
        { "NoUnexplainedWildcards", "policy-task", "policy", """ "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:x\"}]}" """ },
        { "NoUnexplainedWildcards", "policy-task", "policy", """ "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\"],\"Resource\":[\"*\"]}]}" """ },
        { "NoUnexplainedWildcards", "policy-task", "policy", """ "{\"Statement\":[{\"Sid\":\"Because\",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:x\"}]}" """ },
        { "NoUnexplainedWildcards", "policy-task", "policy", """ "{\"Statement\":[{\"Sid\":\"Because\",\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":\"*\"}]}" """ },
        { "TagsComplete", "vpc", "tags", null },
        { "TagsComplete", "es-a1-data", "tags.quorum:cluster", null },
        { "TagsComplete", "es-a1-group", "tags", "[]" },
        { "SubnetsSpread", "private-b", "cidrBlock", "\"10.42.0.0/17\"" },
        { "SubnetsSpread", "es-a1-group", "vpcZoneIdentifiers", "[\"private-a-id\",\"private-b-id\"]" },
        { "SubnetsSpread", "es-a0-group", "#es-b1-group.vpcZoneIdentifiers", "[\"private-a-id\"]" },
        { "OneSlotPerInstance", "es-a1-group", "maxSize", "2" },
        { "OneSlotPerInstance", "es-a1-group", "#es-a2-group.launchTemplate.id", "\"es-a1-template-id\"" },
        { "OneSlotPerInstance", "es-b1-group", "#es-b1-data.tags.quorum:slot", "\"es-b9\"" },
        { "OneSlotPerInstance", "es-b1-group", "#es-b1-data.availabilityZone", "\"eu-west-1c\"" },
        { "UserDataFits", "es-a1-template", "userData", "\"not base64!\"" },
        { "UserDataFits", "es-a1-template", "userData", "\"" + Convert.ToBase64String(new byte[16 * 1024 + 1]) + "\"" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Check_BrokenOnPurpose_NamesPolicyAndResource(string policy, string resource, string path, string? value)
    {
        var json = JsonNode.Parse(await GraphExport.ExportAsync(Configs.Full, "dev"))!;
        Set(json, resource, path, value);
        var findings = GraphPolicies.All.Single(one => one.Name == policy).Check(ResourceGraph.Parse(json.ToJsonString()));
        Assert.Contains(findings, finding => finding.Resource == resource);
    }

    [Fact]
    public void Broken_EveryPolicy_IsThere() =>
        Assert.Equal(GraphPolicies.All.Select(policy => policy.Name).Order(StringComparer.Ordinal), Broken.Select(row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Check_BrokenCluster_IsReportedByAllOfItsRules()
    {
        var json = JsonNode.Parse(await GraphExport.ExportAsync(Configs.Small, "dev"))!;
        Set(json, "ecs-cluster", "!protect", "false");
        Set(json, "ecs-cluster", "tags", null);
        Assert.Equal(["DeletionProtected: ecs-cluster: can be deleted by mistake", "TagsComplete: ecs-cluster: lacks the tag Name and quorum:cluster"],
            GraphPolicies.Check(ResourceGraph.Parse(json.ToJsonString())).Select(finding => finding.ToString()));
    }

    // "#other.path" changes another resource than the one that is blamed; "!protect" a member of the resource itself; null removes.
    private static void Set(JsonNode graph, string resource, string path, string? value)
    {
        if (path[0] == '#')
        {
            resource = path[1..path.IndexOf('.', StringComparison.Ordinal)];
            path = path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..];
        }

        var node = graph["resources"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == resource)!;
        if (path[0] == '!') path = path[1..];
        else node = node["inputs"]!;
        var parts = path.Split('.');
        foreach (var part in parts[..^1]) node = node[part]!;
        node.AsObject().Remove(parts[^1]);
        if (value is not null) node[parts[^1]] = JsonNode.Parse(value);
    }
}
