using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using Quorum.Infra;
using Quorum.Infra.Components;
using Quorum.Provisioning;

namespace Infra.Tests.Policies;

/// <summary>The deploy role can do what the pipeline does, and little else.</summary>
public sealed class DeployRightsTests
{
    private const int ManagedPolicyCharacters = 6144;

    private static readonly string[] Documents = ["policy-deploy", "policy-provision-ec2", "policy-provision-named", "policy-provision-roles"];

    [Fact]
    public async Task DeployRole_EveryTypeInTheGraph_CanBeCreatedReadUpdatedAndDeleted()
    {
        var graph = await GraphAsync(Configs.Full);
        var allowed = Allowed(graph, Documents);
        var problems = new List<string>();
        var types = graph.Resources.Where(resource => resource.Custom).Select(resource => resource.Type).Distinct().ToArray();
        foreach (var type in types)
        {
            if (!Required.TryGetValue(type, out var needs)) problems.Add($"{type} has no line in required-actions.txt");
            else if (!needs.ContainsKey("read") || !(ProvisioningRights.ByHand.Contains(type) ? ["by hand"] : new[] { "create", "update", "delete" }).All(needs.ContainsKey))
                problems.Add($"{type} lacks one of create, read, update, delete, or stands among what is made by hand");
            else
                foreach (var (verb, actions) in needs)
                    problems.AddRange(actions.Where(action => (verb == "by hand") == allowed.Any(pattern => Covers(pattern, action))).Select(action => $"{type}: {verb} {action}"));
        }

        Assert.Empty(problems);
        Assert.Equal(types.Order(StringComparer.Ordinal), Required.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task DeployRole_EveryCallOfThePipelineItself_IsAllowed()
    {
        var calls = PipelineCalls();
        var allowed = Allowed(await GraphAsync(Configs.Full), Documents);
        Assert.Contains("ecs:UpdateService", calls);
        Assert.Contains("ecr:PutImage", calls);
        Assert.Contains("ssm:SendCommand", calls);
        Assert.DoesNotContain(calls, call => !allowed.Any(pattern => Covers(pattern, call)));
    }

    [Fact]
    public async Task DeployRole_ActionsWithAStar_OnlyRead()
    {
        var graph = await GraphAsync(Configs.Full);
        Assert.DoesNotContain(Allowed(graph, Documents),
            action => action.Contains('*', StringComparison.Ordinal) && !action.Split(':')[1].StartsWith("Describe", StringComparison.Ordinal) && action.Split(':')[1] is not ("Get*" or "List*"));
        // s3:Get* would read snapshots if it reached objects.
        Assert.All(Statements(graph, Documents).Where(statement => Texts(statement, "Action").Any(action => action.StartsWith("s3:", StringComparison.Ordinal))),
            statement => Assert.Equal([$"arn:aws:s3:::{Configs.Full.SnapshotBucket}"], Texts(statement, "Resource")));
    }

    [Fact]
    public async Task DeployRole_DeletingOnAnything_OnlyWithTheClustersTagOrInItsName()
    {
        var open = Statements(await GraphAsync(Configs.Full), Documents)
            .Where(statement => Texts(statement, "Resource").Contains("*") && !(statement.TryGetProperty("Condition", out var condition) && condition.GetRawText().Contains("quorum:cluster", StringComparison.Ordinal)))
            .SelectMany(statement => Texts(statement, "Action")).Where(action => action.Split(':')[1] is var verb && (verb.StartsWith("Delete", StringComparison.Ordinal) || verb.StartsWith("Terminate", StringComparison.Ordinal)));
        // A hosted zone has neither a name in its ARN nor conditions on tags.
        Assert.Equal(["route53:DeleteHostedZone"], open);
    }

    [Theory]
    [InlineData("aws", false, false)]
    [InlineData("own", true, true)]
    [InlineData("arn:aws:kms:eu-west-1:000000000000:key/1234", true, false)]
    public async Task DeployRole_Keys_OnlyAsFarAsTheConfigurationAsks(string key, bool uses, bool manages)
    {
        var allowed = Allowed(await GraphAsync(Configs.Full with { KmsKey = key }), Documents);
        Assert.Equal(uses, allowed.Contains("kms:CreateGrant"));
        Assert.Equal(manages, allowed.Contains("kms:CreateKey"));
        Assert.Equal(manages, allowed.Contains("kms:ScheduleKeyDeletion"));
    }

    [Fact]
    public async Task ManagedPolicies_LongestNames_FitIamsSize()
    {
        var graph = await GraphAsync(Configs.Full with { ClusterName = "abcdefghij-abcdefghij-ab", Region = "ap-southeast-1" });
        Assert.All(graph.OfType("aws:iam/policy:Policy"), policy => Assert.InRange(policy.Text("policy")!.Length, 1, ManagedPolicyCharacters));
        Assert.All(graph.OfType("aws:iam/policy:Policy"), policy => Assert.InRange(policy.Text("name")!.Length, 1, 128));
    }

    [Fact]
    public async Task NightlyRole_EveryAction_OnlyReadsOrRunsTheRead()
    {
        var actions = Allowed(await GraphAsync(Configs.Full), ["policy-nightly"]);
        Assert.DoesNotContain(actions, action => action is not ("ssm:SendCommand" or "ecr:BatchCheckLayerAvailability" or "ecr:BatchGetImage" or "logs:FilterLogEvents") &&
            !action.Split(':')[1].StartsWith("Describe", StringComparison.Ordinal) && !action.Split(':')[1].StartsWith("Get", StringComparison.Ordinal) && !action.Split(':')[1].StartsWith("List", StringComparison.Ordinal));
    }

    private static bool Covers(string pattern, string action) =>
        pattern.EndsWith('*') ? action.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) : string.Equals(pattern, action, StringComparison.OrdinalIgnoreCase);

    private static HashSet<string> Allowed(ResourceGraph graph, string[] policies) => [.. Statements(graph, policies).SelectMany(statement => Texts(statement, "Action"))];

    private static List<JsonElement> Statements(ResourceGraph graph, string[] policies) =>
        [.. policies.SelectMany(name => JsonDocument.Parse(graph.Resources.Single(resource => resource.Name == name).Text("policy")!).RootElement.GetProperty("Statement").EnumerateArray())
            .Where(statement => statement.GetProperty("Effect").GetString() == "Allow")];

    private static string[] Texts(JsonElement statement, string name) => [.. statement.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    private static async Task<ResourceGraph> GraphAsync(InfraConfig config) => ResourceGraph.Parse(await GraphExport.ExportAsync(config, "dev"));

    private static readonly Dictionary<string, Dictionary<string, string[]>> Required = ReadRequired();

    private static Dictionary<string, Dictionary<string, string[]>> ReadRequired()
    {
        using var reader = new StreamReader(typeof(DeployRightsTests).Assembly.GetManifestResourceStream("required-actions.txt")!);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.TrimEnd().Split(" | ")).ToDictionary(
            parts => parts[0],
            parts => parts[1..].ToDictionary(part => part.StartsWith("by hand", StringComparison.Ordinal) ? "by hand" : part.Split(' ')[0], part => part.Split(' ').Where(word => word.Contains(':', StringComparison.Ordinal)).ToArray()));
    }

    // What the compiled pipeline calls, read from its metadata: a call added later needs no second list to be seen here.
    private static HashSet<string> PipelineCalls()
    {
        var services = new Dictionary<string, string>
        {
            ["IAmazonECS"] = "ecs", ["IAmazonECR"] = "ecr", ["IAmazonEC2"] = "ec2", ["IAmazonSimpleSystemsManagement"] = "ssm", ["IAmazonSecurityTokenService"] = "sts",
        };
        using var file = new PEReader(File.OpenRead(typeof(ResourceGraph).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var calls = new HashSet<string>();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            var name = metadata.GetString(member.Name);
            if (services.TryGetValue(metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name), out var service) && name.EndsWith("Async", StringComparison.Ordinal))
                calls.Add($"{service}:{name[..^"Async".Length]}");
        }

        return calls;
    }
}
