using System.Globalization;
using Quorum.Rollout;

namespace Quorum.Trials;

/// <summary>Rolls that must go well, one after the other on the same cluster.</summary>
internal static class RollTrials
{
    private const double ClassAGapSeconds = 5;

    public static readonly IReadOnlyList<Trial> Upgrade8 =
    [
        new("first-deployment", "six nodes in three zones form one cluster; a second Deploy changes nothing", FirstAsync("8.16.6"), Short: true),
        new("config-roll", "a configuration change is rolled: nothing lost, never red, one zone at a time, write gap < 5 s", ConfigRollAsync),
        new("one-at-a-time", "the same roll, one node at a time, for comparison", OneAtATimeAsync),
        new("by-script", "the same roll, one node at a time by Elasticsearch's own steps and the AWS CLI, for comparison", ScriptedRoll.RunAsync),
        new("upgrade-8.16-8.17", "8.16.6 → 8.17.2 is rolled: nothing lost, never red, one zone at a time", UpgradeAsync("8.17.2"), Short: true),
        new("refuse-downgrade", "8.17.2 → 8.16.6 is refused before anything changes", RefusedAsync("8.16.6"), Short: true),
    ];

    public static readonly IReadOnlyList<Trial> Upgrade7 =
    [
        new("first-deployment-7.17", "six nodes of 7.17.29 form one cluster", FirstAsync("7.17.29")),
        new("refuse-7.17-9", "7.17.29 → 9.x is refused before anything changes", RefusedAsync("9.0.0")),
        new("upgrade-7.17-8.17", "7.17.29 → 8.17.2 is rolled by the allocation setting, the elected master last", MajorAsync),
    ];

    private static Func<TrialLab, CancellationToken, Task<TrialSight>> FirstAsync(string version) => async (lab, cancellation) =>
    {
        lab.Version = version;
        var first = await DeployedAsync(lab, cancellation);
        var tasks = await lab.TasksAsync();
        var again = await DeployedAsync(lab, cancellation);
        Require(again.Outcomes.All(outcome => outcome.Result == Pipeline.StageResult.Unchanged), "the second Deploy changed something");
        Require(Same(tasks, await lab.TasksAsync()), "the second Deploy restarted a task");
        await (await lab.ClientAsync()).CreateIndexAsync("kept", shards: 3, replicas: 1, null, cancellation);
        var smoke = again.Outcomes[^1].Summary;
        return new($"{tasks.Count} nodes of {version}; again: nothing changed; {smoke}", Seconds: first.Roll!.Seconds);
    };

    private static async Task<TrialSight> ConfigRollAsync(TrialLab lab, CancellationToken cancellation)
    {
        lab.Configure("indices.recovery.max_bytes_per_sec: 80mb");
        var run = await DeployedAsync(lab, cancellation);
        var proof = Proved(run);
        Require(proof.LongestWriteGap.TotalSeconds < ClassAGapSeconds, $"the longest write gap was {proof.WorstWrite}");
        lab.OurSeconds = run.Roll!.Seconds;
        return new(Sets(run), proof, run.Roll.Seconds);
    }

    private static async Task<TrialSight> OneAtATimeAsync(TrialLab lab, CancellationToken cancellation)
    {
        lab.Configure("indices.recovery.max_concurrent_operations: 2");
        var run = await DeployedAsync(lab, cancellation, settings => settings with { MaxSetSize = 1 });
        var proof = Proved(run);
        var ratio = lab.OurSeconds > 0 ? (run.Roll!.Seconds / lab.OurSeconds).ToString("0.00", CultureInfo.InvariantCulture) : "?";
        return new($"{Sets(run)}; ours was {ratio} × as fast", proof, run.Roll!.Seconds);
    }

    private static Func<TrialLab, CancellationToken, Task<TrialSight>> UpgradeAsync(string version) => async (lab, cancellation) =>
    {
        lab.Version = version;
        var run = await DeployedAsync(lab, cancellation);
        var nodes = await (await lab.ClientAsync()).NodesAsync(cancellation);
        Require(nodes.All(node => node.Version == version), $"nodes run {string.Join(", ", nodes.Select(node => node.Version).Distinct())}");
        return new($"{nodes.Count} nodes of {version}; {Sets(run)}", Proved(run), run.Roll!.Seconds);
    };

    private static async Task<TrialSight> MajorAsync(TrialLab lab, CancellationToken cancellation)
    {
        var master = (await (await lab.ClientAsync()).MasterAsync(cancellation))!.NodeName;
        var sight = await UpgradeAsync("8.17.2")(lab, cancellation);
        Require(sight.Saw.EndsWith(master, StringComparison.Ordinal), $"{master} was the master and not the last: {sight.Saw}");
        return sight;
    }

    private static Func<TrialLab, CancellationToken, Task<TrialSight>> RefusedAsync(string version) => async (lab, cancellation) =>
    {
        var before = await lab.TasksAsync();
        // Nobody has an image of the version: the refusal must not be about that.
        var wanted = lab.Settings with { ElasticsearchVersion = version, BaseImage = TrialLab.BaseOf(version) };
        var lent = lab.Settings.LocalRuntime == "containers" && await TrialImages.LendAsync(lab.Settings.BaseImages, wanted.BaseImages, cancellation);
        DeployRun run;
        try
        {
            run = await lab.DeployAsync(cancellation, change: _ => wanted);
        }
        finally
        {
            if (lent) await TrialImages.RemoveAsync(wanted.BaseImages[^1]);
        }
        Require(run.Ended?.Message.Contains($"→ {version}", StringComparison.Ordinal) == true, $"it was not refused for its version: {run.Ended?.Message ?? "it was not refused at all"}");
        Require(Same(before, await lab.TasksAsync()), "a task was restarted");
        Require(!run.Outcomes.Any(outcome => outcome.Stage is "BuildImage" or "PushToEcr"), "an image was built");
        return new(run.Ended!.Message.Split('\n')[0]);
    };

    internal static async Task<DeployRun> DeployedAsync(TrialLab lab, CancellationToken cancellation, Func<Settings.QuorumSettings, Settings.QuorumSettings>? change = null)
    {
        var run = await lab.DeployAsync(cancellation, change: change);
        return run.Ended is null ? run : throw new TrialBrokenException(run.Ended.ToString());
    }

    internal static Smoke.ProofResult Proved(DeployRun run)
    {
        var proof = run.Proof ?? throw new TrialBrokenException("the roll had no write proof");
        Require(proof.Proved, $"{proof}");
        Require(proof.Red.Count == 0 && proof.RedMoments.Count == 0, $"red: {string.Join("; ", proof.RedMoments)}");
        Require(proof.MostZonesDown <= 1, $"{proof.MostZonesDown} zones missed a node at once");
        Require(proof.Views > 0, "no node was asked for what it knows");
        return proof;
    }

    internal static string Sets(DeployRun run) => string.Join(" → ", run.Roll!.Sets.Select(set => string.Join(" ", set)));

    internal static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) => a.Count == b.Count && a.All(pair => b.GetValueOrDefault(pair.Key) == pair.Value);

    internal static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new TrialBrokenException(otherwise);
    }
}
