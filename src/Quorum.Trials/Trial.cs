using System.Text.Json.Serialization;
using Quorum.Drills;
using Quorum.Smoke;

namespace Quorum.Trials;

[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict { Held, Broken, NotRun }

/// <summary>One row of the table: a promise, and what real nodes made of it.</summary>
/// <param name="Name">As given to <c>--trials</c>.</param>
/// <param name="Seconds">Of the step itself: the roll, the drill.</param>
/// <param name="Saw">What decided, in words and numbers; why it was broken or not run.</param>
/// <param name="Proof">Null where nothing was written.</param>
public sealed record TrialRow(string Name, string Promise, Verdict Verdict, double Seconds, string Saw, ProofResult? Proof = null, DrillResult? Drill = null);

/// <summary>A step of a sequence on one cluster.</summary>
/// <param name="Run">Returns what it saw; throws <see cref="TrialBrokenException"/> when the promise did not hold.</param>
/// <param name="Short">Part of the short run of CI.</param>
internal sealed record Trial(string Name, string Promise, Func<TrialLab, CancellationToken, Task<TrialSight>> Run, bool Short = false);

/// <param name="Seconds">Null: the whole step's time counts.</param>
internal sealed record TrialSight(string Saw, ProofResult? Proof = null, double? Seconds = null, DrillResult? Drill = null);

/// <summary>What a trial needs is not to be had here.</summary>
public sealed class TrialNotRunException(string message) : Exception(message);

/// <summary>A promise that did not hold.</summary>
public sealed class TrialBrokenException(string message) : Exception(message);
