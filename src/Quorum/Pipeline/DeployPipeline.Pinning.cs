using Quorum.Images;
using Quorum.Provisioning.Pinning;

namespace Quorum.Pipeline;

// What is written into files of the repository, for a commit.
public sealed partial class DeployPipeline
{
    /// <param name="write">False under a dry run.</param>
    public async Task<StageOutcome> PinBaseImageAsync(bool write, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        return await new BasePinner(http, clock).RunAsync(Settings, cancellation, write);
    }

    /// <param name="write">False under a dry run.</param>
    public async Task<StageOutcome> PinAmiAsync(bool write, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        if (_down) return StageOutcome.Planned(AmiPinner.Stage, $"would write the recommended AMI: {NotRunning}");
        await RequireAccountOnAwsAsync(progress, cancellation);
        return await new AmiPinner(Aws.Ssm, clock).RunAsync(Settings, cancellation, write);
    }
}
