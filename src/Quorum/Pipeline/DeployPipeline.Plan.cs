using Amazon.ECR.Model;
using Quorum.Images;
using Quorum.Provisioning.Plan;
using Quorum.Registry;
using Quorum.Rollout;
using Quorum.Secrets;

namespace Quorum.Pipeline;

/// <param name="Roll">Text of the roll's order with reasons; says why when it cannot be told yet.</param>
/// <param name="Mermaid">Picture of the topology; also in <c>artifacts/topology.mmd</c>.</param>
public sealed record PipelinePlan(string Image, string Infra, string Roll, string Mermaid, bool Changes);

public sealed partial class DeployPipeline
{
    // Stands for a digest that is known only after the push; a roll's order does not depend on it.
    private const string UnknownDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>What each stage would do now; changes nothing.</summary>
    public async Task<PipelinePlan> PlanAsync(CancellationToken cancellation)
    {
        var infra = await InfraPlan.MakeAsync(Settings, Options, cancellation);
        var (tag, digest) = await LookAsync(cancellation);
        var image = digest is null ? $"build and push {Settings.RepositoryName}:{tag}" : $"nothing to build or push: {Settings.RepositoryName}:{tag} is in the registry";
        var (roll, rolls) = await PlanRollAsync(new PushedImage(await RepositoryUriAsync(cancellation), tag, digest ?? UnknownDigest), cancellation);
        return new(image, infra.Render(), roll, infra.Mermaid, digest is null || !infra.Diff.IsEmpty || rolls);
    }

    private async Task<string> RepositoryUriAsync(CancellationToken cancellation)
    {
        try
        {
            var answer = await Aws.Ecr.DescribeRepositoriesAsync(new DescribeRepositoriesRequest { RepositoryNames = [Settings.RepositoryName] }, cancellation);
            return answer.Repositories[0].RepositoryUri;
        }
        catch (RepositoryNotFoundException)
        {
            return Settings.RepositoryName;
        }
    }

    private async Task<(string Text, bool Rolls)> PlanRollAsync(PushedImage image, CancellationToken cancellation)
    {
        try
        {
            await LoginAsync(ClusterUse.Deploy, cancellation);
            var (stage, infra) = (new RollStage(Aws, Connect, clock), await InfraAsync(cancellation));
            var plan = await stage.PlanAsync(Settings, infra, image, cancellation);
            var left = await stage.OnOldInstancesAsync(Settings, infra, cancellation);
            return ($"{plan}{(left.Length > 0 ? left + "\n" : "")}", !plan.NothingToDo);
        }
        catch (StageException unknown)
        {
            return ($"cannot be told yet: {unknown.Message}{Environment.NewLine}", true);
        }
    }
}
