using System.Text.Json.Nodes;
using Quorum.Infra;
using Quorum.LocalCloud.Iam;
using Quorum.Pipeline;

namespace Quorum.Conformance;

/// <summary>
/// The calls of a whole run (deployment, roll, preflight, smoke test, rotation, snapshot, rollback, replaced instances), as the embedded AWS saw them, against the policies of the deploy role as
/// infra/ makes them: every call is allowed with its resource and conditions, and no statement is there for nothing.
/// </summary>
public sealed class DeployRoleTests(DeployRoleTests.Run run) : IClassFixture<DeployRoleTests.Run>
{
    [Fact]
    public void Calls_OfAWholeRun_AreAllowedToTheDeployRole()
    {
        Assert.Contains(run.Calls, call => call.Action == "ecs:UpdateService");
        Assert.Contains(run.Calls, call => call.Action == "iam:PassRole");
        Assert.Contains(run.Calls, call => call.Action == "ssm:SendCommand");
        Assert.Contains(run.Calls, call => call.Action == "sts:AssumeRole");
        Assert.DoesNotContain(run.Calls, call => call.Resource.Length == 0);
        Assert.DoesNotContain(run.Calls, call => !run.Policies.Allow(call));
    }

    [Fact]
    public async Task Calls_OfAnotherCluster_AreNot()
    {
        // That the policies would refuse something: the same calls on a cluster of another name.
        var other = await Policies.MakeAsync(Policies.Config with { ClusterName = "another" });
        var refused = run.Calls.Where(call => !other.Allow(call)).Select(call => call.Action).Distinct().ToList();
        foreach (var action in new[] { "ecs:UpdateService", "ecs:ListTasks", "ecs:ListServices", "ssm:PutParameter", "ssm:SendCommand", "iam:PassRole", "sts:AssumeRole", "ec2:TerminateInstances" }) Assert.Contains(action, refused);
        Assert.DoesNotContain("ec2:DescribeInstances", refused);
    }

    public static async Task<IEnumerable<TheoryDataRow<string>>> Statements() => (await Policies.MakeAsync(Policies.Config)).Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Statements))]
    public void Statement_Removed_TakesAwayACallThatIsMade(string statement)
    {
        var without = run.Policies.Without(statement);
        var lost = run.Calls.FirstOrDefault(call => !without.Allow(call));
        if (lost is null) Assert.True(Elsewhere.ContainsKey(statement), $"{statement} can go: nothing that was called needs it, and no call of another kind of run is named for it");
        if (Elsewhere.GetValueOrDefault(statement) is not { } elsewhere) return;
        Assert.True(lost is null, $"{statement}: {lost} is seen here, so that it need not be named");
        Assert.True(run.Policies.Allow(elsewhere), $"{statement}: {elsewhere}");
        Assert.False(without.Allow(elsewhere), $"{statement}: {elsewhere} is allowed without it");
    }

    // Calls that a run in which nothing fails does not make. What Pulumi calls is compared in DeployRightsTests.
    private static readonly Dictionary<string, Call> Elsewhere = new()
    {
        ["StreamsAreNamedByTask"] = new("logs:FilterLogEvents", "arn:aws:logs:eu-central-1:000000000000:log-group:/quorum/quorum-test/elasticsearch:log-stream:", new Dictionary<string, string>()),
    };

    /// <summary>One right that a call needed.</summary>
    public sealed record Call(string Action, string Resource, IReadOnlyDictionary<string, string> Context)
    {
        public override string ToString() => $"{Action} on {Resource}{string.Concat(Context.Select(pair => $", {pair.Key} = {pair.Value}"))}";
    }

    /// <summary>What is attached to the deploy role.</summary>
    public sealed class Policies
    {
        private static readonly string[] Documents = ["policy-deploy", "policy-provision-ec2", "policy-provision-named", "policy-provision-roles"];
        private readonly List<(string Document, JsonObject Statement)> _statements;

        private Policies(IEnumerable<(string, JsonObject)> statements) => _statements = [.. statements];

        internal static InfraConfig Config { get; } = new() { ClusterName = "quorum-test", Region = "eu-central-1", AccountId = "000000000000", GitHubRepository = "octo-org@1234/octo-repo@5678" };

        /// <summary>Of the statements that are for the pipeline's own calls and that allow.</summary>
        internal IEnumerable<string> Names => _statements.Where(each => each.Document == "policy-deploy" && (string?)each.Statement["Effect"] == "Allow").Select(each => (string)each.Statement["Sid"]!);

        internal static async Task<Policies> MakeAsync(InfraConfig config)
        {
            var graph = JsonNode.Parse(await GraphExport.ExportAsync(config, "dev"))!["resources"]!.AsArray();
            return new(Documents.SelectMany(name => JsonNode.Parse((string)graph.Single(resource => (string?)resource!["name"] == name)!["inputs"]!["policy"]!)!["Statement"]!.AsArray().Select(one => (name, one!.AsObject()))));
        }

        internal Policies Without(string name) => new(_statements.Where(each => !(each.Document == "policy-deploy" && (string?)each.Statement["Sid"] == name)));

        internal bool Allow(Call call) => PolicyEvaluator.Evaluate(
            [new JsonObject { ["Statement"] = new JsonArray([.. _statements.Select(each => each.Statement.DeepClone())]) }.ToJsonString()],
            call.Action, call.Resource, new Dictionary<string, string>(call.Context) { ["aws:RequestedRegion"] = Config.Region }) == Ruling.Allowed;
    }

    /// <summary>The run, once for all of these tests.</summary>
    public sealed class Run : IAsyncLifetime
    {
        public IReadOnlyList<Call> Calls { get; private set; } = [];

        public Policies Policies { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Policies = await Policies.MakeAsync(Policies.Config);
            await using var deployment = new Deployment(slotsPerZone: 1);
            await deployment.DeployAsync();
            await File.AppendAllTextAsync(deployment.ConfigFile, "\nindices.recovery.max_bytes_per_sec: 60mb\n");
            await deployment.DeployAsync();
            await DoAsync(deployment, "direct", (pipeline, progress) => pipeline.RollbackAsync(progress, default));
            if (!OperatingSystem.IsWindows()) await DoAsync(deployment, "ssm", (pipeline, progress) => pipeline.SmokeTestAsync(progress, default));
            await DoAsync(deployment, "direct", (pipeline, progress) => pipeline.SnapshotAsync(progress, default));
            await DoAsync(deployment, "direct", (pipeline, progress) => pipeline.VerifyAsync(write: true, progress, default));
            await deployment.RotateAsync(null, default);
            await RefreshAsync(deployment);
            Calls = await RecordedAsync(deployment);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static async Task DoAsync(Deployment deployment, string access, Func<DeployPipeline, IProgress<StageProgress>, Task<StageOutcome>> stage)
        {
            using var pipeline = new DeployPipeline(deployment.Settings with { Access = access }, SystemClock.Instance);
            await stage(pipeline, new SynchronousProgress<StageProgress>(_ => { }));
        }

        private static async Task RefreshAsync(Deployment deployment)
        {
            using var pipeline = new DeployPipeline(deployment.Settings with { InfraOptions = "amiId=ami-0fedcba9876543210" }, SystemClock.Instance);
            var quiet = new SynchronousProgress<StageProgress>(_ => { });
            await pipeline.ProvisionAsync(quiet, default);
            await pipeline.RefreshInstancesAsync(quiet, default);
        }

        // What roles called is their own affair: the execution role's in the preflight.
        private static async Task<IReadOnlyList<Call>> RecordedAsync(Deployment deployment)
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            var record = JsonNode.Parse(await http.GetStringAsync(new Uri($"{deployment.Settings.LocalEndpoint}/_quorum/calls")))!;
            Assert.Equal(0, (int)record["leftOut"]!);
            return [.. record["calls"]!.AsArray().Where(call => (string?)call!["role"] == "").Select(call => new Call((string)call!["action"]!, (string)call["resource"]!, call["context"]!.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!)))];
        }
    }
}
