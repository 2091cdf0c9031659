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
        Assert.Equal(ByAPerson.Order(StringComparer.Ordinal), calls.Where(call => !allowed.Any(pattern => Covers(pattern, call))).Order(StringComparer.Ordinal));
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

    [Fact]
    public async Task RolesOfTheCluster_Made_CarryTheBoundaryAndTheDeployRoleCannotGiveRightsWithoutIt()
    {
        var graph = await GraphAsync(Configs.Full);
        const string arn = "arn:aws:iam::000000000000:policy/quorum-test-eu-west-1-boundary";
        var roles = graph.OfType("aws:iam/role:Role").ToDictionary(role => role.Name, role => role.Text("permissionsBoundary"));
        // Who deploys and who looks at night is a person's to say, by rights that the deploy role does not have.
        Assert.Equal(["role-deploy", "role-nightly"], roles.Where(role => role.Value is null).Select(role => role.Key).Order(StringComparer.Ordinal));
        Assert.Equal(arn, Assert.Single(graph.OfType("aws:iam/policy:Policy"), policy => policy.Name == "policy-boundary").Text("name") is { } name ? $"arn:aws:iam::000000000000:policy/{name}" : "");

        string[] giving = ["iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:AttachRolePolicy"];
        var statements = Statements(graph, Documents).Where(statement => Texts(statement, "Action").Intersect(giving).Any()).ToArray();
        Assert.NotEmpty(statements);
        Assert.All(statements, statement => Assert.Equal($$$"""{"StringEquals":{"iam:PermissionsBoundary":["{{{arn}}}"]}}""", statement.GetProperty("Condition").GetRawText()));
        var allowed = Allowed(graph, Documents);
        Assert.DoesNotContain(allowed, action => Covers(action, "iam:DeleteRolePermissionsBoundary") || Covers(action, "iam:CreatePolicyVersion") || Covers(action, "iam:SetDefaultPolicyVersion") || Covers(action, "iam:DeletePolicy"));
    }

    [Fact]
    public async Task Boundary_ComparedWithTheRoles_IsTheirRightsAndNothingElse()
    {
        var graph = await GraphAsync(Configs.Full);
        var roles = Statements(graph, ["policy-instance", "policy-execution", "policy-task", "policy-bastion"]).Select(WithoutReason).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(roles, Statements(graph, ["policy-boundary"]).Select(WithoutReason).Order(StringComparer.Ordinal));

        static string WithoutReason(JsonElement statement) => string.Join(' ', statement.EnumerateObject().Where(part => part.Name != "Sid").Select(part => $"{part.Name}={part.Value.GetRawText()}"));
    }

    [Theory]
    [InlineData("off", null)]
    [InlineData("arn:aws:iam::000000000000:policy/limits/teams", "arn:aws:iam::000000000000:policy/limits/teams")]
    public async Task Boundary_OffOrOfTheAccount_IsNotMadeHere(string boundary, string? carried)
    {
        var graph = await GraphAsync(Configs.Full with { PermissionsBoundary = boundary });
        Assert.DoesNotContain(graph.Resources, resource => resource.Name == "policy-boundary");
        Assert.Equal(carried, graph.Resources.Single(resource => resource.Name == "role-task").Text("permissionsBoundary"));
        Assert.Equal(carried is not null, Statements(graph, ["policy-provision-roles"]).Single(statement => Texts(statement, "Action").Contains("iam:PutRolePolicy")).TryGetProperty("Condition", out _));
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
        var graph = await GraphAsync(Configs.LongestNames);
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

    /// <summary>refresh.yml asks as the nightly role which AMI is recommended: for either architecture, and for no other of AWS's parameters.</summary>
    [Theory]
    [InlineData("m6i.large")]
    [InlineData("m7g.large")]
    public async Task NightlyRole_TheRecommendedAmi_IsReadAndNothingElseOfAws(string type)
    {
        var statements = Statements(await GraphAsync(Configs.Full with { InstanceType = type, MasterInstanceType = type }), ["policy-nightly"]);
        var parameters = statements.Where(statement => Texts(statement, "Action").Contains("ssm:GetParameter")).SelectMany(statement => Texts(statement, "Resource")).Where(resource => resource.Contains("/aws/", StringComparison.Ordinal));
        Assert.Equal(
            ["arn:aws:ssm:eu-west-1::parameter/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id", "arn:aws:ssm:eu-west-1::parameter/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"],
            parameters);
        Assert.Equal(new[] { false, true }.Select(EcsAmi.Parameter), parameters.Select(resource => resource[resource.IndexOf("/aws/", StringComparison.Ordinal)..]));
    }

    /// <summary>The deploy environment may take the role that reads: its workflow refreshes the AMI of its own region. Nobody but these, in GitHub's two forms.</summary>
    [Fact]
    public async Task Trust_OfEachRole_NamesItsEnvironmentsAndNoOther()
    {
        var graph = await GraphAsync(Configs.Full);
        Assert.Equal(["environment:production"], Subjects("role-deploy"));
        Assert.Equal(["environment:nightly", "environment:production", "ref:refs/heads/main"], Subjects("role-nightly"));

        string[] Subjects(string role)
        {
            using var trust = JsonDocument.Parse(graph.Resources.Single(resource => resource.Name == role).Text("assumeRolePolicy")!);
            var subjects = Texts(trust.RootElement.GetProperty("Statement")[0].GetProperty("Condition").GetProperty("StringEquals"), "token.actions.githubusercontent.com:sub");
            var forms = subjects.GroupBy(subject => string.Join(':', subject.Split(':')[2..])).ToArray();
            Assert.All(forms, form => Assert.Equal([$"repo:{Configs.Full.GitHubRepository}:{form.Key}", $"repo:{string.Join('/', Configs.Full.GitHubRepository.Split('/').Select(part => part.Split('@')[0]))}:{form.Key}"], form));
            return [.. forms.Select(form => form.Key).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>What the reading role may do, the deploy role may: that who takes the one can take the other too is no new right.</summary>
    [Fact]
    public async Task NightlyRole_ComparedWithTheDeployRole_MayNothingMore()
    {
        var graph = await GraphAsync(Configs.Full);
        var deploy = Statements(graph, Documents);
        var lost = from statement in Statements(graph, ["policy-nightly"]) from action in Texts(statement, "Action") from resource in Texts(statement, "Resource")
                   where !deploy.Any(other => AllowsAsWell(other, statement, action, resource)) select $"{action} on {resource}";
        Assert.Empty(lost);
    }

    public static async Task<IEnumerable<TheoryDataRow<string, string>>> EveryStatement()
    {
        var graph = await GraphAsync(Configs.Full);
        return Documents.SelectMany(document => Statements(graph, [document]).Select(statement => new TheoryDataRow<string, string>(document, statement.GetProperty("Sid").GetString()!)));
    }

    [Theory]
    [MemberData(nameof(EveryStatement))]
    public async Task DeployRole_OneStatementRemoved_TakesAwayACallThatIsMade(string document, string name)
    {
        var graph = await GraphAsync(Configs.Full);
        var calls = Required.Values.SelectMany(verbs => verbs.Where(verb => verb.Key != "by hand")).SelectMany(verb => verb.Value).Concat(PipelineCalls()).Concat(MadeByOthers).Distinct().ToArray();
        var others = Statements(graph, Documents).ToList();
        var removed = Statements(graph, [document]).Single(statement => statement.GetProperty("Sid").GetString() == name);
        others.RemoveAt(others.FindIndex(statement => JsonElement.DeepEquals(statement, removed)));
        var lost = (from resource in Texts(removed, "Resource") from call in calls
                    where Texts(removed, "Action").Any(action => Covers(action, call)) && !others.Any(other => AllowsAsWell(other, removed, call, resource))
                    select $"{call} on {resource}").FirstOrDefault();
        Assert.True(lost is not null, $"{name} of {document} can go: nothing that is called needs it");
        TestContext.Current.TestOutputHelper?.WriteLine($"without {name}: not allowed is {lost}");
    }

    [Fact]
    public async Task DeployRole_ItsOwnRoles_AreRefusedThoughTheirNamesMatch()
    {
        var graph = await GraphAsync(Configs.Full);
        var statements = Statements(graph, Documents);
        Assert.InRange(statements.Count, 30, 80);
        // Their names match what it may otherwise give rights to.
        var own = $"arn:aws:iam::{Configs.Full.AccountId}:role/{Configs.Full.RoleName("deploy")}";
        Assert.Contains(statements, statement => Texts(statement, "Action").Contains("iam:UpdateAssumeRolePolicy") && Texts(statement, "Resource").Any(pattern => Covers(pattern, own)));
        var denied = JsonDocument.Parse(graph.Resources.Single(resource => resource.Name == "policy-deploy").Text("policy")!).RootElement.GetProperty("Statement").EnumerateArray().Single(statement => statement.GetProperty("Effect").GetString() == "Deny");
        Assert.Contains(own, Texts(denied, "Resource"));
        foreach (var action in new[] { "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary" }) Assert.Contains(action, Texts(denied, "Action"));
    }

    // Connect's, with the rights of who runs it: a session is a shell on the bastion, or a way from it to any host, which no workflow needs. Without these rights it goes through RunCommand.
    private static readonly string[] ByAPerson = ["ssm:StartSession", "ssm:TerminateSession"];

    // Made with the pipeline's rights, but not by its own calls: the push by whichever engine has the token, a person's look at a log, the agent's own.
    private static readonly string[] MadeByOthers =
    [
        "ecr:BatchCheckLayerAvailability", "ecr:CompleteLayerUpload", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "logs:FilterLogEvents",
        "kms:CreateGrant", "ec2:CreateTags", "ec2:DeleteTags",
    ];

    // With the same conditions or none: another statement's condition may not hold where this one's does.
    private static bool AllowsAsWell(JsonElement other, JsonElement statement, string call, string resource) =>
        Texts(other, "Action").Any(action => Covers(action, call)) && Texts(other, "Resource").Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, resource, ignoreCase: false))
        && (!other.TryGetProperty("Condition", out var condition) || statement.TryGetProperty("Condition", out var own) && JsonElement.DeepEquals(condition, own));

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
