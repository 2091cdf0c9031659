using System.Text.Json;
using Quorum.Infra;
using Quorum.Pipeline;
using Quorum.Provisioning;
using Quorum.Settings;

namespace Infra.Tests.Automation;

/// <summary>What the pipeline says to the Pulumi CLI, and what it makes of the answers.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[Collection("PATH")]
public sealed class PulumiProvisionerTests : IDisposable
{
    private readonly FakePulumi pulumi = new();
    private readonly List<StageProgress> progress = [];

    public void Dispose() => pulumi.Dispose();

    [Fact]
    public async Task RunAsync_ChangesPlanned_SpeaksToTheCliInThisOrder()
    {
        await AnswerOutputsAsync();
        pulumi.Answer("preview", FakePulumi.Events(FakePulumi.Step("create", "aws:ec2/vpc:Vpc", "vpc"), FakePulumi.Summary("""{"create":1,"same":2}""")));
        pulumi.Answer("up", FakePulumi.Events(FakePulumi.Step("create", "aws:ec2/vpc:Vpc", "vpc"), FakePulumi.Summary("""{"create":1,"same":2}""")));
        var result = await RunAsync("stateBackend=file:///state secretsProvider=awskms://alias/x");
        Assert.Equal(StageResult.Changed, result.Outcome.Result);
        Assert.Equal("stack prod: 1 to create", result.Outcome.Summary);
        Assert.Equal(6, result.Outputs.Slots.Count);
        var config = string.Join(' ', InfraSettings.From(Settings()).ToKeys().Select(pair => $"--plaintext quorum:{pair.Key}={pair.Value}"));
        Assert.Equal(
        [
            "version",
            "stack select --stack prod --non-interactive",
            $"config set-all --stack prod {config} --plaintext aws:region=us-east-1 --plaintext aws:allowedAccountIds=[\"123456789012\"] --non-interactive",
            "preview --color never --exec-kind auto.local --stack prod --non-interactive --event-log FILE",
            "up --yes --skip-preview --message ProvisionInfra --color never --exec-kind auto.local --stack prod --non-interactive --event-log FILE",
            "stack output --json --stack prod --non-interactive",
            "stack output --json --show-secrets --stack prod --non-interactive",
            "stack history --json --show-secrets --page-size 1 --page 1 --stack prod --non-interactive",
            "stack output --json --stack prod --non-interactive",
            "stack output --json --show-secrets --stack prod --non-interactive",
        ], pulumi.Calls);
        Assert.Equal([$"{pulumi.Root}/infra file:///state", $"{pulumi.Root}/infra file:///state true"], pulumi.Surroundings.Order(StringComparer.Ordinal));
        Assert.Contains(progress, item => item is { Item: "vpc", State: "create" });
    }

    [Fact]
    public async Task RunAsync_CliThatSendsItsEventsOverGrpc_IsUnderstoodTheSame()
    {
        await AnswerOutputsAsync();
        pulumi.Answer("version", "echo v3.206.0");
        var events = FakePulumi.EventsOverGrpc(FakePulumi.Step("create", "aws:ec2/vpc:Vpc", "vpc"), FakePulumi.Summary("""{"create":1,"same":2}"""));
        pulumi.Answer("preview", events);
        pulumi.Answer("up", events);
        var result = await RunAsync(null);
        Assert.Equal("stack prod: 1 to create", result.Outcome.Summary);
        Assert.Contains(progress, item => item is { Item: "vpc", State: "create" });
        Assert.Contains("200", pulumi.GrpcAnswer.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("content-type: application/grpc", pulumi.GrpcAnswer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(pulumi.Calls, call => call.StartsWith("preview", StringComparison.Ordinal) && call.EndsWith("--event-log FILE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_PlanReplacesAVolumeOverGrpc_StopsBeforeAnythingChanges()
    {
        await AnswerOutputsAsync();
        pulumi.Answer("version", "echo v3.259.0");
        pulumi.Answer("preview", FakePulumi.EventsOverGrpc(FakePulumi.Step("replace", "aws:ebs/volume:Volume", "es-a1-data"), FakePulumi.Summary("""{"replace":1}""")));
        var stopped = await Assert.ThrowsAsync<StageException>(() => RunAsync(null));
        Assert.Contains("es-a1-data", stopped.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(pulumi.Calls, call => call.StartsWith("up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_NothingPlanned_DoesNotUpdate()
    {
        await AnswerOutputsAsync();
        var result = await RunAsync(null);
        Assert.Equal(StageResult.Unchanged, result.Outcome.Result);
        Assert.DoesNotContain(pulumi.Calls, call => call.StartsWith("up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_NoStackYet_MakesItWithTheSecretsProvider()
    {
        await AnswerOutputsAsync();
        pulumi.Answer("select", "echo \"error: no stack named 'prod' found\" >&2; exit 6");
        await RunAsync("secretsProvider=awskms://alias/x");
        Assert.Equal("stack init prod --secrets-provider awskms://alias/x --non-interactive", pulumi.Calls[2]);
    }

    [Fact]
    public async Task PreviewAsync_NoStackYet_TellsTheWholeGraphAndMakesNone()
    {
        pulumi.Answer("select", "echo \"error: no stack named 'prod' found\" >&2; exit 6");
        var changes = await PreviewAsync();
        Assert.Contains(changes, change => change is { Change: "create", Type: "aws:ec2/vpc:Vpc" });
        Assert.All(changes, change => Assert.Equal("create", change.Change));
        Assert.Equal(["version", "stack select --stack prod --non-interactive"], pulumi.Calls);
    }

    // The engine previews with the configuration in the stack's file, which is under version control.
    [Theory]
    [InlineData("config: {}\n")]
    [InlineData(null)]
    public async Task PreviewAsync_Stack_LeavesItsFileAsItWas(string? before)
    {
        var file = Path.Combine(pulumi.Root, "infra", "Pulumi.prod.yaml");
        if (before is not null) await File.WriteAllTextAsync(file, before, TestContext.Current.CancellationToken);
        pulumi.Answer("config", $"echo 'config: another' >'{file}'");
        pulumi.Answer("preview", FakePulumi.Events(FakePulumi.Step("update", "aws:ec2/vpc:Vpc", "vpc"), FakePulumi.Summary("""{"update":1}""")));
        Assert.Equal(["update aws:ec2/vpc:Vpc vpc"], (await PreviewAsync()).Select(change => $"{change.Change} {change.Type} {change.Name}"));
        Assert.Contains(pulumi.Calls, call => call.StartsWith("config set-all", StringComparison.Ordinal));
        Assert.Equal(before, File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : null);
        Assert.DoesNotContain(pulumi.Calls, call => call.StartsWith("up", StringComparison.Ordinal) || call.StartsWith("stack init", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<Quorum.Reporting.InfraChange>> PreviewAsync() =>
        await new ProvisionStage().PreviewAsync(Settings(), null, new SynchronousProgress<StageProgress>(progress.Add), TestContext.Current.CancellationToken);

    [Fact]
    public async Task RunAsync_PlanReplacesAVolume_StopsBeforeAnythingChanges()
    {
        var plan = FakePulumi.Events(FakePulumi.Step("create-replacement", "aws:ebs/volume:Volume", "es-a1-data"), FakePulumi.Step("replace", "aws:ebs/volume:Volume", "es-a1-data"), FakePulumi.Summary("""{"replace":1}"""));
        await AnswerOutputsAsync();
        pulumi.Answer("preview", plan);
        const string urn = "urn:pulumi:prod::quorum::aws:ebs/volume:Volume::es-a1-data";
        var error = await Assert.ThrowsAsync<StageException>(() => RunAsync(null));
        Assert.Contains(urn, error.Message, StringComparison.Ordinal);
        Assert.Contains($"allow={urn}", error.WayOut, StringComparison.Ordinal);
        Assert.DoesNotContain(pulumi.Calls, call => call.StartsWith("up", StringComparison.Ordinal));
        await RunAsync($"allow={urn}");
        Assert.Contains(pulumi.Calls, call => call.StartsWith("up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_LockedBySomebodyElse_NamesTheOwnerAndTheCommandAndBreaksNothing()
    {
        pulumi.Answer("preview", Locked("somebody@elsewhere (pid 1)"));
        var error = await Assert.ThrowsAsync<StageException>(() => RunAsync(null));
        Assert.Contains("somebody@elsewhere (pid 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("pulumi cancel --stack prod", error.WayOut, StringComparison.Ordinal);
        Assert.DoesNotContain(pulumi.Calls, call => call.StartsWith("cancel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_LockedByADeadRunOfOurOwn_BreaksTheLockAndGoesOn()
    {
        await AnswerOutputsAsync();
        // Above the largest process id there can be.
        var owner = $"{Environment.UserName}@{Environment.MachineName} (pid 99999999)";
        pulumi.Answer("preview", $"if [[ ! -e $here/cancelled ]]; then\n{Locked(owner)}\nfi\n{FakePulumi.Events(FakePulumi.Summary("""{"same":1}"""))}");
        pulumi.Answer("cancel", "touch \"$here/cancelled\"");
        Assert.Equal(StageResult.Unchanged, (await RunAsync(null)).Outcome.Result);
        Assert.Single(pulumi.Calls, "cancel --yes --stack prod --non-interactive");
    }

    [Fact]
    public async Task RunAsync_Refresh_ReadsTheAccountFirst()
    {
        await AnswerOutputsAsync();
        pulumi.Answer("refresh", FakePulumi.Events());
        await RunAsync("refresh=true");
        var calls = pulumi.Calls.ToList();
        var refresh = calls.IndexOf("refresh --yes --skip-preview --color never --exec-kind auto.local --stack prod --non-interactive --event-log FILE");
        Assert.InRange(refresh, 1, calls.FindIndex(call => call.StartsWith("preview", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileUpdating_AsksTheEngineToStopAndWaitsForIt()
    {
        await AnswerOutputsAsync();
        pulumi.Answer("preview", FakePulumi.Events(FakePulumi.Step("create", "aws:ec2/vpc:Vpc", "vpc"), FakePulumi.Summary("""{"create":1}""")));
        // Runs until it is told to stop, then cleans up and says so.
        pulumi.Answer("up", $"{FakePulumi.Events(FakePulumi.Step("create", "aws:ec2/vpc:Vpc", "vpc"))}\nwhile [[ ! -e $here/cancelled ]]; do sleep 0.05; done\necho finished >>\"$here/finished\"\necho 'error: update canceled' >&2\nexit 8");
        pulumi.Answer("cancel", "touch \"$here/cancelled\"");
        using var source = new CancellationTokenSource();
        var running = new ProvisionStage().RunAsync(Settings(), null, new SynchronousProgress<StageProgress>(item =>
        {
            // Seen only while the update runs.
            if (item is { Item: "vpc" }) source.Cancel();
        }), source.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(File.Exists(Path.Combine(pulumi.Root, "finished")));
    }

    [Theory]
    [InlineData("echo v3.100.0", "3.150")]
    [InlineData("echo v4.0.0", "4.0.0")]
    [InlineData("echo nonsense", "version")]
    public async Task RunAsync_CliThatDoesNotDo_SaysSo(string version, string word)
    {
        pulumi.Answer("version", version);
        var error = await Assert.ThrowsAsync<StageException>(() => RunAsync(null));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(pulumi.Calls, call => call.StartsWith("config", StringComparison.Ordinal) || call.StartsWith("preview", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_OwnBackendWithoutPassphrase_SaysWhatToSet()
    {
        var before = Environment.GetEnvironmentVariable("PULUMI_CONFIG_PASSPHRASE");
        Environment.SetEnvironmentVariable("PULUMI_CONFIG_PASSPHRASE", null);
        try
        {
            var error = await Assert.ThrowsAsync<StageException>(() => RunAsync("stateBackend=s3://state"));
            Assert.Contains("PULUMI_CONFIG_PASSPHRASE", error.WayOut, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PULUMI_CONFIG_PASSPHRASE", before);
        }
    }

    [Fact]
    public async Task DestroyAsync_NothingNamed_ExcludesWhatIsKeptAndLiftsOnlyOtherProtections()
    {
        pulumi.Answer("destroy", "true");
        var outcome = await new DestroyStage().RunAsync(Settings(), null, [], new SynchronousProgress<StageProgress>(_ => { }), default);
        var destroy = Assert.Single(pulumi.Calls, call => call.StartsWith("destroy", StringComparison.Ordinal));
        Assert.StartsWith("destroy --yes --skip-preview --message Destroy --exclude urn:pulumi:prod::quorum::", destroy, StringComparison.Ordinal);
        Assert.Contains("--exclude urn:pulumi:prod::quorum::quorum:index:Cluster$quorum:index:Slot$aws:ebs/volume:Volume::es-a1-data", destroy, StringComparison.Ordinal);
        Assert.DoesNotContain("::vpc", destroy, StringComparison.Ordinal);
        Assert.Equal(2, pulumi.Calls.Count(call => call.StartsWith("state unprotect", StringComparison.Ordinal)));
        Assert.Contains("kept", outcome.Summary, StringComparison.Ordinal);
    }

    private static string Locked(string owner) =>
        $"echo 'error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.' >&2\n" +
        $"echo '  file:///state/.pulumi/locks/organization/quorum/prod/1.json: created by {owner} at 2026-11-20T10:00:00Z' >&2\nexit 1";

    private async Task AnswerOutputsAsync()
    {
        using var graph = JsonDocument.Parse(await GraphExport.ExportAsync(InfraSettings.From(Settings()), "prod"));
        await File.WriteAllTextAsync(Path.Combine(pulumi.Root, "outputs.json"), graph.RootElement.GetProperty("outputs").GetRawText());
        pulumi.Answer("output", "cat \"$here/outputs.json\"");
    }

    private Task<ProvisionResult> RunAsync(string? options) =>
        new ProvisionStage().RunAsync(Settings(), ProvisionOptions.Parse(options), new SynchronousProgress<StageProgress>(progress.Add), default);

    private QuorumSettings Settings() => TestSettings.Local(pulumi.Root) with { Cloud = CloudKind.Aws, Profile = "prod", AccountId = "123456789012" };
}
