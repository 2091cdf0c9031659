using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Smoke;

namespace Quorum.Trials;

/// <summary>
/// The same roll as a team without a tool scripts it: one node after the other in the order of their names, each by the steps that Elasticsearch gives for a
/// rolling restart and by the AWS CLI with its own waiter.
/// </summary>
internal static class ScriptedRoll
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<TrialSight> RunAsync(TrialLab lab, CancellationToken cancellation)
    {
        await AwsAsync(lab, cancellation, "--version");
        var client = await lab.ClientAsync();
        var before = await lab.TasksAsync();
        await using var proof = await WriterProof.StartAsync(client, new ProofOptions { GreenWithin = Limit }, SystemClock.Instance, cancellation);
        var watch = Stopwatch.StartNew();
        foreach (var service in before.Keys.Order(StringComparer.Ordinal)) await RestartAsync(lab, client, service, before.Count, cancellation);
        var took = watch.Elapsed.TotalSeconds;
        var proved = await proof.FinishAsync(cancellation);
        var after = await lab.TasksAsync();
        RollTrials.Require(after.Count == before.Count && after.All(task => before[task.Key] != task.Value), "the script did not restart every task");
        var ratio = lab.OurSeconds > 0 ? (took / lab.OurSeconds).ToString("0.00", CultureInfo.InvariantCulture) : "?";
        return new($"{string.Join(" → ", before.Keys.Order(StringComparer.Ordinal))}; ours was {ratio} × as fast", proved, took);
    }

    // https://www.elastic.co/guide/en/elasticsearch/reference/8.17/restart-cluster.html#restart-cluster-rolling
    private static async Task RestartAsync(TrialLab lab, ElasticsearchClient client, string service, int nodes, CancellationToken cancellation)
    {
        await AllocationAsync("primaries");
        await client.FlushAsync(cancellation);
        await AwsAsync(lab, cancellation, "ecs", "update-service", "--cluster", lab.Settings.EcsClusterName, "--service", service, "--force-new-deployment");
        await AwsAsync(lab, cancellation, "ecs", "wait", "services-stable", "--cluster", lab.Settings.EcsClusterName, "--services", service);
        await HealthyAsync(new HealthWait { Timeout = Limit, Nodes = $"{nodes}" });
        await AllocationAsync(null);
        await HealthyAsync(new HealthWait { Timeout = Limit, Status = HealthStatus.Green });

        Task AllocationAsync(string? enable) => client.PutSettingsAsync(new Dictionary<string, string?> { ["cluster.routing.allocation.enable"] = enable }, cancellation);

        async Task HealthyAsync(HealthWait wait) => RollTrials.Require(!(await client.HealthAsync(wait, cancellation)).TimedOut, $"{service} was not back within {Limit.TotalMinutes:0} min");
    }

    private static async Task AwsAsync(TrialLab lab, CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo("aws", ["--endpoint-url", lab.Settings.LocalEndpoint, "--region", lab.Settings.Region, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new[] { ("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local"), ("AWS_PAGER", ""), ("AWS_EC2_METADATA_DISABLED", "true"), ("NO_PROXY", "127.0.0.1") }) start.Environment[name] = value;
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception missing)
        {
            throw new TrialNotRunException($"the AWS CLI cannot be started: {missing.Message}");
        }
        using (process)
        {
            var (output, error) = (process!.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            await output;
            RollTrials.Require(process.ExitCode == 0, $"aws {string.Join(' ', arguments)} ended with exit code {process.ExitCode}: {(await error).Trim()}");
        }
    }
}
