namespace Quorum.Rollout;

/// <summary>
/// The machine of a slot that is down: ended, and the next one awaited. When a slot is stopped for it is decided where all stops are, by the same rules; a
/// data volume outlives the instance, and the next one attaches it.
/// </summary>
internal static class Refresh
{
    /// <summary>Why no instance may be replaced at all; null when nothing stands in the way.</summary>
    public static Decision? Forbidden(in RollView view)
    {
        var o = view.O;
        if (o.Bootstrapped is null) return Decider.Halt(HaltReason.NotDeployed);
        if (!view.Missing.IsEmpty) return Decider.Halt(HaltReason.NotDeployed, view.Missing.First);
        return o.Instances is { Unread: { } why } ? Decider.Wait(view, WaitFor.Reading, new Finding(HaltReason.InstancesUnreadable, Text: why), view.Policy.ShortBudget) : null;
    }

    public static Decision? Next(in RollView view)
    {
        var overdue = view.O.Memory.Overdue & view.Starting;
        if (!overdue.IsEmpty && !view.O.Ecs.Slots[overdue.First].InstanceReady) return Decider.Halt(HaltReason.InstanceLate, overdue.First);
        if (view.ToReplace.IsEmpty) return null;
        // EC2 may go on for a moment to list what was ended; and what is ended must have been seen stopped just now.
        if (view.O.At - view.O.Memory.ReplacedAt < view.Policy.StaleReadWindow) return new Decision(DecisionKind.Wait, view.ToReplace, WaitFor.Settling, Next: Reads.Ecs);
        return view.O.EcsAge <= view.Policy.MaxReadAge
            ? new Decision(DecisionKind.Replace, view.ToReplace, Next: Reads.Ecs)
            : new Decision(DecisionKind.Wait, view.ToReplace, WaitFor.Reading, Next: Reads.Ecs);
    }

    public static Decision Await(in RollView view)
    {
        var late = SlotSet.Empty;
        foreach (var slot in view.Bare) if (view.O.At - Since(view, slot) > view.Policy.InstanceBudget) late |= SlotSet.Of(slot);
        // With a desired count of 1 ECS starts it when its instance comes, also if nobody looks any more by then.
        if (!late.IsEmpty) return new Decision(DecisionKind.Start, late, Why: new Finding(HaltReason.InstanceLate, late.First), Next: Reads.Ecs);
        return new Decision(DecisionKind.Wait, view.Bare, WaitFor.Instance, new Finding(HaltReason.InstanceLate, view.Bare.First), Next: Reads.Ecs);
    }

    /// <summary>A resumed runner gives it the whole budget again: it cannot know when the last one ended the instance.</summary>
    private static DateTimeOffset Since(in RollView view, int slot)
    {
        var memory = view.O.Memory;
        var since = memory.ReplacedAt > memory.StartedAt ? memory.ReplacedAt : memory.StartedAt;
        return memory.WriteOf(slot) is { } write && write.At > since ? write.At : since;
    }
}
