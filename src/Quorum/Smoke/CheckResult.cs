using System.Text.Json.Serialization;

namespace Quorum.Smoke;

[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict { Pass, Fail, Skip }

/// <summary>What a check found.</summary>
/// <param name="Evidence">What was seen; for a skip the reason why it could not be looked at.</param>
public sealed record Finding(Verdict Verdict, string Evidence)
{
    public static Finding Pass(string evidence) => new(Verdict.Pass, evidence);

    public static Finding Fail(string evidence) => new(Verdict.Fail, evidence);

    public static Finding Skip(string reason) => new(Verdict.Skip, reason);

    /// <summary>Fails with all problems, or passes with the evidence.</summary>
    public static Finding Of(IReadOnlyCollection<string> problems, string evidence) => problems.Count == 0 ? Pass(evidence) : Fail(string.Join("; ", problems));
}

/// <param name="Remedy">What to do; empty unless it failed.</param>
/// <param name="Attempt">The attempt this verdict comes from, from 1. A pass with more than 1 is a pass on retry, and reported as such.</param>
/// <param name="FirstEvidence">What the first attempt saw when it failed and a later one passed; else empty.</param>
public sealed record CheckResult(string Name, Verdict Verdict, string Evidence, string Remedy, int Attempt, string FirstEvidence = "")
{
    [JsonIgnore]
    public bool PassedOnRetry => Verdict == Verdict.Pass && Attempt > 1;
}
