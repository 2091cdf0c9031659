using Quorum.Pipeline;
using Quorum.Rollout;

namespace Quorum.Tests.Rollout;

/// <summary>The runner was killed: nothing of the driver runs any more, its clean-up neither.</summary>
public sealed class KilledException : Exception;

/// <summary>
/// A small ECS and Elasticsearch in virtual time for the driver's tests. It checks the promises itself whenever a node goes: each shard
/// keeps a started copy, voters keep a majority, one zone at most, nothing is stopped twice for nothing.
/// </summary>
public sealed class FakeWorld : IEcsPort, IElasticsearchPort, IRollStore, IInstancePort, IClock
{
    private readonly PriorityQueue<Action, (DateTimeOffset, int)> _events = new();
    private int _sequence;
    private int _deployments;
    private RollRecord? _record;
    private (LockOwner Owner, DateTimeOffset Heartbeat)? _lock;

    public FakeWorld(Goal goal) => (Goal, Slots) = (goal, [.. goal.Slots.Select(slot => new FakeSlot(slot))]);

    public static readonly DateTimeOffset Epoch = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public Goal Goal { get; }

    public FakeSlot[] Slots { get; }

    public DateTimeOffset Now { get; private set; } = Epoch;

    public List<FakeShard> Shards { get; } = [];

    public SlotSet Voters { get; set; }

    public SlotSet Excluded { get; set; }

    public int Elected { get; set; } = -1;

    public Dictionary<string, string> Records { get; } = [];

    public bool AllocationPrimaries { get; set; }

    public string? Bootstrapped { get; set; }

    public RollRecord? Stored => _record;

    public List<string> Log { get; } = [];

    public List<string> Violations { get; } = [];

    public HashSet<string> BadRevisions { get; } = [];

    public int Elections { get; private set; }

    /// <summary>Calls so far; the call that reaches <see cref="KillAt"/> kills the runner, after its effect when <see cref="KillAfterEffect"/>.</summary>
    public int Calls { get; private set; }

    public int KillAt { get; set; } = int.MaxValue;

    public bool KillAfterEffect { get; set; }

    /// <summary>Every n-th ECS or Elasticsearch action fails as a lost answer: after its effect.</summary>
    public int LoseEvery { get; set; } = int.MaxValue;

    public int StopExitCode { get; set; } = 143;

    public bool RecordsUsable { get; set; } = true;

    /// <summary>What the slots' groups start; null: none comes at all.</summary>
    public LaunchVersion? Group { get; set; } = new("lt", 2);

    /// <summary>From the end of an instance to the next one's being registered.</summary>
    public double InstanceSeconds { get; set; } = 150;

    /// <summary>Delays that restart records were put with.</summary>
    public HashSet<TimeSpan> Delays { get; } = [];

    public SlotSet Joined
    {
        get
        {
            var set = SlotSet.Empty;
            for (var slot = 0; slot < Slots.Length; slot++) if (Slots[slot].Joined) set |= SlotSet.Of(slot);
            return set;
        }
    }

    /// <summary>A formed cluster on <paramref name="revision"/> with one replicated shard per neighbouring pair of slots of different zones.</summary>
    public static FakeWorld Running(Goal goal, int revision, string version)
    {
        var world = new FakeWorld(goal) { Bootstrapped = "uuid-1" };
        for (var slot = 0; slot < world.Slots.Length; slot++)
        {
            var it = world.Slots[slot];
            it.TaskDefinition = Arn(it.Goal.Name, revision);
            (it.Desired, it.Exists, it.Joined, it.Phase, it.Deployment, it.TaskRevision) = (1, true, true, TaskPhase.Running, "d0", it.TaskDefinition);
            it.StartedAt = it.NodeStarted = it.DeploymentStarted = Epoch.AddDays(-1);
            it.Version = it.DataVersion = ElasticsearchVersion.Parse(version);
        }
        world.Voters = goal.Masters;
        world.Elected = goal.Masters.First;
        var number = 0;
        for (var slot = 0; slot < world.Slots.Length; slot++)
        {
            if (!goal.Data.Contains(slot)) continue;
            var other = -1;
            foreach (var candidate in goal.Data)
            {
                if (goal.ZoneOf(candidate) != goal.ZoneOf(slot) && (candidate > slot || other < 0)) other = candidate;
                if (other > slot) break;
            }
            if (other >= 0) world.Shards.Add(new FakeShard("logs", number++, slot, other));
        }
        return world;
    }

    public static string Arn(string slot, int revision) => $"arn:aws:ecs:us-east-1:000000000000:task-definition/q-{slot}:{revision}";

    public RollDriver Driver(Policy? policy = null, IRollEvents? events = null, string token = "t1", double chance = 0.5) =>
        new(new RollWorld(this, this, this, this, () => chance, events ?? NoEvents.Instance, new LockOwner($"runner {token}", token)) { Instances = this }, policy ?? Policy.Default);

    public Task Delay(TimeSpan time, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Advance(time);
        return Task.CompletedTask;
    }

    public void Advance(TimeSpan time)
    {
        var until = Now + time;
        while (_events.TryPeek(out var action, out var due) && due.Item1 <= until)
        {
            _events.Dequeue();
            if (due.Item1 > Now) Now = due.Item1;
            action();
        }
        Now = until;
    }

    public void After(double seconds, Action action) => _events.Enqueue(action, (Now.AddSeconds(seconds), _sequence++));

    // ── ECS ─────────────────────────────────────────────────────────────────

    ValueTask<EcsSnapshot> IEcsPort.ReadAsync(Goal goal, CancellationToken cancellation)
    {
        Called();
        return new(new EcsSnapshot(Now, [.. Slots.Select(slot => slot.View())]));
    }

    public ValueTask<ServiceWrite> CreateAsync(int slot, string taskDefinition, CancellationToken cancellation) => Write(slot, "create", taskDefinition, 1);

    public ValueTask<ServiceWrite> StopAsync(int slot, CancellationToken cancellation) => Write(slot, "stop", null, 0);

    public ValueTask<ServiceWrite> StartAsync(int slot, string? taskDefinition, CancellationToken cancellation) => Write(slot, "start", taskDefinition, 1);

    private ValueTask<ServiceWrite> Write(int index, string what, string? taskDefinition, int desired) => Act($"{what} {Slots[index].Goal.Name}", () =>
    {
        var slot = Slots[index];
        slot.Exists = true;
        if (taskDefinition is not null && taskDefinition != slot.TaskDefinition)
        {
            (slot.TaskDefinition, slot.Deployment, slot.DeploymentStarted, slot.FailedTasks) = (taskDefinition, $"d{++_deployments}", Now, 0);
        }
        slot.Desired = desired;
        if (desired == 0 && slot.Phase is TaskPhase.Starting or TaskPhase.Running && slot.Live) Stopping(index);
        if (desired == 1 && !slot.Live) Launch(index);
        return new ServiceWrite(slot.TaskDefinition, desired, slot.Deployment, Now);
    });

    private void Stopping(int index)
    {
        var slot = Slots[index];
        if (slot.Joined) slot.Stops++;
        (slot.Phase, slot.StoppingAt) = (TaskPhase.Stopping, Now);
        Leave(index);
        After(8, () =>
        {
            slot.LastStop = new StopView("t", slot.TaskRevision!, StopExitCode, Now, Now - slot.StoppingAt!.Value, "scaling");
            (slot.Live, slot.StoppingAt) = (false, null);
            if (slot.Desired == 1) Launch(index);
        });
    }

    private void Launch(int index)
    {
        var slot = Slots[index];
        if (!slot.InstanceReady)
        {
            After(1, () => { if (slot is { Desired: 1, Live: false }) Launch(index); });
            return;
        }
        var revision = slot.TaskDefinition!;
        (slot.Live, slot.Phase, slot.StartedAt, slot.TaskRevision) = (true, TaskPhase.Starting, null, revision);
        var version = slot.Goal.Target == revision ? slot.Goal.Version : slot.Version;
        After(20, () =>
        {
            if (!slot.Live || slot.TaskRevision != revision || slot.Phase != TaskPhase.Starting) return;
            if (BadRevisions.Contains(revision) || version < slot.DataVersion)
            {
                slot.LastFailure = new StopView("t", revision, 1, Now, null, "Essential container in task exited");
                (slot.Live, slot.FailedTasks) = (false, slot.FailedTasks + 1);
                if (slot.Desired == 1) Launch(index);
                return;
            }
            (slot.Phase, slot.StartedAt, slot.NodeStarted, slot.Version, slot.DataVersion) = (TaskPhase.Running, Now, Now, version, version);
            After(10, () => Join(index, revision));
        });
    }

    private void Join(int index, string revision)
    {
        var slot = Slots[index];
        if (!slot.Live || slot.TaskRevision != revision || slot.Phase != TaskPhase.Running) return;
        slot.Joined = true;
        Reconfigure();
        foreach (var shard in Shards) if (shard.Slots.Contains(index)) After(15, () => { if (slot.Joined) shard.Started |= SlotSet.Of(index); });
    }

    private void Leave(int index)
    {
        var me = SlotSet.Of(index);
        if (!Slots[index].Joined) return;
        Slots[index].Joined = false;
        foreach (var shard in Shards)
        {
            shard.Started -= me;
            if (shard.Started.IsEmpty) Violations.Add($"[{shard.Index}][{shard.Number}] lost its last started copy with {Slots[index].Goal.Name}");
        }
        var zones = (Goal.All - Joined);
        foreach (var slot in zones) if (Slots[slot].Exists && Goal.ZoneOf(slot) != Goal.ZoneOf(index)) Violations.Add($"{Slots[slot].Goal.Name} and {Slots[index].Goal.Name} are down in two zones");
        if (Voters.Contains(index) && (Voters - Joined).Count * 2 >= Voters.Count) Violations.Add($"half of the voters or more are down with {Slots[index].Goal.Name}");
        Reconfigure();
    }

    private void Reconfigure()
    {
        var masters = Goal.Masters & Joined;
        if (Bootstrapped is null && masters == Goal.Masters && Voters.IsEmpty) Voters = masters;
        var eligible = masters - Excluded;
        if (Voters.IsEmpty || (Voters & masters).Count * 2 <= Voters.Count) { Elected = -1; return; }
        if (eligible.Count >= 3 || eligible.Count >= Voters.Count || !Excluded.IsEmpty) Voters = eligible;
        if (Elected < 0 || !eligible.Contains(Elected)) { Elected = eligible.First; Elections++; }
    }

    // ── EC2 ─────────────────────────────────────────────────────────────────

    ValueTask<InstanceSnapshot> IInstancePort.ReadAsync(Goal goal, CancellationToken cancellation)
    {
        Called();
        return new(new InstanceSnapshot(Now, [.. Slots.Select(slot => slot.Instance is { } id ? [new InstanceView(id, slot.From)] : (System.Collections.Immutable.ImmutableArray<InstanceView>)[])]));
    }

    ValueTask IInstancePort.TerminateAsync(string instanceId, CancellationToken cancellation) => Do($"terminate {instanceId}", () =>
    {
        var index = Array.FindIndex(Slots, each => each.Instance == instanceId);
        if (index < 0) return;
        var slot = Slots[index];
        if (slot.Live) Violations.Add($"{instanceId} is ended while a task of {slot.Goal.Name} runs");
        (slot.Instance, slot.InstanceReady, slot.Ended) = (null, false, slot.Ended + 1);
        After(InstanceSeconds / 2, () => { if (Group is not null) (slot.Instance, slot.From) = ($"{slot.Goal.Name}-{slot.Ended}", Group); });
        After(InstanceSeconds, () => slot.InstanceReady = slot.Instance is not null && slot.Registers);
    });

    // ── Elasticsearch ───────────────────────────────────────────────────────

    ValueTask<ClusterSnapshot> IElasticsearchPort.ReadAsync(Goal goal, EcsSnapshot ecs, CancellationToken cancellation)
    {
        Called();
        if (Elected < 0) return new(ClusterSnapshot.Unreachable(Now, "no master", goal.Slots.Length));
        var shards = Shards.Select(shard => shard.View()).ToArray();
        return new(new ClusterSnapshot
        {
            At = Now,
            ClusterUuid = "uuid-1",
            Health = Shards.Exists(shard => shard.Started.IsEmpty) ? ClusterHealth.Red : Shards.Exists(shard => shard.Started.Count < shard.Slots.Length) ? ClusterHealth.Yellow : ClusterHealth.Green,
            Initializing = shards.Sum(shard => shard.Copies.Count(copy => copy.State == CopyState.Initializing)),
            Nodes = [.. Slots.Select((slot, index) => slot.Joined ? new NodeView($"n{index}", slot.Goal.Name, "127.0.0.1", slot.Version, slot.Goal.Roles, 0.3, slot.NodeStarted) : null)],
            Joined = Joined,
            Shards = [.. shards],
            ElectedMaster = Elected,
            Voters = Voters,
            Excluded = Excluded,
            ShutdownRecords = [.. Records.Select(record => new ShutdownRecord(record.Key, int.Parse(record.Key.AsSpan(1)), "restart", record.Value))],
            ShutdownRecordsUsable = RecordsUsable,
            Allocation = AllocationPrimaries ? AllocationEnable.Primaries : AllocationEnable.All,
        });
    }

    public ValueTask PutRestartRecordAsync(string nodeId, string reason, TimeSpan allocationDelay, CancellationToken cancellation) => Do($"record {nodeId}", () =>
    {
        Records[nodeId] = reason;
        Delays.Add(allocationDelay);
    });

    public ValueTask DeleteShutdownRecordAsync(string nodeId, CancellationToken cancellation) => Do($"unrecord {nodeId}", () => Records.Remove(nodeId));

    public ValueTask SetAllocationPrimariesAsync(bool primaries, CancellationToken cancellation) => Do($"allocation {primaries}", () => AllocationPrimaries = primaries);

    public ValueTask FlushAsync(CancellationToken cancellation) => Do("flush", () => { });

    public ValueTask ExcludeVoterAsync(string nodeName, CancellationToken cancellation) => Do($"exclude {nodeName}", () => { Excluded |= SlotSet.Of(Goal.IndexOf(nodeName)); Reconfigure(); });

    public ValueTask ClearExclusionsAsync(CancellationToken cancellation) => Do("clear exclusions", () => { Excluded = SlotSet.Empty; Reconfigure(); });

    // ── store ───────────────────────────────────────────────────────────────

    public ValueTask<LockAnswer> AcquireAsync(LockOwner owner, DateTimeOffset now, TimeSpan expiry, CancellationToken cancellation)
    {
        Called();
        if (_lock is not { } held || held.Owner == owner || now - held.Heartbeat > expiry) _lock = (owner, now);
        return new(new LockAnswer(_lock!.Value.Owner == owner, _lock.Value.Owner.Name, _lock.Value.Heartbeat));
    }

    public ValueTask<LockAnswer> HeartbeatAsync(LockOwner owner, DateTimeOffset now, CancellationToken cancellation)
    {
        Called();
        if (_lock?.Owner == owner) _lock = (owner, now);
        return new(new LockAnswer(_lock?.Owner == owner, _lock?.Owner.Name ?? "nobody", now));
    }

    public ValueTask ReleaseAsync(LockOwner owner, CancellationToken cancellation)
    {
        Called();
        if (_lock?.Owner == owner) _lock = null;
        return default;
    }

    public void StealLock(string by) => _lock = (new LockOwner(by, by), Now);

    public ValueTask<RollRecord?> ReadRecordAsync(Goal goal, CancellationToken cancellation)
    {
        Called();
        return new(_record);
    }

    public ValueTask WriteRecordAsync(Goal goal, RollRecord record, CancellationToken cancellation) => Do($"save {record.End}", () => _record = record);

    public ValueTask<string?> ReadBootstrappedAsync(CancellationToken cancellation)
    {
        Called();
        return new(Bootstrapped);
    }

    public ValueTask WriteBootstrappedAsync(string clusterUuid, CancellationToken cancellation) => Do("bootstrapped", () => Bootstrapped = clusterUuid);

    private void Called()
    {
        if (++Calls > KillAt) throw new KilledException();
    }

    private ValueTask Do(string what, Action effect) => new(Act(what, () => { effect(); return true; }).AsTask());

    private ValueTask<T> Act<T>(string what, Func<T> effect)
    {
        if (++Calls > KillAt || (Calls == KillAt && !KillAfterEffect)) throw new KilledException();
        Log.Add(what);
        var result = effect();
        if (Calls == KillAt) throw new KilledException();
        return Calls % LoseEvery == 0 ? throw new TransientPortException($"answer to {what} lost") : new ValueTask<T>(result);
    }
}

public sealed class FakeSlot(RollSlot goal)
{
    public RollSlot Goal { get; } = goal;

    public bool Exists, Joined, InstanceReady = true, Registers = true;
    public string? Instance = goal.Name + "-0";
    public LaunchVersion? From = new("lt", 1);
    public int Ended;
    public string? TaskDefinition, Deployment, TaskRevision, Digest;
    public int Desired, FailedTasks, Stops;
    public TaskPhase Phase;
    public DateTimeOffset? StartedAt, StoppingAt;
    public DateTimeOffset NodeStarted, DeploymentStarted;
    public StopView? LastStop, LastFailure;
    public ElasticsearchVersion Version, DataVersion;
    private bool? _live;

    public bool Live { get => _live ?? Joined; set => _live = value; }

    public SlotService View() => !Exists ? SlotService.Absent with { InstanceReady = InstanceReady } : new SlotService
    {
        Exists = true,
        TaskDefinition = TaskDefinition,
        Version = Version,
        Desired = Desired,
        Deployment = Deployment,
        DeploymentStarted = DeploymentStarted,
        FailedTasks = FailedTasks,
        LiveTasks = Live ? 1 : 0,
        Task = Live ? new TaskView("t", TaskRevision ?? TaskDefinition!, Digest ?? "", Phase, TaskHealth.Unknown, StartedAt, StoppingAt) : null,
        LastStop = LastStop,
        LastFailure = LastFailure,
        InstanceReady = InstanceReady,
        ReadyInstance = InstanceReady ? Instance : null,
    };
}

public sealed class FakeShard
{
    public FakeShard(string index, int number, params int[] slots)
    {
        (Index, Number, Slots) = (index, number, slots);
        Started = SlotSet.Of(slots);
    }

    public string Index { get; }

    public int Number { get; }

    public int[] Slots { get; }

    public SlotSet Started { get; set; }

    public ShardView View()
    {
        var primary = Started.First;
        return new ShardView(Index, Number, [.. Slots.Select(slot => Started.Contains(slot) ? new CopyView(slot, slot == primary, CopyState.Started, true) : new CopyView(-1, false, CopyState.Unassigned, false))]);
    }
}
