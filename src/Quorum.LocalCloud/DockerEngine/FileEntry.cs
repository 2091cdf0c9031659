using System.Formats.Tar;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>A file, folder or link of a context or an image.</summary>
/// <param name="Type">RegularFile, Directory, SymbolicLink or HardLink.</param>
/// <param name="Open">Content of a regular file; null for everything else.</param>
public sealed record FileEntry(TarEntryType Type, UnixFileMode Mode, int Uid, int Gid, string Link, long Length, DateTimeOffset Modified, Func<Stream>? Open)
{
    public const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public bool IsFolder => Type == TarEntryType.Directory;

    /// <summary>A folder that a step makes on the way; it has no time of its own, so that equal steps give equal layers.</summary>
    public static FileEntry Folder(int uid, int gid) => new(TarEntryType.Directory, FolderMode, uid, gid, "", 0, DateTimeOffset.UnixEpoch, null);

    /// <summary>A path without leading, trailing and double slashes and without dots; null when it leads out of its root.</summary>
    public static string? Clean(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") { parts.Add(part); continue; }
            if (parts.Count == 0) return null;
            parts.RemoveAt(parts.Count - 1);
        }
        return string.Join('/', parts);
    }

    public static FileEntry? From(TarEntry entry, Func<Stream>? open) => entry.EntryType switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile =>
            new FileEntry(TarEntryType.RegularFile, entry.Mode, entry.Uid, entry.Gid, "", entry.Length, entry.ModificationTime, open),
        TarEntryType.Directory or TarEntryType.SymbolicLink or TarEntryType.HardLink =>
            new FileEntry(entry.EntryType, entry.Mode, entry.Uid, entry.Gid, entry.LinkName, 0, entry.ModificationTime, null),
        _ => null,
    };
}
