using System.Globalization;
using System.Net;

namespace Quorum.Smoke.Checks;

public sealed class MemoryLocked : SmokeCheck
{
    public override string Name => "memory-locked";

    public override bool Settles(SmokeObservation seen) => seen.Nodes.Error is not null;

    public override string Remedy => "bootstrap.memory_lock needs the ulimit memlock -1:-1 in the task definition (key ulimits)";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Nodes.Judge(nodes =>
    {
        var asked = nodes.Where(node => node.Settings.GetValueOrDefault("bootstrap.memory_lock") == "true").ToList();
        if (asked.Count == 0) return Finding.Skip("bootstrap.memory_lock is not set: the slots' user data switches swap off instead");
        return Finding.Of([.. asked.Where(node => node.Mlockall != true).Select(node => $"{node.Name} asked for it but its memory is not locked")], $"locked on {asked.Count} nodes");
    });
}

public sealed class MaxMapCount : SmokeCheck
{
    /// <summary>What Elasticsearch's own check on start demands; the slots are given 1048576.</summary>
    private const int Demanded = 262_144;

    public override string Name => "max-map-count";

    public override bool Settles(SmokeObservation seen) => seen.Nodes.Error is not null;

    public override string Remedy => "The slot's user data sets vm.max_map_count=1048576 before the ECS agent starts: read /var/log/cloud-init-output.log on the instance, or replace that one instance while the cluster is green";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Nodes.Judge(nodes =>
    {
        // Elasticsearch does not tell the value, but refuses to start below its limit as soon as transport is bound to more than loopback.
        var unproven = nodes.Where(node => node.Settings.GetValueOrDefault("discovery.type") == "single-node" || !IPAddress.TryParse(node.Ip, out var ip) || IPAddress.IsLoopback(ip)).ToList();
        return unproven.Count == 0
            ? Finding.Pass($"at least {Demanded} on every node: Elasticsearch's check on start passed")
            : Finding.Skip($"not visible on {unproven[0].Name}: it listens on loopback only, where Elasticsearch does not check it");
    });
}

public sealed class ClockSkew : SmokeCheck
{
    /// <summary>Time between two nodes' answers to one call is short; more than this is a clock that nobody sets.</summary>
    private static readonly TimeSpan BetweenNodes = TimeSpan.FromSeconds(10);

    /// <summary>With the way there and back, by RunCommand too; AWS refuses signatures from 5 minutes on.</summary>
    private static readonly TimeSpan ToUs = TimeSpan.FromMinutes(2);

    public override string Name => "clock-skew";

    public override string Remedy => "chronyc tracking on the instance that is off (Session Manager): it should follow 169.254.169.123; when all nodes agree, it is this machine's clock";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Stats.Judge(stats =>
    {
        var known = stats.Where(node => node.Clock is not null).Select(node => (node.Name, Clock: node.Clock!.Value)).OrderBy(node => node.Clock).ToList();
        if (known.Count == 0) return Finding.Skip("no node told its time");
        var middle = known[known.Count / 2].Clock;
        var problems = known.Where(node => (node.Clock - middle).Duration() > BetweenNodes).Select(node => string.Create(CultureInfo.InvariantCulture, $"{node.Name} is {Math.Abs((node.Clock - middle).TotalSeconds):0} s {(node.Clock > middle ? "ahead of" : "behind")} the others")).ToList();
        if ((middle - seen.At).Duration() > ToUs) problems.Add(string.Create(CultureInfo.InvariantCulture, $"the nodes are {Math.Abs((middle - seen.At).TotalSeconds):0} s {(middle > seen.At ? "ahead of" : "behind")} this machine"));
        return Finding.Of(problems, string.Create(CultureInfo.InvariantCulture, $"{known.Count} nodes within {(known[^1].Clock - known[0].Clock).TotalSeconds:0.#} s"));
    });
}

public sealed class TlsExpiry : SmokeCheck
{
    public override string Name => "tls-expiry";

    public override bool Settles(SmokeObservation seen) => seen.Certificates.Error is not null;

    public override string Remedy => "./build.sh RotateSecrets renews the certificates in two rolls with an overlapping trust";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected)
    {
        if (!expected.Tls) return Finding.Skip("the cluster is reached by plain HTTP");
        return seen.Certificates.Judge(certificates =>
        {
            if (certificates.Count == 0) return Finding.Fail("no node told a certificate");
            var first = certificates.MinBy(certificate => certificate.Expiry)!;
            return Finding.Of(
                [.. certificates.Where(certificate => certificate.Expiry - seen.At < expected.MinCertificateLeft).Select(certificate => $"{certificate.Path} {(certificate.Expiry < seen.At ? "expired" : "expires")} {Day(certificate.Expiry)}")],
                $"{certificates.Count} certificates, the first expires {Day(first.Expiry)}");
        });
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

public sealed class SnapshotAge : SmokeCheck
{
    public override string Name => "snapshot-age";

    public override bool Settles(SmokeObservation seen) => seen.Repositories.Error is not null || seen.Snapshots.Error is not null;

    public override string Remedy => "./build.sh Snapshot registers the repository, takes and verifies one now; GET /_slm/policy says why the scheduled one failed";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Repositories.Judge(repositories =>
    {
        if (repositories.Count == 0) return expected.Snapshots ? Finding.Fail("no snapshot repository is registered") : Finding.Skip("no snapshot repository is registered");
        return seen.Snapshots.Judge(snapshots =>
        {
            var newest = snapshots.Where(snapshot => snapshot is { Complete: true, Ended: not null }).MaxBy(snapshot => snapshot.Ended);
            if (newest is null) return Finding.Fail($"no successful snapshot in {string.Join(", ", repositories.Select(repository => repository.Name))}");
            var age = seen.At - newest.Ended!.Value;
            var text = string.Create(CultureInfo.InvariantCulture, $"{newest.Repository}/{newest.Snapshot} is {age.TotalHours:0.#} h old");
            return age <= expected.MaxSnapshotAge ? Finding.Pass(text) : Finding.Fail($"{text}, allowed {expected.MaxSnapshotAge.TotalHours:0} h");
        });
    });
}

public sealed class HealthReportGreen : SmokeCheck
{
    public override string Name => "health-report";

    // A full disk and a policy that fails wait for a person.
    public override bool Settles(SmokeObservation seen) => seen.HealthReport.Value is not { } report || Bad(report).Any(pair => pair.Key is not ("disk" or "slm" or "ilm" or "repository_integrity"));

    public override string Remedy => "GET /_health_report/<indicator> gives impacts and a diagnosis for each indicator";

    // unknown is what indicators say that have nothing to look at, e.g. without a repository.
    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.HealthReport.Judge(report => Finding.Of(
        [
            .. Bad(report).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value.Status.ToString().ToLowerInvariant()}: {pair.Value.Symptom}"),
        ],
        $"{report.Indicators.Count} indicators, none yellow or red"));

    private static IEnumerable<KeyValuePair<string, Elasticsearch.HealthIndicator>> Bad(Elasticsearch.HealthReport report) =>
        report.Indicators.Where(pair => pair.Value.Status is Elasticsearch.HealthStatus.Yellow or Elasticsearch.HealthStatus.Red);
}
