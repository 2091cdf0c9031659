using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Quorum.Rollout;

/// <summary>What one slot shall run.</summary>
/// <param name="Name">Slot, ECS service and Elasticsearch node name at once, e.g. <c>es-a1</c>.</param>
/// <param name="Target">Task definition ARN with revision; null: leave whatever the slot runs.</param>
/// <param name="Digest">Image digest <c>sha256:…</c>; empty when it is not to be checked.</param>
/// <param name="Version">Elasticsearch version in the image, from its labels.</param>
/// <param name="Abandoned">On the way back: the revision this roll had set, so that it is not taken for somebody else's.</param>
public sealed record RollSlot(string Name, string Zone, SlotRoles Roles, string? Target, string Digest, ElasticsearchVersion Version, string? Abandoned = null)
{
    /// <summary>What the slot's instance shall have been started from; null: whatever runs may stay. A roll that replaces instances leaves revisions alone.</summary>
    public LaunchVersion? Launch { get; init; }

    public RollPhase Phase { get; } = Roles.Phase();
}

/// <summary>Where the roll shall arrive. Slots are in a fixed order (by name); every index elsewhere means this order.</summary>
public sealed class Goal
{
    private const int FingerprintBytes = 8;

    private readonly SlotSet[] _phases = new SlotSet[Rollout.Roles.PhaseCount];
    private readonly SlotSet[] _zones;
    private readonly int[] _zoneOf;
    private readonly Lazy<string> _fingerprint;

    public Goal(string clusterName, IEnumerable<RollSlot> slots)
    {
        ClusterName = clusterName;
        Slots = [.. slots.OrderBy(slot => slot.Name, StringComparer.Ordinal)];
        if (Slots.Length > SlotSet.MaxSlots) throw new ArgumentException($"{Slots.Length} slots are more than the {SlotSet.MaxSlots} a cluster may have", nameof(slots));
        Zones = [.. Slots.Select(slot => slot.Zone).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _zones = new SlotSet[Zones.Length];
        _zoneOf = new int[Slots.Length];
        for (var slot = 0; slot < Slots.Length; slot++)
        {
            _zoneOf[slot] = Zones.IndexOf(Slots[slot].Zone);
            _zones[_zoneOf[slot]] |= SlotSet.Of(slot);
            _phases[(int)Slots[slot].Phase] |= SlotSet.Of(slot);
            if ((Slots[slot].Roles & SlotRoles.AnyData) != 0) Data |= SlotSet.Of(slot);
            if (Slots[slot].Launch is null) continue;
            // One thing at a time: of a slot that does not come back it must be known whether the revision or the machine is why.
            if (Slots[slot].Target is not null) throw new ArgumentException($"{Slots[slot].Name} would get a revision and an instance in one roll", nameof(slots));
            Refreshes = true;
        }
        All = SlotSet.All(Slots.Length);
        _fingerprint = new Lazy<string>(MakeFingerprint);
    }

    public string ClusterName { get; }

    /// <summary>Same for goals that lead to the same revisions.</summary>
    public string Fingerprint => _fingerprint.Value;

    public ImmutableArray<RollSlot> Slots { get; }

    /// <summary>Zone names in order.</summary>
    public ImmutableArray<string> Zones { get; }

    public SlotSet All { get; }

    public SlotSet Data { get; }

    /// <summary>Some slot's instance is replaced when it is behind its launch template.</summary>
    public bool Refreshes { get; }

    public SlotSet Masters => _phases[(int)RollPhase.MasterEligible];

    public SlotSet InPhase(RollPhase phase) => _phases[(int)phase];

    public SlotSet InZone(int zone) => _zones[zone];

    public int ZoneOf(int slot) => _zoneOf[slot];

    public int IndexOf(string name)
    {
        for (var slot = 0; slot < Slots.Length; slot++) if (string.Equals(Slots[slot].Name, name, StringComparison.Ordinal)) return slot;
        return -1;
    }

    /// <summary>Slot names, comma separated, in order.</summary>
    public string Names(SlotSet slots)
    {
        var names = new List<string>(slots.Count);
        foreach (var slot in slots) names.Add(Slots[slot].Name);
        return string.Join(", ", names);
    }

    /// <summary>The way back: touched slots to what they ran before, all others stay as they are.</summary>
    public Goal Back(RollRecord record) => new(ClusterName, Slots.Select((slot, index) =>
        record.TouchedSlots.Contains(index) && record.PreviousOf(index) is { } previous
            ? slot with { Target = previous.TaskDefinition, Digest = "", Version = previous.Version, Abandoned = slot.Target, Launch = null }
            : slot with { Target = null, Digest = "", Abandoned = slot.Target, Launch = null }));

    private string MakeFingerprint()
    {
        var text = string.Join('\n', Slots.Select(slot => $"{slot.Name} {slot.Target} {slot.Digest} {slot.Version}{(slot.Launch is { } launch ? $" on {launch}" : "")}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, FingerprintBytes));
    }
}
