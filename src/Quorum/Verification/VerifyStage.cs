using Quorum.Pipeline;
using Quorum.Smoke;

namespace Quorum.Verification;

/// <summary>The preflight as a stage: its outcome, and its failure with every check that failed.</summary>
public static class VerifyStage
{
    public const string StageName = "Verify";

    /// <exception cref="StageException">A check failed; all of them, each with its remedy.</exception>
    public static StageOutcome Outcome(VerifyResult result)
    {
        var failed = result.Failed.ToList();
        if (failed.Count > 0)
        {
            throw new StageException(
                $"{failed.Count} of {result.Checks.Count} conditions do not hold: {string.Join(Environment.NewLine, failed.Select(check => $"{check.Name}: {check.Evidence}"))}",
                string.Join(Environment.NewLine, failed.Select(check => $"{check.Name}: {check.Remedy}")));
        }
        var passed = result.Checks.Count(check => check.Verdict == Verdict.Pass);
        if (passed == 0) throw new StageException("Verify could check nothing.", "./build.sh ProvisionInfra, then Verify");
        var skipped = result.Checks.Count - passed;
        return StageOutcome.Unchanged(StageName, $"{passed} conditions hold{(skipped == 0 ? "" : $", {skipped} not checked")}", [.. result.Checks.Select(check => (check.Name, $"{Mark(check.Verdict)} {check.Evidence}"))]);
    }

    public static string Mark(Verdict verdict) => verdict switch { Verdict.Pass => "[OK]", Verdict.Fail => "[NG]", _ => "[SKIP]" };
}
