using System.Numerics;

namespace Quorum.Rollout;

/// <summary>A set of slots by their index in <see cref="Goal.Slots"/>; a value of 16 bytes, so that deciding allocates nothing per set.</summary>
public readonly record struct SlotSet(ulong Low, ulong High)
{
    /// <summary>Most slots one cluster may have.</summary>
    public const int MaxSlots = 128;

    private const int WordBits = 64;

    public static readonly SlotSet Empty;

    public bool IsEmpty => (Low | High) == 0;

    public int Count => BitOperations.PopCount(Low) + BitOperations.PopCount(High);

    /// <summary>Lowest index in the set; -1 when it is empty.</summary>
    public int First => Low != 0 ? BitOperations.TrailingZeroCount(Low) : High != 0 ? WordBits + BitOperations.TrailingZeroCount(High) : -1;

    public static SlotSet Of(int slot) => slot < WordBits ? new SlotSet(1UL << slot, 0) : new SlotSet(0, 1UL << (slot - WordBits));

    public static SlotSet Of(params ReadOnlySpan<int> slots)
    {
        var set = Empty;
        foreach (var slot in slots) set |= Of(slot);
        return set;
    }

    /// <summary>Slots 0 to <paramref name="count"/> - 1.</summary>
    public static SlotSet All(int count)
    {
        var set = Empty;
        for (var slot = 0; slot < count; slot++) set |= Of(slot);
        return set;
    }

    public bool Contains(int slot) => slot >= 0 && ((slot < WordBits ? Low >> slot : High >> (slot - WordBits)) & 1) != 0;

    public bool Overlaps(SlotSet other) => ((Low & other.Low) | (High & other.High)) != 0;

    /// <summary>True when every slot of this set is in <paramref name="other"/>; the empty set is within any.</summary>
    public bool IsWithin(SlotSet other) => ((Low & ~other.Low) | (High & ~other.High)) == 0;

    public static SlotSet operator |(SlotSet a, SlotSet b) => new(a.Low | b.Low, a.High | b.High);

    public static SlotSet operator &(SlotSet a, SlotSet b) => new(a.Low & b.Low, a.High & b.High);

    /// <summary>Slots of <paramref name="a"/> that are not in <paramref name="b"/>.</summary>
    public static SlotSet operator -(SlotSet a, SlotSet b) => new(a.Low & ~b.Low, a.High & ~b.High);

    public Enumerator GetEnumerator() => new(this);

    /// <summary>Indexes, ascending.</summary>
    public struct Enumerator(SlotSet set)
    {
        private SlotSet _rest = set;

        public int Current { get; private set; } = -1;

        public bool MoveNext()
        {
            Current = _rest.First;
            if (Current < 0) return false;
            _rest -= Of(Current);
            return true;
        }
    }
}
