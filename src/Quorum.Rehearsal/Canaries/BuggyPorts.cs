using System.Collections.Immutable;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Canaries;

/// <summary>Reads ECS through wrong glasses.</summary>
internal sealed class EcsView(IEcsPort inner, Func<SlotService, Goal, int, SlotService> see) : IEcsPort
{
    public EcsView(IEcsPort inner, Func<SlotService, SlotService> see) : this(inner, (service, _, _) => see(service)) { }

    public async ValueTask<EcsSnapshot> ReadAsync(Goal goal, CancellationToken cancellation)
    {
        var seen = await inner.ReadAsync(goal, cancellation).ConfigureAwait(false);
        return seen with { Slots = [.. seen.Slots.Select((service, slot) => see(service, goal, slot))] };
    }

    public ValueTask<ServiceWrite> CreateAsync(int slot, string taskDefinition, CancellationToken cancellation) => inner.CreateAsync(slot, taskDefinition, cancellation);

    public ValueTask<ServiceWrite> StopAsync(int slot, CancellationToken cancellation) => inner.StopAsync(slot, cancellation);

    public ValueTask<ServiceWrite> StartAsync(int slot, string? taskDefinition, CancellationToken cancellation) => inner.StartAsync(slot, taskDefinition, cancellation);
}

/// <summary>A resumed run takes each finished slot for unfinished until it has restarted it.</summary>
internal sealed class ForgetsProgress(IEcsPort inner, SimWorld world) : IEcsPort
{
    private readonly HashSet<int> _done = [];

    public async ValueTask<EcsSnapshot> ReadAsync(Goal goal, CancellationToken cancellation)
    {
        var seen = await inner.ReadAsync(goal, cancellation).ConfigureAwait(false);
        return seen with { Slots = [.. seen.Slots.Select((service, slot) => service.Desired == 0 || _done.Contains(slot) || service.TaskDefinition != goal.Slots[slot].Target ? service : Old(service, slot))] };
    }

    public ValueTask<ServiceWrite> CreateAsync(int slot, string taskDefinition, CancellationToken cancellation) => inner.CreateAsync(slot, taskDefinition, cancellation);

    public async ValueTask<ServiceWrite> StopAsync(int slot, CancellationToken cancellation)
    {
        _done.Add(slot);
        return await inner.StopAsync(slot, cancellation).ConfigureAwait(false);
    }

    public ValueTask<ServiceWrite> StartAsync(int slot, string? taskDefinition, CancellationToken cancellation) => inner.StartAsync(slot, taskDefinition, cancellation);

    private SlotService Old(SlotService service, int slot)
    {
        var old = world.Definition(slot, SimWorld.OldRevision);
        return service with { TaskDefinition = old, Task = service.Task is { } task ? task with { TaskDefinition = old } : null };
    }
}

/// <summary>A resumed run takes each instance for one of before until it has ended it itself.</summary>
internal sealed class ForgetsReplaced(IInstancePort inner) : IInstancePort
{
    private readonly HashSet<int> _done = [];
    private InstanceSnapshot? _last;

    public async ValueTask<InstanceSnapshot> ReadAsync(Goal goal, CancellationToken cancellation)
    {
        var seen = await inner.ReadAsync(goal, cancellation).ConfigureAwait(false);
        return _last = seen with { Slots = [.. seen.Slots.Select((here, slot) => _done.Contains(slot) ? here : [.. here.Select(instance => instance with { From = instance.From! with { Number = World.SimMachines.OldVersion } })])] };
    }

    public ValueTask TerminateAsync(string instanceId, CancellationToken cancellation)
    {
        for (var slot = 0; slot < _last!.Slots.Length; slot++) if (_last.OnlyOf(slot)?.Id == instanceId) _done.Add(slot);
        return inner.TerminateAsync(instanceId, cancellation);
    }
}

/// <summary>Shows the instance that came in the place of an ended one as that one, once.</summary>
internal sealed class EndsTheNext(IInstancePort inner) : IInstancePort
{
    private readonly Dictionary<int, InstanceView> _ended = [];
    private readonly Dictionary<string, string> _next = new(StringComparer.Ordinal);
    private InstanceSnapshot? _last;

    public async ValueTask<InstanceSnapshot> ReadAsync(Goal goal, CancellationToken cancellation)
    {
        var seen = _last = await inner.ReadAsync(goal, cancellation).ConfigureAwait(false);
        foreach (var (slot, ended) in _ended)
        {
            if (seen.OnlyOf(slot) is not { } came || came.Id == ended.Id) continue;
            _next.TryAdd(ended.Id, came.Id);
            if (_next[ended.Id] == came.Id) seen = seen with { Slots = seen.Slots.SetItem(slot, [ended]) };
        }
        return seen;
    }

    public ValueTask TerminateAsync(string instanceId, CancellationToken cancellation)
    {
        for (var slot = 0; slot < _last!.Slots.Length; slot++) if (_last.OnlyOf(slot) is { } instance && instance.Id == instanceId) _ended[slot] = instance;
        return inner.TerminateAsync(_next.GetValueOrDefault(instanceId, instanceId), cancellation);
    }
}

/// <summary>Says that instances are ended, and ends none.</summary>
internal sealed class BelievesReplaced(IInstancePort inner) : IInstancePort
{
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

    public async ValueTask<InstanceSnapshot> ReadAsync(Goal goal, CancellationToken cancellation)
    {
        var seen = await inner.ReadAsync(goal, cancellation).ConfigureAwait(false);
        return seen with { Slots = [.. seen.Slots.Select((here, slot) => (System.Collections.Immutable.ImmutableArray<InstanceView>)[.. here.Select(instance => _ended.Contains(instance.Id) ? instance with { From = goal.Slots[slot].Launch } : instance)])] };
    }

    public ValueTask TerminateAsync(string instanceId, CancellationToken cancellation)
    {
        _ended.Add(instanceId);
        return default;
    }
}

/// <summary>Passes everything on; the bugs change one thing each.</summary>
internal abstract class SearchPort(IElasticsearchPort inner) : IElasticsearchPort
{
    protected IElasticsearchPort Inner { get; } = inner;

    public virtual ValueTask<ClusterSnapshot> ReadAsync(Goal goal, EcsSnapshot ecs, CancellationToken cancellation) => Inner.ReadAsync(goal, ecs, cancellation);

    public ValueTask PutRestartRecordAsync(string nodeId, string reason, TimeSpan allocationDelay, CancellationToken cancellation) => Inner.PutRestartRecordAsync(nodeId, reason, allocationDelay, cancellation);

    public virtual ValueTask DeleteShutdownRecordAsync(string nodeId, CancellationToken cancellation) => Inner.DeleteShutdownRecordAsync(nodeId, cancellation);

    public virtual ValueTask SetAllocationPrimariesAsync(bool primaries, CancellationToken cancellation) => Inner.SetAllocationPrimariesAsync(primaries, cancellation);

    public ValueTask FlushAsync(CancellationToken cancellation) => Inner.FlushAsync(cancellation);

    public ValueTask ExcludeVoterAsync(string nodeName, CancellationToken cancellation) => Inner.ExcludeVoterAsync(nodeName, cancellation);

    public virtual ValueTask ClearExclusionsAsync(CancellationToken cancellation) => Inner.ClearExclusionsAsync(cancellation);
}

internal sealed class ClusterView(IElasticsearchPort inner, Func<ClusterSnapshot, Goal, ClusterSnapshot> see) : SearchPort(inner)
{
    public override async ValueTask<ClusterSnapshot> ReadAsync(Goal goal, EcsSnapshot ecs, CancellationToken cancellation)
    {
        var seen = await Inner.ReadAsync(goal, ecs, cancellation).ConfigureAwait(false);
        return seen.Unread is null ? see(seen, goal) : seen;
    }
}

/// <summary>Keeps the first shard table and health for good; only who is in the cluster is read anew.</summary>
internal sealed class ReadsOnce(IElasticsearchPort inner) : SearchPort(inner)
{
    private ClusterSnapshot? _first;

    public override async ValueTask<ClusterSnapshot> ReadAsync(Goal goal, EcsSnapshot ecs, CancellationToken cancellation)
    {
        var seen = await Inner.ReadAsync(goal, ecs, cancellation).ConfigureAwait(false);
        if (seen.Unread is not null) return seen;
        _first ??= seen;
        return seen with { Health = _first.Health, Shards = _first.Shards, Initializing = _first.Initializing, Relocating = _first.Relocating, ElectedMaster = _first.ElectedMaster, SnapshotsInFlight = _first.SnapshotsInFlight, StuckSettings = _first.StuckSettings };
    }
}

/// <summary>Says that it cleaned up, and does not see what it left.</summary>
internal sealed class Forgets(IElasticsearchPort inner, bool records = false, bool setting = false, bool exclusion = false) : SearchPort(inner)
{
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private bool _reset, _cleared;

    public override async ValueTask<ClusterSnapshot> ReadAsync(Goal goal, EcsSnapshot ecs, CancellationToken cancellation)
    {
        var seen = await Inner.ReadAsync(goal, ecs, cancellation).ConfigureAwait(false);
        if (_deleted.Count > 0) seen = seen with { ShutdownRecords = [.. seen.ShutdownRecords.Where(record => !_deleted.Contains(record.NodeId))] };
        if (_reset) seen = seen with { Allocation = AllocationEnable.All };
        return _cleared ? seen with { Excluded = SlotSet.Empty, Voters = goal.Masters } : seen;
    }

    public override ValueTask DeleteShutdownRecordAsync(string nodeId, CancellationToken cancellation)
    {
        if (!records) return base.DeleteShutdownRecordAsync(nodeId, cancellation);
        _deleted.Add(nodeId);
        return default;
    }

    public override ValueTask SetAllocationPrimariesAsync(bool primaries, CancellationToken cancellation)
    {
        if (!setting || primaries) return base.SetAllocationPrimariesAsync(primaries, cancellation);
        _reset = true;
        return default;
    }

    public override ValueTask ClearExclusionsAsync(CancellationToken cancellation)
    {
        if (!exclusion) return base.ClearExclusionsAsync(cancellation);
        _cleared = true;
        return default;
    }
}

/// <summary>Clears the exclusion of the master that handed over only when its copies may move again, that is when it is back.</summary>
internal sealed class KeepsExclusion(IElasticsearchPort inner) : SearchPort(inner)
{
    private bool _kept;

    public override async ValueTask<ClusterSnapshot> ReadAsync(Goal goal, EcsSnapshot ecs, CancellationToken cancellation)
    {
        var seen = await Inner.ReadAsync(goal, ecs, cancellation).ConfigureAwait(false);
        return _kept ? seen with { Excluded = SlotSet.Empty, Voters = goal.Masters } : seen;
    }

    public override ValueTask ClearExclusionsAsync(CancellationToken cancellation)
    {
        _kept = true;
        return default;
    }

    public override async ValueTask DeleteShutdownRecordAsync(string nodeId, CancellationToken cancellation)
    {
        await Inner.DeleteShutdownRecordAsync(nodeId, cancellation).ConfigureAwait(false);
        if (_kept) await Inner.ClearExclusionsAsync(cancellation).ConfigureAwait(false);
        _kept = false;
    }
}

/// <summary>Everybody gets the lock.</summary>
internal sealed class NoLockStore(IRollStore inner) : IRollStore
{
    public async ValueTask<LockAnswer> AcquireAsync(LockOwner owner, DateTimeOffset now, TimeSpan expiry, CancellationToken cancellation)
    {
        await inner.AcquireAsync(owner, now, expiry, cancellation).ConfigureAwait(false);
        return new LockAnswer(true, owner.Name, now);
    }

    public ValueTask<LockAnswer> HeartbeatAsync(LockOwner owner, DateTimeOffset now, CancellationToken cancellation) => new(new LockAnswer(true, owner.Name, now));

    public ValueTask ReleaseAsync(LockOwner owner, CancellationToken cancellation) => inner.ReleaseAsync(owner, cancellation);

    public ValueTask<RollRecord?> ReadRecordAsync(Goal goal, CancellationToken cancellation) => inner.ReadRecordAsync(goal, cancellation);

    public ValueTask WriteRecordAsync(Goal goal, RollRecord record, CancellationToken cancellation) => inner.WriteRecordAsync(goal, record, cancellation);

    public ValueTask<string?> ReadBootstrappedAsync(CancellationToken cancellation) => inner.ReadBootstrappedAsync(cancellation);

    public ValueTask WriteBootstrappedAsync(string clusterUuid, CancellationToken cancellation) => inner.WriteBootstrappedAsync(clusterUuid, cancellation);
}
