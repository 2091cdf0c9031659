using Quorum.Elasticsearch;
using Quorum.Pipeline;

namespace Quorum.Smoke;

/// <param name="Deadline">How long failed checks are looked at again.</param>
/// <param name="Pause">Between two looks.</param>
/// <param name="WriteProbe">False on a profile that only reads.</param>
public sealed record SmokeOptions(TimeSpan Deadline, TimeSpan Pause, bool WriteProbe)
{
    public static SmokeOptions Default(bool writeProbe) => new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(2), writeProbe);

    /// <summary>How long the probe's own index may take to become green.</summary>
    public TimeSpan ProbeGreenWithin { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Looks at the cluster until every check passes, what fails does not pass by waiting, or the deadline is over. A check that passes only on a later look says so in the result,
/// with what the first look saw: a flake is shown, never hidden.
/// </summary>
/// <param name="writer">For the write probe, when another user may write; null for the same.</param>
public sealed class SmokeStage(ElasticsearchClient client, IClock clock, ElasticsearchClient? writer = null)
{
    public const string StageName = "SmokeTestCluster";

    /// <param name="again">What is expected as of now, asked before each later look: ECS ends a deployment only some time after its tasks have joined the cluster. Null keeps the first.</param>
    /// <returns>The verdict; a failed check does not throw, see <see cref="Outcome"/>.</returns>
    public async Task<SmokeResult> TestAsync(SmokeExpectation expected, SmokeOptions options, IProgress<StageProgress> progress, CancellationToken cancellation, Func<Task<SmokeExpectation>>? again = null)
    {
        var started = clock.Now;
        var findings = SmokeChecks.All.ToDictionary(check => check.Name, _ => new List<Finding>(), StringComparer.Ordinal);
        SmokeObservation seen;
        var attempt = 0;
        while (true)
        {
            attempt++;
            progress.Report(new("cluster", attempt == 1 ? "looking" : $"looking again ({attempt})"));
            seen = await SmokeObservation.ReadAsync(client, expected.Tls, clock.Now, cancellation).ConfigureAwait(false);
            // All checks every time: one that held before may not hold any more, and the result must be of one moment.
            var judged = SmokeChecks.Judge(seen, expected).ToList();
            foreach (var (check, finding) in judged) findings[check.Name].Add(finding);
            if (!SmokeChecks.MayPass(judged, seen) || clock.Now - started >= options.Deadline) break;
            await clock.Delay(options.Pause, cancellation).ConfigureAwait(false);
            if (again is not null) expected = await again().ConfigureAwait(false);
        }
        var ordered = SmokeChecks.All.Select(check => Result(check.Name, check.Remedy, findings[check.Name])).ToList();
        ordered.Add(Result(SmokeChecks.WriteProbe, WriteProbe.Remedy, [await ProbeAsync(seen, options, cancellation).ConfigureAwait(false)]));
        foreach (var result in ordered) progress.Report(new(result.Name, result.Verdict.ToString().ToLowerInvariant(), null, result.Evidence));
        return new(expected.ClusterName, started, clock.Now - started, attempt, ordered);
    }

    /// <summary>The stage's rows for the summary.</summary>
    /// <param name="since">The last result to compare with; null when there is none.</param>
    public static StageOutcome Outcome(SmokeResult result, SmokeResult? since)
    {
        var failed = result.Checks.Where(check => check.Verdict == Verdict.Fail).ToList();
        var facts = new List<KeyValuePair<string, string>>
        {
            new("passed", $"{result.Checks.Count(check => check.Verdict == Verdict.Pass)}"),
            new("failed", $"{failed.Count}"),
            new("skipped", $"{result.Checks.Count(check => check.Verdict == Verdict.Skip)}"),
        };
        facts.AddRange(result.Checks.Where(check => check.PassedOnRetry).Select(check => KeyValuePair.Create($"{check.Name} on attempt {check.Attempt}", check.FirstEvidence)));
        facts.AddRange(failed.Select(check => KeyValuePair.Create(check.Name, check.Evidence)));
        if (since is not null) facts.AddRange(result.Since(since).Select(change => KeyValuePair.Create($"changed: {change.Name}", change.ToString())));
        var summary = result.Passed
            ? $"{facts[0].Value} checks passed{(facts[2].Value == "0" ? "" : $", {facts[2].Value} skipped")}"
            : failed.Count == 0 ? "no check could be made" : $"{failed.Count} failed: {string.Join(", ", failed.Select(check => check.Name))}";
        return new(StageName, result.Passed ? StageResult.Unchanged : StageResult.Failed, summary, facts, result.At, result.Took, [.. failed.Select(check => check.Remedy)]);
    }

    /// <exception cref="StageException">A check failed; every failed one with its evidence and remedy.</exception>
    public static void ThrowIfFailed(SmokeResult result, SmokeResult? since = null)
    {
        if (result.Passed) return;
        var failed = result.Checks.Where(check => check.Verdict == Verdict.Fail).ToList();
        var changes = since is null ? [] : result.Since(since).Select(change => $"since {since.At:u}: {change}").DefaultIfEmpty($"nothing has changed since {since.At:u}");
        throw new StageException(
            failed.Count == 0 ? "The smoke test could check nothing." : $"The smoke test failed: {string.Join(Environment.NewLine, [.. failed.Select(check => $"{check.Name}: {check.Evidence}"), .. changes])}",
            string.Join(Environment.NewLine, failed.Select(check => $"{check.Name}: {check.Remedy}")));
    }

    private async Task<Finding> ProbeAsync(SmokeObservation seen, SmokeOptions options, CancellationToken cancellation)
    {
        if (!options.WriteProbe) return Finding.Skip("this profile only reads (WriteProbe = false)");
        if (seen.Master.Value is null) return Finding.Skip("there is no elected master to make an index");
        return await new WriteProbe(writer ?? client, clock, options.ProbeGreenWithin).RunAsync(seen.Zones, cancellation).ConfigureAwait(false);
    }

    /// <param name="found">One finding per attempt.</param>
    internal static CheckResult Result(string name, string remedy, IReadOnlyList<Finding> found)
    {
        var last = found[^1];
        if (last.Verdict == Verdict.Fail) return new(name, last.Verdict, last.Evidence, remedy, found.Count);
        var failures = found.Index().Where(each => each.Item.Verdict == Verdict.Fail).ToList();
        return failures.Count == 0
            ? new(name, last.Verdict, last.Evidence, "", 1)
            : new(name, last.Verdict, last.Evidence, "", failures[^1].Index + 2, failures[0].Item.Evidence);
    }
}
