using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quorum.Elasticsearch;

[JsonConverter(typeof(AnyCaseEnum<ShardState>))]
public enum ShardState { Unassigned, Initializing, Started, Relocating }

/// <summary>One copy of a shard, from <c>GET /_cat/shards</c>.</summary>
/// <param name="Shard">From 0.</param>
/// <param name="NodeName">Where the copy is; the source while it relocates; null while unassigned.</param>
/// <param name="StoreBytes">Size on disk; null when not known.</param>
/// <param name="UnassignedReason">E.g. <c>NODE_LEFT</c>, <c>NODE_RESTARTING</c>; null while assigned.</param>
public sealed record ShardCopy(
    string Index, int Shard, bool Primary, ShardState State, string? NodeName, string? NodeId, long? Documents, long? StoreBytes, string? UnassignedReason)
{
    /// <summary>A relocating copy goes on serving until its target is started.</summary>
    public bool Serves => State is ShardState.Started or ShardState.Relocating;

    /// <summary>E.g. <c>logs[2]</c>.</summary>
    public string ShardName => $"{Index}[{Shard}]";
}

/// <summary>In-sync set of one shard with where each of its assigned copies is.</summary>
/// <param name="InSync">Allocation ids that may become primary without loss.</param>
public sealed record InSyncShard(string Index, int Shard, IReadOnlyList<string> InSync, IReadOnlyList<AllocatedCopy> Copies)
{
    public bool IsInSync(AllocatedCopy copy) => InSync.Contains(copy.AllocationId);
}

public sealed record AllocatedCopy(string AllocationId, string NodeId, bool Primary, ShardState State);

/// <param name="WaitForActiveShards"><c>index.write.wait_for_active_shards</c>: a number, <c>all</c>, or null for 1.</param>
public sealed record IndexSettings(string Index, int Shards, int Replicas, string? WaitForActiveShards, IReadOnlyDictionary<string, string> All);

/// <summary>An index that index lifecycle management is moving, from <c>_ilm/explain</c>.</summary>
public sealed record IlmStep(string Index, string? Phase, string? Action, string? Step);

/// <param name="State"><c>SUCCESS</c>, <c>IN_PROGRESS</c>, <c>PARTIAL</c>, <c>FAILED</c>.</param>
public sealed record SnapshotInfo(string Repository, string Snapshot, string State, DateTimeOffset? Ended)
{
    public IReadOnlyList<string> Indices { get; init; } = [];

    /// <summary>Of the oldest node when it was taken, e.g. <c>8.17.2</c>.</summary>
    public string Version { get; init; } = "";

    public int Shards { get; init; }

    public int FailedShards { get; init; }

    /// <summary>Everything it should hold is in it.</summary>
    public bool Complete => State == "SUCCESS" && FailedShards == 0;
}

/// <param name="Type"><c>s3</c>, <c>fs</c> …</param>
public sealed record SnapshotRepository(string Name, string Type)
{
    /// <summary>By full name; never credentials, Elasticsearch keeps those apart.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

/// <summary>A snapshot lifecycle policy as Elasticsearch tells it.</summary>
/// <param name="Name">Name of its snapshots, with date math.</param>
/// <param name="LastFailure">What the last failed run said; null when none failed.</param>
public sealed record SlmPolicyInfo(string Id, string Name, string Schedule, string Repository, string ExpireAfter, int MinCount, int MaxCount, string? LastFailure);

/// <summary>Why a shard copy is where it is, or is not, from <c>_cluster/allocation/explain</c>.</summary>
public sealed record AllocationExplanation
{
    public string? Index { get; init; }

    public int? Shard { get; init; }

    public bool? Primary { get; init; }

    public string? CurrentState { get; init; }

    public string? CanAllocate { get; init; }

    public string? AllocateExplanation { get; init; }

    public string? Explanation { get; init; }
}

/// <summary>A document read back.</summary>
/// <param name="Source">Null when it was not found.</param>
public sealed record FoundDocument(string Id, bool Found, JsonElement? Source);

/// <summary>Answer to a write of one document.</summary>
public sealed record WriteResult
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    /// <summary><c>created</c>, <c>updated</c>, <c>deleted</c>, <c>not_found</c>.</summary>
    public required string Result { get; init; }

    [JsonPropertyName("_shards")]
    public WriteShards? Shards { get; init; }
}

/// <param name="Successful">Copies that have it.</param>
public sealed record WriteShards(int Total, int Successful, int Failed);

/// <param name="Status">HTTP status of this item: 201 created, 409 already there, 429 rejected …</param>
public sealed record BulkItem(string Id, int Status, string? ErrorType, string? ErrorReason)
{
    public bool Acknowledged => Status is >= 200 and < 300;
}

/// <param name="Source">Document as JSON text.</param>
public sealed record BulkDocument(string Id, string Source);
