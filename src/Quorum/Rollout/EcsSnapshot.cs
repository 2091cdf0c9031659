using System.Collections.Immutable;

namespace Quorum.Rollout;

/// <summary>What ECS said of all slots at one moment.</summary>
/// <param name="At">When the first call of the read was sent.</param>
/// <param name="Slots">In the order of <see cref="Goal.Slots"/>.</param>
/// <param name="Unread">Why it could not be read, null when it was; <see cref="Slots"/> is then the last good read.</param>
public sealed record EcsSnapshot(DateTimeOffset At, ImmutableArray<SlotService> Slots, string? Unread = null);

public enum RolloutState { InProgress, Completed, Failed }

/// <summary>One slot's ECS service and its tasks.</summary>
public sealed record SlotService
{
    public static readonly SlotService Absent = new();

    /// <summary>False also for a service that is INACTIVE or DRAINING: it must be created again.</summary>
    public bool Exists { get; init; }

    /// <summary>The service's task definition ARN with revision.</summary>
    public string? TaskDefinition { get; init; }

    /// <summary>Elasticsearch version noted in that task definition; unknown when it carries none.</summary>
    public ElasticsearchVersion Version { get; init; }

    public int Desired { get; init; }

    /// <summary>Id of the PRIMARY deployment.</summary>
    public string? Deployment { get; init; }

    public RolloutState Rollout { get; init; }

    public DateTimeOffset DeploymentStarted { get; init; }

    /// <summary>Tasks of the PRIMARY deployment that failed to start or ended on their own.</summary>
    public int FailedTasks { get; init; }

    /// <summary>Tasks that are not STOPPED, those STOPPING included: their process may still hold the data path.</summary>
    public int LiveTasks { get; init; }

    /// <summary>The newest task that is not STOPPED.</summary>
    public TaskView? Task { get; init; }

    /// <summary>The newest task that was stopped on purpose (service scheduler or person).</summary>
    public StopView? LastStop { get; init; }

    /// <summary>The newest task that was stopped on purpose and had to be killed; a later stop, of a task that never ran maybe, does not hide it.</summary>
    public StopView? LastKilled { get; init; }

    /// <summary>The newest task that ended or failed to start on its own.</summary>
    public StopView? LastFailure { get; init; }

    /// <summary>An ACTIVE container instance with a connected agent carries the slot's attribute.</summary>
    public bool InstanceReady { get; init; } = true;

    /// <summary>EC2 id of the only instance for which <see cref="InstanceReady"/> holds; null when there is none, or several.</summary>
    public string? ReadyInstance { get; init; }
}

public enum TaskPhase { Starting, Running, Stopping }

public enum TaskHealth { Unknown, Healthy, Unhealthy }

/// <param name="Digest">Digest the container was started from; empty when ECS does not say.</param>
/// <param name="StoppingAt">When ECS began to stop it; null when it did not.</param>
public sealed record TaskView(string Arn, string TaskDefinition, string Digest, TaskPhase Phase, TaskHealth Health, DateTimeOffset? StartedAt, DateTimeOffset? StoppingAt);

/// <param name="ExitCode">Of the Elasticsearch container; null when it never ran.</param>
/// <param name="Took">From the stop request to STOPPED; null when ECS does not say.</param>
public sealed record StopView(string TaskArn, string TaskDefinition, int? ExitCode, DateTimeOffset StoppedAt, TimeSpan? Took, string Reason);
