using Quorum.Bench.Measuring;

namespace Quorum.Bench.Points;

/// <summary>1: what a person waits before the build does anything.</summary>
internal static class WarmStart
{
    private const double GoalTimes = 2.5;

    public static async Task RunAsync(BenchContext bench)
    {
        var ours = Path.Combine(bench.Root, "build.sh");
        var stock = Path.Combine(bench.Root, "bench", "stock", "build.sh");
        string[] noop = ["LocalDown", "--local-port", $"{Peers.Server.FreePort()}"];
        foreach (var (what, words) in ((string, string[])[])[("`--help`", ["--help"]), ("a target that finds nothing to do", noop)])
        {
            await bench.Shell.RunAsync(ours, words);
            await bench.Shell.RunAsync(stock, words);
            var (mine, theirs) = await Samples.TimeByTurnsAsync(bench.Runs, () => bench.Shell.RunAsync(ours, words), () => bench.Shell.RunAsync(stock, words));
            bench.Add(new("1 Warm start", what, "s", mine, "stock Nuke bootstrap (build, then run)", theirs)
            {
                Goal = Goal.Times("≤ 0.4 of the time", GoalTimes), Headline = words.Length == 1,
            });
        }
    }
}
