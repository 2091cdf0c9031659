namespace Quorum.Models.Ecs;

/// <summary>
/// What turns a placed task into something that runs: simulated nodes in virtual time, or containers on a Docker engine. The ECS
/// model calls it; it answers through <see cref="ITaskEvents"/>, in the same world (lock and clock) as the model.
/// </summary>
public interface ITaskRuntime
{
    /// <summary>Starts the task's container. Never throws for the task's own faults: those are reported as exit or start failure.</summary>
    void Start(TaskLaunch launch, ITaskEvents events);

    /// <summary>SIGTERM now, SIGKILL after <paramref name="stopTimeout"/>. Unknown or ended tasks are ignored.</summary>
    void Stop(string taskArn, TimeSpan stopTimeout);

    /// <summary>SIGKILL now: the instance under the task is gone or was stopped.</summary>
    void Kill(string taskArn);
}

/// <summary>What a runtime tells the ECS model. Each may be called from within <see cref="ITaskRuntime"/> calls or later.</summary>
public interface ITaskEvents
{
    void Running(string taskArn);

    /// <param name="healthy">The container health check's verdict.</param>
    void Health(string taskArn, bool healthy);

    /// <summary>The container runs, but this machine could not give it some of the limits asked for.</summary>
    /// <param name="ulimits">As the task definition names them.</param>
    void Limited(string taskArn, IReadOnlyList<string> ulimits)
    {
    }

    /// <param name="exitCode">Exit code of the essential container: 143/0 graceful, 137 SIGKILL, 78 failed bootstrap check, 1 start error.</param>
    /// <param name="reason">Container reason as DescribeTasks gives it; null when there is none.</param>
    void Exited(string taskArn, int exitCode, string? reason);

    /// <summary>The container could not be created at all (CannotPullContainerError, CannotStartContainerError …).</summary>
    void StartFailed(string taskArn, string reason);
}

/// <summary>All a runtime needs to know of one task, with secrets already resolved as the agent would.</summary>
/// <param name="Image">Reference as in the task definition, usually <c>registry/repository@sha256:…</c>.</param>
/// <param name="ImageConfig">The image's own environment, labels and digest as read from the registry; empty when unknown.</param>
/// <param name="Slot">The instance attribute <c>quorum.slot</c>, e.g. <c>es-a1</c>; empty when the instance has none.</param>
/// <param name="Address">The instance's private IPv4 address (host networking): on the embedded AWS a loopback address of its own.</param>
/// <param name="VolumePath">Folder of the slot's data volume on this machine; survives tasks. Null in pure simulation.</param>
/// <param name="VolumeId">Identity of the data volume, e.g. <c>vol-…</c>.</param>
public sealed record TaskLaunch(
    string TaskArn,
    string Family,
    int Revision,
    string Image,
    ImageConfig ImageConfig,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<string, string> Secrets,
    string Slot,
    string Zone,
    string Address,
    string VolumeId,
    string? VolumePath,
    int MemoryMiB,
    TimeSpan StopTimeout)
{
    /// <summary>Name of the essential container in the task definition.</summary>
    public string ContainerName { get; init; } = "elasticsearch";

    /// <summary>CPU units (1024 = one processor); 0 when not limited.</summary>
    public int CpuUnits { get; init; }

    public IReadOnlyList<LaunchUlimit> Ulimits { get; init; } = [];

    /// <summary>Host folder or volume of the task definition → path in the container; the data volume's host folder is <see cref="VolumePath"/>.</summary>
    public IReadOnlyList<LaunchMount> Mounts { get; init; } = [];

    /// <summary>
    /// Folder of this machine behind a mount. A path inside the embedded AWS's own folder (the snapshots that all slots share) is meant as it is; any
    /// other path is one of the instance's, which here is the slot's volume. Null in pure simulation.
    /// </summary>
    public string? HostFolder(LaunchMount mount)
    {
        if (VolumePath is null || Path.GetDirectoryName(Path.GetDirectoryName(VolumePath)) is not { Length: > 1 } world) return VolumePath;
        return mount.SourcePath.StartsWith(world + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? mount.SourcePath : VolumePath;
    }

    /// <summary>Null when the task definition has none: the container's health is then UNKNOWN.</summary>
    public LaunchHealthCheck? HealthCheck { get; init; }

    /// <summary>Null: the output is kept nowhere.</summary>
    public LaunchLog? Log { get; init; }

    /// <summary>Command and entry point overrides of the task definition; empty when the image's own are used.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyList<string> EntryPoint { get; init; } = [];
}

/// <param name="Name">As the task definition names it: <c>nofile</c>, <c>memlock</c>, <c>nproc</c> …</param>
/// <param name="Soft">-1 is unlimited.</param>
public sealed record LaunchUlimit(string Name, long Soft, long Hard);

/// <param name="SourcePath">Path on the instance as the task definition gives it, e.g. <c>/var/lib/quorum/data</c>.</param>
public sealed record LaunchMount(string SourcePath, string ContainerPath, bool ReadOnly);

/// <summary>Where the awslogs driver sends what a container writes.</summary>
public sealed record LaunchLog(string Group, string Stream);

/// <param name="Command">As in the task definition: <c>CMD-SHELL …</c> or <c>CMD …</c>.</param>
public sealed record LaunchHealthCheck(IReadOnlyList<string> Command, TimeSpan Interval, TimeSpan Timeout, int Retries, TimeSpan StartPeriod);

public sealed record ImageConfig(string Digest, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Environment)
{
    public static readonly ImageConfig Unknown = new("", new Dictionary<string, string>(), new Dictionary<string, string>());
}
