using static Quorum.Rollout.Rules.Words;

namespace Quorum.Rollout.Rules;

public sealed class OneZoneRule() : RollRule("one-zone")
{
    public override string Because => "Copies are spread over zones: as long as only one zone is touched, each shard has a copy in another.";

    public override TimeSpan Patience(Policy policy) => policy.RecoveryBudget;

    public override Finding Check(in RollView view, SlotSet set)
    {
        var zone = view.Goal.ZoneOf(set.First);
        var others = (set | view.Away) - view.Goal.InZone(zone);
        // A slot that was never created is not down: it holds nothing.
        others -= view.Missing;
        return others.IsEmpty ? default : new Finding(this, others.First, A: zone);
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"{Slot(goal, finding.Slot)} in zone {goal.Slots[finding.Slot].Zone} is down or in the set together with zone {goal.Zones[(int)finding.A]}";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"bring {Slot(goal, finding.Slot)} back first (./build.sh Status shows its task and last exit code); {Skip(this)}";
}

public sealed class VotersRule() : RollRule("voters-under-half")
{
    private const string NotWhole = "not whole";

    public override string Because => "Without a majority of the voting configuration there is no master, and without a master no write.";

    public override TimeSpan Patience(Policy policy) => policy.ShortBudget;

    public override Finding Check(in RollView view, SlotSet set)
    {
        var voters = view.O.Cluster.Voters;
        if (!voters.Overlaps(set)) return Incomplete(view, set);
        var total = voters.Count + view.O.Cluster.ForeignVoters + view.O.Cluster.AbsentVoters;
        var down = (voters & (set | view.Away)).Count + view.O.Cluster.AbsentVoters;
        return down * 2 < total ? default : new Finding(this, (voters & set).First, A: down, B: total);
    }

    /// <summary>
    /// After a hand-over the exclusion is cleared, and the master takes the slot into the voting configuration again: a stop before that would leave two
    /// voters of whom both are needed. Elasticsearch leaves one of an even number out for good.
    /// </summary>
    private Finding Incomplete(in RollView view, SlotSet set)
    {
        if (!set.Overlaps(view.Goal.Masters) || !view.O.Cluster.Excluded.IsEmpty) return default;
        var (voters, whole) = (view.O.Cluster.Voters.Count, WholeConfiguration(view.Goal));
        return voters < whole && set.IsWithin(view.O.Cluster.Joined) ? new Finding(this, set.First, A: voters, B: whole, Text: NotWhole) : default;
    }

    /// <summary>Voters that a cluster of this many master-eligible slots has when all is well.</summary>
    internal static int WholeConfiguration(Goal goal) => goal.Masters.Count % 2 == 0 ? goal.Masters.Count - 1 : goal.Masters.Count;

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) => ReferenceEquals(finding.Text, NotWhole)
        ? $"the voting configuration has {finding.A} of {Count(finding.B, "voter")}; {Slot(goal, finding.Slot)} is about to be one again"
        : $"{finding.A} of {Count(finding.B, "voter")} would be down, half or more ({Slot(goal, finding.Slot)} among them)";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"bring the missing master-eligible slots back, or deploy three of them; {Skip(this)}";
}

public sealed class HighlyAvailableRule() : RollRule("ha-cluster")
{
    private const int LeastMasters = 3;
    private const int LeastZones = 2;

    public override string Because => "With fewer than three master-eligible slots or one zone no restart is possible without an outage.";

    public override TimeSpan Patience(Policy policy) => TimeSpan.Zero;

    public override Finding Check(in RollView view, SlotSet set) =>
        view.Goal.Masters.Count < LeastMasters || view.Goal.Zones.Length < LeastZones ? new Finding(this, A: view.Goal.Masters.Count, B: view.Goal.Zones.Length) : default;

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"{Count(finding.A, "master-eligible slot")} in {Count(finding.B, "zone")} cannot be rolled without an outage";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"deploy three zones (ZoneCount = 3), or accept the outage: --skip-rules {Name}+voters-under-half";
}

/// <summary>A tier that several nodes serve keeps one of them.</summary>
public sealed class TierKeepsMemberRule() : RollRule("tier-keeps-a-member")
{
    private static readonly SlotRoles[] Tiers = [SlotRoles.Content, SlotRoles.Hot, SlotRoles.Warm, SlotRoles.Cold, SlotRoles.Frozen, SlotRoles.Data];

    public override string Because => "New and moving indices need a node of their tier.";

    public override TimeSpan Patience(Policy policy) => policy.ShortBudget;

    public override Finding Check(in RollView view, SlotSet set)
    {
        for (var tier = 0; tier < Tiers.Length; tier++)
        {
            var (inSet, left) = (0, 0);
            for (var slot = 0; slot < view.Goal.Slots.Length; slot++)
            {
                if ((view.Goal.Slots[slot].Roles & Tiers[tier]) == 0 || !view.O.Cluster.Joined.Contains(slot)) continue;
                if (set.Contains(slot)) inSet++; else left++;
            }
            // The only node of a tier has to be restarted some time; the set must then not take more.
            if (inSet > 1 && left == 0) return new Finding(this, set.First, A: tier, B: inSet);
        }
        return default;
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"the set holds all {finding.B} nodes of tier {Tiers[finding.A].ToString().ToLowerInvariant()}";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) => Skip(this);
}

public sealed class CapacityRule() : RollRule("capacity")
{
    public override string Because => "A slot without a registered instance would be stopped and have nowhere to start.";

    public override TimeSpan Patience(Policy policy) => policy.ShortBudget;

    public override Finding Check(in RollView view, SlotSet set)
    {
        foreach (var slot in set)
        {
            if (!view.O.Ecs.Slots[slot].InstanceReady) return new Finding(this, slot);
        }
        return default;
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"no ACTIVE container instance with a connected agent carries quorum.slot = {Slot(goal, finding.Slot)}";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"look at the slot's Auto Scaling group and its agent log (/var/log/ecs/ecs-agent.log); {Skip(this)}";
}
