using Quorum.Rollout;

namespace Quorum.Drills;

/// <summary>Whether the cluster would live through the loss of some slots. Pure: a drill proves what is so anyway, it is no experiment.</summary>
public static class DrillSurvival
{
    /// <returns>Why not, a line each, naming shard or node; empty when it would.</returns>
    public static IReadOnlyList<string> Problems(Observation observation, Goal goal, SlotSet lost)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(goal);
        var cluster = observation.Cluster;
        if (cluster.Unread is { } why) return [$"the cluster could not be read: {why}"];
        var problems = new List<string>();
        for (var slot = 0; slot < goal.Slots.Length; slot++)
            if (!cluster.Joined.Contains(slot)) problems.Add($"{goal.Slots[slot].Name} is not in the cluster already");
        foreach (var shard in cluster.Shards)
        {
            if (shard.StartedElsewhere > 0 || !(shard.Started - lost).IsEmpty) continue;
            problems.Add(shard.Copies.Length == 1 && !shard.Placed.IsEmpty
                ? $"shard {shard} has no replica: its only copy is on {goal.Names(shard.Placed)}"
                : shard.Placed.IsEmpty ? $"shard {shard} has no started copy even now" : $"shard {shard} has no started in-sync copy outside {goal.Names(lost)}: it is on {goal.Names(shard.Placed)}");
        }
        var voters = cluster.Voters.Count + cluster.ForeignVoters + cluster.AbsentVoters;
        var left = (cluster.Voters - lost).Count + cluster.ForeignVoters;
        if (left * 2 <= voters) problems.Add($"{left} of {voters} voters would be left ({goal.Names(cluster.Voters & lost)} {((cluster.Voters & lost).Count == 1 ? "votes" : "vote")}): no majority, no master");
        if (cluster.Health != Rollout.ClusterHealth.Green) problems.Add($"the cluster is {cluster.Health.ToString().ToLowerInvariant()}: it is not for a drill to add to that");
        return problems;
    }
}
