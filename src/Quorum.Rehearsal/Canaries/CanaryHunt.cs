using Quorum.Rehearsal.Running;
using Quorum.Rehearsal.Scenarios;

namespace Quorum.Rehearsal.Canaries;

/// <param name="Seed">First seed that found it; 0: none within the limit.</param>
/// <param name="By">The invariant that it broke, or how the rehearsal ended.</param>
internal sealed record CanaryFind(PlantedBug Bug, int Seed, string By, string Text);

/// <summary>Looks for a planted bug seed by seed, from 1.</summary>
internal static class CanaryHunt
{
    /// <summary>Each planted bug must be found within this many seeds.</summary>
    public const int MostSeeds = 400;

    /// <summary>A broken promise says more than a roll that does not arrive: so many more seeds are looked at for one.</summary>
    private const int MoreAfterStuck = 60;

    /// <summary>The first seed that breaks an invariant; only when there is none, the first that got stuck.</summary>
    public static CanaryFind Hunt(PlantedBug bug)
    {
        var stuck = new CanaryFind(bug, 0, "", "");
        for (var seed = 1; seed <= MostSeeds; seed++)
        {
            var result = RehearsalRunner.Safely(ScenarioGenerator.Make((ulong)seed, ScenarioSize.Small), trace: false, new BugWrapper(bug));
            if (!result.Violations.IsEmpty) return new CanaryFind(bug, seed, result.Failure, result.Violations[0].Text);
            if (result.Failed && stuck.Seed == 0) stuck = new CanaryFind(bug, seed, result.Failure, result.Problem);
            if (stuck.Seed > 0 && seed - stuck.Seed >= MoreAfterStuck) break;
        }
        return stuck;
    }
}
