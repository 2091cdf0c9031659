namespace Quorum.Models.Ecs;

public sealed partial class EcsModel
{
    public EcsState Export() => new(
        Region,
        [.. _clusters.Select(c => ExportCluster(c) with
        {
            Instances = [.. c.InstanceList.Select(ExportInstance)],
            Services = [.. c.ServiceList.Select(ExportService)],
            Tasks = [.. c.TaskMap.Values.Select(ExportTask)],
        })],
        [.. _families.Values.SelectMany(f => f).Select(ExportDefinition)]);

    /// <summary>Kinds and ARNs of all that <see cref="Export(EcsKind, string)"/> gives, in the order of <see cref="Export()"/>.</summary>
    public IEnumerable<(EcsKind Kind, string Arn)> Entries() =>
        _families.Values.SelectMany(f => f).Select(d => (EcsKind.Definition, d.Arn))
            .Concat(_clusters.SelectMany(c => c.InstanceList.Select(i => (EcsKind.Instance, i.Arn)).Prepend((EcsKind.Cluster, c.Arn))
                .Concat(c.ServiceList.Select(s => (EcsKind.Service, s.Arn))).Concat(c.TaskMap.Keys.Select(arn => (EcsKind.Task, arn)))));

    /// <summary>One part of <see cref="EcsState"/>, a cluster without what is in it; null when there is no such thing any more.</summary>
    public object? Export(EcsKind kind, string arn)
    {
        if (kind == EcsKind.Definition) return FindTaskDefinition(arn) is { } definition ? ExportDefinition(definition) : null;
        if (kind == EcsKind.Cluster) return FindCluster(arn) is { } named ? ExportCluster(named) : null;
        // …:task/CLUSTER/ID, and so for the others
        if (FindCluster(arn[..arn.LastIndexOf('/')]) is not { } cluster) return null;
        return kind switch
        {
            EcsKind.Instance => cluster.InstanceList.Find(i => i.Arn == arn) is { } instance ? ExportInstance(instance) : null,
            EcsKind.Service => cluster.ServiceList.Find(s => s.Arn == arn) is { } service ? ExportService(service) : null,
            _ => cluster.TaskMap.GetValueOrDefault(arn) is { } task ? ExportTask(task) : null,
        };
    }

    private static EcsState.Cluster ExportCluster(EcsCluster c) => new(c.Arn, c.Name, c.CreatedAt, c.Active, c.Document, [], [], []);

    private static EcsState.Instance ExportInstance(EcsInstance i) =>
        new(i.Arn, i.Spec, i.RegisteredAt, i.Status, i.AgentConnected, i.Terminated, i.Attributes, i.Version);

    private EcsState.Definition ExportDefinition(EcsTaskDefinition d) =>
        new(d.Arn, d.Revision, d.Spec, d.RegisteredAt, d.Active ? null : d.DeregisteredAt ?? Now);

    /// <summary>
    /// Fills an empty model and goes on as the agents of restarted machines would: tasks that ran start again on their volumes under the
    /// same ARN; tasks that were stopping have stopped (the machine's restart killed them).
    /// </summary>
    public void Import(EcsState state)
    {
        if (_clusters.Count > 0 || _families.Count > 0) throw new InvalidOperationException("Only an empty model can be filled.");
        Region = state.Region;
        foreach (var d in state.Definitions)
        {
            if (!_families.TryGetValue(d.Spec.Family, out var revisions)) _families.Add(d.Spec.Family, revisions = []);
            revisions.Add(new EcsTaskDefinition(d.Arn, d.Revision, d.Spec, d.RegisteredAt) { Active = d.DeregisteredAt is null, DeregisteredAt = d.DeregisteredAt });
        }
        var byArn = _families.Values.SelectMany(f => f).ToDictionary(d => d.Arn, StringComparer.Ordinal);
        foreach (var kept in state.Clusters) ImportCluster(kept, byArn);
        foreach (var cluster in _clusters)
        {
            foreach (var task in cluster.TaskMap.Values.ToArray()) Resume(task);
            foreach (var instance in cluster.InstanceList.ToArray())
            {
                if (instance.Terminated) RemoveInstance(instance, $"Host EC2 (instance {instance.Spec.Ec2InstanceId}) terminated.");
            }
            foreach (var service in cluster.ServiceList) CountTasks(service);
            KickAll(cluster);
        }
    }

    private void ImportCluster(EcsState.Cluster kept, Dictionary<string, EcsTaskDefinition> definitions)
    {
        var cluster = new EcsCluster(kept.Arn, kept.Name, kept.CreatedAt) { Active = kept.Active, Document = kept.Document };
        _clusters.Add(cluster);
        foreach (var i in kept.Instances)
        {
            var instance = new EcsInstance(cluster, i.Arn, i.Spec, i.RegisteredAt) { Status = i.Status, Terminated = i.Terminated, Version = i.Version, AgentConnected = !i.Terminated };
            instance.Attributes.Clear();
            foreach (var (name, value) in i.Attributes) instance.Attributes[name] = value;
            cluster.InstanceList.Add(instance);
        }
        foreach (var s in kept.Services) cluster.ServiceList.Add(ImportService(cluster, s, definitions));
        foreach (var t in kept.Tasks)
        {
            // the instance of a stopped task may be long gone
            var instance = cluster.InstanceList.Find(i => i.Arn == t.InstanceArn) ?? new EcsInstance(cluster, t.InstanceArn, t.InstanceSpec, t.CreatedAt) { Status = EcsInstanceStatus.Inactive };
            var service = t.Service is null ? null : cluster.ServiceList.Find(s => s.Arn == t.Service);
            var task = new EcsTask(t.Arn, definitions[t.Definition], instance, t.CreatedAt)
            {
                Service = service,
                Deployment = service?.DeploymentList.Find(d => d.Id == t.DeploymentId),
                StartedBy = t.StartedBy,
                Group = t.Group,
                Override = t.Override,
                LastStatus = t.LastStatus,
                DesiredStatus = t.DesiredStatus,
                Health = t.Health,
                StopCode = t.StopCode,
                StoppedReason = t.StoppedReason,
                ExitCode = t.ExitCode,
                ContainerReason = t.ContainerReason,
                ImageDigest = t.ImageDigest,
                PullStartedAt = t.PullStartedAt,
                PullStoppedAt = t.PullStoppedAt,
                StartedAt = t.StartedAt,
                StoppingAt = t.StoppingAt,
                ExecutionStoppedAt = t.ExecutionStoppedAt,
                StoppedAt = t.StoppedAt,
                Version = t.Version,
                WasHealthy = t.WasHealthy,
            };
            _tasks.Add(task.Arn, task);
            cluster.TaskMap.Add(task.Arn, task);
            if (task.LastStatus == EcsTaskStatus.Stopped) continue;
            instance.TaskList.Add(task);
            service?.TaskList.Add(task);
        }
    }

    private EcsService ImportService(EcsCluster cluster, EcsState.Service kept, Dictionary<string, EcsTaskDefinition> definitions)
    {
        var service = new EcsService(cluster, kept.Arn, kept.Spec, kept.CreatedAt) { Status = kept.Status };
        service.EventList.AddRange(kept.Events);
        service.RevisionList.AddRange(kept.Revisions.Select(r => new EcsServiceRevision(r.Arn, definitions[r.Definition], r.CreatedAt)));
        service.RecordList.AddRange(kept.Records.Select(r => new EcsServiceDeployment
        {
            Arn = r.Arn,
            Service = service,
            DeploymentId = r.DeploymentId,
            TargetRevisionArn = r.TargetRevisionArn,
            SourceRevisionArn = r.SourceRevisionArn,
            CreatedAt = r.CreatedAt,
            StartedAt = r.StartedAt,
            FinishedAt = r.FinishedAt,
            StoppedAt = r.StoppedAt,
            UpdatedAt = r.UpdatedAt,
            Status = r.Status,
            StatusReason = r.StatusReason,
            RollbackStartedAt = r.RollbackStartedAt,
            RollbackRevisionArn = r.RollbackRevisionArn,
            RollbackReason = r.RollbackReason,
            FailureCount = r.FailureCount,
            BreakerTriggered = r.BreakerTriggered,
        }));
        service.DeploymentList.AddRange(kept.Deployments.Select(Restore));
        service.LastCompleted = kept.LastCompleted is { } last ? service.DeploymentList.Find(d => d.Id == last.Id) ?? Restore(last) : null;
        return service;

        EcsDeployment Restore(EcsState.Deployment d) => new()
        {
            Id = d.Id,
            Definition = definitions[d.Definition],
            CreatedAt = d.CreatedAt,
            UpdatedAt = d.UpdatedAt,
            RevisionArn = d.RevisionArn,
            RolloutState = d.RolloutState,
            RolloutReason = d.RolloutReason,
            DesiredCount = d.DesiredCount,
            FailedTasks = d.FailedTasks,
            Record = service.RecordList.Find(r => r.Arn == d.RecordArn),
        };
    }

    private void Resume(EcsTask task)
    {
        if (task.LastStatus == EcsTaskStatus.Stopped)
        {
            After(_timings.StoppedTaskKept - (Now - (task.StoppedAt ?? Now)), () => Forget(task));
            return;
        }
        if (!task.Live)
        {
            if (task.StartedAt is not null) task.ExitCode ??= KilledExitCode;
            Finish(task);
            return;
        }
        if (task.LastStatus < EcsTaskStatus.Running)
        {
            Provisioned(task);
            return;
        }
        task.HoldsHost = true;
        task.Health = EcsHealth.Unknown;
        // in the queue, not now: the runtime is registered after the state was read
        task.Pending = After(TimeSpan.Zero, () => Launch(task));
        if (!task.Definition.HasHealthCheck && !task.WasHealthy) After(_timings.HealthyWithoutCheck, () => Healthy(task));
    }

    private static EcsState.Service ExportService(EcsService s) => new(
        s.Arn,
        new EcsServiceSpec
        {
            Name = s.Name,
            TaskDefinition = s.Primary.Definition.Arn,
            DesiredCount = s.DesiredCount,
            Configuration = s.Configuration,
            Constraints = s.Constraints,
            Strategy = s.Strategy,
            ClientToken = s.ClientToken,
            Document = s.Document,
        },
        s.CreatedAt, s.Status, [.. s.DeploymentList.Select(ExportDeployment)], s.LastCompleted is { } last ? ExportDeployment(last) : null, [.. s.EventList],
        [.. s.RecordList.Select(r => new EcsState.Record(r.Arn, r.DeploymentId, r.TargetRevisionArn, r.SourceRevisionArn, r.CreatedAt, r.StartedAt, r.FinishedAt,
            r.StoppedAt, r.UpdatedAt, r.Status, r.StatusReason, r.RollbackStartedAt, r.RollbackRevisionArn, r.RollbackReason, r.FailureCount, r.BreakerTriggered))],
        [.. s.RevisionList.Select(r => new EcsState.Revision(r.Arn, r.Definition.Arn, r.CreatedAt))]);

    private static EcsState.Deployment ExportDeployment(EcsDeployment d) =>
        new(d.Id, d.Definition.Arn, d.CreatedAt, d.UpdatedAt, d.RevisionArn, d.RolloutState, d.RolloutReason, d.DesiredCount, d.FailedTasks, d.Record?.Arn);

    private static EcsState.Task ExportTask(EcsTask t) => new(
        t.Arn, t.Definition.Arn, t.Instance.Arn, t.Service?.Arn, t.Deployment?.Id, t.StartedBy, t.Group, t.Override, t.LastStatus, t.DesiredStatus, t.Health,
        t.StopCode, t.StoppedReason, t.ExitCode, t.ContainerReason, t.ImageDigest, t.CreatedAt, t.PullStartedAt, t.PullStoppedAt, t.StartedAt, t.StoppingAt,
        t.ExecutionStoppedAt, t.StoppedAt, t.Version, t.WasHealthy, t.Instance.Spec);
}
