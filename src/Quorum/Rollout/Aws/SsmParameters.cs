using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Quorum.Rollout.Aws;

internal static class SsmParameters
{
    /// <returns>False when there was none, which is as good: a call that is made anew after a lost answer finds its work done.</returns>
    public static async Task<bool> DeleteIfPresentAsync(this IAmazonSimpleSystemsManagement ssm, string name, CancellationToken cancellation)
    {
        try
        {
            await ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = name }, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ParameterNotFoundException)
        {
            return false;
        }
    }
}
