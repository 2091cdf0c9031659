using System.Text.Json.Serialization;

namespace Quorum.Smoke;

/// <summary>Verdict of one smoke test; <c>artifacts/smoke.json</c> is this record.</summary>
/// <param name="Attempts">How often the cluster was looked at.</param>
public sealed record SmokeResult(string ClusterName, DateTimeOffset At, TimeSpan Took, int Attempts, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>Nothing failed and something passed: a test that looked at nothing has not passed.</summary>
    public bool Passed => Checks.All(check => check.Verdict != Verdict.Fail) && Checks.Any(check => check.Verdict == Verdict.Pass);

    /// <summary>What is different from an earlier result; empty when nothing is.</summary>
    public IReadOnlyList<CheckChange> Since(SmokeResult earlier)
    {
        var before = earlier.Checks.ToDictionary(check => check.Name, StringComparer.Ordinal);
        var changes = Checks.Where(check => before.GetValueOrDefault(check.Name)?.Verdict != check.Verdict)
            .Select(check => new CheckChange(check.Name, before.GetValueOrDefault(check.Name)?.Verdict, check.Verdict, check.Evidence)).ToList();
        var now = Checks.Select(check => check.Name).ToHashSet(StringComparer.Ordinal);
        changes.AddRange(earlier.Checks.Where(check => !now.Contains(check.Name)).Select(check => new CheckChange(check.Name, check.Verdict, null, "not checked this time")));
        return changes;
    }
}

/// <param name="Before">Null when it was not checked then.</param>
/// <param name="Now">Null when it is not checked any more.</param>
public sealed record CheckChange(string Name, Verdict? Before, Verdict? Now, string Evidence)
{
    public override string ToString() => $"{Name}: {Text(Before)} → {Text(Now)} ({Evidence})";

    private static string Text(Verdict? verdict) => verdict?.ToString().ToLowerInvariant() ?? "not checked";
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SmokeResult))]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(ProofResult))]
public sealed partial class SmokeJson : JsonSerializerContext;
