using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Quorum.Infra;
using Quorum.Provisioning;

namespace Infra.Tests.Policies;

/// <summary>docs/security.md lists every IAM action with its reason. The list is made from the policies themselves; this keeps the two the same.</summary>
public sealed partial class SecurityDocumentTests
{
    private const string Begin = "<!-- rights: made from infra/, see SecurityDocumentTests -->", End = "<!-- /rights -->";

    /// <summary>Set to 1, the test writes the list instead of comparing it.</summary>
    private const string Write = "QUORUM_WRITE_DOCS";

    private static readonly (string Policy, string Role)[] Policies =
    [
        ("policy-instance", "instance"), ("policy-execution", "execution"), ("policy-task", "task"), ("policy-bastion", "bastion"), ("policy-deploy", "deploy"),
        ("policy-provision-ec2", "deploy"), ("policy-provision-named", "deploy"), ("policy-provision-roles", "deploy"), ("policy-nightly", "nightly"),
    ];

    [Fact]
    public async Task Rights_OfEveryRole_StandInTheDocumentWithTheirReason()
    {
        var graph = ResourceGraph.Parse(await GraphExport.ExportAsync(Configs.Full, "dev"));
        var table = Render(graph);
        var file = Path.Combine(Repository(), "docs", "security.md");
        var text = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"docs/security.md lacks {Begin} … {End}");
        if (Environment.GetEnvironmentVariable(Write) == "1") await File.WriteAllTextAsync(file, $"{text[..(from + Begin.Length)]}\n{table}{text[to..]}");
        else Assert.True(text[(from + Begin.Length)..to].Trim() == table.Trim(), $"the rights changed: {Write}=1 and this test write them into docs/security.md");
    }

    [Fact]
    public async Task Statements_OfEveryRole_NameTheirReason()
    {
        var graph = ResourceGraph.Parse(await GraphExport.ExportAsync(Configs.Full, "dev"));
        var all = Policies.SelectMany(policy => Statements(graph, policy.Policy)).ToArray();
        Assert.True(all.Length > 40, $"{all.Length} statements");
        Assert.DoesNotContain(all, statement => !statement.TryGetProperty("Sid", out _));
        // Every policy of the graph is in the table, but for the boundary, which is these once more.
        var named = graph.OfType("aws:iam/rolePolicy:RolePolicy").Concat(graph.OfType("aws:iam/policy:Policy")).Select(policy => policy.Name).Where(name => name != "policy-boundary");
        Assert.Equal(named.Order(StringComparer.Ordinal), Policies.Select(policy => policy.Policy).Order(StringComparer.Ordinal));
    }

    private static string Render(ResourceGraph graph)
    {
        var text = new StringBuilder();
        foreach (var role in Policies.GroupBy(policy => policy.Role))
        {
            text.Append($"\n### {role.Key}\n\n| actions | on | why |\n| --- | --- | --- |\n");
            var statements = role.SelectMany(policy => Statements(graph, policy.Policy)).ToArray();
            var reasons = statements.Select(statement => statement.GetProperty("Sid").GetString()!).ToHashSet();
            foreach (var statement in statements)
            {
                var condition = statement.TryGetProperty("Condition", out var given) ? $"; only {Conditions(given)}" : "";
                var deny = statement.GetProperty("Effect").GetString() == "Deny" ? "**denied**: " : "";
                text.Append($"| {deny}{Code(statement, "Action")} | {Code(statement, "Resource")}{condition} | {Sentence(statement.GetProperty("Sid").GetString()!, reasons)} |\n");
            }
        }

        return text.ToString().Replace(Configs.Full.AccountId, "ACCOUNT", StringComparison.Ordinal).Replace(Configs.Full.Region, "REGION", StringComparison.Ordinal)
            .Replace(Configs.Full.ClusterName, "CLUSTER", StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Statements(ResourceGraph graph, string policy) =>
        JsonDocument.Parse(graph.Resources.Single(resource => resource.Name == policy).Text("policy")!).RootElement.GetProperty("Statement").EnumerateArray();

    private static string Code(JsonElement statement, string name) => string.Join(", ", statement.GetProperty(name).EnumerateArray().Select(item => $"`{item.GetString()}`"));

    private static string Conditions(JsonElement condition) => string.Join(" and ", condition.EnumerateObject().SelectMany(test => test.Value.EnumerateObject()
        .Select(key => $"`{key.Name}` {(test.Name.StartsWith("Null", StringComparison.Ordinal) ? "given" : $"= {string.Join(" or ", key.Value.EnumerateArray().Select(value => $"`{value.GetString()}`"))}")}")));

    // TheInstanceJoinsItsCluster → the instance joins its cluster. A number that only makes a repeated reason unique goes.
    private static string Sentence(string reason, HashSet<string> reasons)
    {
        var plain = reason.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return Words().Replace(reasons.Contains(plain) ? plain : reason, " $1").Trim().ToLowerInvariant();
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Quorum.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not in the repository");
        return folder;
    }

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Words();
}
