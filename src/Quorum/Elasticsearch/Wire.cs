using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quorum.Elasticsearch;

// Answers as Elasticsearch writes them; the public records are made from these. Absent fields are null.

internal sealed record WireNodes(Dictionary<string, WireNode> Nodes);

internal sealed record WireNode(
    string Name, string? Ip, string? Host, string? Version, List<string>? Roles, Dictionary<string, string>? Attributes,
    Dictionary<string, JsonElement>? Settings, WireProcess? Process, WireJvm? Jvm, WireHttp? Http);

internal sealed record WireProcess(bool? Mlockall);

internal sealed record WireJvm(long? StartTimeInMillis, long? UptimeInMillis, WireMem? Mem);

internal sealed record WireMem(int? HeapUsedPercent);

internal sealed record WireHttp(string? PublishAddress);

internal sealed record WireNodeStats(Dictionary<string, WireNodeStat> Nodes);

internal sealed record WireNodeStat(string Name, WireFs? Fs, WireJvm? Jvm, long? Timestamp = null);

internal sealed record WireFs(WireFsTotal? Total);

internal sealed record WireFsTotal(long? TotalInBytes, long? AvailableInBytes);

internal sealed record WireShard(string Index, int Shard, string Prirep, ShardState State, string? Node, string? Id, long? Docs, long? Store)
{
    [JsonPropertyName("unassigned.reason")]
    public string? UnassignedReason { get; init; }
}

internal sealed record WireMaster(string Id, string? Host, string? Ip, string Node);

internal sealed record WireState(string? ClusterUuid, WireMetadata? Metadata, WireRouting? RoutingTable);

internal sealed record WireMetadata(string? ClusterUuid, WireCoordination? ClusterCoordination, Dictionary<string, WireIndexMetadata>? Indices);

internal sealed record WireCoordination(long Term, List<string>? LastCommittedConfig, List<string>? LastAcceptedConfig, List<WireExclusion>? VotingConfigExclusions);

internal sealed record WireExclusion(string NodeId, string NodeName);

internal sealed record WireIndexMetadata(Dictionary<string, List<string>>? InSyncAllocations);

internal sealed record WireRouting(Dictionary<string, WireRoutingIndex>? Indices);

internal sealed record WireRoutingIndex(Dictionary<string, List<WireRoutingCopy>>? Shards);

internal sealed record WireRoutingCopy(ShardState State, bool Primary, string? Node, WireAllocationId? AllocationId);

internal sealed record WireAllocationId(string Id);

internal sealed record WireSettings(Dictionary<string, JsonElement>? Persistent, Dictionary<string, JsonElement>? Transient, Dictionary<string, JsonElement>? Defaults);

internal sealed record WireIndexSettings(Dictionary<string, JsonElement>? Settings);

internal sealed record WirePendingTasks(List<WirePendingTask>? Tasks);

internal sealed record WirePendingTask(string? Priority, string? Source, long? TimeInQueueMillis);

internal sealed record WireSnapshotStatus(List<WireSnapshot>? Snapshots);

internal sealed record WireSnapshots(List<WireSnapshot>? Snapshots);

internal sealed record WireSnapshot(string Snapshot, string? Repository, string? State, long? EndTimeInMillis, List<string>? Indices, string? Version, WireSnapshotShards? Shards);

internal sealed record WireSnapshotShards(int Total, int Failed);

internal sealed record WireRepository(string? Type, Dictionary<string, JsonElement>? Settings);

internal sealed record WireVerified(Dictionary<string, WireNamed> Nodes);

internal sealed record WireNamed(string Name);

internal sealed record WireSlm(WireSlmPolicy Policy, WireSlmRun? LastFailure);

internal sealed record WireSlmPolicy(string? Name, string? Schedule, string? Repository, WireSlmRetention? Retention);

internal sealed record WireSlmRetention(string? ExpireAfter, int? MinCount, int? MaxCount);

internal sealed record WireSlmRun(string? SnapshotName, string? Details);

internal sealed record WireShutdown(JsonElement Nodes);

internal sealed record WireOperationMode(string? OperationMode);

internal sealed record WireIlmExplain(Dictionary<string, WireIlmStep>? Indices);

internal sealed record WireIlmStep(string? Index, string? Phase, string? Action, string? Step);

internal sealed record WireDocument
{
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    public bool Found { get; init; }

    [JsonPropertyName("_source")]
    public JsonElement? Source { get; init; }

    public WireError? Error { get; init; }
}

internal sealed record WireMget(List<WireDocument> Docs);

internal sealed record WireError(string? Type, string? Reason);

internal sealed record WireBulk(List<Dictionary<string, WireBulkItem>> Items);

internal sealed record WireBulkItem
{
    [JsonPropertyName("_id")]
    public string? Id { get; init; }

    public required int Status { get; init; }

    public WireError? Error { get; init; }
}

internal sealed record WireSearch
{
    public required WireHits Hits { get; init; }

    [JsonPropertyName("_scroll_id")]
    public string? ScrollId { get; init; }

    [JsonPropertyName("_shards")]
    public WireSearchShards? Shards { get; init; }
}

internal sealed record WireSearchShards(int Total, int Successful, int Failed);

internal sealed record WireHits(List<WireDocument>? Hits);

internal sealed record WireCount
{
    public required long Count { get; init; }

    [JsonPropertyName("_shards")]
    public WireSearchShards? Shards { get; init; }
}
