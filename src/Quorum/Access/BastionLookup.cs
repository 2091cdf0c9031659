using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Quorum.Pipeline;

namespace Quorum.Access;

/// <summary>The cluster's bastion, by its tags: the instance that runs now, not the one that an earlier stage knew.</summary>
internal sealed class BastionLookup(IAmazonEC2 ec2, string clusterName, IClock clock)
{
    private const string ClusterTag = "tag:quorum:cluster", RoleTag = "tag:quorum:role", Role = "bastion", Running = "running";

    /// <summary>A bastion is replaced by hand and rarely.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private string _id = "";
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    /// <exception cref="HttpRequestException">There is none, or EC2 does not say; nothing was sent.</exception>
    public async Task<string> FindAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_id.Length > 0 && clock.Now - _at < Life) return _id;
            (_id, _at) = (await ReadAsync(ec2, clusterName, cancellation).ConfigureAwait(false) ?? throw Gone(clusterName), clock.Now);
            return _id;
        }
        catch (AmazonServiceException e)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"EC2 did not say which instance is the bastion: {e.ErrorCode}: {e.Message}", e);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <returns>Null when none runs.</returns>
    public static async Task<string?> ReadAsync(IAmazonEC2 ec2, string clusterName, CancellationToken cancellation)
    {
        var request = new DescribeInstancesRequest
        {
            Filters = [new Filter(ClusterTag, [clusterName]), new Filter(RoleTag, [Role]), new Filter("instance-state-name", [Running])],
        };
        var answer = await ec2.DescribeInstancesAsync(request, cancellation).ConfigureAwait(false);
        return (answer.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? []).OrderByDescending(instance => instance.LaunchTime).FirstOrDefault()?.InstanceId;
    }

    private static HttpRequestException Gone(string clusterName) => new(HttpRequestError.ConnectionError,
        $"no bastion of {clusterName} runs: ClusterAccess = ssm needs one (infra option bastion=true, ./build.sh ProvisionInfra), or ClusterAccess = direct from inside the VPC");
}
