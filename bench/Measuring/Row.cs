using System.Text.Json.Serialization;

namespace Quorum.Bench.Measuring;

/// <summary>What is aimed at; never decides anything but the word in the table.</summary>
/// <param name="Limit">In the row's unit when <paramref name="OfRatio"/> is false; else times better than the peer.</param>
public sealed record Goal(string Text, double Limit, bool OfRatio)
{
    /// <summary>Ours at most this much (or, where more is better, at least).</summary>
    public static Goal Value(string text, double limit) => new(text, limit, false);

    /// <summary>At least this many times better than the peer.</summary>
    public static Goal Times(string text, double limit) => new(text, limit, true);
}

/// <summary>One line of the table: ours, the peer, the ratio, all from one run.</summary>
/// <param name="Unit">E.g. <c>s</c>, <c>1/s</c>, <c>MB</c>.</param>
/// <param name="Peer">Its name; empty where there is none to compare with.</param>
public sealed record Row(string Point, string What, string Unit, Samples? Ours, string Peer = "", Samples? Theirs = null)
{
    public bool MoreIsBetter { get; init; }

    public Goal? Goal { get; init; }

    public string Note { get; init; } = "";

    /// <summary>Why ours or the peer's was not measured; named, never passed over.</summary>
    public string Skipped { get; init; } = "";

    /// <summary>Shown in the README too.</summary>
    [JsonIgnore]
    public bool Headline { get; init; }

    /// <summary>How many times better than the peer, median to median; null without a peer.</summary>
    public double? Times => Ours is null || Theirs is null ? null : MoreIsBetter ? Ours.Median / Theirs.Median : Theirs.Median / Ours.Median;

    /// <summary>Null when there is no goal or nothing to judge it by.</summary>
    public bool? Met
    {
        get
        {
            if (Goal is null || Ours is null) return null;
            if (Goal.OfRatio) return Times is { } times ? times >= Goal.Limit : null;
            return MoreIsBetter ? Ours.Median >= Goal.Limit : Ours.Median <= Goal.Limit;
        }
    }
}
