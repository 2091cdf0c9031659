using Amazon.SimpleSystemsManagement.Model;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Conformance;

/// <summary>The checks of Verify that a deployment makes by itself.</summary>
public sealed class PreflightTests
{
    private static readonly SynchronousProgress<StageProgress> Quiet = new(_ => { });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deploy_AConditionDoesNotHold_IsRefusedBeforeAnythingIsChanged()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        var (first, _) = await deployment.DeployAsync(cancellation: Cancellation);
        Assert.Contains(first["ProvisionInfra"].Facts, fact => fact is { Key: "Conditions", Value: "hold: account" });
        Assert.Contains(first["PushToEcr"].Facts, fact => fact is { Key: "Conditions", Value: "hold: account" });
        Assert.Contains(first["RollService"].Facts, fact => fact is { Key: "Conditions", Value: "hold: execution-role, image, log-stream; not checked: secrets, kms-key, bastion" });
        var (again, _) = await deployment.DeployAsync(cancellation: Cancellation);
        Assert.All(again.Values, outcome => Assert.Equal(StageResult.Unchanged, outcome.Result));
        Assert.Contains(again["RollService"].Facts, fact => fact is { Key: "Conditions", Value: "hold: execution-role, image, secrets, log-stream; not checked: kms-key, bastion" });

        using (var pipeline = new DeployPipeline(deployment.Settings with { AccountId = "111111111111" }, SystemClock.Instance))
        {
            await pipeline.LocalUpAsync(Quiet, Cancellation);
            await pipeline.BuildImageAsync(Quiet, Cancellation);
            // The first stage that changes anything.
            var provision = await Assert.ThrowsAsync<StageException>(() => pipeline.ProvisionAsync(Quiet, Cancellation));
            Assert.StartsWith("Nothing was changed yet: account: the credentials are of 000000000000, DeployAccount is 111111111111", provision.Message, StringComparison.Ordinal);
            var account = await Assert.ThrowsAsync<StageException>(() => pipeline.PushAsync(Quiet, Cancellation));
            Assert.Contains("account: the credentials are of 000000000000, DeployAccount is 111111111111", account.Message, StringComparison.Ordinal);
        }

        var tasks = await deployment.TasksAsync();
        await File.AppendAllTextAsync(deployment.ConfigFile, "\nindices.recovery.max_bytes_per_sec: 60mb\n", Cancellation);
        using (var pipeline = await ReadyToRollAsync(deployment.Settings))
        {
            const string key = "/quorum/quorum-test/tls/1/es-a1/key";
            using var aws = new AwsClients(deployment.Settings);
            await aws.Ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = key }, Cancellation);
            var secret = await Assert.ThrowsAsync<StageException>(() => pipeline.RollAsync(Quiet, Cancellation));
            Assert.Contains($"secrets: {key} (QUORUM_TLS_KEY of es-a1) does not exist", secret.Message, StringComparison.Ordinal);
            Assert.Contains("--skip-rules secrets", secret.WayOut, StringComparison.Ordinal);
            Assert.Equal(tasks, await deployment.TasksAsync());
        }

        // Left out by name it is not asked, and that is recorded; ProvisionInfra has made the key again meanwhile, so that the roll succeeds.
        using (var pipeline = await ReadyToRollAsync(deployment.Settings with { SkipRules = ["secrets"] }))
        {
            var outcome = await pipeline.RollAsync(Quiet, Cancellation);
            Assert.Equal(StageResult.Changed, outcome.Result);
            Assert.Contains(outcome.Facts, fact => fact is { Key: "Conditions", Value: "hold: execution-role, image, log-stream; not checked: kms-key, bastion; left out by name: secrets" });
        }
    }

    private static async Task<DeployPipeline> ReadyToRollAsync(QuorumSettings settings)
    {
        var pipeline = new DeployPipeline(settings, SystemClock.Instance);
        await pipeline.LocalUpAsync(Quiet, Cancellation);
        await pipeline.BuildImageAsync(Quiet, Cancellation);
        await pipeline.PushAsync(Quiet, Cancellation);
        await pipeline.ProvisionAsync(Quiet, Cancellation);
        return pipeline;
    }
}
