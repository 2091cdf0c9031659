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
        // After a halt a person has looked: stops before now are judged, and the budgets start anew.
        if (GoesOn(found, goal)) return found!.End == RollEnd.Running ? found : found with { End = RollEnd.Running, EndReason = "", Since = now };

        var unfinished = found is { End: RollEnd.Running or RollEnd.Halted };
        var previous = ImmutableArray.CreateBuilder<PreviousRevision?>(goal.Slots.Length);
        for (var slot = 0; slot < goal.Slots.Length; slot++)
        {
            var service = slot < ecs.Slots.Length ? ecs.Slots[slot] : SlotService.Absent;
            var running = service is { Exists: true, TaskDefinition: { } definition }
                ? new PreviousRevision(definition, cluster.Nodes.Length > slot && cluster.Nodes[slot] is { } node ? node.Version : service.Version)
                : null;
            previous.Add(unfinished && found!.TouchedSlots.Contains(slot) && found.PreviousOf(slot) is { } good && running is not null && running.TaskDefinition != good.TaskDefinition
                ? good with { Found = running.TaskDefinition }
                : running);
        }
        return new RollRecord
        {
            RollId = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{(int)(chance * IdEntropy):x4}"),
            Fingerprint = goal.Fingerprint,
            Since = now,
            Previous = previous.MoveToImmutable(),
            HandOver = found?.HandOver ?? ClusterSnapshot.Nowhere,
            AllocationSet = found?.AllocationSet ?? false,
        };
    }
}
