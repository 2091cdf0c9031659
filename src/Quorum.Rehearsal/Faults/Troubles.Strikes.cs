using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;
using Quorum.Rehearsal.World;

namespace Quorum.Rehearsal.Faults;

internal sealed partial class Troubles
{
    private const string AllocationEnableName = "cluster.routing.allocation.enable", ExcludeName = "cluster.routing.allocation.exclude._name";
    private const double DiskHigh = 0.86, DiskRange = 0.035;
    private const int ManyPendingTasks = 200;

    private readonly HashSet<int> _cut = [];
    private readonly HashSet<int> _lost = [];

    private void Strike(Fault fault)
    {
        var hit = true;
        switch (fault.Kind)
        {
            case FaultKind.NodeCrash: hit = Crash(_world.Nodes.Current[fault.Slot]); break;
            case FaultKind.MasterCrash: hit = Crash(_world.Search.Cluster?.Master); break;
            case FaultKind.InstanceLost: hit = Lose(fault.Slot); break;
            case FaultKind.ZoneLoss: foreach (var slot in ZoneOf(fault)) Lose(slot); break;
            case FaultKind.InstanceDrained: hit = Drain(fault.Slot, EcsInstanceStatus.Draining); break;
            case FaultKind.AgentDisconnected: hit = _world.Instances[fault.Slot] is { AgentConnected: true } instance && Connect(instance, false); break;
            case FaultKind.Partition: Cut(ZoneOf(fault), true); break;
            case FaultKind.BlackHole: Cut([fault.Slot], true); break;
            case FaultKind.JvmStall: hit = Stall(fault.Slot, true); break;
            case FaultKind.HealthCheckFlap: Disturb(); _world.Nodes.Health(fault.Slot, false); break;
            case FaultKind.DiskOverWatermark: Fill(fault.Slot, DiskHigh + DiskRange * fault.Amount); break;
            case FaultKind.SnapshotRunning: hit = Snapshot(fault); break;
            case FaultKind.IndexCreated: hit = Create(fault); break;
            case FaultKind.PendingTasks: hit = Pend(fault.Amount > 0.3 ? ManyPendingTasks : 1); break;
            case FaultKind.ForeignSetting: hit = Foreign(via => fault.Amount > 0.5 ? Set(via, AllocationEnableName, "none") : Set(via, ExcludeName, "es-nobody")); break;
            case FaultKind.ForeignExclusion: hit = Foreign(via => _world.Search.AddVotingExclusions(via, ["es-nobody"], [], out _)); break;
            case FaultKind.ForeignRecord: hit = Foreign(via => _world.Search.PutShutdown(via, _world.Nodes.Volumes[fault.Slot].NodeId ?? "?", ShutdownType.Restart, "maintenance of the rack")); break;
            case FaultKind.ForeignDeploy: hit = Deploy(fault.Slot); break;
            case FaultKind.RunnerKilled or FaultKind.RunnerCancelled or FaultKind.RunnerStalled or FaultKind.SecondRunner or FaultKind.ClockJump:
                RunnerFault?.Invoke(fault);
                break;
            // Windows: they strike when a call or a start meets them.
            default: hit = false; break;
        }
        if (hit) Hits[(int)fault.Kind]++;
    }

    private void Mend(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.InstanceLost: Restore(fault.Slot); break;
            case FaultKind.ZoneLoss: foreach (var slot in ZoneOf(fault)) Restore(slot); break;
            case FaultKind.InstanceDrained: Drain(fault.Slot, EcsInstanceStatus.Active); break;
            case FaultKind.AgentDisconnected: if (_world.Instances[fault.Slot] is { } instance && !_lost.Contains(fault.Slot)) Connect(instance, true); break;
            case FaultKind.Partition: Cut(ZoneOf(fault), false); break;
            case FaultKind.BlackHole: Cut([fault.Slot], false); break;
            case FaultKind.JvmStall: Stall(fault.Slot, false); break;
            case FaultKind.HealthCheckFlap: _world.Nodes.Health(fault.Slot, true); break;
            case FaultKind.DiskOverWatermark: Fill(fault.Slot, 0); break;
            case FaultKind.PendingTasks: Pend(0); break;
            case FaultKind.ForeignSetting or FaultKind.ForeignExclusion or FaultKind.ForeignRecord: Tidy(); break;
        }
    }

    private void MendAll()
    {
        _cut.Clear();
        Recut();
        for (var slot = 0; slot < _world.Scenario.Slots.Length; slot++)
        {
            Stall(slot, false);
            Restore(slot);
            if (_world.Instances[slot] is not { } instance) continue;
            Connect(instance, true);
            if (instance.Status == EcsInstanceStatus.Draining) _world.Ecs.SetInstanceStatus(instance, EcsInstanceStatus.Active);
            if (_world.Nodes.Volumes[slot].OtherBytes > 0) Fill(slot, 0);
        }
        Pend(0);
        Tidy();
    }

    private IEnumerable<int> ZoneOf(Fault fault) => Enumerable.Range(0, _world.Scenario.Slots.Length).Where(slot => _world.ZoneOf(slot) == _world.ZoneOf(fault.Slot));

    private bool Crash(ElasticsearchNode? node)
    {
        if (node is null) return false;
        Disturb();
        _world.Search.KillNode(node);
        return true;
    }

    private bool Lose(int slot)
    {
        if (_world.Instances[slot] is null || !_world.Machines.Runs(slot) || !_lost.Add(slot)) return false;
        Disturb();
        _world.EndInstance(slot);
        return true;
    }

    private void Restore(int slot)
    {
        if (!_lost.Remove(slot)) return;
        Disturb();
        _world.Register(slot);
    }

    private bool Drain(int slot, EcsInstanceStatus status)
    {
        if (_world.Instances[slot] is not { } instance || instance.Status == EcsInstanceStatus.Inactive || instance.Status == status) return false;
        Disturb();
        _world.Ecs.SetInstanceStatus(instance, status);
        return true;
    }

    private bool Connect(EcsInstance instance, bool connected)
    {
        _world.Ecs.SetAgentConnected(instance, connected);
        return true;
    }

    private void Cut(IEnumerable<int> slots, bool off)
    {
        foreach (var slot in slots) if (off) _cut.Add(slot); else _cut.Remove(slot);
        Recut();
    }

    private void Recut()
    {
        Disturb();
        var side = new HashSet<ElasticsearchNode>();
        foreach (var slot in _cut) if (_world.Nodes.Current[slot] is { } node) side.Add(node);
        _world.Search.Partition(side);
    }

    private bool Stall(int slot, bool stalled)
    {
        if (_world.Nodes.Current[slot] is not { } node || node.Paused == stalled) return false;
        Disturb();
        _world.Search.PauseNode(node, stalled);
        return true;
    }

    private void Fill(int slot, double share)
    {
        var volume = _world.Nodes.Volumes[slot];
        var data = volume.UsedBytes - volume.OtherBytes;
        _world.Search.SetDisk(volume, volume.TotalBytes, Math.Max(0, (long)(volume.TotalBytes * share) - data));
        DiskChanges++;
        if (share > 0) DiskFullSince = _world.Queue.Now;
    }

    /// <summary>Counts changes of disks, which the model does not count itself.</summary>
    public int DiskChanges { get; private set; }

    /// <summary>When a disk was last filled; it may have been emptied since.</summary>
    public TimeSpan DiskFullSince { get; private set; }

    public TimeSpan SnapshotSince { get; private set; }

    private bool Snapshot(Fault fault)
    {
        if (_world.Search.Cluster is not { Master: { } master } state) return false;
        if (!state.Repositories.ContainsKey("backup") && _world.Search.PutRepository(master, "backup", "fs", new Dictionary<string, string>()) != UpdateOutcome.Done) return false;
        SnapshotSince = _world.Queue.Now;
        return _world.Search.StartSnapshot(master, "backup", $"nightly-{_world.Queue.Now.Ticks}", TimeSpan.FromSeconds(fault.For)) is not null;
    }

    private bool Create(Fault fault)
    {
        if (_world.Search.Cluster?.Master is not { } master) return false;
        Disturb();
        return _world.Search.CreateIndex(master, $"new-{_world.Queue.Now.Ticks}", 1 + (int)(3 * fault.Amount)) is not null;
    }

    private bool Pend(int tasks)
    {
        if (_world.Search.Cluster is not { } state) return false;
        state.PendingTasks = tasks;
        return true;
    }

    private bool Foreign(Func<ElasticsearchNode, UpdateOutcome> change)
    {
        if (_world.Search.Cluster?.Master is not { } master || change(master) != UpdateOutcome.Done) return false;
        Disturb();
        ForeignSince ??= _world.Queue.Now;
        return true;
    }

    private UpdateOutcome Set(ElasticsearchNode via, string name, string? value) => _world.Search.PutSettings(via, new Dictionary<string, string?> { [name] = value });

    /// <summary>Something of somebody else's is there. Clearing voting exclusions clears everybody's: Elasticsearch knows no other way.</summary>
    public bool ForeignStands(ClusterState state) =>
        state.Setting(AllocationEnableName) == "none" || state.Setting(ExcludeName) is not null || state.VotingExclusions.Any(exclusion => exclusion.NodeName == "es-nobody")
        || state.Shutdowns.Values.Any(record => !record.Reason.StartsWith(Rollout.RollRecord.ReasonPrefix, StringComparison.Ordinal));

    /// <summary>Whoever left something behind takes it back; what is the roll's own stays.</summary>
    private void Tidy()
    {
        if (ForeignSince is null) return;
        if (_world.Search.Cluster is not { Master: { } master } state)
        {
            _world.Queue.After(TimeSpan.FromSeconds(5), Tidy);
            return;
        }
        var done = true;
        foreach (var record in state.Shutdowns.Values.ToArray())
        {
            if (!record.Reason.StartsWith(Rollout.RollRecord.ReasonPrefix, StringComparison.Ordinal)) done &= _world.Search.DeleteShutdown(master, record.NodeId) == UpdateOutcome.Done;
        }
        if (state.Setting(AllocationEnableName) == "none") done &= Set(master, AllocationEnableName, null) == UpdateOutcome.Done;
        done &= Set(master, ExcludeName, null) == UpdateOutcome.Done;
        // There is no call to remove a single exclusion: whoever made one clears them all and knows it.
        if (state.VotingExclusions.Any(exclusion => exclusion.NodeName == "es-nobody")) done &= _world.Search.ClearVotingExclusions(master) == UpdateOutcome.Done;
        if (!done)
        {
            _world.Queue.After(TimeSpan.FromSeconds(5), Tidy);
            return;
        }
        Disturb();
        ForeignSince = null;
    }

    /// <summary>Somebody else sets the slot's service to another revision.</summary>
    private bool Deploy(int slot)
    {
        if (_world.Service(slot) is null) return false;
        Disturb();
        _world.Ecs.UpdateService(_world.Cluster, _world.Scenario.Slots[slot].Name, new EcsServiceUpdate { TaskDefinition = _world.Definition(slot, SimWorld.ForeignRevision), DesiredCount = 1 });
        return true;
    }
}
