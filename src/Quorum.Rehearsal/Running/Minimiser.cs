using System.Collections.Immutable;
using Quorum.Rehearsal.Faults;
using Quorum.Rehearsal.Scenarios;

namespace Quorum.Rehearsal.Running;

/// <summary>Makes a failing scenario smaller as long as it fails in the same way: fewer faults, fewer indices, fewer slots, no client.</summary>
public static class Minimiser
{
    private const int MostTries = 300;

    /// <returns>The smallest failure found, played with its timeline.</returns>
    public static RehearsalResult Shrink(RehearsalResult failure) => Shrink(failure, null);

    internal static RehearsalResult Shrink(RehearsalResult failure, IPortWrapper? wrapper)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var (best, tries) = (failure.Scenario, MostTries);
        bool smaller;
        do
        {
            smaller = false;
            foreach (var candidate in Candidates(best))
            {
                if (tries-- <= 0) break;
                var result = RehearsalRunner.Safely(candidate, trace: false, wrapper);
                if (!result.Failed || result.Failure != failure.Failure) continue;
                (best, smaller) = (candidate, true);
                break;
            }
        } while (smaller && tries > 0);
        return RehearsalRunner.Safely(best, trace: true, wrapper);
    }

    private static IEnumerable<Scenario> Candidates(Scenario whole)
    {
        for (var size = whole.Faults.Length; size >= 1; size /= 2)
        {
            for (var start = 0; start + size <= whole.Faults.Length; start += size) yield return whole with { Faults = whole.Faults.RemoveRange(start, size) };
        }
        if (whole.Indices.Length > 1) for (var index = 0; index < whole.Indices.Length; index++) yield return whole with { Indices = whole.Indices.RemoveAt(index) };
        for (var index = 0; index < whole.Indices.Length; index++)
        {
            if (whole.Indices[index].Shards > 1) yield return whole with { Indices = whole.Indices.SetItem(index, whole.Indices[index] with { Shards = whole.Indices[index].Shards / 2 }) };
        }
        if (Smaller(whole) is { } smaller) yield return smaller;
        if (whole.WriteEverySeconds > 0) yield return whole with { WriteEverySeconds = 0 };
        if (whole.SettingMode) yield return whole with { SettingMode = false };
        if (whole.Canary) yield return whole with { Canary = false };
        if (whole.RoomForTwo) yield return whole with { RoomForTwo = false };
    }

    /// <summary>One slot less in each zone; faults on slots that are gone go with them.</summary>
    private static Scenario? Smaller(Scenario whole)
    {
        var zones = whole.Slots.GroupBy(slot => slot.Zone).ToList();
        if (zones.Any(zone => zone.Count() < 2)) return null;
        var kept = whole.Slots.Where(slot => zones.Single(zone => zone.Key == slot.Zone).Last() != slot).ToImmutableArray();
        if (kept.Count(slot => (slot.Roles & Rollout.SlotRoles.AnyData) != 0) < zones.Count) return null;
        var faults = ImmutableArray.CreateBuilder<Fault>();
        foreach (var fault in whole.Faults) if (kept.IndexOf(whole.Slots[fault.Slot]) is >= 0 and var at) faults.Add(fault with { Slot = at });
        var broken = whole.BrokenSlot < 0 ? -1 : kept.IndexOf(whole.Slots[whole.BrokenSlot]);
        return broken < 0 && whole.BrokenSlot >= 0 ? null : whole with { Slots = kept, Faults = faults.ToImmutable(), BrokenSlot = broken };
    }
}
