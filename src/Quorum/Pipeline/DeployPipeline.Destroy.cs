using Quorum.Provisioning;

namespace Quorum.Pipeline;

public sealed partial class DeployPipeline
{
    /// <param name="named">Data volumes, bucket or keys that shall go as well.</param>
    /// <param name="confirmed">Shows the plan to a person and asks.</param>
    /// <exception cref="StageException">Not confirmed: nothing was deleted.</exception>
    public async Task<StageOutcome> DestroyAsync(IReadOnlyList<string> named, Func<DestroyPlan, bool> confirmed, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var plan = await DestroyStage.PlanAsync(Settings, Options, named);
        await RequireAccountOnAwsAsync(progress, cancellation);
        if (!confirmed(plan)) throw new StageException("Nothing was deleted: the cluster's name was not given.", $"./build.sh Destroy --confirm {Settings.ClusterName}");
        return await new DestroyStage(clock).RunAsync(Settings, Options, named, progress, cancellation);
    }

    private ProvisionOptions Options => ProvisionOptions.Parse(Settings.InfraOptions);
}
