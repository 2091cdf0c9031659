namespace Quorum.Models.Ecs;

/// <summary>Life of a task, in order; names are the wire's in upper case.</summary>
public enum EcsTaskStatus { Provisioning, Pending, Activating, Running, Deactivating, Stopping, Deprovisioning, Stopped }

public enum EcsHealth { Unknown, Healthy, Unhealthy }

/// <summary>Why a task stopped, as on the wire.</summary>
public enum EcsStopCode { TaskFailedToStart, EssentialContainerExited, UserInitiated, ServiceSchedulerInitiated, TerminationNotice }

/// <summary>Environment and command of one run that differ from the definition's.</summary>
public sealed record EcsTaskOverride(IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string>? Command);

/// <summary>One task: its place, its state and how it ended.</summary>
public sealed class EcsTask
{
    internal EcsTask(string arn, EcsTaskDefinition definition, EcsInstance instance, DateTimeOffset createdAt)
    {
        Arn = arn;
        Definition = definition;
        Instance = instance;
        CreatedAt = createdAt;
    }

    public string Arn { get; }

    public EcsTaskDefinition Definition { get; }

    public EcsInstance Instance { get; }

    public EcsCluster Cluster => Instance.Cluster;

    /// <summary>Null for a task of RunTask.</summary>
    public EcsService? Service { get; internal init; }

    /// <summary>Deployment id of a service's task, else what RunTask was given.</summary>
    public string? StartedBy { get; internal init; }

    /// <summary><c>service:es-a1</c> or <c>family:…</c>.</summary>
    public required string Group { get; init; }

    public EcsTaskOverride? Override { get; internal init; }

    public EcsTaskStatus LastStatus { get; internal set; } = EcsTaskStatus.Provisioning;

    /// <summary>Running or Stopped.</summary>
    public EcsTaskStatus DesiredStatus { get; internal set; } = EcsTaskStatus.Running;

    public EcsHealth Health { get; internal set; }

    public EcsStopCode? StopCode { get; internal set; }

    public string? StoppedReason { get; internal set; }

    /// <summary>Exit code of the essential container; null while it lives or when it was never created.</summary>
    public int? ExitCode { get; internal set; }

    /// <summary>The container's reason, e.g. <c>CannotPullContainerError: …</c>, <c>OutOfMemoryError: …</c>.</summary>
    public string? ContainerReason { get; internal set; }

    /// <summary><c>sha256:…</c> of the image as pulled; empty when unknown.</summary>
    public string ImageDigest { get; internal set; } = "";

    public DateTimeOffset CreatedAt { get; }
    public DateTimeOffset? PullStartedAt { get; internal set; }
    public DateTimeOffset? PullStoppedAt { get; internal set; }
    public DateTimeOffset? StartedAt { get; internal set; }
    public DateTimeOffset? StoppingAt { get; internal set; }
    public DateTimeOffset? ExecutionStoppedAt { get; internal set; }
    public DateTimeOffset? StoppedAt { get; internal set; }

    public long Version { get; internal set; } = 1;

    /// <summary>It was healthy once; a failure afterwards is not a failed deployment.</summary>
    public bool WasHealthy { get; internal set; }

    /// <summary>It takes part in its service: not asked to stop.</summary>
    public bool Live => DesiredStatus == EcsTaskStatus.Running;

    /// <summary>The agent has given it the machine's resources.</summary>
    internal bool HoldsHost { get; set; }

    /// <summary>The runtime was told to start it and has not said that it ended.</summary>
    internal bool InRuntime { get; set; }

    internal IDisposable? Pending { get; set; }

    internal EcsDeployment? Deployment { get; init; }

    public string Id => Arn[(Arn.LastIndexOf('/') + 1)..];

    /// <summary>The definition's stop timeout, or the agent's default of 30 s.</summary>
    public TimeSpan StopTimeout => Definition.Main.StopTimeout ?? DefaultStopTimeout;

    public static readonly TimeSpan DefaultStopTimeout = TimeSpan.FromSeconds(30);
}
