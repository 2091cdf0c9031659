using Amazon.EC2;
using Amazon.EC2.Model;
using Quorum.Pipeline;
using Task = System.Threading.Tasks.Task;

namespace Quorum.Drills;

/// <summary>What the AWS interfaces themselves can break: instances. Works on AWS and on the embedded one.</summary>
internal sealed class AwsStrikes(IAmazonEC2 ec2, string clusterName) : IStrikes
{
    public string? Refusal(DrillKind kind) => kind is DrillKind.Instance or DrillKind.Zone
        ? null
        : $"a {kind.Name()} drill works inside an instance, which no ECS or EC2 call reaches; on AWS the drills instance and zone can be had";

    public async Task StrikeAsync(DrillKind kind, IReadOnlyList<string> slots, CancellationToken cancellation)
    {
        try
        {
            var described = await ec2.DescribeInstancesAsync(new DescribeInstancesRequest
            {
                Filters = [new Filter("tag:quorum:cluster", [clusterName]), new Filter("tag:quorum:slot", [.. slots]), new Filter("instance-state-name", ["running"])],
            }, cancellation).ConfigureAwait(false);
            var ids = (described.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? []).Select(instance => instance.InstanceId).ToList();
            if (ids.Count != slots.Count) throw new StageException($"{slots.Count} instances were expected for {string.Join(", ", slots)}, {ids.Count} run.", "./build.sh Status");
            await ec2.TerminateInstancesAsync(new TerminateInstancesRequest(ids), cancellation).ConfigureAwait(false);
        }
        catch (AmazonEC2Exception refused)
        {
            throw new StageException($"The instances of {string.Join(", ", slots)} could not be terminated: {refused.Message}", "a drill needs ec2:TerminateInstances on the slots' instances, which the deploy role does not have: run it with a role of your own", refused);
        }
    }

    public Task MendAsync(DrillKind kind, IReadOnlyList<string> slots, CancellationToken cancellation) => Task.CompletedTask;
}
