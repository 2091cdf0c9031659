using Quorum.Models.Elasticsearch;
using Quorum.Rehearsal.Running;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Checks;

/// <summary>
/// The invariants, looked up in the models themselves and by code that shares nothing with the engine's rules. A fault that strikes while
/// nobody can have read of it yet excuses what follows from it; nothing else does.
/// </summary>
internal sealed partial class WorldChecks(SimWorld world)
{
    /// <summary>How long a loss can go unnoticed: silence of a peer (30 s), a stale or slow read, a call in flight.</summary>
    private static readonly TimeSpan Blind = TimeSpan.FromSeconds(50);

    private readonly TimeSpan?[] _stoppedByUs = new TimeSpan?[world.Scenario.Slots.Length];
    private readonly HashSet<ShardGroup> _red = [];
    private readonly Dictionary<ShardGroup, long> _acknowledged = [];
    private long _revision = -1;
    private ElasticsearchNode? _master;
    private TimeSpan _masterSince;
    private TimeSpan? _killedStop;
    private TimeSpan _runBegan;

    public List<Violation> Violations { get; } = [];

    /// <summary>Shards that had no started copy, counted once for each time.</summary>
    public int RedMoments { get; private set; }

    public int Writes { get; private set; }

    public int Acknowledged { get; private set; }

    /// <summary>Stops of running nodes by the roll.</summary>
    public int Stops { get; private set; }

    public int Elections => (world.Search.Cluster?.Elections ?? 0) - _electionsBefore;

    private int _electionsBefore;

    public void Begin()
    {
        _electionsBefore = world.Search.Cluster!.Elections;
        AfterEvent();
    }

    /// <summary>Checked after every event that changed Elasticsearch.</summary>
    public void AfterEvent()
    {
        if (_revision == world.Search.Revision) return;
        _revision = world.Search.Revision;
        if (world.Search.Cluster is not { } state) return;
        if (state.Master != _master) (_master, _masterSince) = (state.Master, world.Queue.Now);
        if (world.Search.Clusters.Count > 1) Fail("one-cluster", "a second cluster was formed");
        for (var i = 0; i < state.Indices.Count; i++)
        {
            foreach (var group in state.Indices[i].Shards)
            {
                if (group.ActiveCopies > 0 || group.InSync.Count == 0)
                {
                    if (_red.Count > 0) _red.Remove(group);
                    continue;
                }
                if (!_red.Add(group)) continue;
                RedMoments++;
                world.Trace?.Line($"{group} has no started copy");
                if (!Exempt(group) && ByOurHand()) Fail("shard-lost", $"{group} has no started copy, and no fault took one away");
            }
        }
    }

    /// <summary>The roll stops a slot, now.</summary>
    public void Stopping(int slot, SimRunner runner)
    {
        if (world.Service(slot) is not { } service || service.DesiredCount == 0) return;
        var name = world.Scenario.Slots[slot].Name;
        if (world.Store.Owner != runner.Owner) Fail("fenced", $"{runner.Owner.Name} stops {name} while {world.Store.Owner?.Name ?? "nobody"} holds the lock");
        var state = world.Search.Cluster;
        var node = world.Nodes.Current[slot];
        if (node is not { Joined: true } || state is null || !state.Nodes.Contains(node)) return;
        // Somebody else stops it already.
        if (!service.Tasks.Any(task => task is { Live: true, LastStatus: Models.Ecs.EcsTaskStatus.Running })) return;
        Stops++;
        // One that came back a moment ago may not have been seen yet.
        if (world.Queue.Now - node.StartedAt > Blind) NotTwice(slot, name, service.Primary.Definition.Revision);
        ForgetReturned();
        var excused = Excused();
        if (!excused) OtherChecks(slot, name, node, state);
        _stoppedByUs[slot] = world.Queue.Now;
    }

    private void OtherChecks(int slot, string name, ElasticsearchNode node, ClusterState state)
    {
        for (var other = 0; other < _stoppedByUs.Length; other++)
        {
            if (_stoppedByUs[other] is not null && world.ZoneOf(other) != world.ZoneOf(slot)) Fail("one-zone", $"{name} is stopped while {world.Scenario.Slots[other].Name} of another zone has not come back");
        }
        Whole(name, state);
        Copies(slot, name, node, state);
        Voters(slot, name, state);
        var voters = state.VotingConfiguration.Count;
        if (node == state.Master && voters > 1 && world.Queue.Now - _masterSince > Blind) Fail("hand-over", $"{name} is the elected master and is stopped without a hand-over");
        if (node.Roles.IsMasterEligible() && WholeConfiguration(state) is var whole && voters < whole) Fail("voters-whole", $"{name} is stopped while {voters} of {whole} vote: one loss more than planned, and nobody is elected");
        if (Long(world.Trouble.ForeignSince) && world.Trouble.ForeignStands(state)) Fail("leftovers", $"{name} is stopped while somebody else's setting, exclusion or record stands");
        if (Long(_killedStop) && world.Store.Record is { Direction: RollDirection.Forward }) Fail("graceful-stop", $"{name} is stopped after another stop of this run ended in 137");
        if (ClusterModel.SnapshotRunning(state) && Long(world.Trouble.SnapshotSince)) Fail("snapshot", $"{name} is stopped while a snapshot runs");
        foreach (var member in state.Nodes)
        {
            if (member.Roles.HoldsData() && member.Volume.OtherBytes > 0 && member.Volume.UsedBytes >= 0.85 * member.Volume.TotalBytes && Long(world.Trouble.DiskFullSince))
            {
                Fail("disk", $"{name} is stopped while the disk of {member.Name} is over the low watermark");
            }
        }
    }

    /// <summary>Without a version change every copy is back before the next set begins.</summary>
    private void Whole(string name, ClusterState state)
    {
        if (world.Scenario.IsVersionChange) return;
        // The later slots of a set are stopped while the first ones are down already.
        for (var other = 0; other < _stoppedByUs.Length; other++) if (world.Service(other) is { DesiredCount: 0 }) return;
        foreach (var index in state.Indices)
        {
            foreach (var group in index.Shards) if (group.ActiveCopies < group.Copies.Count) Fail("recovered-first", $"{name} is stopped while {group} has {group.ActiveCopies} of {group.Copies.Count} copies");
        }
    }

    private void Copies(int slot, string name, ElasticsearchNode node, ClusterState state)
    {
        foreach (var index in state.Indices)
        {
            foreach (var group in index.Shards)
            {
                bool here = false, elsewhere = false;
                foreach (var copy in group.Copies)
                {
                    if (!copy.Active) continue;
                    if (copy.Node == node) here = true;
                    else if (!Going(world.SlotOf(copy.Node!.Name))) elsewhere = true;
                }
                if (here && !elsewhere && !Exempt(group)) Fail("copy-outside-set", $"{name} is stopped and holds the only started copy of {group}");
            }
        }
    }

    private void Voters(int slot, string name, ClusterState state)
    {
        var (down, self) = (0, false);
        foreach (var id in state.VotingConfiguration)
        {
            var voter = state.NodeById(id);
            var at = voter is null ? -1 : world.SlotOf(voter.Name);
            if (at == slot) self = true;
            if (voter is null || at == slot || Going(at)) down++;
        }
        if (self && down * 2 >= state.VotingConfiguration.Count) Fail("voters", $"{name} is stopped: {down} of {state.VotingConfiguration.Count} voters are down then");
    }

    /// <summary>Master-eligible nodes in the cluster, but an even number's last one.</summary>
    private static int WholeConfiguration(ClusterState state)
    {
        var eligible = 0;
        foreach (var node in state.Nodes) if (node.Roles.IsMasterEligible()) eligible++;
        return eligible % 2 == 0 ? eligible - 1 : eligible;
    }

    private void NotTwice(int slot, string name, int revision)
    {
        if (world.Store.Record is not { } record || record.TouchedSlots.IsEmpty) return;
        if (world.Scenario.Change == Scenarios.ChangeKind.NewInstances)
        {
            if (!world.Machines.IsBehind(slot)) Fail("not-twice", $"{name} is on an instance of the present launch template, and is stopped");
            return;
        }
        var arrived = record.Direction == RollDirection.Forward
            ? world.Operator?.Goal.Slots[slot].Target == world.Definition(slot, revision)
            : record.PreviousOf(slot)?.TaskDefinition == world.Definition(slot, revision);
        if (arrived) Fail("not-twice", $"{name} runs what the roll wants it to run, and is stopped again");
    }

    /// <summary>The roll ends a slot's instance, now.</summary>
    public void Ending(int slot, SimRunner runner)
    {
        var name = world.Scenario.Slots[slot].Name;
        if (world.Store.Owner != runner.Owner) Fail("fenced", $"{runner.Owner.Name} ends the instance of {name} while {world.Store.Owner?.Name ?? "nobody"} holds the lock");
        // Each that came anew is of the present version: to end one is to replace a slot's instance a second time, or for nothing.
        if (!world.Machines.IsBehind(slot)) Fail("replaced-once", $"the instance of {name} is of the present launch template, and is ended");
        if (Excused()) return;
        foreach (var task in world.Service(slot)?.Tasks ?? []) if (task.StartedAt is not null) Fail("stopped-before-its-end", $"the instance of {name} is ended while its task {task.Id[..8]} is {task.LastStatus}");
        ForgetReturned();
        for (var other = 0; other < _stoppedByUs.Length; other++)
        {
            if (_stoppedByUs[other] is not null && world.ZoneOf(other) != world.ZoneOf(slot)) Fail("one-zone", $"the instance of {name} is ended while {world.Scenario.Slots[other].Name} of another zone has not come back");
        }
    }

    /// <summary>The roll starts a slot, now.</summary>
    public void Starting(int slot, string? definition)
    {
        if (world.Service(slot) is not { DesiredCount: 0 } service) return;
        foreach (var task in service.Tasks)
        {
            // One that never ran holds no data path.
            if (task.StartedAt is not null && !Excused()) Fail("start-over-stopping", $"{world.Scenario.Slots[slot].Name} is started while its task {task.Id[..8]} is {task.LastStatus}");
        }
    }

    /// <summary>A process is about to open a volume.</summary>
    public void Launched(int slot, SimImage image, Volume volume)
    {
        if (volume.LastVersion is { } last && image.Version < last) Fail("downgrade", $"{world.Scenario.Slots[slot].Name}: {image.Version} is started on a data path of {last}");
    }

    public void ClearingExclusions()
    {
        if (Long(world.Trouble.ForeignSince) && world.Search.Cluster is { } state && state.VotingExclusions.Any(exclusion => exclusion.NodeName == "es-nobody") && state.VotingExclusions.Count == 1)
        {
            Fail("leftovers", "somebody else's voting exclusion is cleared");
        }
    }

    public void StopEnded(int slot, int? exitCode)
    {
        if (exitCode == ClusterModel.ExitKilled && _stoppedByUs[slot] >= _runBegan && world.Store.Record is { Direction: RollDirection.Forward }) _killedStop ??= world.Queue.Now;
    }

    /// <summary>A new run: a person has seen what the last one said.</summary>
    public void RunBegins() => (_killedStop, _runBegan) = (null, world.Queue.Now);

    private void ForgetReturned()
    {
        for (var slot = 0; slot < _stoppedByUs.Length; slot++)
        {
            if (_stoppedByUs[slot] is { } at && world.Service(slot) is { DesiredCount: > 0 } && world.Nodes.Current[slot] is { Joined: true } node && node.StartedAt > at) _stoppedByUs[slot] = null;
        }
    }

    private bool Going(int slot) => slot < 0 || _stoppedByUs[slot] is not null || world.Service(slot) is { DesiredCount: 0 };

    private bool Excused() => world.Trouble.DisturbedAt != TimeSpan.MinValue && world.Queue.Now - world.Trouble.DisturbedAt <= Blind;

    /// <summary>Something of ours is down, and no fault has struck since (or just before) it was stopped.</summary>
    private bool ByOurHand()
    {
        ForgetReturned();
        var down = false;
        foreach (var at in _stoppedByUs)
        {
            if (at is not { } stopped) continue;
            if (world.Trouble.DisturbedAt >= stopped - Blind) return false;
            down = true;
        }
        return down;
    }

    private bool Long(TimeSpan? since) => since is { } at && world.Queue.Now - at > Blind;

    private bool Exempt(ShardGroup group) => world.Scenario.AllowZeroReplicas && group.Copies.Count == 1;

    internal void Fail(string invariant, string text)
    {
        world.Trace?.Line($"VIOLATION {invariant}: {text}");
        Violations.Add(new Violation(invariant, Math.Round((world.Queue.Now - world.Begun).TotalSeconds, 1), text));
    }
}
