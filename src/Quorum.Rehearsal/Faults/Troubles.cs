using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;
using Quorum.Models.Kernel;
using Quorum.Rehearsal.Running;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Faults;

/// <summary>Lets the planned faults happen at their times and ends them. What they do to a call or a start is asked here.</summary>
internal sealed partial class Troubles : ITaskPreparation
{
    private static readonly int Kinds = Enum.GetValues<FaultKind>().Length;
    private static readonly TimeSpan ClusterLag = TimeSpan.FromSeconds(2), EcsSampling = TimeSpan.FromSeconds(2), EcsLag = TimeSpan.FromSeconds(10);
    private static readonly Dictionary<string, string> NoSecrets = [];

    private readonly SimWorld _world;
    private readonly SeededRandom _random;
    private readonly List<Fault>?[] _active = new List<Fault>?[Kinds];
    private readonly TaskPreparation[] _prepared;
    private readonly Queue<(TimeSpan At, EcsSnapshot Seen)> _ecsPast = new();
    private readonly Queue<(TimeSpan At, ClusterSnapshot Seen)> _clusterPast = new();
    private SnapshotReader? _pastReader;
    private SlotViews? _pastViews;
    private int _callFaults;

    public Troubles(SimWorld world)
    {
        _world = world;
        _random = world.Random.Fork("faults");
        _prepared = [.. world.Images.Select(image => new TaskPreparation(new ImageConfig(image.Digest, NoSecrets, NoSecrets), NoSecrets))];
    }

    /// <summary>Times each kind really struck.</summary>
    public int[] Hits { get; } = new int[Kinds];

    /// <summary>Some fault of calls is under way.</summary>
    public bool CallsSuffer => _callFaults > 0;

    /// <summary>When a fault last took a node, a copy or a voter away, or somebody else changed what a reader sees; MinValue: never.</summary>
    public TimeSpan DisturbedAt { get; private set; } = TimeSpan.MinValue;

    /// <summary>When somebody else's setting, exclusion or record appeared and is still there; null: there is none.</summary>
    public TimeSpan? ForeignSince { get; private set; }

    public bool Ended { get; private set; }

    /// <summary>Some call to AWS has failed so far.</summary>
    public bool CallsFailed => Hits[(int)FaultKind.ThrottledCalls] + Hits[(int)FaultKind.ServerErrors] + Hits[(int)FaultKind.LostAnswers] + Hits[(int)FaultKind.CredentialsExpired] > 0;

    public Action<Fault>? RunnerFault { get; set; }

    public void Schedule()
    {
        foreach (var fault in _world.Scenario.Faults) _world.Queue.After(TimeSpan.FromSeconds(fault.At), () => Begin(fault));
        _world.Queue.After(TimeSpan.FromSeconds(_world.Scenario.SafetySeconds), End);
    }

    /// <summary>Whether a fault of this kind strikes now: its window is open and chance wills it.</summary>
    public bool Strikes(FaultKind kind, bool certain = false)
    {
        if (_active[(int)kind] is not { Count: > 0 } faults) return false;
        if (!certain && !_random.Chance(faults[0].Amount * MostOfCalls)) return false;
        Hits[(int)kind]++;
        return true;
    }

    private const double MostOfCalls = 0.6;

    public TimeSpan? Latency(SeededRandom random)
    {
        if (_active[(int)FaultKind.SlowCalls] is not { Count: > 0 } faults) return null;
        Hits[(int)FaultKind.SlowCalls]++;
        return TimeSpan.FromSeconds(0.1 + 4 * faults[0].Amount * random.NextDouble() * random.NextDouble());
    }

    public EcsSnapshot? StaleEcs(DateTimeOffset now) => Past(_ecsPast, FaultKind.StaleEcsReads, EcsLag) is { } seen ? seen with { At = now } : null;

    public ClusterSnapshot? StaleCluster(DateTimeOffset now) => Past(_clusterPast, FaultKind.StaleClusterReads, ClusterLag) is { } seen ? seen with { At = now } : null;

    private T? Past<T>(Queue<(TimeSpan At, T Seen)> past, FaultKind kind, TimeSpan lag) where T : class
    {
        if (_active[(int)kind] is not { Count: > 0 } || past.Count == 0 || !Strikes(kind)) return null;
        foreach (var (at, seen) in past) if (_world.Queue.Now - at <= lag) return seen;
        return null;
    }

    // ---- what a task meets ------------------------------------------------------------------------------------------------------

    public TaskPreparation Prepare(EcsTask task)
    {
        var prepared = _prepared[task.Definition.Revision];
        return For(FaultKind.ImagePullFailure, _world.SlotOf(task.Instance.Slot)) is null ? prepared : prepared with { Failure = "CannotPullContainerError: toomanyrequests" };
    }

    public TimeSpan StartDelay(int slot) => For(FaultKind.SlowStart, slot) is { } fault ? TimeSpan.FromSeconds(20 + 240 * fault.Amount) : TimeSpan.Zero;

    public string? StartError(int slot) => For(FaultKind.CrashAtStart, slot) is null ? null : "OutOfMemoryError: Java heap space";

    /// <summary>SIGKILL after a while instead of a graceful end, or how long the process takes before it heeds SIGTERM.</summary>
    public (TimeSpan? KillAfter, TimeSpan Hold) OnStop(int slot)
    {
        if (For(FaultKind.KilledOnStop, slot) is { } killed) return (TimeSpan.FromSeconds(1 + 20 * killed.Amount), TimeSpan.Zero);
        return For(FaultKind.StopOverrun, slot) is { } slow ? (null, TimeSpan.FromSeconds(60 + 300 * slow.Amount)) : (null, TimeSpan.Zero);
    }

    public void NodeStarted(int slot, ElasticsearchNode node)
    {
        if (_cut.Count > 0) Recut();
    }

    private Fault? For(FaultKind kind, int slot)
    {
        if (_active[(int)kind] is not { Count: > 0 } faults) return null;
        foreach (var fault in faults)
        {
            if (fault.Slot != slot) continue;
            Hits[(int)kind]++;
            return fault;
        }
        return null;
    }

    // ---- begin and end ----------------------------------------------------------------------------------------------------------

    private void Begin(Fault fault)
    {
        if (Ended) return;
        _world.Trace?.Line($"FAULT {fault.Kind} {_world.Scenario.Slots[fault.Slot].Name} for {fault.For:0} s, amount {fault.Amount:0.00}");
        if (IsOfCalls(fault.Kind)) _callFaults++;
        (_active[(int)fault.Kind] ??= []).Add(fault);
        if (fault.Kind is FaultKind.StaleEcsReads or FaultKind.StaleClusterReads) Sample(fault);
        Strike(fault);
        _world.Queue.After(TimeSpan.FromSeconds(fault.For), () => Finish(fault));
    }

    private void Finish(Fault fault)
    {
        if (_active[(int)fault.Kind] is not { } faults || !faults.Remove(fault)) return;
        if (IsOfCalls(fault.Kind)) _callFaults--;
        Mend(fault);
    }

    /// <summary>Faults end and what they broke is mended: from now on the roll must come to its end.</summary>
    public void End()
    {
        if (Ended) return;
        Ended = true;
        foreach (var faults in _active) if (faults is not null) foreach (var fault in faults.ToArray()) Finish(fault);
        MendAll();
        _world.Trace?.Line("faults have ended");
    }

    private static bool IsOfCalls(FaultKind kind) => kind is FaultKind.ThrottledCalls or FaultKind.ServerErrors or FaultKind.LostAnswers or FaultKind.SlowCalls or FaultKind.CredentialsExpired;

    private void Sample(Fault fault)
    {
        if (_active[(int)fault.Kind] is not { } faults || !faults.Contains(fault)) return;
        if (fault.Kind == FaultKind.StaleEcsReads)
        {
            _ecsPast.Enqueue((_world.Queue.Now, (_pastViews ??= new SlotViews(_world)).Snapshot(_world.Now)));
            while (_world.Queue.Now - _ecsPast.Peek().At > EcsLag) _ecsPast.Dequeue();
            _world.Queue.After(EcsSampling, () => Sample(fault));
            return;
        }
        if (_world.Search.Cluster is { Master: not null } state) _clusterPast.Enqueue((_world.Queue.Now, (_pastReader ??= new SnapshotReader(_world)).Read(state, _world.Now)));
        while (_clusterPast.Count > 0 && _world.Queue.Now - _clusterPast.Peek().At > ClusterLag) _clusterPast.Dequeue();
        _world.Queue.After(ClusterLag / 2, () => Sample(fault));
    }

    private void Disturb() => DisturbedAt = _world.Queue.Now;
}
