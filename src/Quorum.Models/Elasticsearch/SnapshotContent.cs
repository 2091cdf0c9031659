namespace Quorum.Models.Elasticsearch;

/// <summary>One index as a snapshot holds it: settings and every live document with its version.</summary>
/// <param name="Settings">Flat names with <c>index.</c>, without the numbers of shards and replicas.</param>
/// <param name="Documents">By shard.</param>
public sealed record SnapshotIndex(string Name, int Replicas, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<IReadOnlyList<Document>> Documents);

/// <summary>A snapshot lifecycle policy. Times are of the model's clock.</summary>
/// <param name="Name">Name of the snapshots, date math as given, e.g. <c>&lt;nightly-{now/d}&gt;</c>.</param>
/// <param name="ExpireAfter">Age at which a snapshot of the policy goes; null keeps all.</param>
/// <param name="Definition">The policy's JSON as it was put.</param>
public sealed record SlmPolicy(string Id, long Version, TimeSpan ModifiedAt, string Name, string Schedule, string Repository, TimeSpan? ExpireAfter, int? MinCount, int? MaxCount, string Definition)
{
    public SlmRun? LastSuccess { get; init; }

    public SlmRun? LastFailure { get; init; }
}

public sealed record SlmRun(string Snapshot, TimeSpan At, string? Details = null);
