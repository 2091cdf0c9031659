using Quorum.Rollout.Rules;

namespace Quorum.Rollout;

/// <summary>
/// The decision: a pure function of what was observed, of the goal and of the policy. It looks at nothing else, so that a runner that
/// died is replaced by running again, and the same input always gives the same answer.
/// </summary>
public static class Decider
{
    public static Decision Decide(Observation observation, Goal goal, Policy policy)
    {
        var view = new RollView(observation, goal, policy);
        return Bounded(view, Next(view));
    }

    /// <summary>What is still to be taken back after an end other than success; null when nothing of ours is left.</summary>
    public static Decision? CleanUp(Observation observation, Goal goal, Policy policy)
    {
        var view = new RollView(observation, goal, policy);
        if (!view.ClusterRead) return null;
        if (view.HasOurRecords || view.AllocationIsOurs) return new Decision(DecisionKind.Unsuppress, view.OurRecords);
        return view.ExclusionIsOurs ? new Decision(DecisionKind.ClearExclusions, SlotSet.Of(observation.Record.HandOver)) : null;
    }

    private static Decision Next(in RollView view)
    {
        var o = view.O;
        if (o.Ecs.Unread is not null) return Wait(view, WaitFor.Reading, new Finding(HaltReason.EcsUnreadable, Text: o.Ecs.Unread), view.Policy.ShortBudget);
        if (view.Stale >= 0) return new Decision(DecisionKind.Wait, SlotSet.Of(view.Stale), WaitFor.Settling, Next: Reads.Ecs);
        if (o.Memory.Resumed && o.At - o.Memory.StartedAt < view.Policy.StaleReadWindow)
        {
            return new Decision(DecisionKind.Wait, SlotSet.Empty, WaitFor.Settling, Until: o.Memory.StartedAt + view.Policy.StaleReadWindow);
        }
        if (view.Strange >= 0) return new Decision(DecisionKind.Superseded, SlotSet.Of(view.Strange), Why: new Finding(HaltReason.OtherRevision, view.Strange));
        if (view.WrongDigest >= 0) return Halt(HaltReason.WrongDigest, view.WrongDigest);
        if (view.Goal.Refreshes && Refresh.Forbidden(view) is { } refused) return refused;
        if (o.Bootstrapped is null && Formation.Next(view) is { } forming) return forming;

        // A slot that somebody else stopped gets the new revision now: noted first, so that there is a way back for it as for any other.
        var unnoted = o.Record.Direction == RollDirection.Forward ? (view.Goal.Refreshes ? view.ToReplace : view.Stopped) - o.Record.TouchedSlots : SlotSet.Empty;
        if (o.Bootstrapped is not null && !unnoted.IsEmpty) return new Decision(DecisionKind.OpenSet, o.Record.OpenSet | unnoted, Next: Reads.None);
        // A slot that is down only ever gets better by starting it, whatever else is wrong.
        if (!view.Stopped.IsEmpty) return new Decision(DecisionKind.Start, view.Stopped);
        if (view.Goal.Refreshes && Refresh.Next(view) is { } replacing) return replacing;
        if (!view.Stopping.IsEmpty) return Stopping(view);
        if (!view.Bare.IsEmpty) return Refresh.Await(view);
        if (!view.Missing.IsEmpty && (!view.IsVersionChange || !view.ClusterRead)) return new Decision(DecisionKind.Create, view.Missing, Next: Reads.Ecs);
        if (!view.Failed.IsEmpty) return FailurePath.Next(view);
        // Without a master nothing joins: when voters are down with a revision they cannot run, they come first.
        var deadlocked = !view.ClusterRead && view.Outdated.Overlaps(view.OutOfCluster);
        if (!view.Starting.IsEmpty && !deadlocked)
        {
            if (!view.ClusterRead) return Wait(view, WaitFor.Join, new Finding(HaltReason.ClusterUnreadable, Text: o.Cluster.Unread), view.Policy.JoinBudget, view.Starting);
            return o.Record.TouchedSlots.Overlaps(view.Starting)
                ? new Decision(DecisionKind.Wait, view.Starting, WaitFor.Join)
                : Wait(view, WaitFor.Join, new Finding(HaltReason.SlotNotUp, view.Starting.First), view.Policy.JoinBudget, view.Starting);
        }
        // Only now: whatever it runs on, with it the cluster is whole.
        if (view.CameBehind >= 0) return Halt(HaltReason.InstanceCameBehind, view.CameBehind);
        return OpenSet.Next(view);
    }

    private static Decision Stopping(in RollView view)
    {
        foreach (var slot in view.Stopping)
        {
            // The budget runs from the stop request; a read that does not show one yet runs from our own write.
            var since = view.O.Ecs.Slots[slot].Task?.StoppingAt ?? view.O.Memory.WriteOf(slot)?.At ?? view.O.Memory.StartedAt;
            if (view.O.At - since > view.Policy.StopTimeout + view.Policy.StopGrace) return Halt(HaltReason.StopStuck, slot);
        }
        return new Decision(DecisionKind.Wait, view.Stopping, WaitFor.TaskStopped, Next: Reads.Ecs);
    }

    internal static Decision Halt(HaltReason reason, int slot = -1, string? text = null) =>
        new(DecisionKind.Halt, slot < 0 ? SlotSet.Empty : SlotSet.Of(slot), Why: new Finding(reason, slot, Text: text));

    /// <summary>Waits for a condition as long as its patience lasts, then halts with the same finding.</summary>
    internal static Decision Wait(in RollView view, WaitFor what, in Finding why, TimeSpan patience, SlotSet slots = default)
    {
        var memory = view.O.Memory;
        var wait = new Decision(DecisionKind.Wait, slots, what, why);
        var over = patience <= TimeSpan.Zero || (memory.Waiting == wait.Key && view.O.At - memory.WaitingSince > patience);
        return over ? new Decision(DecisionKind.Halt, slots, Why: why) : wait;
    }

    /// <summary>Two waits that take turns would each be short for ever; the last action is the clock that neither resets.</summary>
    private static Decision Bounded(in RollView view, in Decision decision)
    {
        var memory = view.O.Memory;
        if (decision.IsEnd) return decision;
        if (view.O.At - memory.StartedAt > view.Policy.RollBudget) return Halt(HaltReason.RollBudget);
        return decision.Kind == DecisionKind.Wait && view.O.At - memory.LastActionAt > view.Policy.NoProgressBudget
            ? new Decision(DecisionKind.Halt, decision.Slots, Why: decision.Why.Blocks ? decision.Why : new Finding(HaltReason.NoProgress, decision.Slots.First, A: (long)decision.For))
            : decision;
    }
}
