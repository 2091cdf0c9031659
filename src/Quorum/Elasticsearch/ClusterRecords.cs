using System.Text.Json.Serialization;

namespace Quorum.Elasticsearch;

[JsonConverter(typeof(AnyCaseEnum<HealthStatus>))]
public enum HealthStatus { Green, Yellow, Red, Unknown, Unavailable }

/// <summary><c>GET /</c>.</summary>
public sealed record RootInfo
{
    public required string Name { get; init; }

    public required string ClusterName { get; init; }

    /// <summary><c>_na_</c> until the cluster has formed.</summary>
    public required string ClusterUuid { get; init; }

    public required RootVersion Version { get; init; }

    [JsonIgnore]
    public bool Formed => ClusterUuid is not ("_na_" or "");
}

/// <param name="Number">E.g. <c>8.17.2</c>.</param>
public sealed record RootVersion(string Number);

/// <summary><c>GET /_cluster/health</c>; with <see cref="TimedOut"/> when what was waited for did not come (HTTP 408).</summary>
public sealed record ClusterHealth
{
    public required string ClusterName { get; init; }

    public required HealthStatus Status { get; init; }

    public bool TimedOut { get; init; }

    public int NumberOfNodes { get; init; }

    public int NumberOfDataNodes { get; init; }

    public int ActivePrimaryShards { get; init; }

    public int ActiveShards { get; init; }

    public int RelocatingShards { get; init; }

    public int InitializingShards { get; init; }

    public int UnassignedShards { get; init; }

    /// <summary>Unassigned copies whose node left less than the delay ago.</summary>
    public int DelayedUnassignedShards { get; init; }

    public int NumberOfPendingTasks { get; init; }

    public int NumberOfInFlightFetch { get; init; }
}

/// <summary>What <c>_cluster/health</c> is asked to wait for; null or false: not waited for.</summary>
public sealed record HealthWait
{
    /// <summary>How long Elasticsearch waits; zero answers with the present state.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Only this index; null for the whole cluster.</summary>
    public string? Index { get; init; }

    public HealthStatus? Status { get; init; }

    /// <summary>E.g. <c>6</c> or <c>&gt;=6</c>.</summary>
    public string? Nodes { get; init; }

    public bool NoInitializing { get; init; }

    public bool NoRelocating { get; init; }

    /// <summary>True: until the master has worked off its queue down to the lowest priority.</summary>
    public bool Languid { get; init; }
}

/// <summary>One node of <c>GET /_nodes</c>.</summary>
public sealed record NodeInfo
{
    /// <summary>Made by Elasticsearch once for a data path.</summary>
    public required string Id { get; init; }

    /// <summary><c>node.name</c>; the slot's name.</summary>
    public required string Name { get; init; }

    public required string Ip { get; init; }

    /// <summary>host:port of the REST interface as published; null when not told.</summary>
    public string? HttpAddress { get; init; }

    public required string Version { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Attribute <c>zone</c>; null when the node has none.</summary>
    public string? Zone { get; init; }

    /// <summary>Whether memory is locked; null when not told.</summary>
    public bool? Mlockall { get; init; }

    /// <summary>When the JVM started; null when not told.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Settings of the node's configuration by full name; lists joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    public bool MasterEligible => Roles.Contains("master");

    public bool HoldsData => Roles.Any(role => role == "data" || role.StartsWith("data_", StringComparison.Ordinal));
}

/// <summary>One node of <c>GET /_nodes/stats</c>. Bytes; percent 0 to 100; null when not told.</summary>
public sealed record NodeStats
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public long? DiskTotalBytes { get; init; }

    public long? DiskAvailableBytes { get; init; }

    public int? HeapUsedPercent { get; init; }

    public TimeSpan? Uptime { get; init; }

    /// <summary>The node's own time when it answered.</summary>
    public DateTimeOffset? Clock { get; init; }

    public double? DiskUsedPercent => DiskTotalBytes is > 0 && DiskAvailableBytes is { } free ? 100.0 * (DiskTotalBytes.Value - free) / DiskTotalBytes.Value : null;
}

public sealed record ElectedMaster(string NodeId, string NodeName, string Ip);

/// <summary>Voting state; all by node id.</summary>
/// <param name="LastCommitted">The voting configuration in force.</param>
public sealed record Coordination(string ClusterUuid, long Term, IReadOnlyList<string> LastCommitted, IReadOnlyList<string> LastAccepted, IReadOnlyList<VotingExclusion> Exclusions);

public sealed record VotingExclusion(string NodeId, string NodeName);

/// <param name="Persistent">Setting → value, by full name; lists joined by commas.</param>
/// <param name="Defaults">Empty unless asked for.</param>
public sealed record ClusterSettings(IReadOnlyDictionary<string, string> Persistent, IReadOnlyDictionary<string, string> Transient, IReadOnlyDictionary<string, string> Defaults)
{
    /// <summary>The value in force: transient before persistent before default; null when there is none.</summary>
    public string? Effective(string name) =>
        Transient.TryGetValue(name, out var value) || Persistent.TryGetValue(name, out value) || Defaults.TryGetValue(name, out value) ? value : null;
}

/// <summary>One entry of <c>GET /_nodes/shutdown</c>.</summary>
/// <param name="Type"><c>RESTART</c>, <c>REMOVE</c>, <c>REPLACE</c> or <c>SIGTERM</c>.</param>
/// <param name="Status"><c>COMPLETE</c> at once for a restart: not a sign of safety.</param>
public sealed record ShutdownRecord(string NodeId, string Type, string Reason, string Status, TimeSpan? AllocationDelay);

public sealed record PendingTask(string Priority, string Source, TimeSpan InQueue);

/// <summary>Public from 8.7 on.</summary>
public sealed record HealthReport
{
    public required HealthStatus Status { get; init; }

    public IReadOnlyDictionary<string, HealthIndicator> Indicators { get; init; } = new Dictionary<string, HealthIndicator>();
}

public sealed record HealthIndicator(HealthStatus Status, string? Symptom);

/// <summary>One certificate a node uses, from <c>GET /_ssl/certificates</c>.</summary>
public sealed record CertificateInfo(string Path, string? SubjectDn, bool HasPrivateKey, DateTimeOffset Expiry);
