using Amazon.ECS;
using Amazon.ECS.Model;
using Quorum.Pipeline;

namespace Quorum.Smoke;

/// <summary>What ECS runs in the slots: which revision, which digest.</summary>
public static class RunningTasks
{
    /// <summary>Most that DescribeServices takes in one call.</summary>
    private const int ServicesPerCall = 10;

    /// <summary>Most that DescribeTasks takes in one call.</summary>
    private const int TasksPerCall = 100;

    /// <param name="slots">Slot names; each is the name of its service.</param>
    /// <exception cref="AmazonECSException">ECS refused, e.g. the cluster does not exist.</exception>
    public static async Task<IReadOnlyList<RunningTask>> ReadAsync(IAmazonECS ecs, string cluster, IEnumerable<string> slots, CancellationToken cancellation)
    {
        var services = new Dictionary<string, Service>(StringComparer.Ordinal);
        foreach (var names in slots.Chunk(ServicesPerCall))
        {
            var described = await ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = cluster, Services = [.. names] }, cancellation).ConfigureAwait(false);
            foreach (var service in described.Services ?? []) services[service.ServiceName] = service;
        }
        var result = new List<RunningTask>();
        foreach (var service in services.Values)
        {
            var listed = await ecs.ListTasksAsync(new ListTasksRequest { Cluster = cluster, ServiceName = service.ServiceName }, cancellation).ConfigureAwait(false);
            foreach (var arns in (listed.TaskArns ?? []).Chunk(TasksPerCall))
            {
                var tasks = await ecs.DescribeTasksAsync(new DescribeTasksRequest { Cluster = cluster, Tasks = [.. arns] }, cancellation).ConfigureAwait(false);
                result.AddRange((tasks.Tasks ?? []).Select(task => new RunningTask(
                    service.ServiceName, LastPart(task.TaskDefinitionArn), (task.Containers ?? []).Select(container => container.ImageDigest).FirstOrDefault(digest => digest is not null),
                    task.LastStatus ?? "", LastPart(service.TaskDefinition), UnderWay(service), (task.Containers ?? []).Select(container => container.Reason).FirstOrDefault(reason => reason is { Length: > 0 }) ?? "")));
            }
        }
        return result;
    }

    private static bool UnderWay(Service service) =>
        (service.Deployments ?? []).Count > 1 || (service.Deployments ?? []).Any(deployment => deployment.RolloutState == DeploymentRolloutState.IN_PROGRESS);

    // arn:aws:ecs:region:account:task-definition/family:3 → family:3
    private static string LastPart(string? arn) => arn is null ? "" : arn[(arn.LastIndexOf('/') + 1)..];
}
