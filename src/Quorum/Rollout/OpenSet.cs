using Quorum.Rollout.Rules;

namespace Quorum.Rollout;

/// <summary>Every slot is up or outdated: carry the chosen set through, tidy up behind it, choose the next.</summary>
internal static class OpenSet
{
    public static Decision Next(in RollView view)
    {
        var record = view.O.Record;
        var chosen = record.OpenSet & view.Outdated;
        // A slot out of the cluster has nothing to lose; it needs neither suppression nor flush nor rules.
        var out_ = chosen & view.OutOfCluster;
        if (!out_.IsEmpty) return new Decision(DecisionKind.Stop, out_, Next: Reads.Ecs);
        var repair = view.Outdated & view.OutOfCluster;
        // Also before the open set has recovered: an old node may be refused by a cluster that is all new, and without it there is no recovery.
        if (!repair.IsEmpty && chosen.IsEmpty)
        {
            var refused = VersionsOf(view, repair);
            return refused.Blocks ? new Decision(DecisionKind.Halt, repair, Why: refused) : new Decision(DecisionKind.OpenSet, record.OpenSet | repair, Next: Reads.None);
        }
        if (!view.ClusterRead)
        {
            return view.Outdated.IsEmpty && record.TouchedSlots.IsEmpty
                ? Ended(view)
                : Decider.Wait(view, WaitFor.Reading, new Finding(HaltReason.ClusterUnreadable, Text: view.O.Cluster.Unread), view.Policy.ShortBudget);
        }
        if (!chosen.IsEmpty) return TakeDown(view, chosen);
        if (view.HasOurRecords || view.AllocationIsOurs) return new Decision(DecisionKind.Unsuppress, view.OurRecords);
        if (!record.OpenSet.IsEmpty)
        {
            if (view.ExclusionIsOurs) return new Decision(DecisionKind.ClearExclusions, SlotSet.Of(record.HandOver));
            return Recovered(view) is { Blocks: true } notYet
                ? Decider.Wait(view, WaitFor.Recovery, notYet, view.Policy.RecoveryBudget, record.OpenSet)
                : new Decision(DecisionKind.CloseSet, record.OpenSet, Next: Reads.None);
        }
        return view.Outdated.IsEmpty ? Finish(view) : Choose(view);
    }

    private static Decision TakeDown(in RollView view, SlotSet chosen)
    {
        var suppressed = view.UsesRecords ? chosen.IsWithin(view.OurRecords) : view.AllocationIsOurs;
        var blocked = AllRules.Check(view, chosen);
        if (blocked.Blocks)
        {
            var wait = Decider.Wait(view, WaitFor.Rule, blocked, view.Policy.RecheckBudget, chosen);
            return wait.Kind == DecisionKind.Wait ? wait : new Decision(DecisionKind.ReleaseSet, chosen, Why: blocked);
        }
        // An election may have fallen on a slot of the set after it was chosen: it is asked again, up to the very stop.
        if (HandOver(view, chosen) is { } first) return first;
        if (!suppressed) return new Decision(DecisionKind.Suppress, chosen);
        var memory = view.O.Memory;
        var flushed = chosen.IsWithin(memory.Flushed) && view.O.At - memory.FlushedAt < view.Policy.FlushLife;
        if (!flushed) return new Decision(DecisionKind.Flush, chosen);
        // The last look before the stop must be a look at now.
        var fresh = view.O.EcsAge <= view.Policy.MaxReadAge && view.O.ClusterAge <= view.Policy.MaxReadAge;
        return fresh ? new Decision(DecisionKind.Stop, chosen, Next: Reads.Ecs) : new Decision(DecisionKind.Wait, chosen, WaitFor.Reading);
    }

    private static Decision Choose(in RollView view)
    {
        var (policy, record) = (view.Policy, view.O.Record);
        if (SoaksUntil(view.O, policy) is { } soaked && view.O.At < soaked) return new Decision(DecisionKind.Wait, record.TouchedSlots, WaitFor.Soak, Until: soaked);
        var choice = SetChooser.Choose(view, view.Outdated);
        if (!choice.Why.Blocks && HandOver(view, choice.Slots) is { } first) return first;
        // An exclusion made for another order of things: by an attempt with another goal, or before an election moved the master.
        if (view.ExclusionIsOurs) return new Decision(DecisionKind.ClearExclusions, SlotSet.Of(record.HandOver));
        return choice.Why.Blocks
            ? Decider.Wait(view, WaitFor.Rule, choice.Why, choice.Why.Reason is RollRule rule ? rule.Patience(policy) : TimeSpan.Zero, choice.Slots)
            : new Decision(DecisionKind.OpenSet, choice.Slots, Next: Reads.None);
    }

    /// <summary>
    /// The canary's process has to run for the soak's time: its copies recover meanwhile, and one that ended and was started again soaks anew. Null when
    /// nothing soaks.
    /// </summary>
    internal static DateTimeOffset? SoaksUntil(Observation o, Policy policy)
    {
        if (!policy.Canary || o.Record is not { Direction: RollDirection.Forward, SetsDone: 1, CanaryDone: { } done }) return null;
        var since = DateTimeOffset.MinValue;
        foreach (var slot in o.Record.TouchedSlots)
        {
            var started = (slot < o.Cluster.Nodes.Length ? o.Cluster.Nodes[slot]?.StartedAt : null) ?? done;
            if (started > since) since = started;
        }
        return since + policy.CanarySoak;
    }

    /// <summary>
    /// The elected master hands over before it is stopped, and the exclusion that made it do so is cleared before as well: with it, two of three would be
    /// left to vote, and the stop of the third would leave no room for a loss. Null: nothing is (any more) to be handed over.
    /// </summary>
    private static Decision? HandOver(in RollView view, SlotSet slots)
    {
        var elected = view.O.Cluster.ElectedMaster;
        if (view.Goal.Masters.Count < 2) return null;
        if (!slots.Contains(elected)) return view.ExclusionIsOurs && elected >= 0 ? new Decision(DecisionKind.ClearExclusions, SlotSet.Of(view.O.Record.HandOver)) : null;
        var it = SlotSet.Of(elected);
        if (view.O.Cluster.Excluded.Contains(elected)) return Decider.Wait(view, WaitFor.HandOver, new Finding(HaltReason.NoHandOver, elected), view.Policy.ShortBudget, it);
        return view.O.Memory.HandOvers < view.Policy.MaxHandOvers
            ? new Decision(DecisionKind.HandOver, it)
            : new Decision(DecisionKind.Halt, it, Why: new Finding(HaltReason.ElectedAgain, elected, A: view.O.Memory.HandOvers));
    }

    private static Decision Finish(in RollView view)
    {
        if (!view.Missing.IsEmpty) return new Decision(DecisionKind.Create, view.Missing, Next: Reads.Ecs);
        if (view.ExclusionIsOurs) return new Decision(DecisionKind.ClearExclusions, SlotSet.Of(view.O.Record.HandOver));
        if (view.O.Record.TouchedSlots.IsEmpty) return Ended(view);
        if (Recovered(view) is { Blocks: true } notYet) return Decider.Wait(view, WaitFor.Recovery, notYet, view.Policy.RecoveryBudget);
        var (voters, enough) = (view.O.Cluster.Voters.Count, VotersRule.WholeConfiguration(view.Goal));
        return voters >= enough ? Ended(view) : Decider.Wait(view, WaitFor.Voters, new Finding(HaltReason.VotersMissing, A: voters, B: enough), view.Policy.ShortBudget);
    }

    private static Decision Ended(in RollView view) =>
        new(view.O.Record.Direction == RollDirection.Forward ? DecisionKind.Complete : DecisionKind.RolledBack, view.O.Record.TouchedSlots);

    private static Finding Recovered(in RollView view) =>
        view.Policy.IsOff(AllRules.Green) ? default : AllRules.Green.Check(view, SlotSet.Empty);

    /// <summary>Of all rules only those about versions speak of a slot that is down anyway.</summary>
    private static Finding VersionsOf(in RollView view, SlotSet slots)
    {
        if (view.O.Record.Direction == RollDirection.Back) return default;
        foreach (var rule in AllRules.AboutVersions)
        {
            if (view.Policy.IsOff(rule)) continue;
            var finding = rule.Check(view, slots);
            if (finding.Blocks) return finding;
        }
        return default;
    }
}
