using System.Collections.Immutable;
using System.Globalization;

namespace Quorum.Rollout;

/// <summary>A version of a launch template: what an instance was started from, or shall be.</summary>
/// <param name="Template">Id, <c>lt-…</c>.</param>
public sealed record LaunchVersion(string Template, long Number)
{
    /// <summary>Of another template, or of an earlier version of this one. A later one is what somebody provisioned meanwhile.</summary>
    public bool IsBehind(LaunchVersion wanted) => !string.Equals(Template, wanted.Template, StringComparison.Ordinal) || Number < wanted.Number;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"version {Number} of {Template}");
}

/// <summary>An instance of a slot that is pending or running.</summary>
/// <param name="From">Null when EC2 does not say: its group did not start it, and would start no other in its place.</param>
public sealed record InstanceView(string Id, LaunchVersion? From);

/// <summary>What EC2 said of all slots' instances at one moment. Only a roll that replaces instances looks.</summary>
/// <param name="Slots">In the order of <see cref="Goal.Slots"/>: the slot's pending and running instances, by id.</param>
/// <param name="Unread">Why it could not be read, null when it was; <see cref="Slots"/> is then the last good read.</param>
public sealed record InstanceSnapshot(DateTimeOffset At, ImmutableArray<ImmutableArray<InstanceView>> Slots, string? Unread = null)
{
    /// <summary>The slot's instance that was started from something else than the goal names; null when there is none.</summary>
    public InstanceView? BehindOf(int slot, Goal goal)
    {
        if (goal.Slots[slot].Launch is not { } wanted || slot >= Slots.Length) return null;
        foreach (var instance in Slots[slot]) if (instance.From is { } from && from.IsBehind(wanted)) return instance;
        return null;
    }

    /// <summary>The slot's only instance; null when there is none, or several.</summary>
    public InstanceView? OnlyOf(int slot) => slot < Slots.Length && Slots[slot] is [var only] ? only : null;

    public SlotSet Behind(Goal goal)
    {
        var behind = SlotSet.Empty;
        for (var slot = 0; slot < goal.Slots.Length; slot++) if (BehindOf(slot, goal) is not null) behind |= SlotSet.Of(slot);
        return behind;
    }
}

/// <summary>EC2 as the driver sees it; same exceptions as <see cref="IEcsPort"/>.</summary>
public interface IInstancePort
{
    ValueTask<InstanceSnapshot> ReadAsync(Goal goal, CancellationToken cancellation);

    /// <summary>Ends it; the slot's group starts another from its launch template. Ending one that has ended is success.</summary>
    ValueTask TerminateAsync(string instanceId, CancellationToken cancellation);
}
