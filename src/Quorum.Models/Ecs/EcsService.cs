namespace Quorum.Models.Ecs;

public enum EcsServiceStatus { Active, Draining, Inactive }

public enum EcsRolloutState { InProgress, Completed, Failed }

/// <summary>Bounds and breaker of a service's deployments.</summary>
/// <param name="MinimumHealthyPercent">Of the desired count, rounded up.</param>
/// <param name="MaximumPercent">Of the desired count, rounded down.</param>
public sealed record EcsDeploymentConfiguration(int MinimumHealthyPercent, int MaximumPercent, bool CircuitBreaker, bool Rollback)
{
    public static readonly EcsDeploymentConfiguration Default = new(100, 200, false, false);

    public int MinimumTasks(int desired) => (int)Math.Ceiling(desired * MinimumHealthyPercent / 100.0);

    public int MaximumTasks(int desired) => (int)Math.Floor(desired * MaximumPercent / 100.0);

    /// <summary>Failed tasks that trip the breaker: half of the desired count, at least 3, at most 200.</summary>
    public static int BreakerThreshold(int desired) => Math.Clamp((int)Math.Ceiling(desired * 0.5), 3, 200);
}

/// <summary>What CreateService is given.</summary>
public sealed record EcsServiceSpec
{
    public required string Name { get; init; }

    /// <summary>Family, family:revision or ARN.</summary>
    public required string TaskDefinition { get; init; }

    public required int DesiredCount { get; init; }

    public EcsDeploymentConfiguration Configuration { get; init; } = EcsDeploymentConfiguration.Default;

    public IReadOnlyList<EcsPlacementConstraint> Constraints { get; init; } = [];

    public IReadOnlyList<EcsPlacementStrategy> Strategy { get; init; } = [];

    public string? ClientToken { get; init; }

    /// <summary>The rest of the request as the caller's wire knows it; the model only keeps it.</summary>
    public string? Document { get; init; }
}

/// <summary>What UpdateService is given; null leaves a thing as it is.</summary>
public sealed record EcsServiceUpdate
{
    public int? DesiredCount { get; init; }

    public string? TaskDefinition { get; init; }

    public EcsDeploymentConfiguration? Configuration { get; init; }

    public IReadOnlyList<EcsPlacementConstraint>? Constraints { get; init; }

    public IReadOnlyList<EcsPlacementStrategy>? Strategy { get; init; }

    public bool ForceNewDeployment { get; init; }

    public string? Document { get; init; }
}

public sealed record EcsServiceEvent(string Id, DateTimeOffset CreatedAt, string Message);

/// <summary>One deployment of a service. The first of <see cref="EcsService.Deployments"/> is PRIMARY, the others are ACTIVE (draining).</summary>
public sealed class EcsDeployment
{
    /// <summary><c>ecs-svc/…</c>.</summary>
    public required string Id { get; init; }

    public required EcsTaskDefinition Definition { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>ARN of the service revision that this deployment runs.</summary>
    public required string RevisionArn { get; init; }

    public DateTimeOffset UpdatedAt { get; internal set; }

    public EcsRolloutState RolloutState { get; internal set; }

    public string RolloutReason { get; internal set; } = "";

    public int DesiredCount { get; internal set; }

    /// <summary>Consecutive tasks that failed; a healthy one sets it to 0.</summary>
    public int FailedTasks { get; internal set; }

    public int Running { get; internal set; }

    public int Pending { get; internal set; }

    /// <summary>It reached its goal once, so that a rollback may return to it.</summary>
    internal bool CompletedOnce { get; set; }

    /// <summary>Its entry in <see cref="EcsService.ServiceDeployments"/>.</summary>
    public EcsServiceDeployment? Record { get; internal set; }
}

public enum EcsServiceDeploymentStatus { Pending, InProgress, Successful, Stopped, StopRequested, RollbackRequested, RollbackInProgress, RollbackSuccessful, RollbackFailed }

/// <summary>What ListServiceDeployments shows: one attempt to bring a service to a revision, with its own end.</summary>
public sealed class EcsServiceDeployment
{
    public required string Arn { get; init; }
    public required EcsService Service { get; init; }
    public required string DeploymentId { get; init; }
    public required string TargetRevisionArn { get; init; }
    public string? SourceRevisionArn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; internal set; }
    public DateTimeOffset? FinishedAt { get; internal set; }
    public DateTimeOffset? StoppedAt { get; internal set; }
    public DateTimeOffset UpdatedAt { get; internal set; }
    public EcsServiceDeploymentStatus Status { get; internal set; } = EcsServiceDeploymentStatus.InProgress;
    public string? StatusReason { get; internal set; }

    /// <summary>Set when a rollback began.</summary>
    public DateTimeOffset? RollbackStartedAt { get; internal set; }
    public string? RollbackRevisionArn { get; internal set; }
    public string? RollbackReason { get; internal set; }
    public int FailureCount { get; internal set; }
    public bool BreakerTriggered { get; internal set; }

    public bool Ended => Status is EcsServiceDeploymentStatus.Successful or EcsServiceDeploymentStatus.Stopped
        or EcsServiceDeploymentStatus.RollbackSuccessful or EcsServiceDeploymentStatus.RollbackFailed;
}

/// <summary>What a service ran at one time: DescribeServiceRevisions.</summary>
public sealed record EcsServiceRevision(string Arn, EcsTaskDefinition Definition, DateTimeOffset CreatedAt);

/// <summary>A service and its deployments.</summary>
public sealed class EcsService
{
    internal EcsService(EcsCluster cluster, string arn, EcsServiceSpec spec, DateTimeOffset createdAt)
    {
        Cluster = cluster;
        Arn = arn;
        Name = spec.Name;
        CreatedAt = createdAt;
        DesiredCount = spec.DesiredCount;
        Configuration = spec.Configuration;
        Constraints = spec.Constraints;
        Strategy = spec.Strategy;
        ClientToken = spec.ClientToken;
        Document = spec.Document;
    }

    public const int MaxEvents = 100;

    public EcsCluster Cluster { get; }
    public string Arn { get; }
    public string Name { get; }
    public DateTimeOffset CreatedAt { get; }
    public EcsServiceStatus Status { get; internal set; }
    public int DesiredCount { get; internal set; }
    public EcsDeploymentConfiguration Configuration { get; internal set; }
    public IReadOnlyList<EcsPlacementConstraint> Constraints { get; internal set; }
    public IReadOnlyList<EcsPlacementStrategy> Strategy { get; internal set; }
    public string? ClientToken { get; }
    public string? Document { get; internal set; }

    /// <summary>PRIMARY first.</summary>
    public IReadOnlyList<EcsDeployment> Deployments => DeploymentList;

    public EcsDeployment Primary => DeploymentList[0];

    /// <summary>Newest first, at most <see cref="MaxEvents"/>.</summary>
    public IReadOnlyList<EcsServiceEvent> Events => EventList;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<EcsServiceDeployment> ServiceDeployments => RecordList;

    public IReadOnlyList<EcsServiceRevision> Revisions => RevisionList;

    /// <summary>Its tasks that are not STOPPED.</summary>
    public IReadOnlyList<EcsTask> Tasks => TaskList;

    public int Running { get; internal set; }

    public int PendingTasks { get; internal set; }

    internal List<EcsDeployment> DeploymentList { get; } = [];
    internal List<EcsServiceEvent> EventList { get; } = [];
    internal List<EcsServiceDeployment> RecordList { get; } = [];
    internal List<EcsServiceRevision> RevisionList { get; } = [];
    internal List<EcsTask> TaskList { get; } = [];

    /// <summary>The deployment a rollback returns to; kept after it left the list.</summary>
    internal EcsDeployment? LastCompleted { get; set; }

    internal bool KickScheduled { get; set; }
    internal bool Steady { get; set; }

    /// <summary>Tasks in a row that never reached RUNNING: ECS slows down.</summary>
    internal int StartFailures { get; set; }

    internal TimeSpan NotBefore { get; set; }
}
