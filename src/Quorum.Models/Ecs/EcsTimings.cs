namespace Quorum.Models.Ecs;

/// <summary>How long each step takes in virtual time. <see cref="Aws"/> is close to what ECS shows; <see cref="Quick"/> is for a desk.</summary>
public sealed record EcsTimings
{
    /// <summary>From a change to the service scheduler's next look at that service.</summary>
    public required TimeSpan Scheduler { get; init; }

    /// <summary>PROVISIONING; zero skips the state (host and bridge networking attach nothing).</summary>
    public required TimeSpan Provisioning { get; init; }

    /// <summary>From the agent's acceptance to the container's start: the image pull.</summary>
    public required TimeSpan Pull { get; init; }

    /// <summary>DEACTIVATING; zero skips the state.</summary>
    public required TimeSpan Deactivating { get; init; }

    /// <summary>DEPROVISIONING; zero skips the state.</summary>
    public required TimeSpan Deprovisioning { get; init; }

    /// <summary>A task without a container health check counts as healthy after this long RUNNING.</summary>
    public required TimeSpan HealthyWithoutCheck { get; init; }

    /// <summary>From a failed placement to the next try.</summary>
    public required TimeSpan PlacementRetry { get; init; }

    /// <summary>First pause after a task that never reached RUNNING; doubles with each, up to <see cref="StartThrottleMax"/>.</summary>
    public required TimeSpan StartThrottle { get; init; }

    public required TimeSpan StartThrottleMax { get; init; }

    /// <summary>After the stop timeout and this, a runtime that has not answered counts as killed.</summary>
    public required TimeSpan StopGrace { get; init; }

    /// <summary>A terminated instance is noticed after this long.</summary>
    public required TimeSpan InstanceLossNoticed { get; init; }

    /// <summary>A stopped task can be described this long.</summary>
    public required TimeSpan StoppedTaskKept { get; init; }

    /// <summary>Each step takes up to this fraction longer, by chance; 0 draws nothing.</summary>
    public double Jitter { get; init; }

    public static readonly EcsTimings Aws = new()
    {
        Scheduler = TimeSpan.FromSeconds(5),
        Provisioning = TimeSpan.Zero,
        Pull = TimeSpan.FromSeconds(10),
        Deactivating = TimeSpan.Zero,
        Deprovisioning = TimeSpan.FromSeconds(1),
        HealthyWithoutCheck = TimeSpan.FromSeconds(40),
        PlacementRetry = TimeSpan.FromSeconds(15),
        StartThrottle = TimeSpan.FromSeconds(10),
        StartThrottleMax = TimeSpan.FromMinutes(15),
        StopGrace = TimeSpan.FromSeconds(30),
        InstanceLossNoticed = TimeSpan.FromSeconds(60),
        StoppedTaskKept = TimeSpan.FromHours(1),
    };

    public static readonly EcsTimings Quick = Aws with
    {
        Scheduler = TimeSpan.FromMilliseconds(50),
        Provisioning = TimeSpan.FromMilliseconds(20),
        Pull = TimeSpan.FromMilliseconds(100),
        Deactivating = TimeSpan.FromMilliseconds(20),
        Deprovisioning = TimeSpan.FromMilliseconds(20),
        HealthyWithoutCheck = TimeSpan.FromMilliseconds(500),
        PlacementRetry = TimeSpan.FromSeconds(1),
        StartThrottle = TimeSpan.FromMilliseconds(500),
        StartThrottleMax = TimeSpan.FromSeconds(15),
        InstanceLossNoticed = TimeSpan.FromSeconds(1),
    };
}

/// <summary>Where the model believes it is and which of ECS's habits it shows.</summary>
public sealed record EcsOptions
{
    public string Account { get; init; } = "000000000000";

    public string Region { get; init; } = "us-east-1";

    /// <summary>Wall-clock time of the event queue's zero.</summary>
    public DateTimeOffset Epoch { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The control plane counts a STOPPING task's cpu, memory and ports as free; the agent still waits for the host.</summary>
    public bool StoppingTasksFreeResources { get; init; } = true;

    /// <summary>A placement that finds no instance counts as a failed task for the circuit breaker, as it does on EC2 capacity.</summary>
    public bool PlacementFailureCounts { get; init; } = true;

    /// <summary>False keeps no service events; a rehearsal does not read them.</summary>
    public bool KeepEvents { get; init; } = true;
}

/// <summary>An error of the ECS API: <see cref="Code"/> is the wire's exception name.</summary>
public sealed class EcsException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static EcsException ClusterNotFound() => new("ClusterNotFoundException", "Cluster not found.");
    public static EcsException ServiceNotFound() => new("ServiceNotFoundException", "Service not found.");
    public static EcsException ServiceNotActive() => new("ServiceNotActiveException", "Service was not ACTIVE.");
    public static EcsException Invalid(string message) => new("InvalidParameterException", message);
    public static EcsException Client(string message) => new("ClientException", message);
}
