using Amazon.ECS;
using Amazon.ECS.Model;
using Quorum.Rollout.Rules;
using EcsTask = Amazon.ECS.Model.Task;

namespace Quorum.Rollout.Aws;

/// <summary>Reads one slot out of what ECS described.</summary>
public static class EcsReading
{
    private const string HealthCheckMark = "health check";

    public static SlotService Of(Service? service, IEnumerable<EcsTask> tasks, ElasticsearchVersion version, bool instanceReady)
    {
        if (service is not { Status: "ACTIVE" }) return SlotService.Absent with { InstanceReady = instanceReady };
        var deployment = service.Deployments?.Find(each => each.Status == "PRIMARY");
        EcsTask? newest = null, lastStop = null, lastKilled = null, lastFailure = null;
        var (live, failed) = (0, deployment?.FailedTasks ?? 0);
        var ended = 0;
        foreach (var task in tasks)
        {
            if (task.LastStatus != "STOPPED")
            {
                live++;
                if (newest is null || task.CreatedAt > newest.CreatedAt) newest = task;
                continue;
            }
            if (IsDeliberate(task))
            {
                if (lastStop is null || task.StoppedAt > lastStop.StoppedAt) lastStop = task;
                if (Container(task)?.ExitCode == GracefulStopRule.Killed && (lastKilled is null || task.StoppedAt > lastKilled.StoppedAt)) lastKilled = task;
                continue;
            }
            if (lastFailure is null || task.StoppedAt > lastFailure.StoppedAt) lastFailure = task;
            // ECS does not count a container that starts and then exits unless a health check had failed; a crash loop is one all the same.
            if (task.TaskDefinitionArn == service.TaskDefinition && task.CreatedAt >= deployment?.CreatedAt) ended++;
        }
        return new SlotService
        {
            Exists = true,
            TaskDefinition = service.TaskDefinition,
            Version = version,
            Desired = service.DesiredCount ?? 0,
            Deployment = deployment?.Id,
            Rollout = deployment?.RolloutState?.Value switch { "FAILED" => RolloutState.Failed, "COMPLETED" => RolloutState.Completed, _ => RolloutState.InProgress },
            DeploymentStarted = Time(deployment?.CreatedAt) ?? DateTimeOffset.MinValue,
            FailedTasks = Math.Max(failed, ended),
            LiveTasks = live,
            Task = newest is null ? null : View(newest),
            LastStop = lastStop is null ? null : Ended(lastStop),
            LastKilled = lastKilled is null ? null : Ended(lastKilled),
            LastFailure = lastFailure is null ? null : Ended(lastFailure),
            InstanceReady = instanceReady,
        };
    }

    private static bool IsDeliberate(EcsTask task) =>
        task.StopCode?.Value == TaskStopCode.UserInitiated.Value
        || (task.StopCode?.Value == TaskStopCode.ServiceSchedulerInitiated.Value && task.StoppedReason?.Contains(HealthCheckMark, StringComparison.OrdinalIgnoreCase) != true);

    private static TaskView View(EcsTask task) => new(
        task.TaskArn,
        task.TaskDefinitionArn,
        Container(task)?.ImageDigest ?? "",
        task.DesiredStatus == "STOPPED" || task.LastStatus is "DEACTIVATING" or "STOPPING" or "DEPROVISIONING" ? TaskPhase.Stopping : task.LastStatus == "RUNNING" ? TaskPhase.Running : TaskPhase.Starting,
        task.HealthStatus?.Value switch { "HEALTHY" => TaskHealth.Healthy, "UNHEALTHY" => TaskHealth.Unhealthy, _ => TaskHealth.Unknown },
        Time(task.StartedAt),
        Time(task.StoppingAt));

    private static StopView Ended(EcsTask task)
    {
        var (stopping, stopped) = (Time(task.StoppingAt), Time(task.ExecutionStoppedAt) ?? Time(task.StoppedAt));
        var container = Container(task);
        var reason = string.Join("; ", new[] { task.StoppedReason, container?.Reason }.Where(text => text is { Length: > 0 }));
        return new StopView(task.TaskArn, task.TaskDefinitionArn, container?.ExitCode, Time(task.StoppedAt) ?? DateTimeOffset.MinValue, stopped - stopping, reason);
    }

    private static Container? Container(EcsTask task) => task.Containers?.Find(container => container.Name == TaskDefinitionSpec.ContainerName);

    private static DateTimeOffset? Time(DateTime? time) => time is { } given ? new DateTimeOffset(given.ToUniversalTime()) : null;
}
