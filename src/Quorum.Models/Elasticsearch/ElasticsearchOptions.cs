namespace Quorum.Models.Elasticsearch;

/// <summary>
/// Times, sizes and the semantics that no source settles for certain (each can be run both ways). Times are virtual. The defaults follow
/// Elasticsearch 8 (discovery, allocation and recovery settings pages) and measurements of a real 8.17.2 on loopback.
/// </summary>
public sealed record ElasticsearchOptions
{
    /// <summary>From the process start to the open transport; drawn evenly between the two.</summary>
    public TimeSpan StartupMin { get; init; } = TimeSpan.FromSeconds(3);
    public TimeSpan StartupMax { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>From SIGTERM to the end of the process (flush and close of the shards).</summary>
    public TimeSpan StopMin { get; init; } = TimeSpan.FromMilliseconds(300);
    public TimeSpan StopMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A refused or reset connection is noticed after this.</summary>
    public TimeSpan ResetDetection { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A silent (black-holed, paused) peer is noticed after this: 3 checks of 10 s timeout.</summary>
    public TimeSpan SilenceDetection { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>cluster.election.*</c>: initial timeout 100 ms, duration 500 ms.</summary>
    public TimeSpan ElectionMin { get; init; } = TimeSpan.FromMilliseconds(150);
    public TimeSpan ElectionMax { get; init; } = TimeSpan.FromMilliseconds(900);

    /// <summary>One peer-finding round plus the join.</summary>
    public TimeSpan JoinMin { get; init; } = TimeSpan.FromMilliseconds(100);
    public TimeSpan JoinMax { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>One published cluster state.</summary>
    public TimeSpan Publication { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary><c>discovery.initial_state_timeout</c>: HTTP opens on joining, or after this without a master.</summary>
    public TimeSpan InitialStateTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Without any discovery setting a node bootstraps itself after this.</summary>
    public TimeSpan UnconfiguredBootstrap { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan RecoveryBaseMin { get; init; } = TimeSpan.FromMilliseconds(100);
    public TimeSpan RecoveryBaseMax { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary><c>indices.recovery.max_bytes_per_sec</c>, bytes per second and recovery.</summary>
    public long RecoveryBytesPerSecond { get; init; } = 40L << 20;

    /// <summary>Operations replayed per second when a copy comes back with its data.</summary>
    public long RecoveryOperationsPerSecond { get; init; } = 20_000;

    /// <summary><c>index.soft_deletes.retention_lease.period</c>: afterwards a returned copy is copied file by file.</summary>
    public TimeSpan RetentionLease { get; init; } = TimeSpan.FromHours(12);

    public int NodeConcurrentRecoveries { get; init; } = 2;
    public int NodeInitialPrimariesRecoveries { get; init; } = 4;
    public int ClusterConcurrentRebalance { get; init; } = 2;

    /// <summary><c>index.unassigned.node_left.delayed_timeout</c> where an index does not set it.</summary>
    public TimeSpan NodeLeftDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Allocation delay of a restart record that gives none.</summary>
    public TimeSpan RestartDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>cluster.info.update.interval</c>: when a changed disk is seen.</summary>
    public TimeSpan DiskInfoInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The running delay of unassigned copies starts anew with a new master (documented; some releases keep it).</summary>
    public bool DelayStartsAnewOnMasterChange { get; init; } = true;

    /// <summary>A lost primary goes to the in-sync copy on the newest version first (8.x); false: to any.</summary>
    public bool PromoteNewestVersionFirst { get; init; } = true;

    /// <summary>A master elected from a freshly started node has no routing table: all shards recover from disk. False: it is kept.</summary>
    public bool FreshMasterRecoversAll { get; init; } = true;

    /// <summary>Whether the node shutdown API is there (7.17 without x-pack has none).</summary>
    public bool ShutdownApi { get; init; } = true;

    /// <summary>Bootstrap checks stop a node (exit 78) instead of warning. On loopback the real server only warns.</summary>
    public bool EnforceBootstrapChecks { get; init; }

    /// <summary>False keeps documents out of the model: copies then only count operations.</summary>
    public bool KeepDocuments { get; init; } = true;

    /// <summary>Whether shards move to even out the nodes once all are active.</summary>
    public bool Rebalance { get; init; } = true;
}
