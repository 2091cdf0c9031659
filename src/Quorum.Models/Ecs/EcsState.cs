namespace Quorum.Models.Ecs;

/// <summary>What <see cref="EcsState"/> consists of.</summary>
public enum EcsKind { Definition, Cluster, Instance, Service, Task }

/// <summary>All that an <see cref="EcsModel"/> knows, as plain records for any serialiser. Times are wall clock.</summary>
public sealed record EcsState(string Region, IReadOnlyList<EcsState.Cluster> Clusters, IReadOnlyList<EcsState.Definition> Definitions)
{
    public sealed record Cluster(
        string Arn, string Name, DateTimeOffset CreatedAt, bool Active, string? Document,
        IReadOnlyList<Instance> Instances, IReadOnlyList<Service> Services, IReadOnlyList<Task> Tasks);

    public sealed record Definition(string Arn, int Revision, EcsTaskDefinitionSpec Spec, DateTimeOffset RegisteredAt, DateTimeOffset? DeregisteredAt);

    public sealed record Instance(
        string Arn, EcsInstanceSpec Spec, DateTimeOffset RegisteredAt, EcsInstanceStatus Status, bool AgentConnected, bool Terminated,
        IReadOnlyDictionary<string, string> Attributes, long Version);

    public sealed record Service(
        string Arn, EcsServiceSpec Spec, DateTimeOffset CreatedAt, EcsServiceStatus Status, IReadOnlyList<Deployment> Deployments,
        Deployment? LastCompleted, IReadOnlyList<EcsServiceEvent> Events, IReadOnlyList<Record> Records, IReadOnlyList<Revision> Revisions);

    public sealed record Deployment(
        string Id, string Definition, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string RevisionArn, EcsRolloutState RolloutState,
        string RolloutReason, int DesiredCount, int FailedTasks, string? RecordArn);

    public sealed record Record(
        string Arn, string DeploymentId, string TargetRevisionArn, string? SourceRevisionArn, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt,
        DateTimeOffset? FinishedAt, DateTimeOffset? StoppedAt, DateTimeOffset UpdatedAt, EcsServiceDeploymentStatus Status, string? StatusReason,
        DateTimeOffset? RollbackStartedAt, string? RollbackRevisionArn, string? RollbackReason, int FailureCount, bool BreakerTriggered);

    public sealed record Revision(string Arn, string Definition, DateTimeOffset CreatedAt);

    public sealed record Task(
        string Arn, string Definition, string InstanceArn, string? Service, string? DeploymentId, string? StartedBy, string Group, EcsTaskOverride? Override,
        EcsTaskStatus LastStatus, EcsTaskStatus DesiredStatus, EcsHealth Health, EcsStopCode? StopCode, string? StoppedReason, int? ExitCode,
        string? ContainerReason, string ImageDigest, DateTimeOffset CreatedAt, DateTimeOffset? PullStartedAt, DateTimeOffset? PullStoppedAt,
        DateTimeOffset? StartedAt, DateTimeOffset? StoppingAt, DateTimeOffset? ExecutionStoppedAt, DateTimeOffset? StoppedAt, long Version, bool WasHealthy,
        EcsInstanceSpec InstanceSpec);
}
