using Quorum.Elasticsearch;
using Quorum.Smoke;

namespace Quorum.Tests.Smoke;

/// <summary>A cluster with nothing wrong, for tests that make one thing wrong.</summary>
internal static class Healthy
{
    internal const string Digest = "sha256:aaaa";

    internal static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    internal static SmokeExpectation Expected { get; } = new()
    {
        ClusterName = "quorum-local",
        Version = "8.17.2",
        Slots = [.. new[] { "a", "b", "c" }.Select(zone => new ExpectedSlot($"es-{zone}1", $"z{zone}", true))],
        ImageDigest = Digest,
        Tasks = [.. new[] { "a", "b", "c" }.Select(zone => new RunningTask($"es-{zone}1", $"f-es-{zone}1:4", Digest, "RUNNING", $"f-es-{zone}1:4", false))],
        Tls = true,
        BootstrappedAt = Now.AddDays(-9),
    };

    internal static SmokeObservation Seen { get; } = new()
    {
        At = Now,
        Roots = new[] { "a", "b", "c" }.ToDictionary(zone => $"10.0.0.{zone}:9200", zone => Reading<RootInfo>.Of(Root($"es-{zone}1", "uuid-1"))),
        Health = Reading<ClusterHealth>.Of(new ClusterHealth { ClusterName = "quorum-local", Status = HealthStatus.Green, ActiveShards = 2 }),
        Nodes = Nodes(),
        Stats = Stats(40),
        Master = Reading<ElectedMaster>.Of(new("id-b", "es-b1", "10.0.2.5")),
        Coordination = Reading<Coordination>.Of(new("uuid-1", 3, ["id-a", "id-b", "id-c"], ["id-a", "id-b", "id-c"], [])),
        Settings = Settings(),
        Shutdowns = Reading<IReadOnlyList<ShutdownRecord>>.Of([]),
        Shards = Reading<IReadOnlyList<ShardCopy>>.Of([Copy(true, "a"), Copy(false, "b")]),
        Indices = Reading<IReadOnlyList<IndexSettings>>.Of([]),
        PendingTasks = Reading<IReadOnlyList<PendingTask>>.Of([new("HIGH", "x", TimeSpan.FromSeconds(1))]),
        HealthReport = Reading<HealthReport>.Of(new HealthReport { Status = HealthStatus.Green, Indicators = new Dictionary<string, HealthIndicator> { ["disk"] = new(HealthStatus.Green, "ok"), ["slm"] = new(HealthStatus.Unknown, null) } }),
        Repositories = Reading<IReadOnlyList<SnapshotRepository>>.Of([new("s3", "s3")]),
        Snapshots = Reading<IReadOnlyList<SnapshotInfo>>.Of([new("s3", "nightly-1", "SUCCESS", Now.AddHours(-3))]),
        Certificates = Reading<IReadOnlyList<CertificateInfo>>.Of([new("10.0.1.5:9200 http.p12", "CN=es-a1", true, Now.AddDays(300))]),
    };

    internal static RootInfo Root(string name, string uuid) => new() { Name = name, ClusterName = "quorum-local", ClusterUuid = uuid, Version = new("8.17.2") };

    internal static Reading<IReadOnlyList<NodeInfo>> Nodes(Func<NodeInfo, NodeInfo>? change = null) => Reading<IReadOnlyList<NodeInfo>>.Of(
    [
        .. new[] { "a", "b", "c" }.Index().Select(zone => new NodeInfo
        {
            Id = $"id-{zone.Item}", Name = $"es-{zone.Item}1", Ip = $"10.0.{zone.Index + 1}.5", Version = "8.17.2", Roles = ["data", "ingest", "master"], Zone = $"z{zone.Item}", Mlockall = true, Started = Now.AddDays(-2),
            Settings = new Dictionary<string, string>
            {
                ["bootstrap.memory_lock"] = "true",
                ["cluster.routing.allocation.awareness.attributes"] = "zone",
                ["cluster.routing.allocation.awareness.force.zone.values"] = "za,zb,zc",
            },
        }).Select(change ?? (node => node)),
    ]);

    internal static Reading<IReadOnlyList<NodeStats>> Stats(long usedPercent) => Reading<IReadOnlyList<NodeStats>>.Of(
        [.. new[] { "a", "b", "c" }.Select(zone => new NodeStats { Id = $"id-{zone}", Name = $"es-{zone}1", DiskTotalBytes = 100L << 30, DiskAvailableBytes = (100L << 30) / 100 * (100 - (zone == "c" ? usedPercent : 40)), HeapUsedPercent = 30, Uptime = TimeSpan.FromHours(5), Clock = Now.AddSeconds(1) })]);

    internal static Reading<ClusterSettings> Settings(Dictionary<string, string>? persistent = null, Dictionary<string, string>? transient = null) =>
        Reading<ClusterSettings>.Of(new(persistent ?? [], transient ?? [], new Dictionary<string, string> { ["cluster.routing.allocation.disk.watermark.low"] = "85%" }));

    internal static ShardCopy Copy(bool primary, string? zone, ShardState state = ShardState.Started) =>
        new("logs", 0, primary, state, zone is null ? null : $"es-{zone}1", zone is null ? null : $"id-{zone}", 1, 1, zone is null ? "NODE_LEFT" : null);

    internal static Dictionary<string, string> With(this NodeInfo node, string name, string value) => new(node.Settings.ToDictionary()) { [name] = value };
}
