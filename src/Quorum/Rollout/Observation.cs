using System.Collections.Immutable;

namespace Quorum.Rollout;

/// <summary>Everything a decision needs, at one time. Indexes of slots are those of <see cref="Goal.Slots"/>.</summary>
/// <param name="At">Now.</param>
/// <param name="Bootstrapped">The bootstrapped flag: the cluster's uuid once it formed, null before.</param>
public sealed record Observation(DateTimeOffset At, EcsSnapshot Ecs, ClusterSnapshot Cluster, RollRecord Record, string? Bootstrapped, RollMemory Memory)
{
    /// <summary>Null where no instance is to be replaced.</summary>
    public InstanceSnapshot? Instances { get; init; }

    public TimeSpan EcsAge => At - Ecs.At;

    public TimeSpan ClusterAge => At - Cluster.At;
}

/// <summary>What our last UpdateService or CreateService of a slot was answered.</summary>
/// <param name="Deployment">Id of the deployment it returned; null when the answer was lost.</param>
public sealed record ServiceWrite(string? TaskDefinition, int Desired, string? Deployment, DateTimeOffset At);

/// <summary>What this run of the driver knows of its own doing. Lost when the runner dies; nothing that is safe depends on it.</summary>
public sealed record RollMemory
{
    /// <summary>When this runner began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>An unfinished roll was found: stale reads of what the dead runner did last must settle first.</summary>
    public bool Resumed { get; init; }

    public DateTimeOffset LastActionAt { get; init; }

    /// <summary>What is waited for now, and since when.</summary>
    public WaitKey Waiting { get; init; }

    public DateTimeOffset WaitingSince { get; init; }

    /// <summary>Since when no read of Elasticsearch has worked in this run; null when the last one did.</summary>
    public DateTimeOffset? UnreadSince { get; init; }

    /// <summary>Slots flushed for the coming stop.</summary>
    public SlotSet Flushed { get; init; }

    public DateTimeOffset FlushedAt { get; init; }

    /// <summary>When this run chose the set that is open now; MinValue when another run did.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>Times this run asked an elected master to hand over.</summary>
    public int HandOvers { get; init; }

    /// <summary>When this run last ended instances; MinValue when it did not.</summary>
    public DateTimeOffset ReplacedAt { get; init; }

    /// <summary>Slots that were started although their instance had not come in its time: ECS places the task whenever it does.</summary>
    public SlotSet Overdue { get; init; }

    /// <summary>By slot; null when this run wrote nothing to it.</summary>
    public ImmutableArray<ServiceWrite?> Writes { get; init; } = [];

    public ServiceWrite? WriteOf(int slot) => slot < Writes.Length ? Writes[slot] : null;
}

public readonly record struct WaitKey(WaitFor For, string? Rule);
