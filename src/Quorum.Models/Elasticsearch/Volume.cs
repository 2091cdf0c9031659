namespace Quorum.Models.Elasticsearch;

/// <summary>
/// A slot's data volume: all that survives the process. The committed cluster state that the node accepted last is represented by its
/// term, version and voting configuration; the content is in the <see cref="ClusterState"/> they point at.
/// </summary>
public sealed class Volume(string id)
{
    /// <summary>100 GiB unless set.</summary>
    public const long DefaultBytes = 100L << 30;

    private readonly Dictionary<(string IndexUuid, int Shard), StoredCopy> _copies = [];

    public string Id { get; } = id;

    /// <summary>Drawn when a node first opens the volume; null on an empty one.</summary>
    public string? NodeId { get; set; }

    /// <summary>Version of the last server that opened the data path; an older one refuses to.</summary>
    public ElasticsearchVersion? LastVersion { get; set; }

    /// <summary>Set once the node has been part of a formed cluster.</summary>
    public string? ClusterUuid { get; set; }

    public long AcceptedTerm { get; set; }
    public long AcceptedVersion { get; set; }

    /// <summary>The last committed voting configuration known here: node ids. Empty before bootstrapping.</summary>
    public IReadOnlyList<string> VotingConfiguration { get; set; } = [];

    /// <summary>The process that holds <c>node.lock</c>.</summary>
    public ElasticsearchNode? LockedBy { get; internal set; }

    public long TotalBytes { get; set; } = DefaultBytes;

    /// <summary>Bytes used by something other than shards.</summary>
    public long OtherBytes { get; set; }

    public long UsedBytes
    {
        get
        {
            var used = OtherBytes;
            foreach (var copy in _copies.Values) used += copy.Bytes;
            return Math.Min(used, TotalBytes);
        }
    }

    public bool IsEmpty => NodeId is null;

    public IReadOnlyCollection<StoredCopy> Copies => _copies.Values;

    internal bool HasCopies => _copies.Count > 0;

    public StoredCopy? Find(string indexUuid, int shard) => _copies.GetValueOrDefault((indexUuid, shard));

    public StoredCopy Store(string indexUuid, int shard)
    {
        if (!_copies.TryGetValue((indexUuid, shard), out var copy)) _copies[(indexUuid, shard)] = copy = new StoredCopy(this, indexUuid, shard);
        return copy;
    }

    public void Remove(string indexUuid, int shard) => _copies.Remove((indexUuid, shard));

    /// <summary>A new, empty volume under the same id: what a replaced disk is.</summary>
    public void Wipe()
    {
        if (LockedBy is not null) throw new InvalidOperationException($"volume {Id} is in use by {LockedBy.Name}");
        _copies.Clear();
        NodeId = null;
        LastVersion = null;
        ClusterUuid = null;
        AcceptedTerm = AcceptedVersion = 0;
        VotingConfiguration = [];
    }
}

/// <summary>One copy of a shard on disk.</summary>
public sealed class StoredCopy(Volume volume, string indexUuid, int shard)
{
    private Dictionary<string, Document>? _documents;

    // What a search still sees for the ids changed since the last refresh (null: not there).
    private Dictionary<string, Document?>? _beforeRefresh;

    public Volume Volume { get; } = volume;
    public string IndexUuid { get; } = indexUuid;
    public int Shard { get; } = shard;

    /// <summary>Identity of this copy in the in-sync set; 0 before it was first assigned.</summary>
    public long AllocationId { get; set; }

    /// <summary>Operations it holds: all with a sequence number below this.</summary>
    public long Operations { get; set; }

    public long Bytes { get; set; }

    /// <summary>When it was last part of the replication group, for the retention lease.</summary>
    public TimeSpan LastActive { get; set; }

    /// <summary>When the oldest operation not yet refreshed came in; null when a search sees all.</summary>
    public TimeSpan? UnrefreshedSince { get; private set; }

    /// <summary>Live documents and deletions by id.</summary>
    public IReadOnlyDictionary<string, Document> Documents => _documents ?? Empty;

    private static readonly Dictionary<string, Document> Empty = [];

    public Document? Find(string id) => _documents?.GetValueOrDefault(id);

    public void Apply(Document document, TimeSpan now)
    {
        _documents ??= [];
        _beforeRefresh ??= [];
        _beforeRefresh.TryAdd(document.Id, _documents.GetValueOrDefault(document.Id));
        _documents[document.Id] = document;
        UnrefreshedSince ??= now;
    }

    public void Refresh()
    {
        _beforeRefresh?.Clear();
        UnrefreshedSince = null;
    }

    /// <summary>What a search sees: live documents as of the last refresh.</summary>
    public IEnumerable<Document> Visible()
    {
        foreach (var document in Documents.Values)
        {
            if (_beforeRefresh is null || !_beforeRefresh.TryGetValue(document.Id, out var before)) before = document;
            if (before is { Deleted: false }) yield return before;
        }
    }

    public int LiveCount
    {
        get
        {
            var count = 0;
            foreach (var document in Documents.Values) if (!document.Deleted) count++;
            return count;
        }
    }

    /// <summary>Makes this copy hold exactly what <paramref name="source"/> holds; gives what changed through <paramref name="changed"/>.</summary>
    internal void CopyFrom(StoredCopy source, TimeSpan now, Action<StoredCopy, Document>? changed)
    {
        Operations = source.Operations;
        Bytes = source.Bytes;
        if (source._documents is null && _documents is null) return;
        foreach (var document in source.Documents.Values)
        {
            if (Find(document.Id) is { } own && own.SequenceNumber == document.SequenceNumber && own.PrimaryTerm == document.PrimaryTerm) continue;
            Apply(document, now);
            changed?.Invoke(this, document);
        }
        if (_documents is not null && _documents.Count > source.Documents.Count)
        {
            // Operations that were never acknowledged and that the new primary does not have are rolled back.
            foreach (var id in _documents.Keys.Where(id => source.Find(id) is null).ToArray())
            {
                var gone = _documents[id] with { Deleted = true, Source = "" };
                _documents.Remove(id);
                changed?.Invoke(this, gone);
            }
        }
        Refresh();
    }
}

/// <summary>One version of a document; a deletion keeps its version for as long as the copy lives.</summary>
/// <param name="Source">The JSON as sent.</param>
public sealed record Document(string Id, string Source, long Version, long SequenceNumber, long PrimaryTerm, bool Deleted = false);
