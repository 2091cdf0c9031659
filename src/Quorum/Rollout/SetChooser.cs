using Quorum.Rollout.Rules;

namespace Quorum.Rollout;

/// <summary>A set to take down next, or why none may be.</summary>
/// <param name="Slots">The set; when blocked, the slots that were asked about.</param>
public readonly record struct SetChoice(SlotSet Slots, Finding Why);

/// <summary>
/// Chooses the largest set of one zone and one kind of slots that every rule allows: kinds in their order, zones by name, masters one by
/// one with the elected one last. On the way back: the sets of the way there, in reverse.
/// </summary>
internal static class SetChooser
{
    public static SetChoice Choose(in RollView view, SlotSet outdated)
    {
        if (view.O.Record.Direction == RollDirection.Back) return Back(view, outdated);
        for (var phase = RollPhase.Frozen; phase <= RollPhase.MasterEligible; phase++)
        {
            var candidates = outdated & view.Goal.InPhase(phase);
            if (candidates.IsEmpty) continue;
            if (phase == RollPhase.MasterEligible) return Single(view, MastersNow(view, candidates));
            return view.Policy.Canary && view.O.Record.SetsDone == 0 && outdated.Count > 1 ? Single(view, candidates) : Zonewise(view, candidates);
        }
        return new SetChoice(SlotSet.Empty, default);
    }

    /// <summary>The elected master waits until no other master-eligible slot is left.</summary>
    private static SlotSet MastersNow(in RollView view, SlotSet candidates)
    {
        var others = view.O.Cluster.ElectedMaster >= 0 ? candidates - SlotSet.Of(view.O.Cluster.ElectedMaster) : candidates;
        return others.IsEmpty ? candidates : others;
    }

    private static SetChoice Single(in RollView view, SlotSet candidates)
    {
        Finding first = default;
        foreach (var slot in candidates)
        {
            var finding = AllRules.Check(view, SlotSet.Of(slot));
            if (!finding.Blocks) return new SetChoice(SlotSet.Of(slot), default);
            if (!first.Blocks) first = finding;
        }
        return new SetChoice(candidates, first);
    }

    private static SetChoice Zonewise(in RollView view, SlotSet candidates)
    {
        Finding first = default;
        for (var zone = 0; zone < view.Goal.Zones.Length; zone++)
        {
            var here = candidates & view.Goal.InZone(zone);
            if (here.IsEmpty) continue;
            var choice = Largest(view, here);
            if (!choice.Why.Blocks) return choice;
            if (!first.Blocks) first = choice.Why;
        }
        return new SetChoice(candidates, first);
    }

    /// <summary>All when the rules allow it; else each slot in turn leads a set that takes in what still fits, and the largest wins.</summary>
    private static SetChoice Largest(in RollView view, SlotSet candidates)
    {
        var limit = Math.Max(1, view.Policy.MaxSetSize);
        Finding whole = default;
        if (candidates.Count <= limit)
        {
            whole = AllRules.Check(view, candidates);
            if (!whole.Blocks) return new SetChoice(candidates, default);
        }
        var best = SlotSet.Empty;
        foreach (var lead in candidates)
        {
            var set = SlotSet.Of(lead);
            var alone = AllRules.Check(view, set);
            if (alone.Blocks)
            {
                if (!whole.Blocks) whole = alone;
                continue;
            }
            foreach (var other in candidates)
            {
                if (set.Count >= limit) break;
                if (!set.Contains(other) && !AllRules.Check(view, set | SlotSet.Of(other)).Blocks) set |= SlotSet.Of(other);
            }
            if (set.Count > best.Count) best = set;
            if (best.Count >= limit) break;
        }
        return best.IsEmpty ? new SetChoice(candidates, whole) : new SetChoice(best, default);
    }

    private static SetChoice Back(in RollView view, SlotSet outdated)
    {
        var touched = view.O.Record.Touched;
        for (var last = touched.Length - 1; last >= 0; last--)
        {
            if (!outdated.Contains(touched[last].Slot)) continue;
            var group = SlotSet.Empty;
            foreach (var touch in touched) if (touch.Set == touched[last].Set && outdated.Contains(touch.Slot)) group |= SlotSet.Of(touch.Slot);
            return group.Overlaps(view.Goal.Masters) ? Single(view, MastersNow(view, group)) : Zonewise(view, group);
        }
        return new SetChoice(SlotSet.Empty, default);
    }
}
