using System.Formats.Tar;
using System.IO.Compression;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>Paths to entries, sorted by ordinal order: a build context, one layer, or an image's file system.</summary>
public sealed class FileTree
{
    private const string Whiteout = ".wh.", Opaque = ".wh..wh..opq";

    public SortedDictionary<string, FileEntry> Entries { get; } = new(StringComparer.Ordinal);

    public bool IsFolder(string path) => path.Length == 0 || (Entries.TryGetValue(path, out var entry) ? entry.IsFolder : Below(path).Any());

    public IEnumerable<KeyValuePair<string, FileEntry>> Below(string folder) =>
        folder.Length == 0 ? Entries : Entries.Where(e => e.Key.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>Lays a layer on top.</summary>
    public void Apply(FileTree layer)
    {
        foreach (var (path, entry) in layer.Entries)
        {
            var (folder, name) = Split(path);
            if (name == Opaque)
            {
                Remove(folder, self: false);
            }
            else if (name.StartsWith(Whiteout, StringComparison.Ordinal))
            {
                Remove(folder.Length == 0 ? name[Whiteout.Length..] : $"{folder}/{name[Whiteout.Length..]}", self: true);
            }
            else
            {
                if (!entry.IsFolder) Remove(path, self: true);
                Entries[path] = entry;
            }
        }
    }

    /// <summary>Reads a layer's names; contents are read from the blob when they are opened.</summary>
    public static FileTree OfLayer(BlobStore blobs, Digest digest)
    {
        var tree = new FileTree();
        using var tar = OpenLayer(blobs, digest);
        using var reader = new TarReader(tar);
        while (reader.GetNextEntry() is { } entry)
        {
            if (FileEntry.Clean(entry.Name) is not { Length: > 0 } path) continue;
            if (FileEntry.From(entry, () => OpenFile(blobs, digest, path)) is { } file) tree.Entries[path] = file;
        }
        return tree;
    }

    private static Stream OpenFile(BlobStore blobs, Digest digest, string path)
    {
        using var tar = OpenLayer(blobs, digest);
        using var reader = new TarReader(tar);
        while (reader.GetNextEntry() is { } entry)
        {
            if (FileEntry.Clean(entry.Name) != path) continue;
            var copy = new FileStream(Path.Combine(blobs.UploadFolder, Path.GetRandomFileName()),
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
            entry.DataStream?.CopyTo(copy);
            copy.Position = 0;
            return copy;
        }
        throw new FileNotFoundException(path);
    }

    private static Stream OpenLayer(BlobStore blobs, Digest digest)
    {
        var file = blobs.OpenRead(digest);
        Span<byte> magic = stackalloc byte[2];
        var gzip = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic is [0x1f, 0x8b];
        file.Position = 0;
        return gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private void Remove(string path, bool self)
    {
        foreach (var below in Below(path).Select(e => e.Key).ToList()) Entries.Remove(below);
        if (self) Entries.Remove(path);
    }

    private static (string Folder, string Name) Split(string path) => path.LastIndexOf('/') is >= 0 and var slash ? (path[..slash], path[(slash + 1)..]) : ("", path);
}
