namespace Quorum.Models.Ecs;

public sealed partial class EcsModel
{
    private void KickAll(EcsCluster cluster)
    {
        foreach (var service in cluster.ServiceList) Kick(service);
    }

    /// <summary>The scheduler looks at the service soon; several kicks make one look.</summary>
    private void Kick(EcsService service)
    {
        if (service.KickScheduled || service.Status == EcsServiceStatus.Inactive) return;
        service.KickScheduled = true;
        After(_timings.Scheduler, () => Reconcile(service));
    }

    private void Reconcile(EcsService service)
    {
        service.KickScheduled = false;
        if (service.Status == EcsServiceStatus.Inactive) return;
        var desired = service.Status == EcsServiceStatus.Active ? service.DesiredCount : 0;
        StopUnhealthy(service);
        StopExcess(service, desired);
        StopReplaced(service, desired);
        StartMissing(service, desired);
        CountTasks(service);
        Complete(service, desired);
        if (service.Status == EcsServiceStatus.Draining && service.TaskList.Count == 0)
        {
            service.Status = EcsServiceStatus.Inactive;
            service.DeploymentList.RemoveRange(1, service.DeploymentList.Count - 1);
        }
        Touch(service);
    }

    private void StopUnhealthy(EcsService service)
    {
        for (var i = service.TaskList.Count - 1; i >= 0; i--)
        {
            var task = service.TaskList[i];
            if (!task.Live || task.Health != EcsHealth.Unhealthy) continue;
            Say(service, $"(service {service.Name}) (task {task.Id}) failed container health checks.");
            StopTask(task, EcsStopCode.ServiceSchedulerInitiated, "Task failed container health checks");
        }
    }

    private void StopExcess(EcsService service, int desired)
    {
        var live = 0;
        foreach (var task in service.TaskList) if (task.Live && task.Deployment == service.Primary) live++;
        for (var i = service.TaskList.Count - 1; i >= 0 && live > desired; i--)
        {
            var task = service.TaskList[i];
            if (!task.Live || task.Deployment != service.Primary) continue;
            StopByScheduler(service, task);
            live--;
        }
    }

    /// <summary>Tasks of older deployments and on draining instances go as far as the minimum healthy percent lets them.</summary>
    private void StopReplaced(EcsService service, int desired)
    {
        var primary = service.Primary;
        var halted = primary.RolloutState == EcsRolloutState.Failed;
        var healthy = 0;
        foreach (var task in service.TaskList) if (CountsAsHealthy(task)) healthy++;
        var minimum = service.Configuration.MinimumTasks(desired);
        for (var i = 0; i < service.TaskList.Count; i++)
        {
            var task = service.TaskList[i];
            if (!task.Live) continue;
            var old = task.Deployment != primary;
            if (!(old && (!halted || desired == 0)) && task.Instance.Status != EcsInstanceStatus.Draining) continue;
            if (CountsAsHealthy(task))
            {
                if (healthy - 1 < minimum) continue;
                healthy--;
            }
            StopByScheduler(service, task);
        }
    }

    private void StopByScheduler(EcsService service, EcsTask task)
    {
        Say(service, $"(service {service.Name}) has stopped 1 running tasks: (task {task.Id}).");
        StopTask(task, EcsStopCode.ServiceSchedulerInitiated, $"Scaling activity initiated by (deployment {service.Primary.Id})");
    }

    private void StartMissing(EcsService service, int desired)
    {
        var primary = service.Primary;
        if (primary.RolloutState == EcsRolloutState.Failed || service.Status != EcsServiceStatus.Active) return;
        int live = 0, mine = 0;
        foreach (var task in service.TaskList)
        {
            if (!task.Live) continue;
            live++;
            if (task.Deployment == primary && task.Instance.Status != EcsInstanceStatus.Draining) mine++;
        }
        var missing = Math.Min(desired - mine, service.Configuration.MaximumTasks(desired) - live);
        if (missing <= 0) return;
        if (_queue.Now < service.NotBefore)
        {
            KickAt(service, service.NotBefore);
            return;
        }
        var group = "service:" + service.Name;
        for (; missing > 0; missing--)
        {
            var (instance, reason, closest) = EcsPlacement.Choose(service.Cluster, primary.Definition, service.Constraints, service.Strategy, group, _options.StoppingTasksFreeResources, _random);
            if (instance is null)
            {
                CouldNotPlace(service, reason, closest);
                return;
            }
            var task = StartTask(primary.Definition, instance, service, primary, group, primary.Id, null);
            Say(service, $"(service {service.Name}) has started 1 tasks: (task {task.Id}).");
            service.Steady = false;
        }
    }

    private void CouldNotPlace(EcsService service, string reason, EcsInstance? closest)
    {
        var detail = closest is null ? "" : $" The closest matching (container-instance {LastSegment(closest.Arn)}) {Explain(reason)}.";
        Say(service, $"(service {service.Name}) was unable to place a task because no container instance met all of its requirements. Reason: {reason}{detail}");
        service.Steady = false;
        service.NotBefore = _queue.Now + _timings.PlacementRetry;
        KickAt(service, service.NotBefore);
        if (_options.PlacementFailureCounts) CountFailure(service, service.Primary);
    }

    private static string Explain(string reason) => reason switch
    {
        "RESOURCE:MEMORY" => "has insufficient memory available",
        "RESOURCE:CPU" => "has insufficient CPU units available",
        "RESOURCE:PORTS" => "is already using a port required by your task",
        "AGENT" => "has a disconnected agent",
        "ATTRIBUTE" => "is missing an attribute required by your task",
        _ => "does not satisfy a placement constraint",
    };

    private void KickAt(EcsService service, TimeSpan due) => After(due - _queue.Now, () => Kick(service));

    private void CountTasks(EcsService service)
    {
        foreach (var deployment in service.DeploymentList) (deployment.Running, deployment.Pending) = (0, 0);
        (service.Running, service.PendingTasks) = (0, 0);
        foreach (var task in service.TaskList)
        {
            switch (task.LastStatus)
            {
                case EcsTaskStatus.Running:
                    service.Running++;
                    if (task.Deployment is { } running) running.Running++;
                    break;
                case EcsTaskStatus.Provisioning or EcsTaskStatus.Pending or EcsTaskStatus.Activating when task.Live:
                    service.PendingTasks++;
                    if (task.Deployment is { } pending) pending.Pending++;
                    break;
            }
        }
        // what an older deployment still wants is what it still has
        for (var i = 1; i < service.DeploymentList.Count; i++)
        {
            var old = service.DeploymentList[i];
            old.DesiredCount = 0;
            foreach (var task in service.TaskList) if (task.Live && task.Deployment == old) old.DesiredCount++;
        }
    }

    private void Complete(EcsService service, int desired)
    {
        var primary = service.Primary;
        int healthy = 0, others = 0;
        foreach (var task in service.TaskList)
        {
            if (task.Deployment == primary)
            {
                if (CountsAsHealthy(task) && task.Instance.Status != EcsInstanceStatus.Draining) healthy++;
                else if (task.Live) others++;
            }
            else if (task.Live || task.LastStatus == EcsTaskStatus.Running)
            {
                others++;
            }
        }
        if (healthy != desired || others > 0 || primary.RolloutState == EcsRolloutState.Failed) return;
        if (primary.RolloutState == EcsRolloutState.InProgress)
        {
            primary.RolloutState = EcsRolloutState.Completed;
            primary.RolloutReason = $"ECS deployment {primary.Id} completed.";
            primary.UpdatedAt = Now;
            primary.CompletedOnce = true;
            primary.FailedTasks = 0;
            service.LastCompleted = primary;
            if (primary.Record is { Ended: false } record)
            {
                Close(record, record.Status == EcsServiceDeploymentStatus.RollbackInProgress ? EcsServiceDeploymentStatus.RollbackSuccessful : EcsServiceDeploymentStatus.Successful, record.StatusReason);
            }
            Say(service, $"(service {service.Name}) (deployment {primary.Id}) deployment completed.");
        }
        if (service.DeploymentList.Count > 1) service.DeploymentList.RemoveRange(1, service.DeploymentList.Count - 1);
        if (service.Steady) return;
        service.Steady = true;
        Say(service, $"(service {service.Name}) has reached a steady state.");
    }

    private bool CountsAsHealthy(EcsTask task) => task is { Live: true, LastStatus: EcsTaskStatus.Running }
        && (task.Definition.HasHealthCheck ? task.Health == EcsHealth.Healthy : task.WasHealthy);

    /// <summary>
    /// What a stopped task means for its deployment: one that never ran, or never became healthy under a health check, failed. A container
    /// that ran and exited without a health check is not counted, as on ECS.
    /// </summary>
    private void NoteStopped(EcsService service, EcsTask task)
    {
        service.Steady = false;
        var unhealthy = task is { Health: EcsHealth.Unhealthy };
        if (task.StopCode is EcsStopCode.UserInitiated or EcsStopCode.TerminationNotice || task.StopCode == EcsStopCode.ServiceSchedulerInitiated && !unhealthy) return;
        var neverRan = task.StartedAt is null;
        if (neverRan)
        {
            service.StartFailures++;
            var pause = _timings.StartThrottle * Math.Pow(2, Math.Min(service.StartFailures - 1, MaxThrottleDoublings));
            service.NotBefore = _queue.Now + (pause < _timings.StartThrottleMax ? pause : _timings.StartThrottleMax);
        }
        if (task.Deployment is { } deployment && (neverRan || unhealthy || task.Definition.HasHealthCheck && !task.WasHealthy)) CountFailure(service, deployment);
    }

    private const int MaxThrottleDoublings = 20;

    private void CountFailure(EcsService service, EcsDeployment deployment)
    {
        deployment.FailedTasks++;
        deployment.UpdatedAt = Now;
        if (deployment.Record is { } record) record.FailureCount = deployment.FailedTasks;
        if (deployment != service.Primary || deployment.RolloutState != EcsRolloutState.InProgress || !service.Configuration.CircuitBreaker) return;
        if (deployment.FailedTasks < EcsDeploymentConfiguration.BreakerThreshold(service.DesiredCount)) return;
        const string reason = "ECS deployment circuit breaker: tasks failed to start.";
        if (deployment.Record is { } tripped) tripped.BreakerTriggered = true;
        var rollingBack = deployment.Record?.Status == EcsServiceDeploymentStatus.RollbackInProgress;
        if (service.Configuration.Rollback && !rollingBack && service.LastCompleted is { } target && target != deployment)
        {
            RollBack(service, deployment, reason);
            Kick(service);
            return;
        }
        deployment.RolloutState = EcsRolloutState.Failed;
        deployment.RolloutReason = reason;
        if (deployment.Record is { Ended: false } ended) Close(ended, rollingBack ? EcsServiceDeploymentStatus.RollbackFailed : EcsServiceDeploymentStatus.Stopped, reason);
        Say(service, $"(service {service.Name}) (deployment {deployment.Id}) deployment failed: tasks failed to start.");
    }
}
