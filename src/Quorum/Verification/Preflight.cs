using System.Collections.Immutable;
using Quorum.Pipeline;
using Quorum.Rollout;
using Quorum.Smoke;

namespace Quorum.Verification;

/// <summary>
/// The checks of Verify that a deployment makes by itself: those that cost a few calls, and without which it would go wrong half-way. Whose account
/// it is stands before the first change on AWS. What the slots' tasks need stands before the roll and not earlier: ProvisionInfra mends most of it.
/// Slots, agents and volumes are not here, because the roll has rules of its own for them, and repairs what it can.
/// </summary>
public static class Preflight
{
    private const string Fact = "Conditions";

    public static IReadOnlyList<string> BeforeTheFirstChange { get; } = ["account"];

    public static IReadOnlyList<string> BeforeTheRoll { get; } = ["execution-role", "image", "secrets", "kms-key", "log-stream", "bastion"];

    /// <summary>All of them can be left out by name, as a rule of the roll.</summary>
    public static IEnumerable<string> Names => [.. BeforeTheFirstChange, .. BeforeTheRoll];

    /// <param name="names">Of the checks to make.</param>
    /// <param name="skipped">Rules left out by name; recorded in what is returned.</param>
    /// <returns>For the stage's outcome.</returns>
    /// <exception cref="StageException">At least one does not hold: all of them, each with its remedy.</exception>
    public static KeyValuePair<string, string> Require(VerifyFacts facts, IReadOnlyList<string> names, ImmutableHashSet<string> skipped, IProgress<StageProgress> progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var made = VerifyResult.Of(facts, VerifyChecks.All.Where(check => names.Contains(check.Name) && !skipped.Contains(check.Name)), default, default);
        foreach (var check in made.Checks) progress.Report(new(check.Name, VerifyStage.Mark(check.Verdict), null, check.Evidence));
        if (made.Failed.ToList() is { Count: > 0 } failed)
        {
            throw new StageException(
                $"Nothing was changed yet: {string.Join(Environment.NewLine, failed.Select(check => $"{check.Name}: {check.Evidence}"))}",
                string.Join(Environment.NewLine, [.. failed.Select(check => $"{check.Name}: {check.Remedy}"), $"or go on without: ./build.sh Deploy --skip-rules {string.Join('+', failed.Select(check => check.Name))}"]));
        }
        var parts = new[]
        {
            (What: "hold", Names: made.Checks.Where(check => check.Verdict == Verdict.Pass).Select(check => check.Name)),
            (What: "not checked", Names: made.Checks.Where(check => check.Verdict == Verdict.Skip).Select(check => check.Name)),
            (What: "left out by name", Names: names.Where(skipped.Contains)),
        };
        return new(Fact, string.Join("; ", parts.Where(part => part.Names.Any()).Select(part => $"{part.What}: {string.Join(", ", part.Names)}")));
    }
}
