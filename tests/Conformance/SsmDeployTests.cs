using Amazon.EC2.Model;
using Amazon.ECS.Model;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Pipeline;
using Quorum.Smoke;
using Quorum.Verification;
using Task = System.Threading.Tasks.Task;

namespace Quorum.Conformance;

/// <summary>The same deployment with every REST call through RunCommand on the bastion, and the preflight with the execution role's rights.</summary>
public sealed class SsmDeployTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deploy_ThroughTheBastion_DeploysAndRollsUnderTheWriteProof()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the embedded bastion needs a POSIX shell");
        await using var deployment = new Deployment(slotsPerZone: 1);
        var (first, _) = await deployment.DeployAsync(cancellation: Cancellation, change: settings => settings with { Access = "ssm" });
        Assert.Equal(StageResult.Changed, first["RollService"].Result);
        Assert.Contains("./build.sh Connect", first["SmokeTestCluster"].Next);
        var before = await deployment.TasksAsync();

        await File.AppendAllTextAsync(deployment.ConfigFile, "\nindices.recovery.max_bytes_per_sec: 60mb\n", Cancellation);
        var (changed, pipeline) = await deployment.DeployAsync(cancellation: Cancellation, change: settings => settings with { Access = "ssm" });
        Assert.Equal(StageResult.Changed, changed["RollService"].Result);
        Assert.Empty(before.Intersect(await deployment.TasksAsync()));
        Assert.True(pipeline.ProofResult?.Proved, pipeline.ProofResult?.ToString() ?? "no proof was made");

        // What SSM keeps of it: the same script each time, and no password.
        using var aws = new AwsClients(deployment.Settings);
        var commands = (await aws.Ssm.ListCommandInvocationsAsync(new ListCommandInvocationsRequest(), Cancellation)).CommandInvocations;
        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.StartsWith("quorum ", command.Comment));
    }

    [Fact]
    public async Task Verify_OneFaultAfterTheOther_FailsExactlyItsCheck()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        using var aws = new AwsClients(deployment.Settings);
        var whole = await VerifyAsync(deployment);
        Assert.Empty(whole.Failed);
        Assert.True(whole.Checks.Count(check => check.Verdict == Verdict.Pass) >= 10, string.Join(", ", whole.Checks.Where(check => check.Verdict == Verdict.Skip).Select(check => $"{check.Name}: {check.Evidence}")));

        var slot = (await aws.Ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = "quorum-test-es-a1" }, Cancellation)).TaskDefinition;
        var secret = slot.ContainerDefinitions[0].Secrets.Single(each => each.ValueFrom.EndsWith("/bootstrapped", StringComparison.Ordinal)).ValueFrom;
        var name = secret[(secret.IndexOf(":parameter", StringComparison.Ordinal) + ":parameter".Length)..];
        var kept = (await aws.Ssm.GetParameterAsync(new GetParameterRequest { Name = name, WithDecryption = true }, Cancellation)).Parameter;
        await aws.Ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = name }, Cancellation);
        Assert.Equal(["secrets"], (await VerifyAsync(deployment)).Failed.Select(check => check.Name));
        await aws.Ssm.PutParameterAsync(new PutParameterRequest { Name = name, Value = kept.Value, Type = kept.Type, Tier = Amazon.SimpleSystemsManagement.ParameterTier.IntelligentTiering }, Cancellation);

        var other = await VerifyAsync(deployment, settings => settings with { AccountId = "111111111111" });
        Assert.Equal(["account"], other.Failed.Select(check => check.Name));

        var older = await VerifyAsync(deployment, settings => settings with { ElasticsearchVersion = "8.16.6" });
        Assert.Equal(["version-step"], older.Failed.Select(check => check.Name));

        var bastion = (await aws.Ec2.DescribeInstancesAsync(new DescribeInstancesRequest { Filters = [new Filter("tag:quorum:role", ["bastion"])] }, Cancellation)).Reservations[0].Instances[0].InstanceId;
        await aws.Ec2.TerminateInstancesAsync(new TerminateInstancesRequest { InstanceIds = [bastion] }, Cancellation);
        // Looking mends nothing: the bastion stays away.
        Assert.Equal(Verdict.Skip, (await VerifyAsync(deployment)).Checks.Single(check => check.Name == "bastion").Verdict);
        var needed = await VerifyAsync(deployment, settings => settings with { Access = "ssm" });
        Assert.Contains("bastion", needed.Failed.Select(check => check.Name));
    }

    private static async Task<VerifyResult> VerifyAsync(Deployment deployment, Func<Quorum.Settings.QuorumSettings, Quorum.Settings.QuorumSettings>? change = null)
    {
        using var pipeline = new DeployPipeline(change is null ? deployment.Settings : change(deployment.Settings), SystemClock.Instance);
        try
        {
            await pipeline.VerifyAsync(write: true, new SynchronousProgress<StageProgress>(_ => { }), Cancellation);
        }
        catch (StageException)
        {
            // What failed is in the result.
        }
        return pipeline.VerifyResult!;
    }
}
