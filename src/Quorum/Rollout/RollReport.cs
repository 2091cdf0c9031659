using System.Text.Json;
using System.Text.Json.Serialization;
using Quorum.Reporting;

namespace Quorum.Rollout;

/// <summary>What a roll did, for <c>artifacts/roll.json</c> and the reports. Holds no secret.</summary>
/// <param name="Overrides">Rules that were switched off.</param>
public sealed record RollReport(
    string Outcome,
    string Reason,
    string WayOut,
    string RollId,
    DateTimeOffset Started,
    double Seconds,
    IReadOnlyList<IReadOnlyList<string>> Sets,
    IReadOnlyList<string> Touched,
    IReadOnlyList<string> Created,
    IReadOnlyList<string> Overrides,
    IReadOnlyList<ReportedSlot> Slots,
    IReadOnlyList<JournalEntry> Steps,
    RollTimeline Timeline)
{
    public static RollReport Of(RollResult result, RollJournal journal, DateTimeOffset started) => new(
        RollJournal.Outcome(result), result.Reason, result.WayOut, result.Record.RollId, started, Math.Round(result.Took.TotalSeconds, 3), journal.Sets,
        Names(result.Goal, result.Record.TouchedSlots), Names(result.Goal, result.Created), [.. result.Policy.SkipRules.Order(StringComparer.Ordinal)],
        [.. result.Goal.Slots.Select((slot, index) => new ReportedSlot(slot.Name, slot.Zone, HaltReason.Family(index < result.Last.Ecs.Slots.Length ? result.Last.Ecs.Slots[index].TaskDefinition : null), slot.Version.ToString()))],
        journal.Entries, journal.Timeline(result));

    public string ToJson() => JsonSerializer.Serialize(this, RollReportJson.Default.RollReport);

    private static string[] Names(Goal goal, SlotSet slots) => slots.IsEmpty ? [] : goal.Names(slots).Split(", ");
}

/// <param name="Revision"><c>family:revision</c> the service has now.</param>
public sealed record ReportedSlot(string Name, string Zone, string Revision, string Version);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RollReport))]
internal sealed partial class RollReportJson : JsonSerializerContext;
