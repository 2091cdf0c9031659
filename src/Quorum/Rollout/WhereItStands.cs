namespace Quorum.Rollout;

/// <summary>The state of things in words, for a roll that was cancelled between two steps.</summary>
public static class WhereItStands
{
    public static string Say(Observation observation, Goal goal, Policy policy)
    {
        if (observation.Ecs.Unread is not null) return "cancelled before ECS could be read; nothing was changed by the last step";
        var view = new RollView(observation, goal, policy);
        var parts = new List<string>();
        Add("on the new revision", view.Up & observation.Record.TouchedSlots);
        Add("down", view.Stopped);
        Add("down, its instance not replaced yet", view.ToReplace);
        Add("down, waiting for a new instance", view.Bare);
        Add("being stopped", view.Stopping);
        Add("being started", view.Starting);
        Add("not begun", view.Outdated);
        Add("with a restart record", view.OurRecords);
        var direction = observation.Record.Direction == RollDirection.Back ? "cancelled on the way back" : "cancelled between two steps";
        return parts.Count == 0 ? $"{direction}: every slot is up" : $"{direction}: {string.Join("; ", parts)}";

        void Add(string what, SlotSet slots)
        {
            if (!slots.IsEmpty) parts.Add($"{what}: {goal.Names(slots)}");
        }
    }
}
