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
        await using var script = await DeployScript.FindAsync(sandbox);
        if (script.WhyNot is { } why)
        {
            bench.Add(new(point, what, "s", await Samples.TimeAsync(bench.Runs, () => sandbox.BuildAsync("Deploy"))) { Goal = goal, Skipped = why });
            return;
        }

        await script.RunAsync();
        List<double> stages = [], ours = [], three = [], updated = [];
        for (var i = 0; i < bench.Runs; i++)
        {
            ours.Add(await Samples.SecondsAsync(() => sandbox.BuildAsync("Deploy")));
            stages.Add(((string[])["BuildImage", "PushToEcr"]).Sum(stage => sandbox.Outcome(stage).Duration.TotalSeconds));
            if (i == 0) bench.Texts["Where an unchanged Deploy's time goes"] = Waterfall(sandbox, DateTimeOffset.UtcNow - TimeSpan.FromSeconds(ours[0]), ours[0]);
            three.Add(await Samples.SecondsAsync(script.RunAsync));
            updated.Add(await Samples.SecondsAsync(script.UpdateAsync));
        }

        // Once: it restarts every node.
        var forced = await Samples.TimeAsync(1, script.ForceAsync);
        bench.Add(new(point, "of it BuildImage and PushToEcr", "s", new(stages)) { Goal = Goal.Value("< 1.5 s", 1.5) });
        bench.Add(new(point, what, "s", new(ours), "docker build + docker push + aws ecs wait services-stable", new(three))
        {
            Goal = goal, Headline = true,
            Note = "the three commands alone look at nothing but their own step (no infrastructure, no digest of what runs, no check of the cluster), and would bring out no change either",
        });
        bench.Add(new(point, what, "s", new(ours), "the same with aws ecs update-service for each service", new(updated))
        {
            Goal = goal, Note = "what it takes to bring out a change; here ECS finds nothing to do",
        });
        bench.Add(new(point, what, "s", new(ours), "the same with --force-new-deployment", forced)
        {
            Goal = goal, Note = "a script with a moving tag does not know whether anything changed: it must force, and restarts every node at once",
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
