using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Quorum.LocalCloud.Tests.Host;

/// <summary>Small infrastructure graphs in the shape that the infrastructure program exports.</summary>
internal static class Graphs
{
    public const string Region = "eu-west-1", Cluster = "quorum-test";

    public static JsonObject WithSlots(params string[] slots)
    {
        var resources = new JsonArray
        {
            Resource("aws:ec2/vpc:Vpc", "vpc", new JsonObject { ["cidrBlock"] = "10.0.0.0/16" }),
            Resource("aws:ecs/cluster:Cluster", "cluster", new JsonObject { ["name"] = Cluster }),
            Resource("aws:cloudwatch/logGroup:LogGroup", "logs", new JsonObject { ["name"] = "/quorum/test", ["retentionInDays"] = 30 }),
            Resource("aws:iam/role:Role", "task-role", new JsonObject { ["name"] = "task" }),
            Resource("aws:iam/role:Role", "execution-role", new JsonObject { ["name"] = "execution" }),
        };
        foreach (var zone in "abc")
        {
            resources.Add((JsonNode)Resource("aws:ec2/subnet:Subnet", "private-" + zone, new JsonObject { ["vpcId"] = "vpc-id", ["availabilityZone"] = Region + zone, ["cidrBlock"] = "10.0.0.0/24" }));
        }
        foreach (var slot in slots)
        {
            resources.Add((JsonNode)Resource("aws:ebs/volume:Volume", slot + "-data", new JsonObject
            {
                ["availabilityZone"] = Region + slot[3], ["size"] = 20, ["encrypted"] = true, ["tags"] = new JsonObject { ["quorum:slot"] = slot, ["quorum:cluster"] = Cluster },
            }));
            resources.Add((JsonNode)Resource("aws:ec2/launchTemplate:LaunchTemplate", slot + "-template", new JsonObject { ["instanceType"] = "m6i.large", ["imageId"] = "ami-1" }));
            resources.Add((JsonNode)Resource("aws:autoscaling/group:Group", slot + "-group", new JsonObject
            {
                ["launchTemplate"] = new JsonObject { ["id"] = slot + "-template-id" },
                ["vpcZoneIdentifiers"] = new JsonArray($"private-{slot[3]}-id"),
                ["tags"] = new JsonArray(
                    new JsonObject { ["key"] = "quorum:slot", ["value"] = slot, ["propagateAtLaunch"] = true },
                    new JsonObject { ["key"] = "quorum:cluster", ["value"] = Cluster, ["propagateAtLaunch"] = true }),
            }));
        }
        return new JsonObject { ["project"] = "quorum", ["stack"] = "test", ["config"] = new JsonObject { ["aws:region"] = Region }, ["resources"] = resources };
    }

    public static async Task<JsonObject> ApplyAsync(TestCloud cloud, JsonObject graph)
    {
        using var response = await cloud.Http.PostAsJsonAsync("/_quorum/apply", graph);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return (JsonObject)JsonNode.Parse(text)!;
    }

    private static JsonObject Resource(string type, string name, JsonObject inputs) => new()
    {
        ["type"] = type, ["name"] = name, ["urn"] = $"urn:pulumi:test::quorum::{type}::{name}", ["custom"] = true, ["inputs"] = inputs, ["id"] = name + "-id", ["dependencies"] = new JsonArray(),
    };
}
