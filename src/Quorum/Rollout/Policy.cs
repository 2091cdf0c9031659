using System.Collections.Immutable;

namespace Quorum.Rollout;

public enum SuppressionMode
{
    /// <summary>Node shutdown records of type restart: per node, and of limited effect when a runner dies.</summary>
    RestartRecord,

    /// <summary><c>cluster.routing.allocation.enable: primaries</c>: the procedure Elastic documents for people.</summary>
    AllocationSetting,
}

/// <summary>A version nobody should be sent to, or an edge between two nobody should take.</summary>
/// <param name="From">Null: from any version.</param>
public sealed record KnownBadVersion(ElasticsearchVersion? From, ElasticsearchVersion To, string Why);

/// <summary>Every limit of a roll, by name. Defaults are those for production.</summary>
public sealed record Policy
{
    public static readonly Policy Default = new();

    public SuppressionMode Suppression { get; init; } = SuppressionMode.RestartRecord;

    /// <summary>How long restart records keep Elasticsearch from rebuilding a missing node's copies elsewhere.</summary>
    public TimeSpan AllocationDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The same where an instance is replaced meanwhile: the node is away for as much longer.</summary>
    public TimeSpan DelayFor(Goal goal) => goal.Refreshes ? AllocationDelay + InstanceBudget : AllocationDelay;

    /// <summary>Roll one slot alone before any others.</summary>
    public bool Canary { get; init; } = true;

    public TimeSpan CanarySoak { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Most slots down at once, by our hand.</summary>
    public int MaxSetSize { get; init; } = 30;

    /// <summary>Times the elected master is asked to hand over in one roll: an election may bring it back right before its stop.</summary>
    public int MaxHandOvers { get; init; } = 5;

    public bool AutomaticRollback { get; init; } = true;

    /// <summary>Rules switched off by name; recorded in the outcome.</summary>
    public ImmutableHashSet<string> SkipRules { get; init; } = [];

    public ImmutableArray<KnownBadVersion> KnownBad { get; init; } = [];

    /// <summary>Elasticsearch gets SIGTERM and this long before SIGKILL (<c>stopTimeout</c> of the container).</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(240);

    /// <summary>Beyond <see cref="StopTimeout"/>: when ECS does not report STOPPED by then, the roll halts.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>From the start of a deployment to the node's being in the cluster.</summary>
    public TimeSpan JoinBudget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>From the end of an instance to the next one's being registered with ECS: its group notices, it starts, it attaches the slot's volume.</summary>
    public TimeSpan InstanceBudget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Tasks of a new revision that may fail before the slot counts as failed.</summary>
    public int MaxFailedTasks { get; init; } = 2;

    /// <summary>Longest wait for copies to recover before the next set.</summary>
    public TimeSpan RecoveryBudget { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Longest wait for something short: a hand-over, pending tasks, a cluster that does not answer.</summary>
    public TimeSpan ShortBudget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest wait for a snapshot or a shrink to end.</summary>
    public TimeSpan BackgroundWorkBudget { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A chosen set whose rules fail right before the stop is given up after this and chosen anew.</summary>
    public TimeSpan RecheckBudget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Without a single action for this long the roll halts, whatever it waits for.</summary>
    public TimeSpan NoProgressBudget { get; init; } = TimeSpan.FromHours(3);

    public TimeSpan RollBudget { get; init; } = TimeSpan.FromHours(24);

    /// <summary>ECS may answer with an older state for this long after a write.</summary>
    public TimeSpan StaleReadWindow { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// While Elasticsearch cannot be read, a slot counts as out of the cluster on the word of ECS alone only after this long: by then ECS's own late reads
    /// are over, and what was a gap in the line to the nodes has mostly passed.
    /// </summary>
    public TimeSpan UnreadPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Nothing is stopped on the word of a read older than this.</summary>
    public TimeSpan MaxReadAge { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A flush older than this is done again before the stop.</summary>
    public TimeSpan FlushLife { get; init; } = TimeSpan.FromMinutes(3);

    public int MaxPendingTasks { get; init; } = 20;

    /// <summary>Actions one run may take in all: a last bound against going round in circles.</summary>
    public int MaxActions { get; init; } = 20_000;

    /// <summary>Errors in a row, each waited for longer than the last, after which the roll halts.</summary>
    public int MaxErrorsInARow { get; init; } = 40;

    public PollPolicy Poll { get; init; } = new();

    public LockPolicy Lock { get; init; } = new();

    public bool IsOff(RollRule rule) => !SkipRules.IsEmpty && rule.CanBeSwitchedOff && SkipRules.Contains(rule.Name);
}

/// <summary>Waiting time grows with the time already waited, so that a look comes late by a share of the wait, not by a constant.</summary>
public sealed record PollPolicy
{
    public TimeSpan Shortest { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks while the end of a wait is known: that nothing fell over, and for the lock's sake.</summary>
    public TimeSpan Watching { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Next look after this share of the time already waited.</summary>
    public double Share { get; init; } = 0.2;

    /// <summary>Each wait is shortened or lengthened by up to this share, so that two runners do not keep in step.</summary>
    public double Jitter { get; init; } = 0.2;
}

public sealed record LockPolicy
{
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A lock without a heartbeat for this long belongs to nobody.</summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromSeconds(90);
}
