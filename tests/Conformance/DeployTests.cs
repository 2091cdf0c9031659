using System.Diagnostics;
using Quorum.Elasticsearch;
using Quorum.Local;
using Quorum.Pipeline;
using Quorum.Rollout;
using Quorum.Settings;

namespace Quorum.Conformance;

/// <summary>The main job from end to end: the stages of src/Quorum against the process of the embedded AWS, over the wire.</summary>
public sealed class DeployTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deploy_FromNothingThenAgainThenChanged_RollsZoneByZoneAndLosesNothing()
    {
        await using var deployment = new Deployment(slotsPerZone: 2);
        var (first, _) = await deployment.DeployAsync(cancellation: Cancellation);
        Assert.All(["LocalUp", "BuildImage", "PushToEcr", "ProvisionInfra", "RollService"], stage => Assert.Equal(StageResult.Changed, first[stage].Result));
        Assert.Contains(first["SmokeTestCluster"].Next, line => line.StartsWith("curl --cacert ", StringComparison.Ordinal) && line.Contains("https://127.", StringComparison.Ordinal));
        var tasks = await deployment.TasksAsync();
        Assert.Equal(6, tasks.Count);

        var (again, _) = await deployment.DeployAsync(cancellation: Cancellation);
        Assert.All(again.Values, outcome => Assert.Equal(StageResult.Unchanged, outcome.Result));
        Assert.Equal(tasks, await deployment.TasksAsync());

        var client = await deployment.ClientAsync();
        await client.CreateIndexAsync("kept", shards: 3, replicas: 1, null, Cancellation);
        await File.AppendAllTextAsync(deployment.ConfigFile, "\nindices.recovery.max_bytes_per_sec: 80mb\n", Cancellation);
        var (changed, pipeline) = await deployment.DeployAsync(cancellation: Cancellation);
        Assert.Equal(StageResult.Changed, changed["RollService"].Result);
        Assert.NotEqual(Fact(first["PushToEcr"], "digest"), Fact(changed["PushToEcr"], "digest"));
        Assert.All(pipeline.RollReport!.Sets, set => Assert.Single(set.Select(slot => slot[3]).Distinct()));
        Assert.Empty(tasks.Intersect(await deployment.TasksAsync()));
        var proof = pipeline.ProofResult;
        Assert.NotNull(proof);
        Assert.True(proof.Proved, proof.ToString());
        Assert.Empty(proof.Red);
    }

    [Fact]
    public async Task Deploy_ConfigurationThatCannotStart_RollsBackOnlyTheTouchedSlot()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        var before = await deployment.TasksAsync();
        await File.AppendAllTextAsync(deployment.ConfigFile, "\nno.such.setting: true\n", Cancellation);

        var ended = await Assert.ThrowsAsync<RollEndedException>(() => deployment.DeployAsync(cancellation: Cancellation));

        Assert.Equal("rolled back", ended.Report.Outcome);
        Assert.Contains("no.such.setting", ended.Message);
        var after = await deployment.TasksAsync();
        var touched = Assert.Single(ended.Report.Touched);
        Assert.Equal(before.Where(task => !task.Contains($":{touched} ")), after.Where(task => !task.Contains($":{touched} ")));
        Assert.Equal(before.Select(Revision).Order(), after.Select(Revision).Order());
    }

    /// <summary>Class B: what a newer version has opened is not given back. One slot is down, the cluster serves, and a fixed image goes forward from there.</summary>
    [Fact]
    public async Task Deploy_NewVersionThatCannotStart_HaltsWithThreeWaysOutAndGoesForwardWhenFixed()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation, change: Older);
        var before = await deployment.TasksAsync();
        var client = await deployment.ClientAsync();
        await client.CreateIndexAsync("kept", shards: 2, replicas: 1, null, Cancellation);
        var good = await File.ReadAllTextAsync(deployment.ConfigFile, Cancellation);
        await File.AppendAllTextAsync(deployment.ConfigFile, "\nno.such.setting: true\n", Cancellation);

        var ended = await Assert.ThrowsAsync<RollEndedException>(() => deployment.DeployAsync(cancellation: Cancellation));

        Assert.Equal("halted", ended.Report.Outcome);
        Assert.Contains("8.17.2", ended.Message);
        var ways = ended.Report.WayOut;
        Assert.All(["three ways out: (1) forward", "(2) wipe and replicate anew: every shard has a started copy outside", "(3) restore the snapshot"], way => Assert.Contains(way, ways));
        var touched = Assert.Single(ended.Report.Touched);
        var others = before.Where(task => !task.Contains($":{touched} ")).ToList();
        Assert.Equal(others, (await deployment.TasksAsync()).Where(task => !task.Contains($":{touched} ")));
        var serving = await (await deployment.ClientAsync()).ShardsAsync(Cancellation);
        Assert.Equal(2, serving.Count(copy => copy is { Index: "kept", Primary: true, State: ShardState.Started }));

        // The way back is closed to Rollback as well, and says so before it changes anything.
        var refused = await Assert.ThrowsAnyAsync<StageException>(() => deployment.RollbackAsync(Cancellation));
        Assert.Contains("cannot be given back", refused.Message);

        await File.WriteAllTextAsync(deployment.ConfigFile, good, Cancellation);
        var (_, pipeline) = await deployment.DeployAsync(cancellation: Cancellation);
        Assert.Equal("completed", pipeline.RollReport!.Outcome);
        Assert.Equal([touched], pipeline.RollReport.Sets[0]);
        Assert.Equal(2, (await (await deployment.ClientAsync()).ShardsAsync(Cancellation)).Count(copy => copy is { Index: "kept", Primary: true, State: ShardState.Started }));
    }

    [Fact]
    public async Task Deploy_InterruptedMidRollAndRunAgain_RestartsNoGoodSlotTwice()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        await File.AppendAllTextAsync(deployment.ConfigFile, "\nindices.recovery.max_bytes_per_sec: 70mb\n", Cancellation);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await Assert.ThrowsAnyAsync<Exception>(() => deployment.DeployAsync(step => { if (step.State.EndsWith("back, recovered", StringComparison.Ordinal)) interrupt.Cancel(); }, interrupt.Token));
        var half = await deployment.TasksAsync();

        await deployment.DeployAsync(cancellation: Cancellation);

        var whole = await deployment.TasksAsync();
        Assert.Single(half.Intersect(whole));
        Assert.Single(whole.Select(task => task[(task.LastIndexOf(':') + 1)..]).Distinct());
    }

    [Fact]
    public async Task Deploy_AfterTheEmbeddedAwsWasKilled_FindsEverythingAgain()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        var client = await deployment.ClientAsync();
        await client.CreateIndexAsync("kept", shards: 1, replicas: 1, null, Cancellation);
        var before = await deployment.TasksAsync();
        var health = await new LocalCloudProcess(deployment.Settings, SystemClock.Instance).FindAsync(Cancellation);
        using (var process = Process.GetProcessById(health!.Pid))
        {
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
        }

        var (again, _) = await deployment.DeployAsync(cancellation: Cancellation);

        Assert.Equal(StageResult.Changed, again["LocalUp"].Result);
        Assert.All(again.Values.Where(outcome => outcome.Stage != "LocalUp"), outcome => Assert.Equal(StageResult.Unchanged, outcome.Result));
        Assert.Equal(before, await deployment.TasksAsync());
        Assert.Contains(await (await deployment.ClientAsync()).ShardsAsync(Cancellation), copy => copy.Index == "kept");
    }

    [Fact]
    public async Task Deploy_OlderVersion_IsRefusedBeforeAnythingIsBuiltOrStopped()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        var before = await deployment.TasksAsync();

        var refused = await Assert.ThrowsAsync<StageException>(() => deployment.DeployAsync(cancellation: Cancellation, change: Older));
        Assert.Contains("8.17.2 → 8.16.6", refused.Message);
        Assert.DoesNotContain(deployment.Said, line => line.StartsWith("tag", StringComparison.Ordinal));

        // Allowed by name, the image is built and pushed; the roll still gives no data path to an older version.
        var ended = await Assert.ThrowsAsync<RollEndedException>(() => deployment.DeployAsync(
            cancellation: Cancellation, change: settings => Older(settings) with { AllowVersions = ["downgrade"] }));
        Assert.Empty(ended.Report.Touched);
        Assert.Contains("8.16.6", ended.Message);
        Assert.Equal(before, await deployment.TasksAsync());
    }

    private static QuorumSettings Older(QuorumSettings settings) =>
        settings with { ElasticsearchVersion = "8.16.6", BaseImage = "docker.elastic.co/elasticsearch/elasticsearch:8.16.6" };

    private static string Fact(StageOutcome outcome, string name) => outcome.Facts.First(fact => fact.Key == name).Value;

    private static string Revision(string task) => task[(task.LastIndexOf('/') + 1)..];
}
