using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Rollout.Aws;

namespace Quorum.Smoke;

/// <summary>The SSM parameter that keeps a restarted slot from founding a second cluster.</summary>
public static class BootstrapFlag
{
    /// <param name="parameterPath">E.g. <c>/quorum/quorum-local</c>.</param>
    /// <returns>When it was last set; null when it is not.</returns>
    public static async Task<DateTimeOffset?> SetAtAsync(IAmazonSimpleSystemsManagement ssm, string parameterPath, CancellationToken cancellation)
    {
        try
        {
            var answer = await ssm.GetParameterAsync(new GetParameterRequest { Name = $"{parameterPath}/bootstrapped" }, cancellation).ConfigureAwait(false);
            if (answer.Parameter?.Value == TaskSecrets.NotBootstrapped) return null;
            return answer.Parameter?.LastModifiedDate is { } at ? new DateTimeOffset(at.ToUniversalTime()) : null;
        }
        catch (ParameterNotFoundException)
        {
            return null;
        }
    }
}
