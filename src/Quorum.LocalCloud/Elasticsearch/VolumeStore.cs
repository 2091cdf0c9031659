using System.Text;
using System.Text.Json;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>
/// Keeps volumes in their folders: <c>node.json</c> (identity, version, what was accepted last), <c>cluster.json</c> (the committed metadata, on
/// master-eligible nodes), and per copy a log of documents. A document is appended before its write is acknowledged, so that a killed process loses none.
/// </summary>
internal sealed class VolumeStore : IDisposable
{
    private const string Folder = "quorum", NodeFile = "node.json", ClusterFile = "cluster.json";
    // Derived properties (a version names its oldest compatible one, and that one its own …) would never end.
    private static readonly JsonSerializerOptions Json = new() { IgnoreReadOnlyProperties = true };
    private readonly ClusterModel _model;
    private readonly Dictionary<Volume, string> _folders = [];
    private readonly Dictionary<StoredCopy, FileStream> _logs = [];

    public VolumeStore(ClusterModel model)
    {
        _model = model;
        model.DocumentStored = Append;
        model.VolumeOpened += SaveNode;
        model.MetadataChanged += Save;
    }

    /// <summary>The volume as its folder has it; an empty folder is an empty volume. Without a folder it lives in memory only.</summary>
    public Volume Open(string id, string? path)
    {
        var volume = new Volume(id);
        if (path is null) return volume;
        var folder = Path.Combine(path, Folder);
        Directory.CreateDirectory(folder);
        _folders[volume] = folder;
        var file = Path.Combine(folder, NodeFile);
        if (!File.Exists(file)) return volume;
        var kept = JsonSerializer.Deserialize<NodeImage>(File.ReadAllText(file), Json) ?? throw new JsonException($"{file} is empty");
        (volume.NodeId, volume.ClusterUuid, volume.AcceptedTerm, volume.AcceptedVersion, volume.VotingConfiguration) = (kept.NodeId, kept.ClusterUuid, kept.Term, kept.Version, kept.Voters);
        if (kept.LastVersion is { } version) volume.LastVersion = ElasticsearchVersion.Parse(version);
        foreach (var image in kept.Copies)
        {
            var copy = volume.Store(image.IndexUuid, image.Shard);
            (copy.AllocationId, copy.Operations, copy.Bytes) = (image.AllocationId, image.Operations, image.Bytes);
            ReadLog(copy, LogPath(folder, copy));
        }
        var cluster = Path.Combine(folder, ClusterFile);
        if (File.Exists(cluster) && JsonSerializer.Deserialize<ClusterStateImage>(File.ReadAllText(cluster), Json) is { } state) _model.Restore(state);
        return volume;
    }

    public void Dispose()
    {
        foreach (var log in _logs.Values) log.Dispose();
        _logs.Clear();
    }

    private static string LogPath(string folder, StoredCopy copy) => Path.Combine(folder, $"{copy.IndexUuid}-{copy.Shard}.log");

    private void ReadLog(StoredCopy copy, string path)
    {
        if (!File.Exists(path)) return;
        foreach (var line in File.ReadLines(path))
        {
            Document? document;
            // The last line of a killed process may be half a line; it was not acknowledged.
            try { document = JsonSerializer.Deserialize<Document>(line, Json); } catch (JsonException) { continue; }
            if (document is null) continue;
            copy.Apply(document, _model.Now);
            copy.Operations = Math.Max(copy.Operations, document.SequenceNumber + 1);
        }
        copy.Refresh();
    }

    private void Append(StoredCopy copy, Document document)
    {
        if (!_folders.TryGetValue(copy.Volume, out var folder)) return;
        if (!_logs.TryGetValue(copy, out var log))
        {
            var path = LogPath(folder, copy);
            // A copy that begins anew must not inherit what another copy of this shard once wrote here.
            _logs[copy] = log = new FileStream(path, copy.Documents.Count <= 1 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            // Half a line at the end would swallow the next one.
            if (log.Position > 0) log.WriteByte((byte)'\n');
        }
        log.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(document, Json) + "\n"));
    }

    private void Save(ClusterState state)
    {
        string? text = null;
        foreach (var node in state.Nodes)
        {
            if (!_folders.TryGetValue(node.Volume, out var folder) || !_model.Reach(state.Master!, node)) continue;
            SaveNode(node.Volume);
            if (node.Roles.IsMasterEligible()) Write(Path.Combine(folder, ClusterFile), text ??= JsonSerializer.Serialize(_model.Capture(state), Json));
        }
    }

    private void SaveNode(Volume volume)
    {
        if (!_folders.TryGetValue(volume, out var folder) || volume.NodeId is null) return;
        var image = new NodeImage(volume.NodeId, volume.LastVersion?.ToString(), volume.ClusterUuid, volume.AcceptedTerm, volume.AcceptedVersion, [.. volume.VotingConfiguration],
            [.. volume.Copies.Select(c => new CopyImage(c.IndexUuid, c.Shard, c.AllocationId, c.Operations, c.Bytes))]);
        Write(Path.Combine(folder, NodeFile), JsonSerializer.Serialize(image, Json));
        foreach (var copy in _logs.Keys.Where(c => c.Volume == volume && volume.Find(c.IndexUuid, c.Shard) != c).ToArray())
        {
            _logs.Remove(copy, out var log);
            log!.Dispose();
            if (volume.Find(copy.IndexUuid, copy.Shard) is null) File.Delete(LogPath(folder, copy));
        }
    }

    private static void Write(string path, string text)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, text);
        // Hashes of passwords are in it.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(temporary, path, overwrite: true);
    }

    private sealed record NodeImage(string NodeId, string? LastVersion, string? ClusterUuid, long Term, long Version, string[] Voters, CopyImage[] Copies);

    private sealed record CopyImage(string IndexUuid, int Shard, long AllocationId, long Operations, long Bytes);
}
