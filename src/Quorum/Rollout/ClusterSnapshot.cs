using System.Collections.Immutable;

namespace Quorum.Rollout;

public enum ClusterHealth { Unknown, Green, Yellow, Red }

public enum AllocationEnable { All, Primaries, NewPrimaries, None }

/// <summary>What Elasticsearch said of itself at one moment.</summary>
public sealed record ClusterSnapshot
{
    /// <summary>Slot index of something that belongs to no slot of the goal.</summary>
    public const int Foreign = -2;

    /// <summary>Slot index of nothing: no elected master, an unassigned copy.</summary>
    public const int Nowhere = -1;

    /// <summary>When the first call of the read was sent.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why it could not be read (no node answers, no master), null when it was. All else is then unknown.</summary>
    public string? Unread { get; init; }

    /// <summary>Single features that could not be read and why, e.g. <c>node shutdown: 403 …</c>; rules that need them say so.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>False: node shutdown records cannot be used here (found by asking, not assumed from the version).</summary>
    public bool ShutdownRecordsUsable { get; init; } = true;

    public string ClusterUuid { get; init; } = "";

    public ClusterHealth Health { get; init; }

    public int Initializing { get; init; }

    public int Relocating { get; init; }

    public int InFlightFetches { get; init; }

    public int PendingTasks { get; init; }

    /// <summary>By slot; null when the slot's node is not in the cluster.</summary>
    public ImmutableArray<NodeView?> Nodes { get; init; } = [];

    /// <summary>Slots whose node is in the cluster: the non-null ones of <see cref="Nodes"/>.</summary>
    public SlotSet Joined { get; init; }

    public ImmutableArray<ShardView> Shards { get; init; } = [];

    /// <summary>Slot of the elected master; <see cref="Nowhere"/> or <see cref="Foreign"/> otherwise.</summary>
    public int ElectedMaster { get; init; } = Nowhere;

    /// <summary>Slots in the last committed voting configuration.</summary>
    public SlotSet Voters { get; init; }

    /// <summary>Members of the voting configuration that are in the cluster and no slot's node.</summary>
    public int ForeignVoters { get; init; }

    /// <summary>Members of the voting configuration that are in no node list: down, and nobody can say which slot they were.</summary>
    public int AbsentVoters { get; init; }

    /// <summary>Slots in the voting exclusions.</summary>
    public SlotSet Excluded { get; init; }

    /// <summary>Names in the voting exclusions that are no slot's.</summary>
    public ImmutableArray<string> ForeignExclusions { get; init; } = [];

    public ImmutableArray<ShutdownRecord> ShutdownRecords { get; init; } = [];

    public AllocationEnable Allocation { get; init; }

    /// <summary>Other settings that keep shards from their places, as <c>name=value</c>, e.g. allocation.exclude, rebalance.enable.</summary>
    public ImmutableArray<string> StuckSettings { get; init; } = [];

    /// <summary><c>cluster.routing.allocation.disk.watermark.low</c> as a fraction of the disk in use.</summary>
    public double LowWatermark { get; init; } = 0.85;

    public int SnapshotsInFlight { get; init; }

    /// <summary>Indices in an ILM shrink or forced merge step.</summary>
    public ImmutableArray<string> Shrinking { get; init; } = [];

    public static ClusterSnapshot Unreachable(DateTimeOffset at, string why, int slots) =>
        new() { At = at, Unread = why, Nodes = [.. new NodeView?[slots]] };
}

/// <param name="Id">Node id: new at each start on an empty data path, kept on a kept one.</param>
/// <param name="DiskUsed">Fraction of the data disk in use; NaN when unknown.</param>
/// <param name="StartedAt">Start of its process; null when unknown.</param>
public sealed record NodeView(string Id, string Name, string Address, ElasticsearchVersion Version, SlotRoles Roles, double DiskUsed, DateTimeOffset? StartedAt = null);

/// <param name="Slot">Slot of the node it is for; <see cref="ClusterSnapshot.Foreign"/> when that node is no slot's.</param>
/// <param name="Reason">As written by who made it; ours begin with <see cref="RollRecord.ReasonPrefix"/>.</param>
public sealed record ShutdownRecord(string NodeId, int Slot, string Type, string Reason)
{
    public bool IsOurs { get; } = Reason.StartsWith(RollRecord.ReasonPrefix, StringComparison.Ordinal);
}

public enum CopyState { Unassigned, Initializing, Started, Relocating }

/// <param name="Slot">Where it is; <see cref="ClusterSnapshot.Nowhere"/> when unassigned.</param>
public readonly record struct CopyView(int Slot, bool Primary, CopyState State, bool InSync);

/// <summary>One shard with all its copies.</summary>
public sealed record ShardView
{
    public ShardView(string index, int number, ImmutableArray<CopyView> copies, int waitForActive = 1)
    {
        (Index, Number, Copies, WaitForActive) = (index, number, copies, waitForActive);
        PrimarySlot = ClusterSnapshot.Nowhere;
        foreach (var copy in copies)
        {
            if (copy.Primary) PrimarySlot = copy.Slot;
            if (copy.Slot >= 0) Placed |= SlotSet.Of(copy.Slot);
            if (copy.State == CopyState.Unassigned) Unassigned++;
            // A relocating copy still serves from its source until it is done.
            if (copy.State is not (CopyState.Started or CopyState.Relocating) || !copy.InSync) continue;
            if (copy.Slot >= 0) Started |= SlotSet.Of(copy.Slot); else if (copy.Slot == ClusterSnapshot.Foreign) StartedElsewhere++;
        }
    }

    public string Index { get; }

    public int Number { get; }

    public ImmutableArray<CopyView> Copies { get; }

    /// <summary><c>index.write.wait_for_active_shards</c>; all = number of copies.</summary>
    public int WaitForActive { get; }

    /// <summary>Slots with a started in-sync copy.</summary>
    public SlotSet Started { get; }

    /// <summary>Started in-sync copies on nodes of no slot.</summary>
    public int StartedElsewhere { get; }

    /// <summary>Slots with a copy in any state.</summary>
    public SlotSet Placed { get; }

    public int Unassigned { get; }

    public int PrimarySlot { get; }

    /// <summary><c>[index][number]</c>, as Elasticsearch writes it.</summary>
    public override string ToString() => $"[{Index}][{Number}]";
}
