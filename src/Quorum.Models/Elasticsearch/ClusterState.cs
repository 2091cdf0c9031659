namespace Quorum.Models.Elasticsearch;

/// <summary>
/// The committed state of one cluster (one cluster UUID). Only an elected master that reaches a majority of the voting configuration
/// changes it, so that one object can stand for what every node of that majority has accepted.
/// </summary>
public sealed class ClusterState
{
    private readonly List<ElasticsearchNode> _nodes = [];
    private readonly List<IndexState> _indices = [];
    private readonly Dictionary<string, ShutdownRecord> _shutdowns = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _persistent = new(StringComparer.Ordinal), _transient = new(StringComparer.Ordinal);
    private readonly List<VotingExclusion> _exclusions = [];
    private readonly Dictionary<string, SnapshotRepository> _repositories = new(StringComparer.Ordinal);

    internal ClusterState(string uuid, string name) => (Uuid, Name) = (uuid, name);

    public string Uuid { get; }
    public string Name { get; }
    public long Term { get; internal set; }
    public long Version { get; internal set; }
    public ElasticsearchNode? Master { get; internal set; }

    /// <summary>Last committed voting configuration: node ids.</summary>
    public IReadOnlyList<string> VotingConfiguration { get; internal set; } = [];

    /// <summary>The nodes of the last committed state; without a master this is history.</summary>
    public IReadOnlyList<ElasticsearchNode> Nodes => _nodes;
    public IReadOnlyList<IndexState> Indices => _indices;
    public IReadOnlyDictionary<string, ShutdownRecord> Shutdowns => _shutdowns;
    public IReadOnlyDictionary<string, string> Persistent => _persistent;
    public IReadOnlyDictionary<string, string> Transient => _transient;
    public IReadOnlyList<VotingExclusion> VotingExclusions => _exclusions;
    public IReadOnlyDictionary<string, SnapshotRepository> Repositories => _repositories;
    public IReadOnlyDictionary<string, SlmPolicy> SlmPolicies => SlmMap;

    /// <summary>Users and roles: what Elasticsearch keeps in its security index, by the documents' ids.</summary>
    public IReadOnlyDictionary<string, string> Security => SecurityMap;

    /// <summary>The high disk watermark in force, as a share of the disk.</summary>
    public double HighWatermark => Allocation.HighWatermark;

    /// <summary>Queued cluster state updates a host wants seen (an overloaded master); 0 as a rule.</summary>
    public int PendingTasks { get; set; }

    /// <summary>Elections won so far.</summary>
    public int Elections { get; internal set; }

    /// <summary>Masters so far, oldest first: node ids.</summary>
    public IReadOnlyList<string> PastMasters => PastMastersList;

    public string IlmMode { get; internal set; } = "RUNNING";
    public string SlmMode { get; internal set; } = "RUNNING";

    public IndexState? Index(string name)
    {
        foreach (var index in _indices) if (index.Name == name) return index;
        return null;
    }

    public ElasticsearchNode? NodeById(string id)
    {
        foreach (var node in _nodes) if (node.Id == id) return node;
        return null;
    }

    /// <summary>Transient wins over persistent; null when neither is set.</summary>
    public string? Setting(string key) => _transient.GetValueOrDefault(key) ?? _persistent.GetValueOrDefault(key);

    internal List<ElasticsearchNode> NodeList => _nodes;
    internal List<IndexState> IndexList => _indices;
    internal Dictionary<string, ShutdownRecord> ShutdownMap => _shutdowns;
    internal SortedDictionary<string, string> PersistentMap => _persistent;
    internal SortedDictionary<string, string> TransientMap => _transient;
    internal List<VotingExclusion> ExclusionList => _exclusions;
    internal Dictionary<string, SnapshotRepository> RepositoryMap => _repositories;
    internal SortedDictionary<string, string> SecurityMap { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, SlmPolicy> SlmMap { get; } = new(StringComparer.Ordinal);
    internal List<string> PastMastersList { get; } = [];
    internal AllocationSettings Allocation { get; set; } = AllocationSettings.Default;
    internal IDisposable? DelayTimer { get; set; }
    internal bool RerouteQueued { get; set; }

    /// <summary>Number of zone values for awareness; 0 when it must be counted again.</summary>
    internal int Zones { get; set; }

    /// <summary>Nodes or settings changed since copies were last checked against awareness.</summary>
    internal bool AwarenessChanged { get; set; } = true;
}

/// <summary>A node kept out of the voting configuration; <c>_absent_</c> for an id that no node had when it was added.</summary>
public sealed record VotingExclusion(string NodeId, string NodeName);

public enum ShutdownType { Restart, Remove, Replace, Sigterm }

/// <summary>A record of the node shutdown API. It is never removed by itself.</summary>
public sealed record ShutdownRecord(string NodeId, ShutdownType Type, string Reason, TimeSpan? AllocationDelay, TimeSpan StartedAt, string? TargetNodeName = null);

/// <param name="Type"><c>fs</c> or <c>s3</c>.</param>
public sealed class SnapshotRepository(string name, string type, IReadOnlyDictionary<string, string> settings)
{
    public string Name { get; } = name;
    public string Type { get; } = type;
    public IReadOnlyDictionary<string, string> Settings { get; } = settings;
    public List<Snapshot> Snapshots { get; } = [];
}

/// <param name="Policy">The lifecycle policy that took it; null for one taken by hand.</param>
public sealed record Snapshot(string Name, string Uuid, IReadOnlyList<string> Indices, int Shards, ElasticsearchVersion Version, TimeSpan StartedAt, TimeSpan? EndedAt, string? Policy = null);
