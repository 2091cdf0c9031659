namespace Quorum.Pipeline;

/// <summary>What one stage did, for the summary table, <c>artifacts/&lt;stage&gt;.json</c>, the GitHub step summary and the HTML report.</summary>
/// <param name="Stage">Target name, e.g. <c>BuildImage</c>.</param>
/// <param name="Facts">Ordered name → value pairs: tag, digest, revision, counts. Never a secret.</param>
/// <param name="Next">Commands a person would run next; empty when there is nothing to say.</param>
public sealed record StageOutcome(
    string Stage,
    StageResult Result,
    string Summary,
    IReadOnlyList<KeyValuePair<string, string>> Facts,
    DateTimeOffset Started,
    TimeSpan Duration,
    IReadOnlyList<string> Next)
{
    public static StageOutcome Unchanged(string stage, string summary, params (string Name, string Value)[] facts) =>
        new(stage, StageResult.Unchanged, summary, Pairs(facts), default, default, []);

    public static StageOutcome Changed(string stage, string summary, params (string Name, string Value)[] facts) =>
        new(stage, StageResult.Changed, summary, Pairs(facts), default, default, []);

    /// <summary>Under <c>--dry-run</c>: what the stage would change, and nothing changed.</summary>
    public static StageOutcome Planned(string stage, string summary, params (string Name, string Value)[] facts) =>
        new(stage, StageResult.Planned, summary, Pairs(facts), default, default, []);

    private static KeyValuePair<string, string>[] Pairs((string Name, string Value)[] facts) =>
        [.. facts.Select(fact => KeyValuePair.Create(fact.Name, fact.Value))];
}

public enum StageResult { Unchanged, Changed, Failed, Planned }
