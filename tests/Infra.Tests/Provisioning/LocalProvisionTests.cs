using System.Net;
using System.Security.Cryptography;
using System.Text;
using Quorum.Pipeline;
using Quorum.Provisioning;
using Quorum.Settings;

namespace Infra.Tests.Provisioning;

public sealed class LocalProvisionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("quorum-provision-").FullName;
    private readonly FakeCloud cloud = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task RunAsync_FirstTime_AppliesTheGraphAndGivesTypedOutputs()
    {
        var result = await RunAsync(Settings());
        Assert.Equal(StageResult.Changed, result.Outcome.Result);
        Assert.Equal(["es-a1", "es-a2", "es-b1", "es-b2", "es-c1", "es-c2"], result.Outputs.Slots.Select(slot => slot.Name));
        Assert.Equal(["es-a1", "es-b1", "es-c1"], result.Outputs.MasterEligible.Select(slot => slot.Name));
        Assert.Equal("es-a1.quorum-local.internal", result.Outputs.Slots[0].HostName);
        Assert.Equal("127.70.3.11", result.Outputs.Slots[0].Address);
        Assert.Equal("arn:aws:iam::000000000000:role/quorum-local-us-east-1-execution", result.Outputs.ExecutionRoleArn);
        Assert.Equal("/quorum/quorum-local", result.Outputs.ParameterPath);
        Assert.Contains(KeyValuePair.Create("kept on record only", "3"), result.Outcome.Facts);
        Assert.Equal("local", ResourceGraph.Parse(cloud.Bodies.Single()).Stack);
    }

    [Fact]
    public async Task RunAsync_SameSettingsAgain_IsUnchangedButAppliesAnyway()
    {
        await RunAsync(Settings());
        var again = await RunAsync(Settings());
        Assert.Equal(StageResult.Unchanged, again.Outcome.Result);
        // The embedded AWS may have lost its state since; only it can know.
        Assert.Equal(2, cloud.Bodies.Count);
        Assert.Equal(cloud.Bodies[0], cloud.Bodies[1]);
    }

    [Fact]
    public async Task RunAsync_SameSettingsAgain_TakesTheGraphThatWasKeptUnlessItsFileWasTouched()
    {
        await RunAsync(Settings());
        var (file, identity) = (Path.Combine(Settings().LocalFolder, "applied-graph.json"), Path.Combine(Settings().LocalFolder, "applied-graph.identity"));
        var (exported, lines) = (await File.ReadAllTextAsync(file), await File.ReadAllLinesAsync(identity));
        await File.WriteAllTextAsync(file, exported + "\n");
        await RunAsync(Settings());
        Assert.Equal(exported, cloud.Bodies[1]);

        // Only a graph that was kept can end in a line break: an exported one does not.
        await File.WriteAllTextAsync(file, exported + "\n");
        await File.WriteAllTextAsync(identity, $"{lines[0]}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(exported + "\n")))}\n");
        await RunAsync(Settings());
        Assert.Equal(exported + "\n", cloud.Bodies[2]);

        await RunAsync(Settings() with { VolumeSizeGiB = Settings().VolumeSizeGiB + 1 });
        Assert.NotEqual(exported, cloud.Bodies[3].TrimEnd());
    }

    [Fact]
    public async Task RunAsync_OneMoreSlotInEachZone_CountsWhatWasAdded()
    {
        await RunAsync(Settings());
        var result = await RunAsync(Settings() with { SlotsPerZone = 3 });
        Assert.Equal(StageResult.Changed, result.Outcome.Result);
        // Volume, template, group and two alarms for each of three slots.
        Assert.Contains(KeyValuePair.Create("added", "15"), result.Outcome.Facts);
        Assert.Contains(KeyValuePair.Create("changed", "0"), result.Outcome.Facts);
    }

    [Fact]
    public async Task RunAsync_CloudRefuses_SaysWhyAndIsNotRememberedAsApplied()
    {
        cloud.Status = HttpStatusCode.BadRequest;
        var error = await Assert.ThrowsAsync<StageException>(() => RunAsync(Settings()));
        Assert.Contains("refused the graph (400): {}", error.Message, StringComparison.Ordinal);
        cloud.Status = HttpStatusCode.OK;
        Assert.Equal(StageResult.Changed, (await RunAsync(Settings())).Outcome.Result);
    }

    [Fact]
    public async Task RunAsync_CloudReportsAChangeForTheSameGraph_IsChanged()
    {
        await RunAsync(Settings());
        cloud.Answer = """{"applied":["es-a1-data"]}""";
        Assert.Equal(StageResult.Changed, (await RunAsync(Settings())).Outcome.Result);
    }

    [Fact]
    public async Task RunAsync_WrongSettings_ListsAllByTheNamesOfTheParameters()
    {
        var error = await Assert.ThrowsAsync<InputException>(() => RunAsync(Settings() with { VpcCidr = "10.0.0.0/24", InstanceType = "t3.nano" }, "natGateways=none colour=red"));
        Assert.Contains(error.Problems, problem => problem.Parameter == "VpcCidr");
        Assert.Contains(error.Problems, problem => problem.Parameter == "SlotInstanceType");
        Assert.Contains(error.Problems, problem => problem is { Parameter: "InfraOptions", Value: "natGateways=none" });
        Assert.Contains(error.Problems, problem => problem is { Parameter: "InfraOptions", Value: "colour" });
        Assert.Empty(cloud.Bodies);
    }

    [Fact]
    public async Task ReadOutputsAsync_NothingApplied_NamesTheCommand()
    {
        var stage = new ProvisionStage(handler: cloud);
        var error = await Assert.ThrowsAsync<StageException>(() => stage.ReadOutputsAsync(Settings(), null, default));
        Assert.Equal("./build.sh ProvisionInfra", error.WayOut);
        var made = await RunAsync(Settings());
        var lost = await Assert.ThrowsAsync<StageException>(() => stage.ReadOutputsAsync(Settings(), null, default));
        Assert.Contains("has no instance of es-", lost.Message);
        cloud.Answer = $$"""{"instances":[{{string.Join(',', made.Outputs.Slots.Select((slot, index) => $$"""{"slot":"{{slot.Name}}","address":"127.70.3.{{index + 11}}"}"""))}}]}""";
        var posted = cloud.Bodies.Count;
        var read = await stage.ReadOutputsAsync(Settings(), null, default);
        Assert.Equal(["127.70.3.11", "127.70.3.12"], read.Slots.Select(slot => slot.Address).Take(2));
        // Reading applies nothing: what has gone meanwhile stays away until ProvisionInfra.
        Assert.Equal(posted, cloud.Bodies.Count);
    }

    private Task<ProvisionResult> RunAsync(QuorumSettings settings, string? options = null) =>
        new ProvisionStage(handler: cloud).RunAsync(settings, ProvisionOptions.Parse(options), new SynchronousProgress<StageProgress>(_ => { }), default);

    private QuorumSettings Settings() => TestSettings.Local(folder);

    private sealed class FakeCloud : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public string Answer { get; set; } = """{"instances":[{"slot":"es-a1","address":"127.70.3.11"}],"noLocalMeaning":[{"type":"aws:ec2/eip:Eip","count":3}],"unchanged":["es-a1"]}""";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("/_quorum/apply", request.RequestUri!.AbsolutePath);
            if (request.Content is { } content) Bodies.Add(await content.ReadAsStringAsync(cancellationToken));
            return new(Status) { Content = new StringContent(Status == HttpStatusCode.OK ? Answer : "{}", Encoding.UTF8) };
        }
    }
}
