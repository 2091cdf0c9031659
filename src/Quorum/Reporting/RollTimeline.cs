using System.Text.Json.Serialization;
using Quorum.Elasticsearch;

namespace Quorum.Reporting;

/// <summary>What happened during one roll, for the reports: filled by the rollout, the gaps by the proof that ran beside it.</summary>
/// <param name="Outcome"><c>completed</c>, <c>rolled back</c>, <c>halted</c>, <c>superseded</c>, or <c>nothing to do</c>.</param>
/// <param name="Reason">Why it halted or was rolled back; empty when it completed.</param>
/// <param name="Slots">Every slot, ordered by zone, then name.</param>
public sealed record RollTimeline(
    DateTimeOffset Started,
    DateTimeOffset Ended,
    string Outcome,
    string Reason,
    IReadOnlyList<TimelineSlot> Slots,
    IReadOnlyList<HealthSpan> Health,
    IReadOnlyList<TimelineGap> Gaps,
    IReadOnlyList<TimelineWait> Waits)
{
    /// <summary>How many sets (canary, zones, masters) were stopped and brought back.</summary>
    public int Sets { get; init; }

    /// <summary>Elections seen during the roll; one planned hand-over is one.</summary>
    public int Elections { get; init; }
}

/// <param name="Spans">In order of time, without overlap; a time not covered reads as serving.</param>
/// <param name="Revision">Task definition revision at the end, e.g. <c>quorum-es-a1:4</c>; empty when not known.</param>
public sealed record TimelineSlot(string Name, string Zone, IReadOnlyList<SlotSpan> Spans, string Revision = "");

public sealed record SlotSpan(SlotActivity Activity, DateTimeOffset From, DateTimeOffset To, string Detail = "");

[JsonConverter(typeof(JsonStringEnumConverter<SlotActivity>))]
public enum SlotActivity
{
    /// <summary>Restart record put, voting exclusion taken, flushed; still serving.</summary>
    Preparing,

    /// <summary>Told to stop; its task is not STOPPED yet.</summary>
    Stopping,

    /// <summary>From STOPPED until the new task runs.</summary>
    Starting,

    /// <summary>Running, not yet back in the cluster.</summary>
    Joining,

    /// <summary>Back, its copies are not all started.</summary>
    Recovering,

    /// <summary>Watched before the next set.</summary>
    Soaking,

    /// <summary>Being brought back to the previous revision.</summary>
    RollingBack,

    /// <summary>Did not come back within its budget.</summary>
    Failed,
}

public sealed record HealthSpan(HealthStatus Status, DateTimeOffset From, DateTimeOffset To);

/// <summary>A time in which a client of the proof got no acknowledged answer.</summary>
/// <param name="Client">E.g. <c>writer 1</c>.</param>
public sealed record TimelineGap(string Client, DateTimeOffset From, DateTimeOffset To)
{
    [JsonIgnore]
    public TimeSpan Length => To - From;

    /// <summary>The failed tries in it, each with its time, node and answer.</summary>
    public IReadOnlyList<string> Tries { get; init; } = [];
}

/// <summary>A time in which a rule made the roll wait.</summary>
/// <param name="Rule">Name of the rule, e.g. <c>started-copy-elsewhere</c>.</param>
/// <param name="Reason">What blocked: shard, node, setting; and what would fix it.</param>
public sealed record TimelineWait(string Rule, string Reason, DateTimeOffset From, DateTimeOffset To);
