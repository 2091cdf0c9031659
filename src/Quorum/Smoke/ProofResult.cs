using System.Globalization;
using System.Text.Json.Serialization;
using Quorum.Reporting;

namespace Quorum.Smoke;

/// <summary>What a proof found.</summary>
/// <param name="Copies">Copies read, over all of the proof's indices.</param>
/// <param name="Lost">Acknowledged ids found on no copy.</param>
/// <param name="Disagreements">Ids that some copies have and others have not, or whose text differs from what was written.</param>
/// <param name="LongestWriteGap">Longest time in which one writer had no acknowledged write.</param>
/// <param name="Red">Times of red health.</param>
/// <param name="Gaps">Times without an answer, of one client each, from the least length the options list.</param>
public sealed record ProofResult(
    DateTimeOffset Started, DateTimeOffset Ended, int Acknowledged, int Failed, int Unknown, int Reads, int Copies,
    IReadOnlyList<string> Lost, IReadOnlyList<string> Disagreements, TimeSpan LongestWriteGap, TimeSpan LongestReadGap,
    IReadOnlyList<HealthSpan> Red, IReadOnlyList<HealthSpan> Health, IReadOnlyList<TimelineGap> Gaps)
{
    /// <summary>The longest time in which one writer had no acknowledged write; null when there was no writer.</summary>
    public ProofMoment? WorstWrite { get; init; }

    public ProofMoment? WorstRead { get; init; }

    /// <summary>Moments in which some node knew of a primary that is not started.</summary>
    public IReadOnlyList<ProofMoment> RedMoments { get; init; } = [];

    /// <summary>Most zones that missed a node at one moment, as the nodes themselves saw it.</summary>
    public int MostZonesDown { get; init; }

    /// <summary>How often single nodes were asked what they know.</summary>
    public int Views { get; init; }

    /// <summary>Nothing lost, nothing in disagreement, and enough was looked at to say so.</summary>
    [JsonIgnore]
    public bool Proved => Acknowledged > 0 && Copies >= 2 && Lost.Count == 0 && Disagreements.Count == 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Acknowledged} acknowledged writes on {Copies} copies: {Lost.Count} lost, {Disagreements.Count} in disagreement; {Unknown} unknown, {Failed} failed; longest gap {LongestWriteGap.TotalSeconds:0.0} s writing, {LongestReadGap.TotalSeconds:0.0} s reading; {(Red.Count == 0 ? "never red" : $"red {Red.Count} times")}");
}

/// <param name="Client">Who noticed: <c>writer 1</c>, or the node and the shards.</param>
/// <param name="Step">What was under way when it began; empty when nothing told.</param>
public sealed record ProofMoment(string Client, DateTimeOffset At, TimeSpan Length, string Step)
{
    /// <summary>What the client was answered meanwhile, try by try.</summary>
    public IReadOnlyList<string> Tries { get; init; } = [];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Length.TotalSeconds:0.0} s at {At:HH:mm:ss} ({Client}{(Step.Length > 0 ? "; " : "")}{Step}){(Tries.Count > 0 ? ": " : "")}{string.Join("; ", Tries)}");
}

[JsonConverter(typeof(JsonStringEnumConverter<ProofAnswer>))]
public enum ProofAnswer { Acknowledged, Failed, Unknown }

/// <summary>One document of one writer, as logged.</summary>
internal sealed record ProofEntry(string Index, string Id, string Source, ProofAnswer Result);
