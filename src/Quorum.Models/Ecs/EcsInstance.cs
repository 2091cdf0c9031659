namespace Quorum.Models.Ecs;

public enum EcsInstanceStatus { Active, Draining, Inactive }

/// <summary>What registers as a container instance.</summary>
public sealed record EcsInstanceSpec
{
    /// <summary><c>i-…</c>.</summary>
    public required string Ec2InstanceId { get; init; }

    /// <summary>CPU units.</summary>
    public required int Cpu { get; init; }

    /// <summary>MiB left to tasks.</summary>
    public required int Memory { get; init; }

    /// <summary>E.g. <c>quorum.slot</c>, <c>ecs.availability-zone</c>.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Private IPv4 address; tasks in host networking answer on it.</summary>
    public string Address { get; init; } = "";

    public string VolumeId { get; init; } = "";

    /// <summary>Folder of the data volume; null in pure simulation.</summary>
    public string? VolumePath { get; init; }
}

/// <summary>A container instance as the control plane and its agent see it.</summary>
public sealed class EcsInstance
{
    /// <summary>Ports the agent and the engine keep for themselves.</summary>
    public static readonly IReadOnlyList<int> ReservedPorts = [22, 2375, 2376, 51678, 51679];

    public const string SlotAttribute = "quorum.slot", ZoneAttribute = "ecs.availability-zone", ArchitectureAttribute = "ecs.cpu-architecture";

    internal EcsInstance(EcsCluster cluster, string arn, EcsInstanceSpec spec, DateTimeOffset registeredAt)
    {
        Cluster = cluster;
        Arn = arn;
        Spec = spec;
        RegisteredAt = registeredAt;
        Attributes = new SortedDictionary<string, string>(spec.Attributes.ToDictionary(), StringComparer.Ordinal);
    }

    public EcsCluster Cluster { get; }

    public string Arn { get; }

    public EcsInstanceSpec Spec { get; internal set; }

    public DateTimeOffset RegisteredAt { get; internal init; }

    public EcsInstanceStatus Status { get; internal set; } = EcsInstanceStatus.Active;

    public bool AgentConnected { get; internal set; } = true;

    /// <summary>The machine is gone; the control plane has yet to notice.</summary>
    internal bool Terminated { get; set; }

    /// <summary>Custom and built-in attributes; <c>PutAttributes</c> changes them.</summary>
    public SortedDictionary<string, string> Attributes { get; }

    public long Version { get; internal set; } = 1;

    public string Slot => Attributes.GetValueOrDefault(SlotAttribute, "");

    public string Zone => Attributes.GetValueOrDefault(ZoneAttribute, "");

    /// <summary>Tasks here that are not STOPPED.</summary>
    public IReadOnlyList<EcsTask> Tasks => TaskList;

    internal List<EcsTask> TaskList { get; } = [];

    public int RunningTasks => Count(TaskList, t => t.LastStatus == EcsTaskStatus.Running);

    public int PendingTasks => Count(TaskList, t => t.LastStatus is EcsTaskStatus.Provisioning or EcsTaskStatus.Pending or EcsTaskStatus.Activating);

    public bool Placeable => Status == EcsInstanceStatus.Active && AgentConnected;

    /// <summary>Resources as the scheduler counts them.</summary>
    /// <param name="stoppingFrees">Tasks on their way to STOPPED count as gone.</param>
    public (int Cpu, int Memory) Remaining(bool stoppingFrees)
    {
        int cpu = Spec.Cpu, memory = Spec.Memory;
        foreach (var task in TaskList)
        {
            if (stoppingFrees && task.DesiredStatus == EcsTaskStatus.Stopped) continue;
            cpu -= task.Definition.Cpu;
            memory -= task.Definition.Memory;
        }
        return (cpu, memory);
    }

    /// <summary>Host ports taken, without <see cref="ReservedPorts"/>.</summary>
    public bool PortsFree(int[] ports, bool stoppingFrees)
    {
        foreach (var port in ports) if (ReservedPorts.Contains(port)) return false;
        if (ports.Length == 0) return true;
        foreach (var task in TaskList)
        {
            if (stoppingFrees && task.DesiredStatus == EcsTaskStatus.Stopped) continue;
            foreach (var port in task.Definition.Ports) if (Array.IndexOf(ports, port) >= 0) return false;
        }
        return true;
    }

    /// <summary>Whether the machine itself has room: every task that the agent holds and that is not STOPPED counts.</summary>
    internal bool HostHasRoom(EcsTask candidate)
    {
        int cpu = Spec.Cpu - candidate.Definition.Cpu, memory = Spec.Memory - candidate.Definition.Memory;
        foreach (var task in TaskList)
        {
            if (task == candidate || !task.HoldsHost) continue;
            cpu -= task.Definition.Cpu;
            memory -= task.Definition.Memory;
            foreach (var port in task.Definition.Ports) if (Array.IndexOf(candidate.Definition.Ports, port) >= 0) return false;
        }
        return cpu >= 0 && memory >= 0;
    }

    private static int Count(List<EcsTask> tasks, Predicate<EcsTask> match)
    {
        var count = 0;
        foreach (var task in tasks) if (match(task)) count++;
        return count;
    }
}
