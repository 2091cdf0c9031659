using System.Collections.Immutable;

namespace Quorum.Rollout;

public enum RollDirection { Forward, Back }

public enum RollEnd { Running, Completed, RolledBack, Halted, Superseded }

/// <summary>What a slot ran when the roll began, which is what the way back leads to.</summary>
/// <param name="Found">
/// What was found when it began, if that is something else: the revision of an unfinished roll, never proven and so nothing to go back to.
/// </param>
public sealed record PreviousRevision(string TaskDefinition, ElasticsearchVersion Version, string? Found = null);

/// <summary>
/// All that a roll must remember and cannot re-read from ECS and Elasticsearch; kept in the roll store, so that any runner can go on.
/// </summary>
public sealed record RollRecord
{
    /// <summary>How every shutdown record of ours begins; the roll id follows.</summary>
    public const string ReasonPrefix = "quorum:";

    public required string RollId { get; init; }

    /// <summary>Identifies the goal: a runner with another goal begins a roll of its own.</summary>
    public required string Fingerprint { get; init; }

    public RollDirection Direction { get; init; }

    /// <summary>Why it turned back; empty while it goes forward.</summary>
    public string BackReason { get; init; } = "";

    /// <summary>Start of this attempt. Stops before it were judged by an earlier attempt.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>By slot; null when the slot had no service.</summary>
    public ImmutableArray<PreviousRevision?> Previous { get; init; } = [];

    /// <summary>Slots in the order they were taken down; <see cref="SlotTouch.Set"/> numbers the sets from 1.</summary>
    public ImmutableArray<SlotTouch> Touched { get; init; } = [];

    public SlotSet TouchedSlots { get; init; }

    /// <summary>The set chosen and not yet finished. Written before anything is done to its slots.</summary>
    public SlotSet OpenSet { get; init; }

    /// <summary>By slot: the instance that this roll ended, or is going to end, for the open set; null for none. Written before it is done.</summary>
    public ImmutableArray<string?> Replaced { get; init; } = [];

    /// <summary>Sets finished on the way <see cref="Direction"/>.</summary>
    public int SetsDone { get; init; }

    /// <summary>When the canary was back and the cluster recovered.</summary>
    public DateTimeOffset? CanaryDone { get; init; }

    /// <summary>Slot for which this pipeline excluded a voter; -1 when there is none. Exclusions carry no reason of their own.</summary>
    public int HandOver { get; init; } = ClusterSnapshot.Nowhere;

    /// <summary>This pipeline set <c>cluster.routing.allocation.enable: primaries</c>.</summary>
    public bool AllocationSet { get; init; }

    /// <summary>What this roll's sets took so far.</summary>
    public RollPace Pace { get; init; }

    /// <summary>What the sets of the last roll that measured any took: a forecast for the first set.</summary>
    public RollPace LastPace { get; init; }

    public RollEnd End { get; init; }

    public string EndReason { get; init; } = "";

    /// <summary>Text for the reason field of our shutdown records.</summary>
    public string Reason => ReasonPrefix + RollId;

    public PreviousRevision? PreviousOf(int slot) => slot < Previous.Length ? Previous[slot] : null;

    public string? ReplacedOf(int slot) => slot < Replaced.Length ? Replaced[slot] : null;

    public int LastSet => Touched.Length == 0 ? 0 : Touched[^1].Set;

    /// <summary>Opens a set: from here on its slots count as touched.</summary>
    public RollRecord Open(SlotSet set)
    {
        var fresh = set - TouchedSlots;
        if (fresh.IsEmpty) return this with { OpenSet = set };
        var touched = Touched.ToBuilder();
        var number = LastSet + 1;
        foreach (var slot in fresh) touched.Add(new SlotTouch(slot, number));
        return this with { OpenSet = set, Touched = touched.ToImmutable(), TouchedSlots = TouchedSlots | fresh };
    }

    /// <summary>Notes an instance before it is ended, so that the one that comes in its place is not taken for it.</summary>
    public RollRecord Replace(int slot, string instance, int slots)
    {
        var replaced = Replaced.IsDefaultOrEmpty ? new string?[slots] : [.. Replaced];
        replaced[slot] = instance;
        return this with { Replaced = [.. replaced] };
    }

    /// <summary>Gives a set up before any of its slots was stopped: they count as untouched again.</summary>
    public RollRecord Release(SlotSet set)
    {
        var number = LastSet;
        var touched = Touched.RemoveAll(touch => touch.Set == number && set.Contains(touch.Slot));
        var slots = SlotSet.Empty;
        foreach (var touch in touched) slots |= SlotSet.Of(touch.Slot);
        return this with { OpenSet = SlotSet.Empty, Touched = touched, TouchedSlots = slots };
    }

    public RollRecord CloseSet(DateTimeOffset now) =>
        this with { OpenSet = SlotSet.Empty, Replaced = [], SetsDone = SetsDone + 1, CanaryDone = CanaryDone ?? (Direction == RollDirection.Forward ? now : null) };

    public RollRecord TurnForward() => this with { Direction = RollDirection.Forward, BackReason = "", OpenSet = SlotSet.Empty };

    public RollRecord TurnBack(string reason) =>
        this with { Direction = RollDirection.Back, BackReason = reason, OpenSet = SlotSet.Empty, SetsDone = 0 };
}

public readonly record struct SlotTouch(int Slot, int Set);
