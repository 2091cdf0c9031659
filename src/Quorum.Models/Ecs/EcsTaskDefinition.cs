namespace Quorum.Models.Ecs;

/// <summary>One container of a task definition: what scheduling and launching need. The rest stays in <see cref="EcsTaskDefinition.Document"/>.</summary>
public sealed record EcsContainerSpec
{
    public required string Name { get; init; }

    public required string Image { get; init; }

    public bool Essential { get; init; } = true;

    /// <summary>CPU units (1024 = one vCPU).</summary>
    public int Cpu { get; init; }

    /// <summary>Hard limit in MiB; 0 = none.</summary>
    public int Memory { get; init; }

    /// <summary>Soft limit in MiB; 0 = none.</summary>
    public int MemoryReservation { get; init; }

    /// <summary>TCP ports taken on the instance.</summary>
    public IReadOnlyList<int> HostPorts { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = Empty;

    /// <summary>Variable name → <c>valueFrom</c>: an SSM parameter's name or ARN.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = Empty;

    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyList<string> EntryPoint { get; init; } = [];

    public IReadOnlyList<LaunchUlimit> Ulimits { get; init; } = [];

    /// <summary>Mount points on host volumes, with the volume's path on the instance.</summary>
    public IReadOnlyList<LaunchMount> Mounts { get; init; } = [];

    /// <summary>Null: the container's health stays UNKNOWN.</summary>
    public LaunchHealthCheck? HealthCheck { get; init; }

    /// <summary>Where the container's output goes; null when the task definition does not say.</summary>
    public LaunchLog? Log { get; init; }

    /// <summary>Null = the agent's default.</summary>
    public TimeSpan? StopTimeout { get; init; }

    /// <summary>ECS's defaults around any command.</summary>
    public static readonly LaunchHealthCheck DefaultHealthCheck = new(["CMD-SHELL", "true"], TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), 3, TimeSpan.Zero);

    private static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>();
}

/// <summary><c>memberOf</c> with an expression, or <c>distinctInstance</c>.</summary>
public sealed record EcsPlacementConstraint(string Type, string? Expression);

/// <summary><c>spread</c> (field), <c>binpack</c> (cpu or memory), <c>random</c>.</summary>
public sealed record EcsPlacementStrategy(string Type, string? Field);

/// <summary>What <see cref="EcsModel.RegisterTaskDefinition"/> is given.</summary>
public sealed record EcsTaskDefinitionSpec
{
    public required string Family { get; init; }

    public required IReadOnlyList<EcsContainerSpec> Containers { get; init; }

    /// <summary>Task-level CPU units; null = the sum of the containers'.</summary>
    public int? Cpu { get; init; }

    /// <summary>Task-level memory in MiB; null = the sum of the containers'.</summary>
    public int? Memory { get; init; }

    public string NetworkMode { get; init; } = "bridge";

    public IReadOnlyList<EcsPlacementConstraint> PlacementConstraints { get; init; } = [];

    /// <summary><c>X86_64</c>, <c>ARM64</c> or null.</summary>
    public string? CpuArchitecture { get; init; }

    /// <summary>The whole definition as the caller's wire knows it; the model only keeps it. Null in a rehearsal.</summary>
    public string? Document { get; init; }
}

/// <summary>One revision of a family. Immutable but for its status.</summary>
public sealed class EcsTaskDefinition
{
    internal EcsTaskDefinition(string arn, int revision, EcsTaskDefinitionSpec spec, DateTimeOffset registeredAt)
    {
        Arn = arn;
        Revision = revision;
        Spec = spec;
        RegisteredAt = registeredAt;
        Cpu = spec.Cpu ?? spec.Containers.Sum(c => c.Cpu);
        Memory = spec.Memory ?? spec.Containers.Sum(c => c.MemoryReservation > 0 ? c.MemoryReservation : c.Memory);
        Ports = [.. spec.Containers.SelectMany(c => c.HostPorts).Distinct()];
        Main = spec.Containers.FirstOrDefault(c => c.Essential) ?? spec.Containers[0];
        HasHealthCheck = spec.Containers.Any(c => c is { HealthCheck: not null, Essential: true });
    }

    public string Arn { get; }

    public string Family => Spec.Family;

    public int Revision { get; }

    public EcsTaskDefinitionSpec Spec { get; }

    /// <summary>False after deregistration: no new tasks or services, running ones stay.</summary>
    public bool Active { get; internal set; } = true;

    public DateTimeOffset RegisteredAt { get; }

    public DateTimeOffset? DeregisteredAt { get; internal set; }

    /// <summary>CPU units a task reserves on its instance.</summary>
    public int Cpu { get; }

    /// <summary>MiB a task reserves on its instance.</summary>
    public int Memory { get; }

    /// <summary>Host ports a task takes.</summary>
    public int[] Ports { get; }

    /// <summary>The essential container, which the runtime runs.</summary>
    public EcsContainerSpec Main { get; }

    public bool HasHealthCheck { get; }

    public override string ToString() => $"{Family}:{Revision}";
}
