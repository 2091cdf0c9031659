using Quorum.Elasticsearch;

namespace Quorum.Smoke;

/// <summary>One answer, or why there is none.</summary>
public sealed record Reading<T>(T? Value, string? Error) where T : class
{
    /// <summary>Null value without an error: this Elasticsearch does not have the feature.</summary>
    public static Reading<T> Of(T? value) => new(value, null);

    public static Reading<T> Failed(string error) => new(null, error);

    /// <summary>Judges the value; a failed reading fails, an absent feature skips.</summary>
    public Finding Judge(Func<T, Finding> judge) =>
        Error is { } error ? Finding.Fail($"could not be read: {error}") : Value is { } value ? judge(value) : Finding.Skip("this Elasticsearch does not have the feature");
}

/// <summary>Everything the checks look at, read once per attempt.</summary>
public sealed record SmokeObservation
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Answer of <c>GET /</c> by the address asked: every node, one by one.</summary>
    public required IReadOnlyDictionary<string, Reading<RootInfo>> Roots { get; init; }

    public required Reading<ClusterHealth> Health { get; init; }

    public required Reading<IReadOnlyList<NodeInfo>> Nodes { get; init; }

    public required Reading<IReadOnlyList<NodeStats>> Stats { get; init; }

    public required Reading<ElectedMaster> Master { get; init; }

    public required Reading<Coordination> Coordination { get; init; }

    /// <summary>With defaults.</summary>
    public required Reading<ClusterSettings> Settings { get; init; }

    public required Reading<IReadOnlyList<ShutdownRecord>> Shutdowns { get; init; }

    public required Reading<IReadOnlyList<ShardCopy>> Shards { get; init; }

    public required Reading<IReadOnlyList<IndexSettings>> Indices { get; init; }

    public required Reading<IReadOnlyList<PendingTask>> PendingTasks { get; init; }

    public required Reading<HealthReport> HealthReport { get; init; }

    public required Reading<IReadOnlyList<SnapshotRepository>> Repositories { get; init; }

    /// <summary>Of all repositories.</summary>
    public required Reading<IReadOnlyList<SnapshotInfo>> Snapshots { get; init; }

    /// <summary>Of all nodes, each with a private key; empty when the cluster is reached by plain HTTP.</summary>
    public required Reading<IReadOnlyList<CertificateInfo>> Certificates { get; init; }

    /// <summary>Zone by node name; empty for a node without one. A name that is there twice is another check's finding.</summary>
    public IReadOnlyDictionary<string, string> Zones => (Nodes.Value ?? []).GroupBy(node => node.Name).ToDictionary(group => group.Key, group => group.First().Zone ?? "", StringComparer.Ordinal);

    public static async Task<SmokeObservation> ReadAsync(ElasticsearchClient client, bool tls, DateTimeOffset now, CancellationToken cancellation)
    {
        var roots = client.Nodes.Select(async node => (node.Authority, Root: await TryAsync(() => client.Only(node).RootAsync(cancellation)!))).ToList();
        var health = TryAsync(() => client.HealthAsync(null, cancellation)!);
        var nodes = TryAsync(() => client.NodesAsync(cancellation)!);
        var stats = TryAsync(() => client.StatsAsync(cancellation)!);
        var master = TryAsync(() => client.MasterAsync(cancellation));
        var coordination = TryAsync(() => client.CoordinationAsync(cancellation)!);
        var settings = TryAsync(() => client.SettingsAsync(defaults: true, cancellation)!);
        var shutdowns = TryAsync(() => client.ShutdownsAsync(cancellation));
        var shards = TryAsync(() => client.ShardsAsync(cancellation)!);
        var indices = TryAsync(() => client.IndexSettingsAsync(cancellation)!);
        var pending = TryAsync(() => client.PendingTasksAsync(cancellation)!);
        var report = TryAsync(() => client.HealthReportAsync(cancellation));
        var repositories = TryAsync(() => client.RepositoriesAsync(cancellation)!);
        var snapshots = TryAsync(() => SnapshotsAsync(client, cancellation));
        var certificates = TryAsync(() => CertificatesAsync(client, tls, cancellation));
        return new()
        {
            At = now,
            Roots = (await Task.WhenAll(roots)).ToDictionary(each => each.Authority, each => each.Root, StringComparer.Ordinal),
            Health = await health,
            Nodes = await nodes,
            Stats = await stats,
            Master = await master,
            Coordination = await coordination,
            Settings = await settings,
            Shutdowns = await shutdowns,
            Shards = await shards,
            Indices = await indices,
            PendingTasks = await pending,
            HealthReport = await report,
            Repositories = await repositories,
            Snapshots = await snapshots,
            Certificates = await certificates,
        };
    }

    private static async Task<Reading<T>> TryAsync<T>(Func<Task<T?>> read) where T : class
    {
        try
        {
            return Reading<T>.Of(await read().ConfigureAwait(false));
        }
        catch (ElasticsearchException e)
        {
            return Reading<T>.Failed(e.Message);
        }
    }

    private static async Task<IReadOnlyList<SnapshotInfo>?> SnapshotsAsync(ElasticsearchClient client, CancellationToken cancellation)
    {
        var all = new List<SnapshotInfo>();
        foreach (var repository in await client.RepositoriesAsync(cancellation))
            all.AddRange(await client.SnapshotsAsync(repository.Name, cancellation));
        return all;
    }

    private static async Task<IReadOnlyList<CertificateInfo>?> CertificatesAsync(ElasticsearchClient client, bool tls, CancellationToken cancellation)
    {
        if (!tls) return [];
        var all = new List<CertificateInfo>();
        foreach (var node in client.Nodes)
        {
            // What Elasticsearch tells covers the transport too; the handshake shows only what the REST interface presents.
            var certificates = await client.Only(node).CertificatesAsync(cancellation) ?? await TlsHandshake.ReadAsync(node, cancellation);
            if (certificates is null) return null;
            all.AddRange(certificates.Where(certificate => certificate.HasPrivateKey).Select(certificate => certificate with { Path = $"{node.Authority} {certificate.Path}" }));
        }
        return all;
    }
}
