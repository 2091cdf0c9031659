using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Quorum.Rollout;

/// <summary>A slot on an instance of something else than its launch template's newest version.</summary>
public sealed record OutdatedInstance(string Slot, string Instance, LaunchVersion From, LaunchVersion Wanted);

/// <summary>Which instances would be replaced, and the roll that does it.</summary>
public sealed record RefreshPlan(ImmutableArray<OutdatedInstance> Outdated, ImmutableArray<string> Unknown, RollPlan Roll)
{
    public static RefreshPlan Of(Observation observation, Goal goal, Policy policy)
    {
        var (outdated, unknown) = (ImmutableArray.CreateBuilder<OutdatedInstance>(), ImmutableArray.CreateBuilder<string>());
        for (var slot = 0; slot < goal.Slots.Length; slot++)
        {
            var (name, instances) = (goal.Slots[slot].Name, observation.Instances!);
            if (instances.BehindOf(slot, goal) is { From: { } from } behind) outdated.Add(new(name, behind.Id, from, goal.Slots[slot].Launch!));
            if (slot < instances.Slots.Length) foreach (var instance in instances.Slots[slot]) if (instance.From is null) unknown.Add($"{name} ({instance.Id})");
        }
        return new(outdated.ToImmutable(), unknown.ToImmutable(), Planner.PlanRoll(observation, goal, policy));
    }

    /// <summary>Same input, same text, to the byte.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var each in Outdated) text.Append(CultureInfo.InvariantCulture, $"{each.Slot}: {each.Instance} is of {each.From}, version {each.Wanted.Number} is current\n");
        if (Outdated.IsEmpty && Unknown.IsEmpty) text.Append("every instance is of its launch template's newest version\n");
        if (!Unknown.IsEmpty) text.Append(CultureInfo.InvariantCulture, $"not started from a launch template, and left alone: {string.Join(", ", Unknown)}\n");
        return Roll.NothingToDo ? text.ToString() : text.Append(Roll).ToString();
    }
}
