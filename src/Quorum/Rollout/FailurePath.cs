namespace Quorum.Rollout;

/// <summary>A slot did not come back. Where no data path was opened by a newer version there is a way back; else there is none.</summary>
internal static class FailurePath
{
    public static Decision Next(in RollView view)
    {
        var slot = view.Failed.First;
        var record = view.O.Record;
        var touched = view.Failed & record.TouchedSlots;
        if (touched.IsEmpty)
        {
            return Decider.Wait(view, WaitFor.Join, new Finding(HaltReason.SlotNotUp, slot), view.Policy.JoinBudget, view.Failed);
        }
        slot = touched.First;
        if (!view.O.Ecs.Slots[slot].InstanceReady)
        {
            return Decider.Wait(view, WaitFor.Join, new Finding(HaltReason.InstanceLost, slot), view.Policy.JoinBudget, touched);
        }
        if (record.Direction == RollDirection.Back) return Decider.Halt(HaltReason.BackFailed, slot);
        if (record.PreviousOf(slot) is null) return Decider.Halt(HaltReason.NewSlotFailed, slot);
        if (!view.MayGoBack) return Decider.Halt(HaltReason.VersionCannotGoBack, slot);
        return view.Policy.AutomaticRollback
            ? new Decision(DecisionKind.TurnBack, touched, Why: new Finding(HaltReason.SlotFailed, slot), Next: Reads.Both)
            : Decider.Halt(HaltReason.SlotFailed, slot);
    }
}
