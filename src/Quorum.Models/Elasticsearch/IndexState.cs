namespace Quorum.Models.Elasticsearch;

/// <summary>One index: settings (flat names with <c>index.</c>) and its shards.</summary>
public sealed class IndexState
{
    internal IndexState(string name, string uuid, int shards, int replicas, TimeSpan createdAt)
    {
        (Name, Uuid, Replicas, CreatedAt) = (name, uuid, replicas, createdAt);
        Shards = new ShardGroup[shards];
        for (var number = 0; number < shards; number++) Shards[number] = new ShardGroup(this, number);
    }

    public string Name { get; }
    public string Uuid { get; }
    public int Replicas { get; internal set; }
    public TimeSpan CreatedAt { get; }
    public ShardGroup[] Shards { get; }

    /// <summary>Settings given beyond the numbers of shards and replicas.</summary>
    public SortedDictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Set by the flood-stage watermark, cleared by it in turn.</summary>
    public bool ReadOnlyAllowDelete => Settings.GetValueOrDefault(BlockSetting) == "true";

    public const string BlockSetting = "index.blocks.read_only_allow_delete";

    /// <summary><c>index.unassigned.node_left.delayed_timeout</c>; null: the default.</summary>
    public TimeSpan? DelayedTimeout { get; internal set; }

    /// <summary><c>index.write.wait_for_active_shards</c>; <see cref="AllShards"/> for <c>all</c>.</summary>
    public int WaitForActiveShards { get; internal set; } = 1;

    public const int AllShards = -1;

    /// <summary>Tier the copies must be on, from <c>_tier_preference</c>: the first with nodes; <see cref="NodeRoles.None"/>: any data node.</summary>
    public NodeRoles[] Tiers { get; internal set; } = [];

    internal string? ExcludedNames { get; set; }
    internal AllocationEnable? Enable { get; set; }
}

/// <summary>All copies of one shard.</summary>
public sealed class ShardGroup(IndexState index, int number)
{
    public IndexState Index { get; } = index;
    public int Number { get; } = number;
    public long PrimaryTerm { get; internal set; } = 1;

    /// <summary>Allocation ids of the copies that hold every acknowledged write.</summary>
    public List<long> InSync { get; } = [];

    /// <summary>1 + replicas routing entries; exactly one is the primary.</summary>
    public List<ShardCopy> Copies { get; } = [];

    /// <summary>Operations ever acknowledged to a client.</summary>
    public long Acknowledged { get; internal set; }

    /// <summary>Next sequence number.</summary>
    public long NextSequence { get; internal set; }

    public long Bytes { get; internal set; }

    /// <summary>Documents from a snapshot that the first primary starts with; null once it has them.</summary>
    internal IReadOnlyList<Document>? Seed { get; set; }

    public ShardCopy Primary
    {
        get
        {
            foreach (var copy in Copies) if (copy.Primary) return copy;
            throw new InvalidOperationException($"[{Index.Name}][{Number}] has no primary entry");
        }
    }

    public int ActiveCopies
    {
        get
        {
            var active = 0;
            foreach (var copy in Copies) if (copy.Active) active++;
            return active;
        }
    }

    public override string ToString() => $"[{Index.Name}][{Number}]";
}

public enum CopyState { Unassigned, Initializing, Started, Relocating }

/// <summary>Why a copy is unassigned, by Elasticsearch's own names.</summary>
public enum UnassignedReason { IndexCreated, ClusterRecovered, NodeLeft, NodeRestarting, ReplicaAdded, AllocationFailed, PrimaryFailed, Manual }

public enum RecoveryKind { EmptyStore, ExistingStore, Peer }

/// <summary>One entry of the routing table.</summary>
public sealed class ShardCopy(ShardGroup group)
{
    public ShardGroup Group { get; } = group;
    public bool Primary { get; internal set; }
    public CopyState State { get; internal set; }

    /// <summary>Null while unassigned.</summary>
    public ElasticsearchNode? Node { get; internal set; }
    public StoredCopy? Stored { get; internal set; }

    /// <summary>Where it moves to while <see cref="CopyState.Relocating"/>.</summary>
    public ElasticsearchNode? Target { get; internal set; }
    internal StoredCopy? TargetStored { get; set; }

    public UnassignedReason Reason { get; internal set; }
    public TimeSpan UnassignedAt { get; internal set; }
    public string? Details { get; internal set; }

    /// <summary>Waiting for the node that left; counted in <c>delayed_unassigned_shards</c>.</summary>
    public bool Delayed { get; internal set; }
    internal TimeSpan DelayStart { get; set; }

    /// <summary>Node id it was last started on.</summary>
    public string? LastNodeId { get; internal set; }
    public int FailedAttempts { get; internal set; }

    public RecoveryKind Recovery { get; internal set; }
    public ElasticsearchNode? RecoverySource { get; internal set; }
    public TimeSpan RecoveryStarted { get; internal set; }
    public TimeSpan RecoveryEnds { get; internal set; }
    public bool FileRecovery { get; internal set; }
    internal IDisposable? RecoveryEvent { get; set; }

    /// <summary>STARTED, or RELOCATING and still serving.</summary>
    public bool Active => State is CopyState.Started or CopyState.Relocating;

    public override string ToString() => $"{Group}{(Primary ? "p" : "r")} {State} {Node?.Name}";
}
