using System.Collections.Immutable;
using Quorum.Pipeline;

namespace Quorum.Rollout;

/// <summary>Carries decisions out, and keeps what this run knows: record, memory, last reads.</summary>
internal sealed class RollActions(RollWorld world, Policy policy)
{
    private Goal _forward = null!;
    private EcsSnapshot _ecs = null!;
    private ClusterSnapshot _cluster = null!;
    private InstanceSnapshot? _instances;
    private RollRecord? _record;
    private RollRecord? _stored;
    private string? _bootstrapped;
    private Decision _lastAction;
    private bool _acted;

    public Goal Goal { get; private set; } = null!;

    public RollMemory Memory { get; private set; } = null!;

    public SlotSet Created { get; private set; }

    public int Count { get; private set; }

    public static RollEnd EndOf(in Decision end) => end.Kind switch
    {
        DecisionKind.Complete => RollEnd.Completed,
        DecisionKind.RolledBack => RollEnd.RolledBack,
        DecisionKind.Superseded => RollEnd.Superseded,
        _ => RollEnd.Halted,
    };

    public async ValueTask LoadAsync(Goal goal, CancellationToken cancellation)
    {
        if (goal.Refreshes && world.Instances is null) throw new ArgumentException("a goal that replaces instances needs a port to them", nameof(goal));
        (_forward, Goal) = (goal, goal);
        _ecs = new EcsSnapshot(DateTimeOffset.MinValue, [], "not read yet");
        _cluster = ClusterSnapshot.Unreachable(DateTimeOffset.MinValue, "not read yet", goal.Slots.Length);
        var tries = policy.MaxErrorsInARow;
        while (true)
        {
            try
            {
                _stored = await world.Store.ReadRecordAsync(goal, cancellation).ConfigureAwait(false);
                _bootstrapped = await world.Store.ReadBootstrappedAsync(cancellation).ConfigureAwait(false);
                break;
            }
            catch (TransientPortException trouble) when (tries-- > 0)
            {
                world.Events.Troubled(world.Clock.Now, trouble.Message);
                await world.Clock.Delay(policy.Poll.Shortest, cancellation).ConfigureAwait(false);
            }
            catch (Exception trouble) when (trouble is TransientPortException or RefusedPortException)
            {
                throw new StageException($"the roll's record cannot be read: {trouble.Message}", "check the rights (ssm:GetParameter) and run again", trouble);
            }
        }
        var now = world.Clock.Now;
        var resumed = RollRecords.GoesOn(_stored, goal) && _stored!.End == RollEnd.Running;
        Memory = new RollMemory { StartedAt = now, LastActionAt = now, Resumed = resumed };
    }

    public async ValueTask<Observation> ObserveAsync(Reads reads, CancellationToken cancellation)
    {
        if ((reads & Reads.Ecs) != 0)
        {
            try
            {
                _ecs = await world.Ecs.ReadAsync(Goal, cancellation).ConfigureAwait(false);
            }
            catch (Exception trouble) when (trouble is TransientPortException or RefusedPortException)
            {
                _ecs = _ecs with { Unread = trouble.Message };
            }
        }
        if (Goal.Refreshes && (reads & Reads.Ecs) != 0) await ReadInstancesAsync(cancellation).ConfigureAwait(false);
        if ((reads & Reads.Cluster) != 0) _cluster = await world.Elasticsearch.ReadAsync(Goal, _ecs, cancellation).ConfigureAwait(false);
        var now = world.Clock.Now;
        Memory = Memory with { UnreadSince = _cluster.Unread is null ? null : Memory.UnreadSince ?? now };
        if (_record is null && _ecs.Unread is null)
        {
            _record = RollRecords.For(_stored, Goal, _ecs, _cluster, now, world.Chance());
            if (_record.Direction == RollDirection.Back) Goal = _forward.Back(_record);
        }
        return new Observation(now, _ecs, _cluster, _record ?? NoRecord(), _bootstrapped, Memory) { Instances = _instances };
    }

    public void WaitsFor(WaitKey key, DateTimeOffset now) => Memory = Memory with { Waiting = key, WaitingSince = now };

    /// <summary>The action is the one done last: it did not take effect, or its effect does not show yet.</summary>
    public bool Repeats(in Decision decision) => _acted && decision.Kind == _lastAction.Kind && decision.Slots == _lastAction.Slots;

    public async ValueTask DoAsync(Observation o, Decision decision)
    {
        var began = world.Clock.Now;
        var repeats = Repeats(decision);
        Count++;
        await CarryOutAsync(o, decision).ConfigureAwait(false);
        (_lastAction, _acted) = (decision, true);
        var now = world.Clock.Now;
        if (!repeats) Memory = Memory with { LastActionAt = now };
        world.Events.Acted(o, Goal, decision, now - began);
    }

    public async ValueTask<Observation> NoteEndAsync(Observation o, Decision end, Policy policy)
    {
        var kind = EndOf(end);
        var nothingDone = kind == RollEnd.Completed && o.Record.TouchedSlots.IsEmpty && Created.IsEmpty;
        var lockLost = end.Why.Reason == HaltReason.LockLost;
        if (_record is null || nothingDone || lockLost) return o;
        var reason = kind switch
        {
            RollEnd.Completed => "",
            RollEnd.RolledBack => _record.BackReason,
            _ => end.Why.Explain(o, Goal, policy),
        };
        try
        {
            // Whoever runs it again goes forward: the way back is closed for good.
            if (end.Why.Reason == HaltReason.OldAmongNew) _record = _record.TurnForward();
            await SaveAsync(_record with { End = kind, EndReason = reason, OpenSet = kind == RollEnd.Halted ? _record.OpenSet : SlotSet.Empty }).ConfigureAwait(false);
        }
        catch (Exception trouble) when (trouble is TransientPortException or RefusedPortException)
        {
            // The end is true all the same; the next run finds the roll unfinished, looks, and comes to the same end.
            world.Events.Troubled(world.Clock.Now, trouble.Message);
        }
        return o with { Record = _record };
    }

    public async ValueTask ReleaseAsync()
    {
        try
        {
            await world.Store.ReleaseAsync(world.Owner, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception trouble) when (trouble is TransientPortException or RefusedPortException)
        {
            // The lock expires by itself.
            world.Events.Troubled(world.Clock.Now, trouble.Message);
        }
    }

    private async ValueTask CarryOutAsync(Observation o, Decision decision)
    {
        // Actions are not cancelled half way: each is short, and the state after it is one that can be explained.
        var whole = CancellationToken.None;
        var slots = decision.Slots;
        switch (decision.Kind)
        {
            case DecisionKind.Create:
                await SaveIfNewAsync().ConfigureAwait(false);
                foreach (var slot in slots) Note(slot, await world.Ecs.CreateAsync(slot, Goal.Slots[slot].Target ?? throw NoTarget(slot), whole).ConfigureAwait(false));
                Created |= slots;
                break;
            case DecisionKind.OpenSet:
                await SaveAsync(_record!.Open(slots)).ConfigureAwait(false);
                Memory = Memory with { OpenedAt = o.At };
                break;
            case DecisionKind.Suppress:
                await SuppressAsync(o, slots).ConfigureAwait(false);
                break;
            case DecisionKind.Flush:
                await world.Elasticsearch.FlushAsync(whole).ConfigureAwait(false);
                Memory = Memory with { Flushed = slots, FlushedAt = world.Clock.Now };
                break;
            case DecisionKind.Stop:
                foreach (var slot in slots) Note(slot, await world.Ecs.StopAsync(slot, whole).ConfigureAwait(false));
                Memory = Memory with { Flushed = SlotSet.Empty };
                break;
            case DecisionKind.Replace:
                await ReplaceAsync(o, slots).ConfigureAwait(false);
                break;
            case DecisionKind.Start:
                // Noted first: what was started without an instance is not waited for.
                if (decision.Why.Blocks) Memory = Memory with { Overdue = Memory.Overdue | slots };
                foreach (var slot in slots) Note(slot, await world.Ecs.StartAsync(slot, Goal.Slots[slot].Target, whole).ConfigureAwait(false));
                break;
            case DecisionKind.Unsuppress:
                await UnsuppressAsync(o).ConfigureAwait(false);
                break;
            case DecisionKind.ReleaseSet:
                await UnsuppressAsync(o).ConfigureAwait(false);
                await SaveAsync(_record!.Release(slots)).ConfigureAwait(false);
                break;
            case DecisionKind.HandOver:
                // Noted first: an exclusion says nothing about who made it.
                await SaveAsync(_record! with { HandOver = slots.First }).ConfigureAwait(false);
                await world.Elasticsearch.ExcludeVoterAsync(Goal.Slots[slots.First].Name, whole).ConfigureAwait(false);
                Memory = Memory with { HandOvers = Memory.HandOvers + 1 };
                break;
            case DecisionKind.ClearExclusions:
                await world.Elasticsearch.ClearExclusionsAsync(whole).ConfigureAwait(false);
                _record = _record! with { HandOver = ClusterSnapshot.Nowhere };
                break;
            case DecisionKind.CloseSet:
                await SaveAsync(Measured(o, slots).CloseSet(o.At)).ConfigureAwait(false);
                Memory = Memory with { OpenedAt = DateTimeOffset.MinValue };
                break;
            case DecisionKind.MarkBootstrapped:
                await world.Store.WriteBootstrappedAsync(o.Cluster.ClusterUuid, whole).ConfigureAwait(false);
                _bootstrapped = o.Cluster.ClusterUuid;
                break;
            case DecisionKind.TurnBack:
                await SaveAsync(_record!.TurnBack(decision.Why.Explain(o, Goal, policy))).ConfigureAwait(false);
                Goal = _forward.Back(_record!);
                break;
            default:
                throw new InvalidOperationException($"{decision.Kind} is not an action");
        }
    }

    private async ValueTask ReadInstancesAsync(CancellationToken cancellation)
    {
        try
        {
            _instances = await world.Instances!.ReadAsync(Goal, cancellation).ConfigureAwait(false);
        }
        catch (Exception trouble) when (trouble is TransientPortException or RefusedPortException)
        {
            _instances = (_instances ?? new InstanceSnapshot(DateTimeOffset.MinValue, [])) with { Unread = trouble.Message };
        }
    }

    private async ValueTask ReplaceAsync(Observation o, SlotSet slots)
    {
        var record = _record!;
        foreach (var slot in slots) if (o.Instances!.BehindOf(slot, Goal) is { } behind) record = record.Replace(slot, behind.Id, Goal.Slots.Length);
        await SaveAsync(record).ConfigureAwait(false);
        foreach (var slot in slots) if (o.Instances!.BehindOf(slot, Goal) is { } behind) await world.Instances!.TerminateAsync(behind.Id, CancellationToken.None).ConfigureAwait(false);
        Memory = Memory with { ReplacedAt = world.Clock.Now };
    }

    /// <summary>A set that another run chose tells nothing: nobody knows how long nobody was at work.</summary>
    private RollRecord Measured(Observation o, SlotSet slots) =>
        Memory.OpenedAt == DateTimeOffset.MinValue ? _record! : _record! with { Pace = _record.Pace.With(slots.Overlaps(Goal.Data), o.At - Memory.OpenedAt) };

    private async ValueTask SuppressAsync(Observation o, SlotSet slots)
    {
        if (policy.Suppression == SuppressionMode.RestartRecord && o.Cluster.ShutdownRecordsUsable)
        {
            foreach (var slot in slots)
            {
                // Those that have theirs are left alone: a set whose calls fail now and then still gets further each time.
                if (o.Cluster.Nodes[slot] is { } node && !HasRecord(o.Cluster, node.Id)) await world.Elasticsearch.PutRestartRecordAsync(node.Id, _record!.Reason, policy.DelayFor(Goal), CancellationToken.None).ConfigureAwait(false);
            }
            return;
        }
        // Noted first: a setting says nothing about who made it.
        if (!_record!.AllocationSet) await SaveAsync(_record with { AllocationSet = true }).ConfigureAwait(false);
        await world.Elasticsearch.SetAllocationPrimariesAsync(true, CancellationToken.None).ConfigureAwait(false);
    }

    private bool HasRecord(ClusterSnapshot cluster, string nodeId)
    {
        foreach (var record in cluster.ShutdownRecords)
        {
            if (string.Equals(record.NodeId, nodeId, StringComparison.Ordinal) && string.Equals(record.Reason, _record!.Reason, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    private async ValueTask UnsuppressAsync(Observation o)
    {
        foreach (var record in o.Cluster.ShutdownRecords)
        {
            if (record.IsOurs) await world.Elasticsearch.DeleteShutdownRecordAsync(record.NodeId, CancellationToken.None).ConfigureAwait(false);
        }
        if (!_record!.AllocationSet) return;
        await world.Elasticsearch.SetAllocationPrimariesAsync(false, CancellationToken.None).ConfigureAwait(false);
        _record = _record with { AllocationSet = false };
    }

    private void Note(int slot, ServiceWrite write)
    {
        var writes = Memory.Writes.IsDefaultOrEmpty ? new ServiceWrite?[Goal.Slots.Length] : [.. Memory.Writes];
        writes[slot] = write;
        Memory = Memory with { Writes = [.. writes] };
    }

    private async ValueTask SaveIfNewAsync()
    {
        if (!ReferenceEquals(_stored, _record)) await SaveAsync(_record!).ConfigureAwait(false);
    }

    private async ValueTask SaveAsync(RollRecord record)
    {
        await world.Store.WriteRecordAsync(_forward, record, CancellationToken.None).ConfigureAwait(false);
        (_record, _stored) = (record, record);
    }

    private RollRecord NoRecord() => _stored ?? new RollRecord { RollId = "", Fingerprint = "" };

    private InvalidOperationException NoTarget(int slot) => new($"{Goal.Slots[slot].Name} has no service and no target revision");
}
