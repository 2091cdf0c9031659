using Amazon.ECS;
using Amazon.ECS.Model;

namespace Quorum.Rollout.Aws;

/// <summary>Finds the revision that already says what is wanted, and registers one only when none does.</summary>
public sealed class TaskDefinitions(IAmazonECS ecs)
{
    /// <param name="current">The revision the service has now; null when there is none.</param>
    /// <returns>ARN of the fitting revision, or null when none fits.</returns>
    public async Task<string?> FindAsync(RegisterTaskDefinitionRequest wanted, string? current, CancellationToken cancellation)
    {
        var content = TaskDefinitionContent.Of(wanted);
        // The service's own first: after a rollback the newest revision of the family is the bad one.
        foreach (var candidate in new[] { current, wanted.Family })
        {
            if (candidate is null) continue;
            if (await DescribeAsync(candidate, cancellation).ConfigureAwait(false) is { } found && found.Status?.Value == TaskDefinitionStatus.ACTIVE.Value && TaskDefinitionContent.Of(found) == content) return found.TaskDefinitionArn;
        }
        return null;
    }

    public async Task<string> RegisterAsync(RegisterTaskDefinitionRequest wanted, CancellationToken cancellation)
    {
        var answer = await AwsFailures.Sorted($"ecs:RegisterTaskDefinition {wanted.Family}", () => ecs.RegisterTaskDefinitionAsync(wanted, cancellation), cancellation).ConfigureAwait(false);
        return answer.TaskDefinition.TaskDefinitionArn;
    }

    private async Task<TaskDefinition?> DescribeAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var answer = await AwsFailures.Sorted($"ecs:DescribeTaskDefinition {name}", () => ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = name }, cancellation), cancellation).ConfigureAwait(false);
            return answer.TaskDefinition;
        }
        catch (RefusedPortException e) when (e.InnerException is ClientException)
        {
            // "Unable to describe task definition": the family has no active revision.
            return null;
        }
    }
}
