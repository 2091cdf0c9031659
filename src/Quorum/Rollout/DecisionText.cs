using Quorum.Rollout.Rules;

namespace Quorum.Rollout;

/// <summary>Decisions in words.</summary>
internal static class DecisionText
{
    public static string Of(in Decision decision, Observation observation, Goal goal, Policy policy)
    {
        var slots = goal.Names(decision.Slots);
        var why = decision.Why.Blocks ? decision.Why.Explain(observation, goal, policy) : "";
        return decision.Kind switch
        {
            DecisionKind.Create => $"create the services of {slots}",
            DecisionKind.OpenSet => $"next set: {slots} ({Reason(decision.Slots, observation, goal)})",
            DecisionKind.Suppress => $"keep copies of {slots} from being rebuilt elsewhere ({(policy.Suppression == SuppressionMode.RestartRecord && observation.Cluster.ShutdownRecordsUsable ? "restart records" : "allocation.enable: primaries")})",
            DecisionKind.Flush => $"flush before the stop of {slots}",
            DecisionKind.Stop => $"stop {slots}",
            DecisionKind.Replace => $"replace {Replaced(decision.Slots, observation, goal)}",
            DecisionKind.Start => $"start {slots}{(why.Length > 0 ? $" whenever its instance comes: {why}" : "")}",
            DecisionKind.Unsuppress => $"let copies move again{(slots.Length == 0 ? "" : $": records of {slots} deleted")}",
            DecisionKind.ReleaseSet => $"give up the set {slots}: {why}",
            DecisionKind.HandOver => $"{slots} is the elected master: exclude it from voting until it has handed over",
            DecisionKind.ClearExclusions => $"clear the voting exclusion of {slots}",
            DecisionKind.CloseSet => $"{slots} back, recovered",
            DecisionKind.MarkBootstrapped => "the cluster has formed: note it, so that no empty node ever forms a second one",
            DecisionKind.TurnBack => $"{why}: same Elasticsearch version, going back to the earlier revision of {goal.Names(observation.Record.TouchedSlots)} in reverse order",
            DecisionKind.Complete => decision.Slots.IsEmpty ? "nothing to roll" : $"completed: {slots}",
            DecisionKind.RolledBack => $"rolled back: {slots}",
            DecisionKind.Halt => $"halted by {decision.Why.Reason?.Name}: {why}",
            DecisionKind.Superseded => $"superseded: {why}",
            _ => Waiting(decision, slots, why, policy),
        };
    }

    private static string Waiting(in Decision decision, string slots, string why, Policy policy) => decision.For switch
    {
        WaitFor.TaskStopped => $"waiting for {slots} to be STOPPED (SIGTERM, then {Words.Span(policy.StopTimeout)})",
        WaitFor.Join => $"waiting for {slots} to join{(why.Length > 0 ? $": {why}" : "")}",
        WaitFor.Instance => $"waiting for a new instance of {slots}: {why}",
        WaitFor.Formation => $"waiting for {slots} to form the cluster",
        WaitFor.Settling => "waiting for ECS to answer with what was written last",
        WaitFor.Soak => $"canary {slots} soaks for {Words.Span(policy.CanarySoak)}",
        WaitFor.HandOver => $"waiting for {slots} to hand over: {why}",
        WaitFor.Recovery => $"waiting for recovery: {why}",
        WaitFor.Rule => $"waiting by rule {decision.Why.Reason?.Name}: {why}",
        WaitFor.Reading when why.Length == 0 => "reading anew",
        _ => $"waiting: {why}",
    };

    private static string Replaced(SlotSet slots, Observation observation, Goal goal)
    {
        var parts = new List<string>(slots.Count);
        foreach (var slot in slots)
        {
            var instance = observation.Instances?.BehindOf(slot, goal);
            parts.Add($"the instance of {goal.Slots[slot].Name} ({instance?.Id} is of {instance?.From})");
        }
        return string.Join(", ", parts);
    }

    /// <summary>Why these, why now.</summary>
    internal static string Reason(SlotSet set, Observation observation, Goal goal)
    {
        if (set.IsEmpty) return "";
        var slot = goal.Slots[set.First];
        var record = observation.Record;
        if (record.Direction == RollDirection.Back) return "the way back takes the sets in reverse";
        if (observation.Cluster.Unread is null && !observation.Cluster.Joined.Overlaps(set)) return "out of the cluster already: nothing to lose";
        if (slot.Phase == RollPhase.MasterEligible) return "master-eligible slots go last and one by one";
        return record.SetsDone == 0 && set.Count == 1 ? $"canary: first of {slot.Phase.Words()}" : $"{slot.Phase.Words()}, zone {slot.Zone}: all that the rules allow at once";
    }
}
