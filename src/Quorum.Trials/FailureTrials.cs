using System.Diagnostics;
using Quorum.Rollout;

namespace Quorum.Trials;

/// <summary>Rolls that cannot go well, and blows from outside while one is under way.</summary>
internal static class FailureTrials
{
    private const string BrokenLine = "no.such.setting: true";

    /// <summary>Step of a roll by the words its progress begins with, in the order they come.</summary>
    private static readonly (string Step, string Words)[] Steps =
    [
        ("suppress", "keep copies of"), ("flush", "flush before"), ("stop", "stop "), ("start", "start "), ("join", "waiting for es-"), ("recover", "let copies move again"), ("close", "back, recovered"), ("hand-over", "is the elected master"),
    ];

    public static readonly IReadOnlyList<Trial> Failures =
    [
        new("config-cannot-start", "a configuration that cannot start is rolled back by itself, only the touched slot", ConfigCannotStartAsync, Short: true),
        new("kill-node-each-step", "kill -9 of a node in another zone at each kind of step: the roll waits or halts, nothing is lost", KillNodeEachStepAsync),
        new("kill-runner", "kill -9 of the runner in mid-roll: the rerun converges, no good slot is restarted twice", KillRunnerAsync),
        new("kill-localcloud", "kill -9 of the embedded AWS in mid-roll: the rerun converges, no good slot is restarted twice", KillCloudAsync),
    ];

    public static readonly IReadOnlyList<Trial> LastOnTheCluster =
    [
        new("version-cannot-start", "a version that cannot start halts the roll with its ways out; the cluster serves", VersionCannotStartAsync),
    ];

    private static async Task<TrialSight> ConfigCannotStartAsync(TrialLab lab, CancellationToken cancellation)
    {
        var before = await lab.TasksAsync();
        lab.Configure(BrokenLine);
        try
        {
            var run = await lab.DeployAsync(cancellation);
            RollTrials.Require(run.Ended is RollEndedException { Report.Outcome: "rolled back" }, $"it ended otherwise: {run.Ended?.Message ?? "well"}");
            var after = await lab.TasksAsync();
            var touched = before.Keys.Where(slot => after.GetValueOrDefault(slot) != before[slot]).ToList();
            RollTrials.Require(touched.Count == 1, $"{touched.Count} slots were touched: {string.Join(", ", touched)}");
            RollTrials.Require(Revision(before[touched[0]]) == Revision(after[touched[0]]), "the touched slot does not run its earlier revision");
            return new($"rolled back: {touched[0]} alone; {run.Ended!.Message.Split('\n')[0]}", Seconds: run.Roll!.Seconds);
        }
        finally
        {
            lab.Unconfigure(BrokenLine);
        }
    }

    private static async Task<TrialSight> VersionCannotStartAsync(TrialLab lab, CancellationToken cancellation)
    {
        const string broken = "8.18.0";
        var image = $"quorum.test/elasticsearch:{broken}";
        await TrialImages.MakeBrokenAsync($"quorum.test/elasticsearch:{lab.Version}", image, cancellation);
        try
        {
            var run = await lab.DeployAsync(cancellation, change: settings => settings with { ElasticsearchVersion = broken, BaseImage = image });
            RollTrials.Require(run.Ended is RollEndedException { Report.Outcome: "halted" }, $"it ended otherwise: {run.Ended?.Message ?? "well"}");
            var end = (RollEndedException)run.Ended!;
            RollTrials.Require(end.Report.Touched.Count == 1, $"it touched {string.Join(", ", end.Report.Touched)}");
            RollTrials.Require(end.WayOut.Length > 0, "it names no way out");
            var health = await (await lab.ClientAsync()).HealthAsync(null, cancellation);
            RollTrials.Require(health.NumberOfNodes == 5 && health.Status != Elasticsearch.HealthStatus.Red, $"the cluster is {health.Status} with {health.NumberOfNodes} nodes");
            return new($"halted at {end.Report.Touched[0]}, the cluster serves with {health.NumberOfNodes} nodes, {health.Status}; way out: {end.WayOut}", Seconds: end.Report.Seconds);
        }
        finally
        {
            await TrialImages.RemoveAsync(image);
        }
    }

    // One roll, one blow for each kind of step, each only after the cluster has got over the last.
    private static async Task<TrialSight> KillNodeEachStepAsync(TrialLab lab, CancellationToken cancellation)
    {
        var struck = new Dictionary<string, string>(StringComparer.Ordinal);
        var blows = new List<Task>();
        lab.Configure("indices.recovery.max_concurrent_file_chunks: 3");
        var run = await lab.DeployAsync(cancellation, step =>
        {
            var kind = Steps.FirstOrDefault(each => step.State.Contains(each.Words, StringComparison.Ordinal)).Step;
            if (kind is null || !step.Item.StartsWith("es-", StringComparison.Ordinal) || struck.ContainsKey(kind) || blows.Any(blow => !blow.IsCompleted)) return;
            // A data node in the next zone: the step's own zone is down already, and the voters are what the other rules are for.
            var other = $"es-{(char)('a' + (step.Item[3] - 'a' + 1) % 3)}2";
            struck[kind] = other;
            blows.Add(lab.StrikeAsync(other, "kill"));
        });
        await Task.WhenAll(blows);
        if (run.Ended is not null)
        {
            // Halted is an honest end; run again it must go on.
            run = await RollTrials.DeployedAsync(lab, cancellation);
        }
        RollTrials.Require(struck.Count >= Steps.Length - 2, $"only {struck.Count} kinds of steps were struck: {string.Join(", ", struck.Keys)}");
        if (run.Proof is { } proof) RollTrials.Require(proof.Proved, $"{proof}");
        return new($"{struck.Count} kinds of steps struck ({string.Join(", ", struck.Select(pair => $"{pair.Key}: {pair.Value}"))}); {RollTrials.Sets(run)}", run.Proof, run.Roll!.Seconds);
    }

    private static async Task<TrialSight> KillRunnerAsync(TrialLab lab, CancellationToken cancellation)
    {
        lab.Configure("indices.recovery.max_bytes_per_sec: 70mb");
        var before = await lab.TasksAsync();
        await RunnerProcess.KilledAtAsync(lab, "es-b2: start es-b2", cancellation);
        return await RerunAsync(lab, before, cancellation);
    }

    private static async Task<TrialSight> KillCloudAsync(TrialLab lab, CancellationToken cancellation)
    {
        lab.Configure("indices.recovery.max_bytes_per_sec: 75mb");
        var before = await lab.TasksAsync();
        var pid = await lab.CloudPidAsync();
        var killed = false;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            await lab.DeployAsync(gone.Token, step =>
            {
                if (killed || !step.State.StartsWith("start es-b2", StringComparison.Ordinal)) return;
                killed = true;
                using var process = Process.GetProcessById(pid);
                process.Kill();
                process.WaitForExit();
                gone.Cancel();
            });
        }
        catch (OperationCanceledException) when (killed)
        {
            // the run that saw it go
        }
        RollTrials.Require(killed, "the roll never came to es-b2");
        return await RerunAsync(lab, before, cancellation);
    }

    private static async Task<TrialSight> RerunAsync(TrialLab lab, IReadOnlyDictionary<string, string> before, CancellationToken cancellation)
    {
        var run = await RollTrials.DeployedAsync(lab, cancellation);
        var after = await lab.TasksAsync();
        RollTrials.Require(after.Count == before.Count && after.Values.Select(Revision).Distinct().Count() >= 1, "a slot runs no task");
        RollTrials.Require(before.Keys.All(slot => Revision(after[slot]) != Revision(before[slot])), "a slot runs its old revision");
        RollTrials.Require(!run.Roll!.Sets.SelectMany(set => set).Contains("es-a2"), "es-a2 was good already and was restarted again");
        return new($"rerun: {RollTrials.Sets(run)}; every slot on its new revision", run.Proof, run.Roll.Seconds);
    }

    private static string Revision(string task) => task[(task.LastIndexOf('/') + 1)..];
}
