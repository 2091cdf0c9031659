using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quorum.Rollout.Aws;

/// <summary>The roll record as JSON that fits a standard SSM parameter (4 KB) for 90 slots: slots by name, revisions by number.</summary>
public static class RollRecordText
{
    /// <summary>Largest value of a standard parameter, in characters.</summary>
    public const int MaxLength = 4096;

    private const int MaxReason = 400;

    public static string Write(Goal goal, RollRecord record)
    {
        var prefix = record.Previous.FirstOrDefault(previous => previous is not null)?.TaskDefinition is { } arn && arn.Contains('/', StringComparison.Ordinal) ? arn[..(arn.LastIndexOf('/') + 1)] : "";
        var wire = new Wire
        {
            Id = record.RollId,
            Fingerprint = record.Fingerprint,
            Back = record.Direction == RollDirection.Back,
            BackReason = Short(record.BackReason),
            Since = record.Since,
            Prefix = prefix,
            Previous = [],
            Touched = [.. record.Touched.GroupBy(touch => touch.Set).Select(set => string.Join(' ', set.Select(touch => goal.Slots[touch.Slot].Name)))],
            Open = goal.Names(record.OpenSet),
            Replaced = Replaced(goal, record),
            Sets = record.SetsDone,
            Canary = record.CanaryDone,
            HandOver = record.HandOver >= 0 ? goal.Slots[record.HandOver].Name : null,
            Allocation = record.AllocationSet,
            Pace = Write(record.Pace),
            LastPace = Write(record.LastPace),
            End = record.End.ToString(),
            EndReason = Short(record.EndReason),
        };
        for (var slot = 0; slot < record.Previous.Length; slot++)
        {
            if (record.Previous[slot] is not { } previous) continue;
            var found = previous.Found is null ? "" : "<" + Shorten(prefix, goal, slot, previous.Found);
            wire.Previous[goal.Slots[slot].Name] = $"{Shorten(prefix, goal, slot, previous.TaskDefinition)}@{previous.Version}{found}";
        }
        return JsonSerializer.Serialize(wire, RollJson.Default.Wire);
    }

    /// <summary>Null when it cannot be read: a roll is then begun anew from what is seen.</summary>
    public static RollRecord? Read(Goal goal, string text)
    {
        Wire? wire;
        try
        {
            wire = JsonSerializer.Deserialize(text, RollJson.Default.Wire);
        }
        catch (JsonException)
        {
            return null;
        }
        if (wire is null) return null;
        var touched = ImmutableArray.CreateBuilder<SlotTouch>();
        var slots = SlotSet.Empty;
        for (var set = 0; set < wire.Touched.Count; set++)
        {
            foreach (var slot in Slots(goal, wire.Touched[set], ' '))
            {
                touched.Add(new SlotTouch(slot, set + 1));
                slots |= SlotSet.Of(slot);
            }
        }
        var open = SlotSet.Empty;
        foreach (var slot in Slots(goal, wire.Open, ',')) open |= SlotSet.Of(slot);
        return new RollRecord
        {
            RollId = wire.Id,
            Fingerprint = wire.Fingerprint,
            Direction = wire.Back ? RollDirection.Back : RollDirection.Forward,
            BackReason = wire.BackReason,
            Since = wire.Since,
            Previous = [.. goal.Slots.Select(slot => wire.Previous.TryGetValue(slot.Name, out var previous) ? Previous(wire.Prefix, goal, slot.Name, previous) : null)],
            Touched = touched.ToImmutable(),
            TouchedSlots = slots,
            OpenSet = open,
            Replaced = ReadReplaced(goal, wire.Replaced),
            SetsDone = wire.Sets,
            CanaryDone = wire.Canary,
            HandOver = wire.HandOver is null ? ClusterSnapshot.Nowhere : goal.IndexOf(wire.HandOver),
            AllocationSet = wire.Allocation,
            Pace = ReadPace(wire.Pace),
            LastPace = ReadPace(wire.LastPace),
            End = Enum.TryParse<RollEnd>(wire.End, out var end) ? end : RollEnd.Running,
            EndReason = wire.EndReason,
        };
    }

    private static IEnumerable<int> Slots(Goal goal, string names, char separator) =>
        names.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(goal.IndexOf).Where(slot => slot >= 0);

    // One text: a set of 30 slots has to fit beside all else.
    private static string? Replaced(Goal goal, RollRecord record)
    {
        var pairs = record.Replaced.Select((instance, slot) => instance is null ? null : $"{goal.Slots[slot].Name}={instance}").OfType<string>().ToList();
        return pairs.Count == 0 ? null : string.Join(' ', pairs);
    }

    private static ImmutableArray<string?> ReadReplaced(Goal goal, string? text)
    {
        if (text is null) return [];
        var bySlot = text.Split(' ').Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return [.. goal.Slots.Select(slot => bySlot.GetValueOrDefault(slot.Name))];
    }

    private static string Shorten(string prefix, Goal goal, int slot, string arn)
    {
        var family = prefix + TaskDefinitionSpec.Family(goal.ClusterName, goal.Slots[slot].Name) + ":";
        return arn.StartsWith(family, StringComparison.Ordinal) && int.TryParse(arn.AsSpan(family.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? arn[family.Length..] : arn;
    }

    private static string Lengthen(string prefix, Goal goal, string slot, string text) =>
        text.Contains(':', StringComparison.Ordinal) ? text : $"{prefix}{TaskDefinitionSpec.Family(goal.ClusterName, slot)}:{text}";

    private static PreviousRevision Previous(string prefix, Goal goal, string slot, string text)
    {
        var at = text.LastIndexOf('@');
        var rest = text[(at + 1)..].Split('<', 2);
        return new PreviousRevision(Lengthen(prefix, goal, slot, text[..at]), ElasticsearchVersion.Parse(rest[0]), rest.Length > 1 ? Lengthen(prefix, goal, slot, rest[1]) : null);
    }

    // Sets and their seconds: with data, without.
    private static List<long>? Write(RollPace pace) => pace.IsKnown ? [pace.Data, (long)pace.DataTime.TotalSeconds, pace.Others, (long)pace.OtherTime.TotalSeconds] : null;

    private static RollPace ReadPace(List<long>? pace) => pace is [var data, var dataSeconds, var others, var otherSeconds] ? new RollPace((int)data, TimeSpan.FromSeconds(dataSeconds), (int)others, TimeSpan.FromSeconds(otherSeconds)) : default;

    private static string Short(string text) => text.Length <= MaxReason ? text : text[..MaxReason] + "…";

    internal sealed record Wire
    {
        public string Id { get; init; } = "";
        public string Fingerprint { get; init; } = "";
        public bool Back { get; init; }
        public string BackReason { get; init; } = "";
        public DateTimeOffset Since { get; init; }
        public string Prefix { get; init; } = "";
        public Dictionary<string, string> Previous { get; init; } = [];
        public List<string> Touched { get; init; } = [];
        public string Open { get; init; } = "";
        public string? Replaced { get; init; }
        public int Sets { get; init; }
        public DateTimeOffset? Canary { get; init; }
        public string? HandOver { get; init; }
        public bool Allocation { get; init; }
        public List<long>? Pace { get; init; }
        public List<long>? LastPace { get; init; }
        public string End { get; init; } = "";
        public string EndReason { get; init; } = "";
    }

    internal sealed record LockText(string Name, string Token, DateTimeOffset Heartbeat, string Host, int Process);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(RollRecordText.Wire))]
[JsonSerializable(typeof(RollRecordText.LockText))]
internal sealed partial class RollJson : JsonSerializerContext;
