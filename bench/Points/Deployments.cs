using System.Globalization;
using System.Text;
using Quorum.Bench.Measuring;
using Quorum.Bench.Peers;
using Quorum.Pipeline;

namespace Quorum.Bench.Points;

/// <summary>2 and 3: a deployment from nothing, with where its time goes; one that finds nothing to do; and one after a change.</summary>
internal static class Deployments
{
    private const double CleanGoalSeconds = 15, UnchangedGoalTimes = 5;
    private const int BarWidth = 50;
    private static readonly string[] Stages = ["LocalUp", "ProvisionInfra", "BuildImage", "PushToEcr", "RollService", "SmokeTestCluster"];

    public static async Task RunAsync(BenchContext bench)
    {
        await using var sandbox = new Sandbox(bench.Root, "simulated");
        await CleanAsync(bench, sandbox);
        await UnchangedAsync(bench, sandbox);
    }

    private static async Task CleanAsync(BenchContext bench, Sandbox sandbox)
    {
        var values = new List<double>();
        for (var i = 0; i < bench.Runs; i++)
        {
            await sandbox.BuildAsync("LocalDown", "--forget");
            var started = DateTimeOffset.UtcNow;
            values.Add(await Samples.SecondsAsync(() => sandbox.BuildAsync("Deploy")));
            bench.Texts["Where a clean Deploy's time goes"] = Waterfall(sandbox, started, values[^1]);
        }

        bench.Add(new("3 Clean Deploy", "6 nodes from nothing, embedded AWS started, smoke-tested", "s", new(values)) { Goal = Goal.Value("≤ 15 s", CleanGoalSeconds), Headline = true });
    }

    private static async Task UnchangedAsync(BenchContext bench, Sandbox sandbox)
    {
        const string what = "unchanged Deploy, with drift check and smoke test";
        var goal = Goal.Times("≥ 5× faster", UnchangedGoalTimes);
        const string point = "2 Unchanged Deploy";
        var script = await DeployScript.FindAsync(sandbox);
        if (script.WhyNot is { } why)
        {
            bench.Add(new(point, what, "s", await Samples.TimeAsync(bench.Runs, () => sandbox.BuildAsync("Deploy"))) { Goal = goal, Skipped = why });
            return;
        }

        await script.RunAsync();
        var stages = new List<double>();
        var (ours, three) = await Samples.TimeByTurnsAsync(bench.Runs, async () =>
        {
            await sandbox.BuildAsync("Deploy");
            stages.Add(((string[])["BuildImage", "PushToEcr"]).Sum(stage => sandbox.Outcome(stage).Duration.TotalSeconds));
        }, script.RunAsync);
        bench.Add(new("2 Unchanged Deploy", "of it BuildImage and PushToEcr", "s", new(stages)) { Goal = Goal.Value("< 1.5 s", 1.5) });
        bench.Texts["Where an unchanged Deploy's time goes"] = Waterfall(sandbox, sandbox.Outcome(Stages[0]).Started, ours.Values[^1]);
        bench.Add(new(point, $"{what}; against the three commands", "s", ours, "docker build + docker push + aws ecs wait services-stable", three)
        {
            Note = "the three commands alone look at nothing but their own step: no infrastructure, no digest of what runs, no check of the cluster",
        });
        var forced = await Samples.TimeAsync(1, script.ForceAsync);
        bench.Add(new(point, $"{what}; against the script that rolls", "s", ours, "the same with update-service --force-new-deployment", forced)
        {
            Goal = goal, Headline = true,
            Note = "a script that does not know what has changed must force a deployment before it can wait for one, and restarts every node",
        });
    }

    /// <summary>Bars of the stages from the start of the command; what is between them is the build engine.</summary>
    internal static string Waterfall(Sandbox sandbox, DateTimeOffset started, double total)
    {
        var text = new StringBuilder();
        var last = 0.0;
        foreach (var stage in Stages)
        {
            var (at, took) = sandbox.Outcome(stage);
            var from = Math.Max(0, (at - started).TotalSeconds);
            if (stage == Stages[0] && from > 0.01) Bar("start of the build", 0, from);
            Bar(stage, from, took.TotalSeconds);
            last = from + took.TotalSeconds;
        }

        if (total > last) Bar("reports, end", last, total - last);
        return text.ToString();

        void Bar(string name, double from, double took)
        {
            var scale = BarWidth / Math.Max(total, last + 0.001);
            var bar = new string(' ', (int)(from * scale)) + new string('█', Math.Max(1, (int)Math.Round(took * scale)));
            text.Append(CultureInfo.InvariantCulture, $"{name,-18} {from,6:0.00} +{took,5:0.00} s  {bar}\n");
        }
    }
}
