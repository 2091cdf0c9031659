using System.Collections.Immutable;
using System.Globalization;

namespace Quorum.Rollout;

/// <summary>How a run finds its record: goes on with an unfinished roll to the same goal, begins one otherwise.</summary>
public static class RollRecords
{
    private const int IdEntropy = 0x10000;

    /// <summary>True when <paramref name="record"/> is an unfinished roll to this goal.</summary>
    public static bool GoesOn(RollRecord? record, Goal goal) =>
        record is { End: RollEnd.Running or RollEnd.Halted } && string.Equals(record.Fingerprint, goal.Fingerprint, StringComparison.Ordinal);

    public static RollRecord For(RollRecord? found, Goal goal, EcsSnapshot ecs, ClusterSnapshot cluster, DateTimeOffset now, double chance)
    {
        // After a halt a person has looked: stops before now are judged, the budgets start anew, and an instance that came wrong may be replaced once more.
        if (GoesOn(found, goal)) return found!.End == RollEnd.Running ? found : found with { End = RollEnd.Running, EndReason = "", Since = now, Replaced = [] };

        var unfinished = found is { End: RollEnd.Running or RollEnd.Halted or RollEnd.Superseded };
        var previous = ImmutableArray.CreateBuilder<PreviousRevision?>(goal.Slots.Length);
        for (var slot = 0; slot < goal.Slots.Length; slot++)
        {
            var service = slot < ecs.Slots.Length ? ecs.Slots[slot] : SlotService.Absent;
            var running = service is { Exists: true, TaskDefinition: { } definition }
                ? new PreviousRevision(definition, cluster.Nodes.Length > slot && cluster.Nodes[slot] is { } node ? node.Version : service.Version)
                : null;
            previous.Add(unfinished && running is not null && Unproven(found!, slot, running.TaskDefinition) is { } good ? good with { Found = running.TaskDefinition } : running);
        }
        var fresh = new RollRecord
        {
            RollId = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{(int)(chance * IdEntropy):x4}"),
            Fingerprint = goal.Fingerprint,
            Since = now,
            Previous = previous.MoveToImmutable(),
            HandOver = found?.HandOver ?? ClusterSnapshot.Nowhere,
            AllocationSet = found?.AllocationSet ?? false,
            LastPace = found is { Pace.IsKnown: true } ? found.Pace : found?.LastPace ?? default,
        };
        return unfinished && string.Equals(found!.Fingerprint, goal.Fingerprint, StringComparison.Ordinal) ? KeepTouched(fresh, found, goal, ecs) : fresh;
    }

    /// <summary>What the slot ran before an unfinished roll put there what runs now, be it that roll or one before it, which it found unfinished itself.</summary>
    private static PreviousRevision? Unproven(RollRecord unfinished, int slot, string running) =>
        unfinished.PreviousOf(slot) is { } good && running != good.TaskDefinition && (unfinished.TouchedSlots.Contains(slot) || running == good.Found) ? good : null;

    /// <summary>
    /// A superseded roll to the same goal had taken slots down or to it already. They stay touched: one that does not come back must have a way
    /// back, and what it ran before only the old record knows.
    /// </summary>
    private static RollRecord KeepTouched(RollRecord fresh, RollRecord found, Goal goal, EcsSnapshot ecs)
    {
        var touched = found.Touched.RemoveAll(touch => touch.Slot >= ecs.Slots.Length || (ecs.Slots[touch.Slot].Desired > 0 && !string.Equals(ecs.Slots[touch.Slot].TaskDefinition, goal.Slots[touch.Slot].Target, StringComparison.Ordinal)));
        var slots = SlotSet.Empty;
        foreach (var touch in touched) slots |= SlotSet.Of(touch.Slot);
        return touched.IsEmpty ? fresh : fresh with { Replaced = found.Replaced, Touched = touched, TouchedSlots = slots, SetsDone = found.SetsDone, CanaryDone = found.CanaryDone };
    }
}
