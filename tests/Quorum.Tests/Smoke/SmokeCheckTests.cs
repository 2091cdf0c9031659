using Quorum.Elasticsearch;
using Quorum.Smoke;

namespace Quorum.Tests.Smoke;

/// <summary>Every fault fails exactly its check (and those that must follow from it), with its remedy; a healthy cluster fails none.</summary>
public sealed class SmokeCheckTests
{
    private sealed record Fault(string Name, Func<SmokeObservation, SmokeObservation> Seen, string Fails, string Says, Func<SmokeExpectation, SmokeExpectation>? Expected = null);

    private static readonly Dictionary<string, Fault> Faults = new Fault[]
    {
        new("a node on another cluster UUID", s => s with { Roots = new Dictionary<string, Reading<RootInfo>>(s.Roots) { ["10.0.0.c:9200"] = Reading<RootInfo>.Of(Healthy.Root("es-c1", "uuid-2")) } }, "one-cluster-uuid", "uuid-2: es-c1"),
        new("a node that does not answer", s => s with { Roots = new Dictionary<string, Reading<RootInfo>>(s.Roots) { ["10.0.0.c:9200"] = Reading<RootInfo>.Failed("refused") } }, "one-cluster-uuid", "10.0.0.c:9200 does not answer: refused"),
        new("a node that has not joined", s => s with { Roots = new Dictionary<string, Reading<RootInfo>>(s.Roots) { ["10.0.0.c:9200"] = Reading<RootInfo>.Of(Healthy.Root("es-c1", "_na_")) } }, "one-cluster-uuid", "has not joined"),
        new("no node asked", s => s with { Roots = new Dictionary<string, Reading<RootInfo>>() }, "cluster-answers,one-cluster-uuid", "no node is known"),
        new("a slot without a node", s => s, "expected-nodes", "es-a2 is not in the cluster", e => e with { Slots = [.. e.Slots, new("es-a2", "za", false)], Tasks = [.. e.Tasks!, new("es-a2", "f:1", Healthy.Digest, "RUNNING", "f:1", false)] }),
        new("a node without a slot", s => s with { Nodes = Reading<IReadOnlyList<NodeInfo>>.Of([.. s.Nodes.Value!, s.Nodes.Value![0] with { Id = "id-x", Name = "stranger", Roles = ["ml"] }]) }, "expected-nodes", "stranger is in the cluster but no slot"),
        new("one name twice", s => s with { Nodes = Reading<IReadOnlyList<NodeInfo>>.Of([.. s.Nodes.Value!, s.Nodes.Value![0] with { Id = "id-y" }]) }, "expected-nodes", "es-a1 is in the cluster 2 times"),
        new("another version", s => s with { Nodes = Healthy.Nodes(n => n.Name == "es-b1" ? n with { Version = "8.16.0" } : n) }, "version", "es-b1 runs 8.16.0, expected 8.17.2"),
        new("another digest", s => s, "image-digest", "es-a1 runs sha256:bbbb", e => e with { Tasks = [e.Tasks![0] with { Digest = "sha256:bbbb" }, .. e.Tasks.Skip(1)] }),
        new("an older revision", s => s, "image-digest", "es-a1 runs f-es-a1:3, its service wants f-es-a1:4", e => e with { Tasks = [e.Tasks![0] with { TaskDefinition = "f-es-a1:3" }, .. e.Tasks.Skip(1)] }),
        new("a task that is not running", s => s, "image-digest", "es-a1 has 0 running tasks", e => e with { Tasks = [e.Tasks![0] with { Status = "PENDING" }, .. e.Tasks.Skip(1)] }),
        new("a deployment under way", s => s, "image-digest", "es-a1 has a deployment under way", e => e with { Tasks = [e.Tasks![0] with { DeploymentUnderWay = true }, .. e.Tasks.Skip(1)] }),
        new("two digests and none expected", s => s, "image-digest", "2 different digests", e => e with { ImageDigest = null, Tasks = [e.Tasks![0] with { Digest = "sha256:bbbb" }, .. e.Tasks.Skip(1)] }),
        new("a node in the wrong zone", s => s with { Nodes = Healthy.Nodes(n => n.Name == "es-b1" ? n with { Zone = "zx" } : n) }, "zones", "es-b1 says zone zx, its slot is in zb"),
        new("no master", s => s with { Master = Reading<ElectedMaster>.Of(null) }, "master-elected", "no elected master"),
        new("a master that does not vote", s => s with { Coordination = Reading<Coordination>.Of(s.Coordination.Value! with { LastCommitted = ["id-a", "id-b"] }) }, "voters-are-masters", "es-c1 should vote but does not"),
        new("a voter that is gone", s => s with { Coordination = Reading<Coordination>.Of(s.Coordination.Value! with { LastCommitted = ["id-a", "id-b", "id-c", "id-old"] }) }, "voters-are-masters", "id-old votes"),
        new("a leftover exclusion", s => s with { Coordination = Reading<Coordination>.Of(s.Coordination.Value! with { Exclusions = [new("id-b", "es-b1")] }) }, "no-voting-exclusions", "es-b1 is excluded"),
        new("a leftover shutdown record", s => s with { Shutdowns = Reading<IReadOnlyList<ShutdownRecord>>.Of([new("id-b", "RESTART", "old roll", "COMPLETE", null)]) }, "no-shutdown-records", "es-b1 is marked RESTART (old roll)"),
        new("allocation left at primaries", s => s with { Settings = Healthy.Settings(persistent: new() { ["cluster.routing.allocation.enable"] = "primaries" }) }, "no-leftover-settings", "persistent cluster.routing.allocation.enable = primaries"),
        new("a drained node left drained", s => s with { Settings = Healthy.Settings(persistent: new() { ["cluster.routing.allocation.exclude._name"] = "es-a1" }) }, "no-leftover-settings", "exclude._name = es-a1"),
        new("any transient setting", s => s with { Settings = Healthy.Settings(transient: new() { ["logger.level"] = "debug" }) }, "no-leftover-settings", "transient logger.level"),
        new("initial masters after the flag", s => s with { Nodes = Healthy.Nodes(n => n with { Settings = n.With("cluster.initial_master_nodes", "es-a1") }) }, "no-initial-master-nodes", "although it started after"),
        new("initial masters without the flag", s => s with { Nodes = Healthy.Nodes(n => n with { Settings = n.With("cluster.initial_master_nodes", "es-a1") }) }, "no-initial-master-nodes", "flag is not set", e => e with { BootstrappedAt = null }),
        new("a task stuck in the queue", s => s with { PendingTasks = Reading<IReadOnlyList<PendingTask>>.Of([new("URGENT", "put-mapping", TimeSpan.FromMinutes(2))]) }, "pending-tasks", "put-mapping waits for 120 s"),
        new("yellow", s => s with { Health = Reading<ClusterHealth>.Of(s.Health.Value! with { Status = HealthStatus.Yellow, UnassignedShards = 1 }), Shards = Reading<IReadOnlyList<ShardCopy>>.Of([.. s.Shards.Value!, Healthy.Copy(false, null, ShardState.Unassigned)]) }, "health-green", "logs[0] replica unassigned (NODE_LEFT)"),
        new("red", s => s with { Health = Reading<ClusterHealth>.Of(s.Health.Value! with { Status = HealthStatus.Red }) }, "health-green", "red"),
        new("a shard without a replica", s => s with { Shards = Reading<IReadOnlyList<ShardCopy>>.Of([Healthy.Copy(true, "a")]) }, "copies-in-two-zones", "logs[0] has 1 started copy"),
        new("both copies in one zone", s => s with { Shards = Reading<IReadOnlyList<ShardCopy>>.Of([Healthy.Copy(true, "a"), Healthy.Copy(false, "a")]) }, "copies-in-two-zones", "logs[0] has 2 started copies in one zone"),
        new("a second copy that is not started", s => s with { Shards = Reading<IReadOnlyList<ShardCopy>>.Of([Healthy.Copy(true, "a"), Healthy.Copy(false, "b", ShardState.Initializing)]) }, "copies-in-two-zones", "logs[0] has 1 started copy"),
        new("no awareness", s => s with { Nodes = Healthy.Nodes(n => n.Name == "es-a1" ? n with { Settings = n.With("cluster.routing.allocation.awareness.attributes", "rack") } : n) }, "allocation-awareness", "es-a1: cluster.routing.allocation.awareness.attributes is not zone"),
        new("a zone not forced", s => s with { Nodes = Healthy.Nodes(n => n with { Settings = n.With("cluster.routing.allocation.awareness.force.zone.values", "za,zb") }) }, "allocation-awareness", "lacks zc"),
        new("disk at 91 %", s => s with { Stats = Healthy.Stats(91) }, "disk-below-low-watermark", "es-c1 uses 91 %"),
        new("disk above an absolute watermark", s => s with { Stats = Healthy.Stats(70), Settings = Healthy.Settings(persistent: new() { ["cluster.routing.allocation.disk.watermark.low"] = "40gb" }) }, "disk-below-low-watermark", "low watermark 40gb"),
        new("disk above a ratio", s => s with { Stats = Healthy.Stats(70), Settings = Healthy.Settings(persistent: new() { ["cluster.routing.allocation.disk.watermark.low"] = "0.6" }) }, "disk-below-low-watermark", "es-c1 uses 70 %"),
        new("memory not locked", s => s with { Nodes = Healthy.Nodes(n => n.Name == "es-b1" ? n with { Mlockall = false } : n) }, "memory-locked", "es-b1 asked for it"),
        new("an expired certificate", s => s with { Certificates = Reading<IReadOnlyList<CertificateInfo>>.Of([new("es-a1 http.p12", "CN", true, Healthy.Now.AddDays(-1))]) }, "tls-expiry", "es-a1 http.p12 expired 2026-11-23"),
        new("a certificate that expires soon", s => s with { Certificates = Reading<IReadOnlyList<CertificateInfo>>.Of([new("es-a1 http.p12", "CN", true, Healthy.Now.AddDays(12))]) }, "tls-expiry", "expires 2026-12-06"),
        new("no certificate told", s => s with { Certificates = Reading<IReadOnlyList<CertificateInfo>>.Of([]) }, "tls-expiry", "no node told"),
        new("a snapshot 3 days old", s => s with { Snapshots = Reading<IReadOnlyList<SnapshotInfo>>.Of([new("s3", "old", "SUCCESS", Healthy.Now.AddDays(-3)), new("s3", "new", "FAILED", Healthy.Now)]) }, "snapshot-age", "s3/old is 72 h old, allowed 26 h"),
        new("no good snapshot", s => s with { Snapshots = Reading<IReadOnlyList<SnapshotInfo>>.Of([new("s3", "new", "PARTIAL", Healthy.Now)]) }, "snapshot-age", "no successful snapshot in s3"),
        new("a yellow indicator", s => s with { HealthReport = Reading<HealthReport>.Of(new HealthReport { Status = HealthStatus.Yellow, Indicators = new Dictionary<string, HealthIndicator> { ["ilm"] = new(HealthStatus.Yellow, "not running") } }) }, "health-report", "ilm yellow: not running"),
        new("a node whose clock is off", s => s with { Stats = Reading<IReadOnlyList<NodeStats>>.Of([.. s.Stats.Value!.Select(n => n.Name == "es-b1" ? n with { Clock = n.Clock!.Value.AddSeconds(45) } : n)]) }, "clock-skew", "es-b1 is 45 s ahead of the others"),
        new("our own clock is off", s => s with { Stats = Reading<IReadOnlyList<NodeStats>>.Of([.. s.Stats.Value!.Select(n => n with { Clock = n.Clock!.Value.AddMinutes(-10) })]) }, "clock-skew", "behind this machine"),
        new("another CA", s => s with { Roots = Nobody(s, "unable to get local issuer certificate") }, "cluster-answers,one-cluster-uuid", "local issuer certificate"),
        new("a wrong password", s => s with { Roots = Nobody(s, "GET / on 10.0.0.a: 401 security_exception: unable to authenticate user [quorum]") }, "cluster-answers,one-cluster-uuid", "401 security_exception"),
        new("no bastion", s => s with { Roots = Nobody(s, "no bastion of quorum-local runs") }, "cluster-answers,one-cluster-uuid", "no bastion"),
        new("settings that cannot be read", s => s with { Settings = Reading<ClusterSettings>.Failed("503") }, "no-leftover-settings,allocation-awareness", "could not be read: 503"),
        new("shards that cannot be read", s => s with { Shards = Reading<IReadOnlyList<ShardCopy>>.Failed("503") }, "copies-in-two-zones", "could not be read: 503"),
    }.ToDictionary(fault => fault.Name);

    private static Dictionary<string, Reading<RootInfo>> Nobody(SmokeObservation seen, string error) => seen.Roots.Keys.ToDictionary(node => node, _ => Reading<RootInfo>.Failed(error));

    [Fact]
    public void Nobody_Answers_IsOneFindingAndNotTwentyTwo()
    {
        var judged = SmokeChecks.Judge(Healthy.Seen with { Roots = Nobody(Healthy.Seen, "401") }, Healthy.Expected).ToList();
        Assert.Equal(["cluster-answers"], judged.Where(each => each.Finding.Verdict == Verdict.Fail).Select(each => each.Check.Name));
        Assert.All(judged.Skip(1), each => Assert.Equal(Verdict.Skip, each.Finding.Verdict));
    }

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public void Fault_OneOfThem_FailsExactlyItsCheckWithItsRemedy(string name)
    {
        var fault = Faults[name];
        var failed = SmokeChecks.All.Select(check => (check, Finding: check.Judge(fault.Seen(Healthy.Seen), fault.Expected?.Invoke(Healthy.Expected) ?? Healthy.Expected))).Where(each => each.Finding.Verdict == Verdict.Fail).ToList();
        Assert.Equal(fault.Fails, string.Join(',', failed.Select(each => each.check.Name)));
        Assert.Contains(fault.Says, failed[0].Finding.Evidence);
        Assert.All(failed, each => Assert.True(each.check.Remedy.Length > 20, each.check.Name));
    }

    [Fact]
    public void Healthy_AllChecks_Pass()
    {
        var wrong = SmokeChecks.All.Select(check => (check.Name, Finding: check.Judge(Healthy.Seen, Healthy.Expected))).Where(each => each.Finding.Verdict != Verdict.Pass);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Checks_Faults_EachCheckHasOne()
    {
        // max-map-count cannot be seen through REST: it passes by Elasticsearch's own check, or is skipped.
        var faulted = Faults.Values.SelectMany(fault => fault.Fails.Split(',')).ToHashSet();
        Assert.Equal(["max-map-count"], SmokeChecks.All.Select(check => check.Name).Where(name => !faulted.Contains(name)));
        Assert.Equal(SmokeChecks.All.Count, SmokeChecks.All.Select(check => check.Name).Distinct().Count());
    }

    [Theory]
    [InlineData("image-digest", "ECS was not asked")]
    [InlineData("no-shutdown-records", "does not have the feature")]
    [InlineData("copies-in-two-zones", "no shard yet")]
    [InlineData("memory-locked", "is not set")]
    [InlineData("max-map-count", "loopback only")]
    [InlineData("tls-expiry", "plain HTTP")]
    [InlineData("snapshot-age", "no snapshot repository")]
    [InlineData("health-report", "does not have the feature")]
    [InlineData("disk-below-low-watermark", "no node told")]
    public void Check_ThatCannotBeMade_IsSkippedWithItsReason(string name, string reason)
    {
        var seen = Healthy.Seen with
        {
            Shutdowns = Reading<IReadOnlyList<ShutdownRecord>>.Of(null),
            Shards = Reading<IReadOnlyList<ShardCopy>>.Of([]),
            Nodes = Healthy.Nodes(node => node with { Ip = "127.0.0.9", Settings = new Dictionary<string, string>() }),
            Repositories = Reading<IReadOnlyList<SnapshotRepository>>.Of([]),
            HealthReport = Reading<HealthReport>.Of(null),
            Stats = Reading<IReadOnlyList<NodeStats>>.Of([new NodeStats { Id = "id-a", Name = "es-a1" }]),
        };
        var finding = SmokeChecks.All.Single(check => check.Name == name).Judge(seen, Healthy.Expected with { Tasks = null, Tls = false });
        Assert.Equal(Verdict.Skip, finding.Verdict);
        Assert.Contains(reason, finding.Evidence);
    }

    [Fact]
    public void InitialMasters_FromTheFirstStartWithTheFlagSet_PassAndSaySo()
    {
        var seen = Healthy.Seen with { Nodes = Healthy.Nodes(node => node with { Settings = node.With("cluster.initial_master_nodes", "es-a1") }) };
        var finding = SmokeChecks.All.Single(check => check.Name == "no-initial-master-nodes").Judge(seen, Healthy.Expected with { BootstrappedAt = Healthy.Now.AddDays(-1) });
        Assert.Equal(Verdict.Pass, finding.Verdict);
        Assert.Contains("first start", finding.Evidence);
    }

    [Fact]
    public void Voters_OfFourMasters_OneMayBeLeftOut()
    {
        var nodes = Reading<IReadOnlyList<NodeInfo>>.Of([.. Healthy.Seen.Nodes.Value!, Healthy.Seen.Nodes.Value![0] with { Id = "id-d", Name = "es-d1" }]);
        var check = SmokeChecks.All.Single(each => each.Name == "voters-are-masters");
        Assert.Equal(Verdict.Pass, check.Judge(Healthy.Seen with { Nodes = nodes }, Healthy.Expected).Verdict);
    }

    [Fact]
    public void Settings_AllowedByName_AreNoLeftover()
    {
        var seen = Healthy.Seen with { Settings = Healthy.Settings(persistent: new() { ["indices.recovery.max_bytes_per_sec"] = "200mb" }) };
        var check = SmokeChecks.All.Single(each => each.Name == "no-leftover-settings");
        Assert.Equal(Verdict.Fail, check.Judge(seen, Healthy.Expected).Verdict);
        Assert.Equal(Verdict.Pass, check.Judge(seen, Healthy.Expected with { AllowedSettings = ["indices.recovery.max_bytes_per_sec"] }).Verdict);
    }
}
