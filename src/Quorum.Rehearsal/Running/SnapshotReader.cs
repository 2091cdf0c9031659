using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Quorum.Models.Elasticsearch;
using Quorum.Rehearsal.World;
using Quorum.Rollout;
using AllocationEnable = Quorum.Rollout.AllocationEnable;
using ClusterHealth = Quorum.Rollout.ClusterHealth;
using CopyState = Quorum.Rollout.CopyState;
using ShutdownRecord = Quorum.Rollout.ShutdownRecord;

namespace Quorum.Rehearsal.Running;

/// <summary>One whole read of the Elasticsearch model. Node ids seen once are remembered, as the real reader does: a node that is away is an id only.</summary>
internal sealed class SnapshotReader(SimWorld world)
{
    private static readonly string[] Stuck =
    [
        "cluster.routing.rebalance.enable", "cluster.routing.allocation.exclude._name", "cluster.routing.allocation.exclude._ip", "cluster.routing.allocation.exclude._id",
        "cluster.routing.allocation.exclude._host", "cluster.routing.allocation.require._name", "cluster.routing.allocation.include._name",
    ];

    private readonly Dictionary<string, int> _slotOfId = new(StringComparer.Ordinal);
    private ImmutableArray<ShardView> _shards = [];
    private long _revision = -1;
    private ClusterSnapshot? _seen;
    private (long Revision, int Disks, int Pending) _seenAt;

    public ClusterSnapshot Read(ClusterState state, DateTimeOffset at)
    {
        var now = (world.Search.Revision, world.Trouble.DiskChanges, state.PendingTasks);
        if (_seen is { } seen && _seenAt == now) return seen with { At = at };
        _seenAt = now;
        return _seen = ReadAnew(state, at);
    }

    private ClusterSnapshot ReadAnew(ClusterState state, DateTimeOffset at)
    {
        var count = world.Scenario.Slots.Length;
        var views = new NodeView?[count];
        var joined = SlotSet.Empty;
        for (var i = 0; i < state.Nodes.Count; i++)
        {
            var node = state.Nodes[i];
            var slot = world.SlotOf(node.Name);
            _slotOfId[node.Id] = slot;
            if (slot < 0) continue;
            var revision = node.Version == world.Images[SimWorld.OldRevision].Version ? SimWorld.OldRevision : SimWorld.NewRevision;
            views[slot] = new NodeView(node.Id, node.Name, node.Address, world.VersionOf(revision), world.Scenario.Slots[slot].Roles, (double)node.Volume.UsedBytes / node.Volume.TotalBytes, world.At(node.StartedAt));
            joined |= SlotSet.Of(slot);
        }
        var (voters, foreignVoters, absentVoters) = (SlotSet.Empty, 0, 0);
        for (var i = 0; i < state.VotingConfiguration.Count; i++)
        {
            var id = state.VotingConfiguration[i];
            if (!_slotOfId.TryGetValue(id, out var slot)) absentVoters++;
            else if (slot >= 0) voters |= SlotSet.Of(slot);
            else foreignVoters++;
        }
        var excluded = SlotSet.Empty;
        ImmutableArray<string> foreignExclusions = [];
        for (var i = 0; i < state.VotingExclusions.Count; i++)
        {
            var exclusion = state.VotingExclusions[i];
            var slot = world.SlotOf(exclusion.NodeName);
            if (slot >= 0) excluded |= SlotSet.Of(slot); else foreignExclusions = foreignExclusions.Add(exclusion.NodeName);
        }
        var health = world.Search.Health(state);
        return new ClusterSnapshot
        {
            At = at,
            ClusterUuid = state.Uuid,
            Health = health.Status switch { HealthStatus.Green => ClusterHealth.Green, HealthStatus.Yellow => ClusterHealth.Yellow, _ => ClusterHealth.Red },
            Initializing = health.Initializing,
            Relocating = health.Relocating,
            PendingTasks = state.PendingTasks,
            Nodes = ImmutableCollectionsMarshal.AsImmutableArray(views),
            Joined = joined,
            Shards = Shards(state),
            ElectedMaster = state.Master is { } master ? world.SlotOf(master.Name) : ClusterSnapshot.Nowhere,
            Voters = voters,
            ForeignVoters = foreignVoters,
            AbsentVoters = absentVoters,
            Excluded = excluded,
            ForeignExclusions = foreignExclusions,
            ShutdownRecords = Records(state),
            Allocation = AllocationSettings.ParseEnable(state.Setting("cluster.routing.allocation.enable")) switch
            {
                Models.Elasticsearch.AllocationEnable.Primaries => AllocationEnable.Primaries,
                Models.Elasticsearch.AllocationEnable.NewPrimaries => AllocationEnable.NewPrimaries,
                Models.Elasticsearch.AllocationEnable.None => AllocationEnable.None,
                _ => AllocationEnable.All,
            },
            StuckSettings = Settings(state),
            SnapshotsInFlight = ClusterModel.SnapshotRunning(state) ? 1 : 0,
        };
    }

    private ImmutableArray<ShardView> Shards(ClusterState state)
    {
        if (_revision == world.Search.Revision) return _shards;
        var shards = ImmutableArray.CreateBuilder<ShardView>();
        foreach (var index in state.Indices)
        {
            foreach (var group in index.Shards)
            {
                var copies = new CopyView[group.Copies.Count];
                for (var i = 0; i < copies.Length; i++)
                {
                    var copy = group.Copies[i];
                    var slot = copy.Node is { } node ? world.SlotOf(node.Name) : ClusterSnapshot.Nowhere;
                    copies[i] = new CopyView(slot, copy.Primary, Map(copy.State), copy.Stored is { } stored && group.InSync.Contains(stored.AllocationId));
                }
                var wait = index.WaitForActiveShards == IndexState.AllShards ? copies.Length : index.WaitForActiveShards;
                shards.Add(new ShardView(index.Name, group.Number, ImmutableCollectionsMarshal.AsImmutableArray(copies), wait));
            }
        }
        _revision = world.Search.Revision;
        return _shards = shards.DrainToImmutable();
    }

    private ImmutableArray<ShutdownRecord> Records(ClusterState state)
    {
        if (state.Shutdowns.Count == 0) return [];
        var records = ImmutableArray.CreateBuilder<ShutdownRecord>(state.Shutdowns.Count);
        foreach (var record in state.Shutdowns.Values)
        {
            records.Add(new ShutdownRecord(record.NodeId, _slotOfId.GetValueOrDefault(record.NodeId, ClusterSnapshot.Foreign), record.Type == ShutdownType.Restart ? "RESTART" : "REMOVE", record.Reason));
        }
        return records.MoveToImmutable();
    }

    private static ImmutableArray<string> Settings(ClusterState state)
    {
        if (state.Persistent.Count + state.Transient.Count == 0) return [];
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var name in Stuck) if (state.Setting(name) is { Length: > 0 } value and not "all") found.Add($"{name}={value}");
        return found.DrainToImmutable();
    }

    private static CopyState Map(Models.Elasticsearch.CopyState state) => state switch
    {
        Models.Elasticsearch.CopyState.Started => CopyState.Started,
        Models.Elasticsearch.CopyState.Relocating => CopyState.Relocating,
        Models.Elasticsearch.CopyState.Initializing => CopyState.Initializing,
        _ => CopyState.Unassigned,
    };
}
