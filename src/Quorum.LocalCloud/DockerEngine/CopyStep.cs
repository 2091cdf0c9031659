using System.Formats.Tar;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>COPY and ADD: which files a step brings, and where they go.</summary>
internal static class CopyStep
{
    /// <param name="sources">Context or another stage's files.</param>
    /// <param name="archive">Reads a local archive for ADD; null for COPY.</param>
    /// <exception cref="EngineException">In the classic builder's words.</exception>
    public static async Task<FileTree> RunAsync(string name, IReadOnlyList<string> words, (int Uid, int Gid)? owner, FileTree sources, ImageDraft draft, Func<FileEntry, Task<FileTree?>>? archive)
    {
        if (words.Count < 2) throw new EngineException(EngineException.BadRequest, $"{name} requires at least two arguments, but only {words.Count} provided. Destination could not be determined.");
        var target = words[^1];
        var found = words.SkipLast(1).SelectMany(w => Find(name, w, sources)).ToList();
        if (found.Count == 0) throw Failed(name, "no source files were specified");
        var folder = target.EndsWith('/') || target is "." or ".." || target.EndsWith("/.", StringComparison.Ordinal);
        if (found.Count > 1 && !folder) throw new EngineException(EngineException.BadRequest, $"When using {name} with more than one source file, the destination must be a directory and end with a /");
        var root = FileEntry.Clean(target.StartsWith('/') ? target : $"{draft.WorkingFolder}/{target}") ?? "";
        folder |= draft.Files.IsFolder(root);
        var layer = new FileTree();
        foreach (var path in found)
        {
            if (sources.IsFolder(path))
            {
                if (root.Length > 0) Folder(layer, draft, root, owner);
                foreach (var (below, entry) in sources.Below(path))
                {
                    Put(layer, draft, Join(root, path.Length == 0 ? below : below[(path.Length + 1)..]), Hold(entry, path, root, owner), owner);
                }
                continue;
            }
            var file = sources.Entries[path];
            if (archive is not null && file.Open is not null && await archive(file).ConfigureAwait(false) is { } content)
            {
                if (root.Length > 0) Folder(layer, draft, root, owner);
                foreach (var (below, entry) in content.Entries) Put(layer, draft, Join(root, below), Hold(entry, "", root, owner), owner);
                continue;
            }
            var place = folder ? Join(root, path[(path.LastIndexOf('/') + 1)..]) : root;
            Put(layer, draft, place, Hold(file, path, place, owner), owner);
        }
        return layer;
    }

    /// <summary>Numbers, or names that are known: of the image's own files, root, and Elasticsearch's user when the base is absent.</summary>
    public static (int Uid, int Gid) Owner(string text, ImageDraft draft)
    {
        var parts = text.Split(':');
        if (parts.Length > 2 || parts.Any(p => p.Length == 0)) throw new EngineException(EngineException.BadRequest, $"invalid chown string: {text}");
        var uid = Id(parts[0], "etc/passwd", "user", draft);
        return (uid, parts.Length > 1 ? Id(parts[1], "etc/group", "group", draft) : uid);
    }

    private const int ElasticsearchId = 1000;

    private static int Id(string name, string table, string kind, ImageDraft draft)
    {
        if (int.TryParse(name, out var number)) return number;
        if (draft.Files.Entries.TryGetValue(table, out var file) && file.Open is not null)
        {
            using var reader = new StreamReader(file.Open());
            while (reader.ReadLine() is { } line)
            {
                if (line.Split(':') is [var entry, _, var id, ..] && entry == name && int.TryParse(id, out number)) return number;
            }
        }
        else if (name == "root")
        {
            return 0;
        }
        else if (draft.BaseAbsent && name == "elasticsearch")
        {
            return ElasticsearchId;
        }
        throw new EngineException(EngineException.BadRequest, $"unable to convert uid/gid chown string to host mapping: can't find {(kind == "user" ? "uid" : "gid")} for {kind} {name}: no such {kind}: {name}");
    }

    /// <summary>Makes the folders on the way to a path that the image does not have yet.</summary>
    public static void Folder(FileTree layer, ImageDraft draft, string path, (int Uid, int Gid)? owner)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); ; slash = path.IndexOf('/', slash + 1))
        {
            var part = slash < 0 ? path : path[..slash];
            if (!layer.Entries.ContainsKey(part) && !draft.Files.Entries.ContainsKey(part))
                layer.Entries[part] = FileEntry.Folder(slash < 0 ? owner?.Uid ?? 0 : 0, slash < 0 ? owner?.Gid ?? 0 : 0);
            if (slash < 0) return;
        }
    }

    private static IEnumerable<string> Find(string name, string word, FileTree sources)
    {
        if (name == "ADD" && (word.StartsWith("http://", StringComparison.Ordinal) || word.StartsWith("https://", StringComparison.Ordinal) || word.StartsWith("git@", StringComparison.Ordinal)))
            throw new EngineException(EngineException.NotImplemented, $"ADD of an address is not modelled by the embedded engine: {word}");
        var path = FileEntry.Clean(word) ?? throw Failed(name, $"forbidden path outside the build context: {word} ()");
        if (Glob.HasWildcards(path))
        {
            var depth = path.Count(c => c == '/');
            return sources.Entries.Keys.Where(k => k.Count(c => c == '/') == depth && Glob.Matches(path, k)).ToList();
        }
        if (path.Length > 0 && !sources.Entries.ContainsKey(path) && !sources.IsFolder(path))
            throw Failed(name, $"file not found in build context or excluded by .dockerignore: stat {path}: file does not exist");
        return [path];
    }

    private static void Put(FileTree layer, ImageDraft draft, string path, FileEntry entry, (int Uid, int Gid)? owner)
    {
        if (path.Length == 0) return;
        if (path.LastIndexOf('/') is > 0 and var slash) Folder(layer, draft, path[..slash], owner);
        layer.Entries[path] = entry;
    }

    private static FileEntry Hold(FileEntry entry, string from, string to, (int Uid, int Gid)? owner) => entry with
    {
        Uid = owner?.Uid ?? 0,
        Gid = owner?.Gid ?? 0,
        // a hard link names a path of its archive, which lies elsewhere in the image
        Link = entry.Type == TarEntryType.HardLink && FileEntry.Clean(entry.Link) is { } link
            ? Join(to, from.Length > 0 && link.StartsWith(from + "/", StringComparison.Ordinal) ? link[(from.Length + 1)..] : link)
            : entry.Link,
    };

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private static EngineException Failed(string name, string why) => new(EngineException.BadRequest, $"{name} failed: {why}");
}
