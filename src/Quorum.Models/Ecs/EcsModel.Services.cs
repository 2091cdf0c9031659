namespace Quorum.Models.Ecs;

public sealed partial class EcsModel
{
    private const int MaxServiceDeploymentsKept = 100;

    /// <summary>By name or ARN; the ACTIVE or DRAINING one if there is one, else the last INACTIVE.</summary>
    public static EcsService? FindService(EcsCluster cluster, string nameOrArn)
    {
        var name = LastSegment(nameOrArn);
        EcsService? found = null;
        foreach (var service in cluster.ServiceList)
        {
            if (service.Name != name) continue;
            if (service.Status != EcsServiceStatus.Inactive) return service;
            found = service;
        }
        return found;
    }

    public EcsService CreateService(EcsCluster cluster, EcsServiceSpec spec)
    {
        switch (FindService(cluster, spec.Name))
        {
            case { Status: EcsServiceStatus.Active } existing when spec.ClientToken is { Length: > 0 } && existing.ClientToken == spec.ClientToken: return existing;
            case { Status: EcsServiceStatus.Active }: throw EcsException.Invalid("Creation of service was not idempotent.");
            case { Status: EcsServiceStatus.Draining }: throw EcsException.Invalid("Unable to Start a service that is still Draining.");
        }
        CheckConfiguration(spec.Configuration);
        CheckDesired(spec.DesiredCount);
        foreach (var constraint in spec.Constraints) CheckConstraint(constraint);
        var definition = UsableTaskDefinition(spec.TaskDefinition);
        cluster.ServiceList.RemoveAll(s => s.Name == spec.Name);
        var service = new EcsService(cluster, $"{ArnPrefix}service/{cluster.Name}/{spec.Name}", spec, Now);
        cluster.ServiceList.Add(service);
        BeginDeployment(service, definition);
        Kick(service);
        Touch(service);
        return service;
    }

    /// <summary>A different task definition or <see cref="EcsServiceUpdate.ForceNewDeployment"/> mints a deployment; nothing else does.</summary>
    public EcsService UpdateService(EcsCluster cluster, string nameOrArn, EcsServiceUpdate update)
    {
        var service = FindService(cluster, nameOrArn) ?? throw EcsException.ServiceNotFound();
        if (service.Status != EcsServiceStatus.Active) throw EcsException.ServiceNotActive();
        var definition = update.TaskDefinition is { } name ? UsableTaskDefinition(name) : null;
        if (update.Configuration is { } configuration) CheckConfiguration(configuration);
        if (update.DesiredCount is { } desired) CheckDesired(desired);
        if (update.Constraints is { } constraints) foreach (var constraint in constraints) CheckConstraint(constraint);

        service.Configuration = update.Configuration ?? service.Configuration;
        service.Constraints = update.Constraints ?? service.Constraints;
        service.Strategy = update.Strategy ?? service.Strategy;
        service.Document = update.Document ?? service.Document;
        if (update.DesiredCount is { } count && count != service.DesiredCount)
        {
            service.DesiredCount = count;
            service.Primary.DesiredCount = count;
            service.Primary.UpdatedAt = Now;
            service.Steady = false;
        }
        if (update.ForceNewDeployment || definition is not null && definition != service.Primary.Definition)
        {
            BeginDeployment(service, definition ?? service.Primary.Definition);
        }
        service.NotBefore = TimeSpan.Zero;
        Kick(service);
        Touch(service);
        return service;
    }

    /// <summary>DRAINING until the tasks are gone, then INACTIVE.</summary>
    public EcsService DeleteService(EcsCluster cluster, string nameOrArn, bool force)
    {
        var service = FindService(cluster, nameOrArn) ?? throw EcsException.ServiceNotFound();
        if (service.Status == EcsServiceStatus.Inactive) throw EcsException.ServiceNotFound();
        if (!force && service.DesiredCount > 0) throw EcsException.Invalid("The service cannot be stopped while it is scaled above 0.");
        service.Status = EcsServiceStatus.Draining;
        service.DesiredCount = 0;
        service.Primary.DesiredCount = 0;
        Kick(service);
        Touch(service);
        return service;
    }

    public EcsServiceDeployment? FindServiceDeployment(string arn)
    {
        foreach (var cluster in _clusters)
            foreach (var service in cluster.ServiceList)
                foreach (var record in service.RecordList)
                    if (record.Arn == arn) return record;
        return null;
    }

    /// <summary>StopServiceDeployment: back to the last completed deployment (ROLLBACK), or just no further (ABORT).</summary>
    public void StopServiceDeployment(EcsServiceDeployment record, bool rollback)
    {
        if (record.Ended) throw new EcsException("ConflictException", $"The service deployment is in status {record.Status} and cannot be stopped.");
        var service = record.Service;
        var deployment = service.Primary;
        if (deployment.Record != record) throw new EcsException("ConflictException", "The service deployment is not the current one.");
        const string reason = "Service deployment stopped by user.";
        if (rollback)
        {
            if (service.LastCompleted is null) throw new EcsException("ConflictException", "There is no completed deployment to roll back to.");
            RollBack(service, deployment, reason);
        }
        else
        {
            deployment.RolloutState = EcsRolloutState.Failed;
            deployment.RolloutReason = reason;
            Close(record, EcsServiceDeploymentStatus.Stopped, reason);
        }
        Kick(service);
        Touch(service);
    }

    private void BeginDeployment(EcsService service, EcsTaskDefinition definition)
    {
        var source = service.DeploymentList.Count > 0 ? service.Primary : null;
        if (source?.Record is { Ended: false } running) Close(running, EcsServiceDeploymentStatus.Stopped, "Superseded by a newer deployment.");
        var revision = new EcsServiceRevision($"{ArnPrefix}service-revision/{service.Cluster.Name}/{service.Name}/{NewNumber()}", definition, Now);
        service.RevisionList.Add(revision);
        if (service.RevisionList.Count > MaxServiceDeploymentsKept) service.RevisionList.RemoveAt(0);
        var deployment = new EcsDeployment
        {
            Id = "ecs-svc/" + NewNumber(),
            Definition = definition,
            CreatedAt = Now,
            UpdatedAt = Now,
            RevisionArn = revision.Arn,
            DesiredCount = service.DesiredCount,
        };
        deployment.RolloutReason = $"ECS deployment {deployment.Id} in progress.";
        deployment.Record = new EcsServiceDeployment
        {
            Arn = $"{ArnPrefix}service-deployment/{service.Cluster.Name}/{service.Name}/{NewId()[..20]}",
            Service = service,
            DeploymentId = deployment.Id,
            TargetRevisionArn = revision.Arn,
            SourceRevisionArn = source?.RevisionArn,
            CreatedAt = Now,
            UpdatedAt = Now,
            StartedAt = Now,
        };
        service.RecordList.Insert(0, deployment.Record);
        if (service.RecordList.Count > MaxServiceDeploymentsKept) service.RecordList.RemoveAt(MaxServiceDeploymentsKept);
        service.DeploymentList.Insert(0, deployment);
        service.Steady = false;
        service.StartFailures = 0;
        service.NotBefore = TimeSpan.Zero;
    }

    /// <summary>The last completed deployment is PRIMARY again; the failed one drains.</summary>
    private void RollBack(EcsService service, EcsDeployment failed, string reason)
    {
        var target = service.LastCompleted!;
        failed.RolloutState = EcsRolloutState.Failed;
        failed.RolloutReason = reason;
        failed.DesiredCount = 0;
        service.DeploymentList.Remove(target);
        service.DeploymentList.Insert(0, target);
        target.RolloutState = EcsRolloutState.InProgress;
        target.RolloutReason = $"{reason} Rolling back to deploymentId {target.Id}.";
        target.DesiredCount = service.DesiredCount;
        target.FailedTasks = 0;
        target.UpdatedAt = Now;
        var record = failed.Record!;
        record.Status = EcsServiceDeploymentStatus.RollbackInProgress;
        record.StatusReason = reason;
        record.RollbackStartedAt = Now;
        record.RollbackRevisionArn = target.RevisionArn;
        record.RollbackReason = reason;
        record.UpdatedAt = Now;
        target.Record = record;
        service.StartFailures = 0;
        service.NotBefore = TimeSpan.Zero;
        service.Steady = false;
        Say(service, $"(service {service.Name}) (deployment {failed.Id}) deployment failed: {reason}");
        Say(service, $"(service {service.Name}) rolling back to deployment {target.Id}.");
    }

    private void Close(EcsServiceDeployment record, EcsServiceDeploymentStatus status, string? reason)
    {
        record.Status = status;
        record.StatusReason = reason;
        record.UpdatedAt = Now;
        record.FinishedAt = Now;
        if (status == EcsServiceDeploymentStatus.Stopped) record.StoppedAt = Now;
    }

    private void Say(EcsService service, string message)
    {
        if (!_options.KeepEvents) return;
        service.EventList.Insert(0, new EcsServiceEvent(NewId(), Now, message));
        if (service.EventList.Count > EcsService.MaxEvents) service.EventList.RemoveAt(EcsService.MaxEvents);
    }

    private static void CheckDesired(int desired)
    {
        if (desired < 0) throw EcsException.Invalid("desiredCount must be 0 or more.");
    }

    private static void CheckConfiguration(EcsDeploymentConfiguration configuration)
    {
        if (configuration.MinimumHealthyPercent < 0) throw EcsException.Invalid("minimumHealthyPercent must be 0 or more.");
        if (configuration.MaximumPercent < 1) throw EcsException.Invalid("maximumPercent must be above 0.");
        if (configuration.MinimumHealthyPercent > configuration.MaximumPercent) throw EcsException.Invalid("maximumPercent must be at least minimumHealthyPercent.");
        if (configuration is { MinimumHealthyPercent: 100, MaximumPercent: 100 })
        {
            throw EcsException.Invalid("Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.");
        }
    }
}
