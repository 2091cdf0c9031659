namespace Quorum.Models.Ecs;

/// <summary>One entry of RunTask's <c>failures</c>.</summary>
/// <param name="Arn">The instance that came closest; null when there is none.</param>
public sealed record EcsPlacementFailure(string? Arn, string Reason);

public sealed partial class EcsModel
{
    private static readonly IReadOnlyDictionary<string, string> NoVariables = new Dictionary<string, string>();
    private const int KilledExitCode = 137;

    public EcsTask? FindTask(EcsCluster cluster, string arnOrId)
    {
        if (_tasks.TryGetValue(arnOrId, out var task)) return task.Cluster == cluster ? task : null;
        return arnOrId.Contains('/', StringComparison.Ordinal) ? null : cluster.TaskMap.GetValueOrDefault($"{ArnPrefix}task/{cluster.Name}/{arnOrId}");
    }

    /// <summary>RunTask: places <paramref name="count"/> tasks that belong to no service.</summary>
    public (IReadOnlyList<EcsTask> Tasks, IReadOnlyList<EcsPlacementFailure> Failures) RunTask(
        EcsCluster cluster, string taskDefinition, int count, IReadOnlyList<EcsPlacementConstraint> constraints,
        IReadOnlyList<EcsPlacementStrategy> strategy, string? group, string? startedBy, EcsTaskOverride? overrides)
    {
        var definition = UsableTaskDefinition(taskDefinition);
        foreach (var constraint in constraints) CheckConstraint(constraint);
        var tasks = new List<EcsTask>();
        var failures = new List<EcsPlacementFailure>();
        group ??= "family:" + definition.Family;
        for (var i = 0; i < count; i++)
        {
            var (instance, reason, closest) = EcsPlacement.Choose(cluster, definition, constraints, strategy, group, _options.StoppingTasksFreeResources, _random);
            if (instance is null) failures.Add(new EcsPlacementFailure(closest?.Arn, reason));
            else tasks.Add(StartTask(definition, instance, null, null, group, startedBy, overrides));
        }
        return (tasks, failures);
    }

    /// <summary>StopTask of the API: the service, if any, starts another.</summary>
    public void StopTask(EcsTask task, string? reason) => StopTask(task, EcsStopCode.UserInitiated, reason ?? "Task stopped by user");

    private EcsTask StartTask(EcsTaskDefinition definition, EcsInstance instance, EcsService? service, EcsDeployment? deployment, string group, string? startedBy, EcsTaskOverride? overrides)
    {
        string arn;
        do arn = $"{ArnPrefix}task/{instance.Cluster.Name}/{NewId()}"; while (_tasks.ContainsKey(arn)); // tasks that were restored may have come from the same chance
        var task = new EcsTask(arn, definition, instance, Now)
        {
            Service = service,
            Deployment = deployment,
            Group = group,
            StartedBy = startedBy,
            Override = overrides,
        };
        _tasks.Add(task.Arn, task);
        instance.Cluster.TaskMap.Add(task.Arn, task);
        instance.TaskList.Add(task);
        service?.TaskList.Add(task);
        if (_timings.Provisioning > TimeSpan.Zero)
        {
            task.Pending = After(_timings.Provisioning, () => Provisioned(task));
        }
        else
        {
            Provisioned(task);
        }
        Touch(task);
        return task;
    }

    private void Provisioned(EcsTask task)
    {
        Advance(task, EcsTaskStatus.Pending);
        if (task.Instance.AgentConnected) Accept(task);
    }

    /// <summary>The agent starts it when the machine itself has room; until then it stays PENDING.</summary>
    private void Accept(EcsTask task)
    {
        if (task.HoldsHost || !task.Live || !task.Instance.HostHasRoom(task)) return;
        task.HoldsHost = true;
        task.PullStartedAt = Now;
        Touch(task);
        task.Pending = After(_timings.Pull, () => Launch(task));
    }

    private void Launch(EcsTask task)
    {
        task.Pending = null;
        if (!task.Live) return;
        var prepared = Preparation.Prepare(task);
        if (prepared.Failure is { } failure)
        {
            FailToStart(task, failure);
            return;
        }
        task.PullStoppedAt = Now;
        task.ImageDigest = prepared.Image.Digest;
        task.InRuntime = true;
        Touch(task);
        Runtime.Start(LaunchOf(task, prepared), this);
    }

    private static TaskLaunch LaunchOf(EcsTask task, TaskPreparation prepared)
    {
        var container = task.Definition.Main;
        var environment = container.Environment;
        if (task.Override is { Environment.Count: > 0 } overrides)
        {
            var merged = new Dictionary<string, string>(container.Environment, StringComparer.Ordinal);
            foreach (var (name, value) in overrides.Environment) merged[name] = value;
            environment = merged;
        }
        var instance = task.Instance;
        return new TaskLaunch(
            task.Arn, task.Definition.Family, task.Definition.Revision, container.Image, prepared.Image, environment, prepared.Secrets ?? NoVariables,
            instance.Slot, instance.Zone, instance.Spec.Address, instance.Spec.VolumeId, instance.Spec.VolumePath, task.Definition.Memory, task.StopTimeout)
        {
            ContainerName = container.Name,
            CpuUnits = container.Cpu,
            Ulimits = container.Ulimits,
            Mounts = container.Mounts,
            HealthCheck = container.HealthCheck,
            // The driver's own naming: prefix, container, task.
            Log = container.Log is { } log ? log with { Stream = $"{log.Stream}/{container.Name}/{task.Id}" } : null,
            Command = task.Override?.Command ?? container.Command,
            EntryPoint = container.EntryPoint,
        };
    }

    // ---- what the runtime says --------------------------------------------------------------------------------------------------

    public void Running(string taskArn)
    {
        if (!_tasks.TryGetValue(taskArn, out var task) || !task.InRuntime || !task.Live || task.LastStatus >= EcsTaskStatus.Running) return;
        task.StartedAt = Now;
        Advance(task, EcsTaskStatus.Running);
        if (task.Service is not { } service) return;
        service.StartFailures = 0;
        if (!task.Definition.HasHealthCheck) After(_timings.HealthyWithoutCheck, () => Healthy(task));
        Kick(service);
    }

    public void Health(string taskArn, bool healthy)
    {
        if (!_tasks.TryGetValue(taskArn, out var task) || !task.InRuntime || !task.Definition.HasHealthCheck) return;
        var verdict = healthy ? EcsHealth.Healthy : EcsHealth.Unhealthy;
        if (task.Health == verdict) return;
        task.Health = verdict;
        task.Version++;
        if (healthy) Healthy(task);
        else if (task.Service is { } service) Kick(service);
        Touch(task);
    }

    public void Exited(string taskArn, int exitCode, string? reason)
    {
        if (!_tasks.TryGetValue(taskArn, out var task) || !task.InRuntime) return;
        task.InRuntime = false;
        task.ExitCode = exitCode;
        // What was said of it while it ran stays when its end has no reason of its own.
        task.ContainerReason = reason ?? task.ContainerReason;
        if (task.Live)
        {
            task.DesiredStatus = EcsTaskStatus.Stopped;
            task.StopCode = EcsStopCode.EssentialContainerExited;
            task.StoppedReason = "Essential container in task exited";
            task.StoppingAt = Now;
        }
        Ended(task);
    }

    public void Limited(string taskArn, IReadOnlyList<string> ulimits)
    {
        if (!_tasks.TryGetValue(taskArn, out var task) || !task.InRuntime) return;
        task.ContainerReason = $"UlimitsNotSet: {string.Join(", ", ulimits)} of the task definition exceed what this machine allows; the engine's own are in force";
        Touch(task);
    }

    public void StartFailed(string taskArn, string reason)
    {
        if (!_tasks.TryGetValue(taskArn, out var task) || !task.InRuntime) return;
        task.InRuntime = false;
        FailToStart(task, reason);
    }

    private void FailToStart(EcsTask task, string reason)
    {
        if (task.Live)
        {
            task.DesiredStatus = EcsTaskStatus.Stopped;
            task.StopCode = EcsStopCode.TaskFailedToStart;
            task.StoppedReason = reason.StartsWith("ResourceInitializationError", StringComparison.Ordinal) || reason.StartsWith("CannotPull", StringComparison.Ordinal)
                ? reason : "Task failed to start";
            task.StoppingAt = Now;
        }
        task.ContainerReason = reason;
        Ended(task);
    }

    private void Healthy(EcsTask task)
    {
        if (!task.Live || task.LastStatus != EcsTaskStatus.Running) return;
        task.WasHealthy = true;
        if (task.Deployment is { } deployment) deployment.FailedTasks = 0;
        Touch(task);
        if (task.Service is { } service) Kick(service);
    }

    // ---- stopping ---------------------------------------------------------------------------------------------------------------

    private void StopTask(EcsTask task, EcsStopCode code, string reason)
    {
        if (!task.Live) return;
        task.DesiredStatus = EcsTaskStatus.Stopped;
        task.StopCode = code;
        task.StoppedReason = reason;
        task.StoppingAt = Now;
        task.Version++;
        if (task.Instance.AgentConnected) BeginStop(task);
        if (task.Service is { } service) Kick(service);
        Touch(task);
    }

    private void BeginStop(EcsTask task)
    {
        if (task.LastStatus >= EcsTaskStatus.Deactivating) return;
        task.Pending?.Dispose();
        if (!task.InRuntime)
        {
            Ended(task);
            return;
        }
        if (task.LastStatus == EcsTaskStatus.Running && _timings.Deactivating > TimeSpan.Zero)
        {
            Advance(task, EcsTaskStatus.Deactivating);
            task.Pending = After(_timings.Deactivating, () => StopContainer(task));
        }
        else
        {
            StopContainer(task);
        }
    }

    private void StopContainer(EcsTask task)
    {
        if (!task.InRuntime) return;
        Advance(task, EcsTaskStatus.Stopping);
        task.Pending = After(task.StopTimeout + _timings.StopGrace, () =>
        {
            if (!task.InRuntime) return;
            Runtime.Kill(task.Arn);
            Exited(task.Arn, KilledExitCode, null);
        });
        Runtime.Stop(task.Arn, task.StopTimeout);
    }

    /// <summary>The container is gone, or never was.</summary>
    private void Ended(EcsTask task)
    {
        task.Pending?.Dispose();
        task.ExecutionStoppedAt = Now;
        if (_timings.Deprovisioning > TimeSpan.Zero)
        {
            Advance(task, EcsTaskStatus.Deprovisioning);
            task.Pending = After(_timings.Deprovisioning, () => Finish(task));
        }
        else
        {
            Finish(task);
        }
    }

    private void Finish(EcsTask task)
    {
        if (task.LastStatus == EcsTaskStatus.Stopped) return;
        task.Pending?.Dispose();
        task.Pending = null;
        task.HoldsHost = false;
        task.InRuntime = false;
        task.ExecutionStoppedAt ??= Now;
        task.StoppedAt = Now;
        Advance(task, EcsTaskStatus.Stopped);
        task.Instance.TaskList.Remove(task);
        // the machine has room again: the agent looks at what waits, oldest first
        foreach (var waiting in task.Instance.TaskList.ToArray())
        {
            if (waiting is { LastStatus: EcsTaskStatus.Pending, HoldsHost: false } && task.Instance.AgentConnected) Accept(waiting);
        }
        if (task.Service is { } service)
        {
            service.TaskList.Remove(task);
            NoteStopped(service, task);
            Touch(service);
            Kick(service);
        }
        After(_timings.StoppedTaskKept, () => Forget(task));
        TaskStopped?.Invoke(task);
    }

    private void Forget(EcsTask task)
    {
        _tasks.Remove(task.Arn);
        task.Cluster.TaskMap.Remove(task.Arn);
        Touch(task);
    }

    private void Advance(EcsTask task, EcsTaskStatus status)
    {
        task.LastStatus = status;
        task.Version++;
        if (task.Service is { } service) CountTasks(service);
        Touch(task);
    }
}
