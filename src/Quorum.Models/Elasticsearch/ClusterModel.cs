using Quorum.Models.Kernel;

namespace Quorum.Models.Elasticsearch;

/// <summary>
/// Elasticsearch nodes in virtual time: start-up, discovery, elections, voting configuration, shard allocation, recovery, replication.
/// All calls are synchronous and answer for the present moment; what takes time happens in the event queue. Not thread-safe.
/// Several clusters can arise (two bootstraps, a partition before the first formation), as they can in life.
/// </summary>
public sealed partial class ClusterModel
{
    private readonly EventQueue _queue;
    private readonly SeededRandom _random;
    private readonly List<ElasticsearchNode> _nodes = [];
    private readonly List<ClusterState> _clusters = [];
    private long _allocationIds;

    public ClusterModel(EventQueue queue, SeededRandom random, ElasticsearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(random);
        (_queue, _random, Options) = (queue, random.Fork("elasticsearch"), options ?? new ElasticsearchOptions());
    }

    public ElasticsearchOptions Options { get; }
    public TimeSpan Now => _queue.Now;

    /// <summary>Processes that have not ended, in the order they were started.</summary>
    public IReadOnlyList<ElasticsearchNode> Nodes => _nodes;

    /// <summary>All clusters ever formed; one, unless something went wrong.</summary>
    public IReadOnlyList<ClusterState> Clusters => _clusters;

    /// <summary>Counts every change that a reader could see; for hosts that wait for one.</summary>
    public long Revision { get; private set; }

    /// <summary>Raised after a change; handlers must not call back into the model.</summary>
    public event Action? Changed;

    /// <summary>The transport is open and HTTP answers.</summary>
    public event Action<ElasticsearchNode>? HttpOpened;

    /// <summary>The process ended; its exit code is set.</summary>
    public event Action<ElasticsearchNode>? NodeEnded;

    /// <summary>The cluster state changed in what a master-eligible node keeps on disk.</summary>
    public event Action<ClusterState>? MetadataChanged;

    /// <summary>A copy holds a document it did not hold before; raised before the write is acknowledged.</summary>
    public Action<StoredCopy, Document>? DocumentStored { get; set; }

    /// <summary>The cluster with a master and most nodes; null when none has formed.</summary>
    public ClusterState? Cluster
    {
        get
        {
            ClusterState? best = null;
            foreach (var cluster in _clusters)
                if (best is null || Weight(cluster) > Weight(best)) best = cluster;
            return best;

            static int Weight(ClusterState cluster) => (cluster.Master is null ? 0 : 1000) + cluster.Nodes.Count;
        }
    }

    /// <summary>The running process of this name, the newest when there are two; null when there is none.</summary>
    public ElasticsearchNode? Node(string name)
    {
        for (var i = _nodes.Count - 1; i >= 0; i--) if (_nodes[i].Name == name) return _nodes[i];
        return null;
    }

    /// <summary>Whether a connection between the two works right now.</summary>
    public bool Reach(ElasticsearchNode from, ElasticsearchNode to) =>
        from.Alive && to.Alive && (ReferenceEquals(from, to) ? !from.Paused : !from.Paused && !to.Paused && from.Side == to.Side && Trust(from.Start.Transport, to.Start.Transport));

    // Both ends present a certificate. One with TLS and one without do not understand each other.
    private static bool Trust(TransportTrust? one, TransportTrust? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && one.Trusted.Contains(other.Issuer) && other.Trusted.Contains(one.Issuer));

    /// <summary>Whether the node has a master that it reaches; without one, cluster calls on it wait and fail with 503.</summary>
    public bool HasMaster(ElasticsearchNode node) => node.Joined && node.Cluster!.Master is { } master && Reach(node, master);

    private void Touch()
    {
        Revision++;
        Changed?.Invoke();
    }

    /// <summary>Publishes: every member that the master reaches accepts the new version.</summary>
    private void Commit(ClusterState state, bool metadata)
    {
        state.Version++;
        var master = state.Master!;
        foreach (var node in state.NodeList)
        {
            if (!Reach(master, node)) continue;
            node.Volume.AcceptedTerm = state.Term;
            node.Volume.AcceptedVersion = state.Version;
            node.Volume.VotingConfiguration = state.VotingConfiguration;
            node.Volume.ClusterUuid = state.Uuid;
        }
        if (metadata) MetadataChanged?.Invoke(state);
        Touch();
    }

    /// <summary>Whether the master could commit anything now: it reaches a majority of the voting configuration.</summary>
    public bool CanCommit(ClusterState state)
    {
        if (state.Master is not { Alive: true } master) return false;
        var votes = 0;
        var voters = state.VotingConfiguration;
        for (var i = 0; i < voters.Count; i++) if (state.NodeById(voters[i]) is { } voter && Reach(master, voter)) votes++;
        return votes * 2 > voters.Count;
    }

    private string NewId() => Identifiers.Base64Url(_random.NextUInt64(), _random.NextUInt64());

    private IDisposable After(TimeSpan min, TimeSpan max, Action action) => _queue.After(_random.Between(min, max), action);
}
