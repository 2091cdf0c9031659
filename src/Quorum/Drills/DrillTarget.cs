using Quorum.Rollout;

namespace Quorum.Drills;

/// <summary>Which slots a drill strikes. Pure.</summary>
public static class DrillTarget
{
    /// <param name="wanted">A slot's name, for zone drills also a zone; null chooses: not the elected master, and the slot with most primaries of the rest.</param>
    /// <returns>Null when there is no such slot or zone.</returns>
    public static SlotSet? Choose(DrillKind kind, string? wanted, Observation observation, Goal goal)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(goal);
        var chosen = wanted is null ? Busiest(observation, goal) : Array.FindIndex([.. goal.Slots], slot => slot.Name == wanted || kind == DrillKind.Zone && slot.Zone == wanted);
        if (chosen < 0) return null;
        if (kind != DrillKind.Zone) return SlotSet.Of(chosen);
        var zone = default(SlotSet);
        for (var slot = 0; slot < goal.Slots.Length; slot++)
            if (goal.Slots[slot].Zone == goal.Slots[chosen].Zone) zone |= SlotSet.Of(slot);
        return zone;
    }

    private static int Busiest(Observation observation, Goal goal)
    {
        var (best, most) = (-1, -1);
        for (var slot = 0; slot < goal.Slots.Length; slot++)
        {
            if (slot == observation.Cluster.ElectedMaster) continue;
            var primaries = observation.Cluster.Shards.Count(shard => shard.PrimarySlot == slot);
            if (primaries > most) (best, most) = (slot, primaries);
        }
        return best;
    }
}
