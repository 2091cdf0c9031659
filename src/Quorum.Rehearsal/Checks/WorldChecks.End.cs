using Quorum.Models.Elasticsearch;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Checks;

internal sealed partial class WorldChecks
{
    /// <summary>A client writes one operation to a shard through a node, both by chance.</summary>
    public void Write(Models.Kernel.SeededRandom random)
    {
        if (world.Search.Cluster is not { } state || state.Indices.Count == 0) return;
        var index = state.Indices[random.Next(state.Indices.Count)];
        var group = index.Shards[random.Next(index.Shards.Length)];
        if (world.Nodes.Current[random.Next(world.Scenario.Slots.Length)] is not { HttpOpen: true } via) return;
        Writes++;
        if (world.Search.Write(via, group) != WriteOutcome.Acknowledged) return;
        Acknowledged++;
        _acknowledged[group] = group.NextSequence;
    }

    /// <summary>What a run reports must be so.</summary>
    public void Reported(RollResult result, Goal goal)
    {
        if (result.End is RollEnd.Halted or RollEnd.Superseded && (result.Reason.Length == 0 || result.WayOut.Length == 0)) Fail("one-outcome", $"{result.End} without a reason and a way out");
        if (result.End is not (RollEnd.Completed or RollEnd.RolledBack)) return;
        // What happens between the last look and the report nobody can know.
        if (!Excused()) for (var slot = 0; slot < goal.Slots.Length; slot++) Arrived(result, goal, slot);
        NothingLeft(result.End.ToString());
    }

    private void Arrived(RollResult result, Goal goal, int slot)
    {
        var name = goal.Slots[slot].Name;
        var service = world.Service(slot);
        var wanted = result.End == RollEnd.Completed ? goal.Slots[slot].Target ?? service?.Primary.Definition.Arn
            : result.Record.TouchedSlots.Contains(slot) ? result.Record.PreviousOf(slot)?.TaskDefinition : service?.Primary.Definition.Arn;
        if (service is null || service.DesiredCount != 1 || service.Primary.Definition.Arn != wanted) Fail("one-outcome", $"{result.End} is reported, but the service of {name} is at {service?.Primary.Definition} with desired {service?.DesiredCount}");
        else if (!service.Tasks.Any(task => task.Definition.Arn == wanted) || world.Nodes.Current[slot] is not { Joined: true }) Fail("one-outcome", $"{result.End} is reported, but {name} is not in the cluster");
        if (goal.Refreshes && world.Machines.IsBehind(slot)) Fail("one-outcome", $"{result.End} is reported, but {name} is on an instance that is behind its launch template");
    }

    /// <summary>Records, settings and exclusions of the roll are gone.</summary>
    public void NothingLeft(string when)
    {
        if (world.Search.Cluster is not { } state) return;
        foreach (var record in state.Shutdowns.Values)
        {
            if (record.Reason.StartsWith(RollRecord.ReasonPrefix, StringComparison.Ordinal)) Fail("nothing-left", $"{when}: the restart record of {record.NodeId} stands");
        }
        if (state.Setting("cluster.routing.allocation.enable") == "primaries") Fail("nothing-left", $"{when}: allocation is still restricted to primaries");
        foreach (var exclusion in state.VotingExclusions) if (world.SlotOf(exclusion.NodeName) >= 0) Fail("nothing-left", $"{when}: {exclusion.NodeName} is still excluded from voting");
    }

    /// <summary>Everything has settled: each copy holds each acknowledged write, the voters are back, nothing is left, the cluster is green.</summary>
    public void Settled()
    {
        NothingLeft("at the end");
        if (world.Search.Cluster is not { } state) return;
        // Faults behind the roll's end may have made ECS give a slot up: that is the next roll's business.
        var givenUp = Enumerable.Range(0, world.Scenario.Slots.Length).Any(slot => world.Service(slot) is not { Primary.RolloutState: not Models.Ecs.EcsRolloutState.Failed });
        if (!givenUp && world.Search.Health(state).Status != HealthStatus.Green && !OnlyVersionsKeep(state)) Fail("green-again", $"the cluster does not get green: {world.Search.Health(state)}");
        EachLost((group, copy, wanted) => Fail("acknowledged-writes", $"{group} on {copy.Node!.Name} holds {copy.Stored!.Operations} operations, {wanted} were acknowledged"));
        // A release that failed is cured by the lock's expiry.
        if (!world.Trouble.CallsFailed && world.Store.Owner is { } owner && world.Now - world.Store.Heartbeat < Policy.Default.Lock.Expiry) Fail("nothing-left", $"at the end: {owner.Name} still holds the lock");
    }

    /// <summary>
    /// Nothing but the versions of nodes keeps the missing replicas from their places: somebody else's deployments had brought a newer version to some
    /// slots, and the way back of a configuration leaves it there. Elasticsearch never puts a replica on a node older than its primary's.
    /// </summary>
    private bool OnlyVersionsKeep(ClusterState state)
    {
        var words = new List<DeciderWord>();
        foreach (var index in state.Indices)
        {
            foreach (var group in index.Shards)
            {
                foreach (var copy in group.Copies) if (!copy.Active && !OnlyVersionsKeep(state, copy, words)) return false;
            }
        }
        return true;
    }

    private bool OnlyVersionsKeep(ClusterState state, ShardCopy copy, List<DeciderWord> words)
    {
        if (copy.Primary || copy.State != Models.Elasticsearch.CopyState.Unassigned) return false;
        var kept = false;
        foreach (var node in state.Nodes)
        {
            words.Clear();
            if (world.Search.Decide(state, copy, node, words) == AllocationVerdict.Yes) return false;
            kept |= words is [{ Decider: "node_version" }];
        }
        return kept;
    }

    /// <summary>Started copies that miss an acknowledged write.</summary>
    public int LostCopies()
    {
        var lost = 0;
        EachLost((_, _, _) => lost++);
        return lost;
    }

    private void EachLost(Action<ShardGroup, ShardCopy, long> found)
    {
        foreach (var index in world.Search.Cluster!.Indices)
        {
            foreach (var group in index.Shards)
            {
                var wanted = _acknowledged.GetValueOrDefault(group);
                foreach (var copy in group.Copies) if (copy.Active && copy.Stored!.Operations < wanted) found(group, copy, wanted);
            }
        }
    }
}
