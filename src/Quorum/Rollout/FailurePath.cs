namespace Quorum.Rollout;

/// <summary>A slot did not come back. Where no data path was opened by a newer version there is a way back; else there is none.</summary>
internal static class FailurePath
{
    public static Decision Next(in RollView view)
    {
        if (Untried(view) is { IsEmpty: false } again) return new Decision(DecisionKind.Stop, again, Next: Reads.Ecs);
        var slot = view.Failed.First;
        var record = view.O.Record;
        var touched = view.Failed & record.TouchedSlots;
        if (touched.IsEmpty)
        {
            if (record.Direction == RollDirection.Back && IsOldAmongNew(view, slot)) return Decider.Halt(HaltReason.OldAmongNew, slot);
            return Decider.Wait(view, WaitFor.Join, new Finding(HaltReason.SlotNotUp, slot), view.Policy.JoinBudget, view.Failed);
        }
        slot = touched.First;
        if (!view.O.Ecs.Slots[slot].InstanceReady)
        {
            return Decider.Wait(view, WaitFor.Join, new Finding(HaltReason.InstanceLost, slot), view.Policy.JoinBudget, touched);
        }
        if (view.Goal.Slots[slot].Launch is not null) return Decider.Halt(HaltReason.NewInstanceFailed, slot);
        if (record.Direction == RollDirection.Back) return Decider.Halt(HaltReason.BackFailed, slot);
        if (record.PreviousOf(slot) is null) return Decider.Halt(HaltReason.NewSlotFailed, slot);
        if (!view.MayGoBack) return Decider.Halt(HaltReason.VersionCannotGoBack, slot);
        return view.Policy.AutomaticRollback
            ? new Decision(DecisionKind.TurnBack, touched, Why: new Finding(HaltReason.SlotFailed, slot), Next: Reads.Both)
            : Decider.Halt(HaltReason.SlotFailed, slot);
    }

    /// <summary>Elasticsearch lets no node join whose version is below the lowest in the cluster.</summary>
    private static bool IsOldAmongNew(in RollView view, int slot)
    {
        var version = view.O.Ecs.Slots[slot].Version;
        if (!view.ClusterRead || !version.IsKnown || view.O.Cluster.Joined.IsEmpty || view.O.Cluster.Joined.Contains(slot)) return false;
        foreach (var other in view.O.Cluster.Joined)
        {
            if (view.O.Cluster.Nodes[other]!.Version <= version) return false;
        }
        return true;
    }

    /// <summary>
    /// Failed slots that this run has not tried itself. An earlier run, or ECS alone, gave them up; the cause may have gone since, which nobody
    /// learns without another start, and ECS starts nothing more for a deployment that its circuit breaker ended.
    /// </summary>
    internal static SlotSet Untried(in RollView view)
    {
        var again = SlotSet.Empty;
        foreach (var slot in view.Failed)
        {
            var service = view.O.Ecs.Slots[slot];
            var away = !view.O.Cluster.Joined.Contains(slot) && (view.ClusterRead || service.Task is not { Health: TaskHealth.Healthy });
            if (away && service.InstanceReady && view.O.Memory.WriteOf(slot) is null) again |= SlotSet.Of(slot);
        }
        return again;
    }
}
