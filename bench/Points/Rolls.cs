using System.Globalization;
using Quorum.Bench.Measuring;
using Quorum.Bench.Peers;
using Quorum.Pipeline;
using Quorum.Rehearsal.Baselines;

namespace Quorum.Bench.Points;

/// <summary>4: the roll against other ways, in virtual time from one simulator; and of 6 real containers where there is an engine.</summary>
internal static class Rolls
{
    private const string Point = "4 Roll";
    private const double GoalTimesAt30 = 6;
    private static readonly int[] Sizes = [3, 9, 30, 90];
    private static readonly (BaselineLoad Load, string Words)[] Loads = [(BaselineLoad.Light, "hardly any data"), (BaselineLoad.Loaded, "80 copies on each")];
    private static readonly (RollMethod Method, string Name)[] Peers = [(RollMethod.OneAtATime, "one at a time, green between"), (RollMethod.PlainEcs, "plain ECS, 66/100")];

    public static async Task RunAsync(BenchContext bench)
    {
        RollMethod[] methods = [RollMethod.Quorum, .. Peers.Select(peer => peer.Method)];
        var all = (from load in Loads from size in Sizes from method in methods select (load, size, method)).ToList();
        var results = new BaselineResult[all.Count];
        await Task.Run(() => Parallel.For(0, results.Length, i => results[i] = Baseline.Run(all[i].method, all[i].size, all[i].load.Load)));
        foreach (var slots in results.GroupBy(result => (result.Load, result.Slots)))
        {
            var ours = slots.Single(result => result.Method == RollMethod.Quorum);
            foreach (var (method, name) in Peers)
            {
                var theirs = slots.Single(result => result.Method == method);
                bench.Add(new(Point, $"{ours.Slots} slots in 3 zones, {Loads.Single(each => each.Load == ours.Load).Words}, simulated", "min", Minutes(ours), name, Minutes(theirs))
                {
                    Headline = ours.Slots == 90 && ours.Load == BaselineLoad.Light && method == RollMethod.OneAtATime,
                    // Where hardly anything is to be recovered, the canary's soak and the masters one by one are most of the time.
                    Goal = ours.Slots == 30 && ours.Load == BaselineLoad.Loaded && method == RollMethod.OneAtATime ? Goal.Times("≥ 6×", GoalTimesAt30) : null,
                    Note = string.Create(CultureInfo.InvariantCulture, $"{ours.Steps} sets, {ours.RedMoments} red moments, {ours.Lost} writes lost; {name}: {theirs.Steps} steps, {theirs.RedMoments} red moments, {theirs.Refused} of {theirs.Writes} writes refused, {theirs.Lost} lost"),
                });
            }
        }

        await RealAsync(bench, "simulated", "6 nodes over HTTP, simulated, after a changed configuration");
        await RealAsync(bench, "containers", "6 nodes in containers, after a changed configuration");
    }

    private static Samples Minutes(BaselineResult result) => Samples.Of(result.Took.TotalMinutes);

    private static async Task RealAsync(BenchContext bench, string runtime, string what)
    {
        if (runtime == "containers" && await bench.Shell.WhyNotAsync("docker", "version", "--format", "{{.Server.Version}}") is { } why)
        {
            bench.Add(new(Point, what, "s", null) { Skipped = why });
            return;
        }

        await using var sandbox = new Sandbox(bench.Root, runtime);
        try
        {
            await sandbox.BuildAsync("Deploy");
            File.AppendAllText(sandbox.ConfigFile, "\n# changed\n");
            await sandbox.BuildAsync("Deploy");
            bench.Add(new(Point, what, "s", Samples.Of(sandbox.Outcome("RollService").Duration.TotalSeconds)));
        }
        catch (StageException failed) when (runtime == "containers")
        {
            // Without a base image, for one, an engine is of no use; what the build said is the reason.
            bench.Add(new(Point, what, "s", null) { Skipped = failed.Message.ReplaceLineEndings(" ") });
        }
    }
}
