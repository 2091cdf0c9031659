using System.Collections.Immutable;
using System.Globalization;
using Quorum.Models.Kernel;
using Quorum.Pipeline;
using Quorum.Rehearsal.Faults;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Scenarios;

/// <summary>
/// Mirrors an observed cluster: its slots with zones and roles, its indices with shards and replicas, green and on one revision. What an observation does not
/// tell is assumed (shard sizes) or drawn by the seed (the change, the faults); what cannot be mirrored is refused by name.
/// </summary>
public static class LiveScenario
{
    /// <summary>An observation has no shard sizes.</summary>
    public const long AssumedBytesPerShard = 1L << 30;

    private static readonly (SlotRoles Role, string Tier)[] Tiers =
        [(SlotRoles.Content, "data_content"), (SlotRoles.Hot, "data_hot"), (SlotRoles.Warm, "data_warm"), (SlotRoles.Cold, "data_cold"), (SlotRoles.Frozen, "data_frozen")];

    /// <summary>The cluster without any fault; <see cref="WithSeed"/> makes a rehearsal of it.</summary>
    /// <exception cref="StageException">It cannot be mirrored; every reason is named.</exception>
    public static Scenario Mirror(Observation observation, Goal goal)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(goal);
        var problems = Problems(observation, goal);
        if (problems.Count > 0) throw new StageException($"this cluster cannot be rehearsed as it is: {string.Join("; ", problems)}", "mend what is named, or rehearse without it: ./build.sh Rehearse");
        var indices = ImmutableArray.CreateBuilder<IndexPlan>();
        foreach (var shards in observation.Cluster.Shards.GroupBy(shard => shard.Index, StringComparer.Ordinal))
        {
            var first = shards.First();
            indices.Add(new IndexPlan(shards.Key, shards.Count(), first.Copies.Length - 1, AssumedBytesPerShard, TierOf(first, goal)!, first.WaitForActive));
        }
        return new Scenario
        {
            Seed = 0,
            Slots = [.. goal.Slots.Select(slot => new SlotPlan(slot.Name, slot.Zone, slot.Roles))],
            Indices = indices.ToImmutable(),
            AllowZeroReplicas = indices.Any(index => index.Replicas == 0),
        };
    }

    /// <summary>Another change and other faults with each seed.</summary>
    public static Scenario WithSeed(Scenario mirror, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(mirror);
        var random = new SeededRandom(seed);
        var change = random.Fork("change");
        var kind = ScenarioGenerator.Change(change);
        var (faults, safety) = FaultPlanner.Plan(random.Fork("faults"), mirror.Slots);
        return ScenarioGenerator.Refreshing(random.Fork("instances"), mirror with { Seed = seed, Change = kind, BrokenSlot = change.Chance(0.5) ? change.Next(mirror.Slots.Length) : -1, Faults = faults, SafetySeconds = safety, Facts = ScenarioGenerator.Facts(random.Fork("facts")) });
    }

    private static List<string> Problems(Observation observation, Goal goal)
    {
        var problems = new List<string>();
        var (cluster, ecs) = (observation.Cluster, observation.Ecs);
        if (ecs.Unread is { } ecsUnread) return [$"ECS cannot be read ({ecsUnread})"];
        if (cluster.Unread is { } unread) return [$"Elasticsearch cannot be read ({unread})"];
        if (observation.Bootstrapped is null) problems.Add("it has not formed yet");
        var revisions = new HashSet<string>(StringComparer.Ordinal);
        var versions = new HashSet<string>(StringComparer.Ordinal);
        for (var slot = 0; slot < goal.Slots.Length; slot++)
        {
            var name = goal.Slots[slot].Name;
            if (!ecs.Slots[slot].Exists) problems.Add($"{name} has no service");
            else if (cluster.Nodes[slot] is not { } node) problems.Add($"{name} is not in the cluster");
            else versions.Add(node.Version.ToString());
            if ((goal.Slots[slot].Roles & SlotRoles.VotingOnly) != 0) problems.Add($"{name} is voting_only, which the model does not have as a slot's role");
        }
        if (versions.Count > 1) problems.Add($"it runs several versions ({string.Join(", ", versions.Order(StringComparer.Ordinal))}): finish that roll first");
        if (observation.Record is { End: RollEnd.Running or RollEnd.Halted, TouchedSlots.IsEmpty: false }) problems.Add($"a roll is under way or halted ({observation.Record.RollId})");
        if (goal.Masters.Count < 3 || goal.Zones.Length < 2) problems.Add(string.Create(CultureInfo.InvariantCulture, $"{goal.Masters.Count} master-eligible slots in {goal.Zones.Length} zones are no cluster that can be rolled without an outage"));
        if (cluster.Health != ClusterHealth.Green) problems.Add($"it is {cluster.Health.ToString().ToLowerInvariant()}, not green");
        if (cluster.ForeignVoters + cluster.AbsentVoters > 0) problems.Add("voters that are no slot's node");
        foreach (var group in cluster.Shards.GroupBy(shard => shard.Index, StringComparer.Ordinal))
        {
            if (group.Any(shard => shard.StartedElsewhere > 0)) problems.Add($"index {group.Key} has copies on nodes that are no slot's");
            else if (TierOf(group.First(), goal) is null) problems.Add($"index {group.Key} lies on slots of no common tier");
        }
        return problems;
    }

    /// <summary>The tier that all slots with a copy of it serve; general data slots serve every tier.</summary>
    private static string? TierOf(ShardView shard, Goal goal)
    {
        foreach (var (role, tier) in Tiers)
        {
            var all = !shard.Placed.IsEmpty;
            foreach (var slot in shard.Placed) all &= (goal.Slots[slot].Roles & (role | SlotRoles.Data)) != 0;
            if (all) return tier;
        }
        return null;
    }
}
