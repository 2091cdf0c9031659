using Amazon.Runtime;
using Quorum.Rollout;
using Quorum.Rollout.Aws;
using Quorum.Settings;

namespace Quorum.Pipeline;

/// <summary>What a stage's own code let through because it can happen in any line: nobody answers, or the answer is no. Said with the way out.</summary>
public static class LostConnection
{
    /// <returns>The failure with its way out; <paramref name="error"/> itself where it is none of a connection.</returns>
    public static Exception Explain(Exception error, string stage, QuorumSettings settings)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(settings);
        return error switch
        {
            StageException => error,
            RefusedPortException => Refused(error, stage),
            AmazonServiceException answer when !AwsFailures.IsTransient(answer) => Refused(error, stage),
            TransientPortException or AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException =>
                new StageException($"{stage} lost the connection: {error.Message}", WayOut(stage, settings), error),
            _ => error,
        };
    }

    private static StageException Refused(Exception error, string stage) =>
        new($"{stage} was refused a call: {error.Message}", $"./build.sh Verify says which right or quota is missing; then ./build.sh {stage} goes on", error);

    private static string WayOut(string stage, QuorumSettings settings) => settings.Cloud == CloudKind.Local
        ? $"the embedded AWS may have ended (its log: .nuke/temp/local/{settings.Profile}/log.txt); ./build.sh {stage} starts it again and goes on where this was"
        : $"what was done stays done; look at the network and at the credentials' lifetime, then ./build.sh {stage} goes on where this was";
}
