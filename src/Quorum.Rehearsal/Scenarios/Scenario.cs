using System.Collections.Immutable;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Scenarios;

/// <summary>What the roll is to bring.</summary>
public enum ChangeKind
{
    /// <summary>Another configuration of the same Elasticsearch version.</summary>
    SameVersion,

    /// <summary>A newer Elasticsearch version.</summary>
    NewVersion,

    /// <summary>Same version, a configuration that cannot start: the roll must go back.</summary>
    BrokenConfiguration,

    /// <summary>Newer version that opens the data path and then fails: there is no way back.</summary>
    BrokenVersion,

    /// <summary>Another launch template version: the instances that are behind it are replaced, and no revision changes.</summary>
    NewInstances,
}

/// <param name="Name">Slot name, e.g. <c>es-a1</c>.</param>
public sealed record SlotPlan(string Name, string Zone, SlotRoles Roles)
{
    /// <summary>Its instance was started from the former launch template version.</summary>
    public bool Behind { get; init; }
}

/// <param name="BytesPerShard">Size of each shard's data; what a copy that starts from nothing has to fetch.</param>
/// <param name="Tier">Role name of the tier that holds it, e.g. <c>data_hot</c>.</param>
public sealed record IndexPlan(string Name, int Shards, int Replicas, long BytesPerShard, string Tier, int WaitForActive = 1);

/// <summary>Behaviour that sources leave open or tell differently; each value is one of two ways the models can be.</summary>
/// <param name="DelayStartsAnew">The delay of unassigned copies starts anew with a new master.</param>
/// <param name="NewestIsPromoted">A lost primary goes to the copy on the newest version; else to any in-sync copy.</param>
/// <param name="FreshMasterRecoversAll">A master elected from a freshly started node finds every shard on disk anew; else the routing table is kept.</param>
/// <param name="PlacementFailureCounts">A task that ECS cannot place counts for the circuit breaker.</param>
public sealed record UncertainFacts(bool DelayStartsAnew = true, bool NewestIsPromoted = true, bool FreshMasterRecoversAll = true, bool PlacementFailureCounts = true);

/// <summary>
/// Everything that one rehearsal depends on: the same scenario always takes the same steps. A seed makes one; a minimised one is written
/// into a trace file.
/// </summary>
public sealed record Scenario
{
    /// <summary>Seed of all chance inside the models, the calls and the driver.</summary>
    public required ulong Seed { get; init; }

    public required ImmutableArray<SlotPlan> Slots { get; init; }

    public required ImmutableArray<IndexPlan> Indices { get; init; }

    public ChangeKind Change { get; init; }

    /// <summary>The only slot on which the broken revision fails; -1: it fails on all.</summary>
    public int BrokenSlot { get; init; } = -1;

    public ImmutableArray<Faults.Fault> Faults { get; init; } = [];

    /// <summary>Seconds after the roll's begin when faults end and what they broke is mended.</summary>
    public double SafetySeconds { get; init; }

    /// <summary>Reallocation is suppressed by the cluster setting instead of restart records.</summary>
    public bool SettingMode { get; init; }

    /// <summary>Indices without replicas may go down with their node.</summary>
    public bool AllowZeroReplicas { get; init; }

    public bool Canary { get; init; } = true;

    /// <summary>Two tasks fit on one instance at once: the agent does not wait for the old one.</summary>
    public bool RoomForTwo { get; init; }

    /// <summary>How the models are where no source is certain: drawn by seed, so that both ways are run.</summary>
    public UncertainFacts Facts { get; init; } = new();

    /// <summary>Recovery speed of a copy, bytes per second.</summary>
    public long RecoveryBytesPerSecond { get; init; } = 40L << 20;

    /// <summary>Size of each data volume.</summary>
    public long VolumeBytes { get; init; } = Models.Elasticsearch.Volume.DefaultBytes;

    /// <summary>Mean seconds from a process's start to its open transport; 0: as measured with an empty data path.</summary>
    public double StartupSeconds { get; init; }

    /// <summary>Mean seconds that the recovery of one copy takes beside its bytes or operations; 0: as measured with small shards.</summary>
    public double RecoverySeconds { get; init; }

    /// <summary>A cluster to compare methods on: all shards have the size their plan says (else sizes are drawn around it), and it has been at rest for a while when the roll begins.</summary>
    public bool AtRest { get; init; }

    /// <summary>Seconds between writes of the client; 0: nobody writes.</summary>
    public double WriteEverySeconds { get; init; } = 10;

    public bool IsVersionChange => Change is ChangeKind.NewVersion or ChangeKind.BrokenVersion;

    public bool IsBroken => Change is ChangeKind.BrokenConfiguration or ChangeKind.BrokenVersion;
}
