using System.Text.Json;
using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>
/// The files of <c>fs</c> repositories: one per snapshot in the folder that the repository's location is mounted from, so that a snapshot outlives
/// nodes, volumes and this process as a real one does. A location is read as the node's container sees it: below <c>path.repo</c>, through the task's mounts.
/// </summary>
/// <param name="launchOf">The task a node runs in; null once it has ended.</param>
public sealed class SnapshotFiles(Func<ElasticsearchNode, TaskLaunch?> launchOf)
{
    // Derived properties of values would be written and never read.
    private static readonly JsonSerializerOptions Json = new() { IgnoreReadOnlyProperties = true };

    /// <summary>Checks and reads a location as the server does when a repository is put.</summary>
    /// <exception cref="RestError">In Elasticsearch's words: <c>path.repo</c> does not cover it.</exception>
    public static void CheckLocation(ElasticsearchNode node, string repository, string location)
    {
        ArgumentNullException.ThrowIfNull(node);
        var roots = Roots(node);
        var full = Path.IsPathRooted(location) ? Path.GetFullPath(location) : roots.Length > 0 ? Path.GetFullPath(Path.Combine(roots[0], location)) : location;
        if (Array.Exists(roots, root => Within(full, root))) return;
        var why = roots.Length == 0
            ? $"location [{location}] doesn't match any of the locations specified by path.repo because this setting is empty"
            : $"location [{location}] doesn't match any of the locations specified by path.repo: [{string.Join(", ", roots)}]";
        throw new RestError(500, "repository_exception", $"[{repository}] {why}");
    }

    /// <summary>Writes through the master and looks through every node, as <c>_verify</c> does; a location that nodes do not share fails here.</summary>
    public void Verify(string repository, string location, ElasticsearchNode master, IEnumerable<ElasticsearchNode> nodes)
    {
        var seed = $"tests-{Guid.NewGuid():N}";
        var written = Folder(master, location) ?? throw Unverified($"store location [{location}] is not accessible on the node [{{{master.Name}}}]");
        try
        {
            Directory.CreateDirectory(written);
            File.WriteAllText(Path.Combine(written, seed), repository);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unverified($"path [{location}] is not accessible on master node: {e.Message}");
        }
        try
        {
            var blind = nodes.Where(node => Folder(node, location) is not { } folder || !File.Exists(Path.Combine(folder, seed))).ToArray();
            if (blind.Length > 0)
                throw Unverified($"[{string.Join(", ", blind.Select(node => $"[{node.Id}, 'RemoteTransportException[[{node.Name}]]; nested: RepositoryVerificationException[[{repository}] a file written by master to the store [{location}] cannot be accessed on the node [{{{node.Name}}}]. This might indicate that the store [{location}] is not shared between this node and the master node]']"))}]");
        }
        finally
        {
            File.Delete(Path.Combine(written, seed));
        }

        RestError Unverified(string reason) => new(500, "repository_verification_exception", $"[{repository}] {reason}");
    }

    public void Save(ElasticsearchNode node, string location, Snapshot snapshot, IReadOnlyList<SnapshotIndex> content)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var path = PathOf(node, location, snapshot);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(content, Json));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <exception cref="RestError">The file is gone or broken: the snapshot is listed and cannot be restored.</exception>
    public IReadOnlyList<SnapshotIndex> Read(ElasticsearchNode node, string repository, string location, Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        try
        {
            return JsonSerializer.Deserialize<SnapshotIndex[]>(File.ReadAllText(PathOf(node, location, snapshot)), Json) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RestError(500, "snapshot_exception", $"[{repository}:{snapshot.Name}/{snapshot.Uuid}] failed to read snapshot: {e.Message}");
        }
    }

    public void Delete(ElasticsearchNode node, string location, Snapshot snapshot) => File.Delete(PathOf(node, location, snapshot));

    private string PathOf(ElasticsearchNode node, string location, Snapshot snapshot) =>
        Path.Combine(Folder(node, location) ?? throw new RestError(500, "repository_exception", $"location [{location}] is not mounted on {node.Name}"), $"snap-{snapshot.Uuid}.json");

    /// <summary>Folder of this machine that the node's container sees at this path; null when nothing is mounted there.</summary>
    private string? Folder(ElasticsearchNode node, string location)
    {
        if (launchOf(node) is not { } launch) return null;
        var roots = Roots(node);
        var full = Path.GetFullPath(Path.IsPathRooted(location) || roots.Length == 0 ? location : Path.Combine(roots[0], location));
        var mount = launch.Mounts.Where(each => Within(full, each.ContainerPath)).MaxBy(each => each.ContainerPath.Length);
        return mount is null || launch.HostFolder(mount) is not { } host ? null : Path.Combine(host, Path.GetRelativePath(mount.ContainerPath, full));
    }

    private static string[] Roots(ElasticsearchNode node) =>
        (node.Start.Settings.GetValueOrDefault("path.repo") ?? "").Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool Within(string path, string root) => path == root || path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);
}
