using System.Security.Cryptography;
using System.Text;
using Quorum.Pipeline;

namespace Quorum.Images;

/// <summary>The files an image is built from, after .dockerignore, sorted by path bytes. Read once; the same values make the tag and the stream.</summary>
public sealed class BuildContext
{
    public const string DockerfileName = "Dockerfile";

    private BuildContext(string folder, byte[] dockerfile, IReadOnlyList<ContextEntry> entries, IReadOnlyList<ContextEntry> controlFiles) =>
        (Folder, Dockerfile, Entries, ControlFiles) = (folder, dockerfile, entries, controlFiles);

    public string Folder { get; }

    /// <summary>The Dockerfile's bytes with LF line endings.</summary>
    public byte[] Dockerfile { get; }

    /// <summary>What COPY and ADD can reach, sorted.</summary>
    public IReadOnlyList<ContextEntry> Entries { get; }

    /// <summary>Dockerfile and .dockerignore when they are ignored: the engine needs them, COPY must not see them, so it deletes them itself.</summary>
    public IReadOnlyList<ContextEntry> ControlFiles { get; }

    public long Bytes => Entries.Sum(entry => entry.Length);

    /// <exception cref="StageException">The folder or its Dockerfile is missing, unreadable, holds a socket or device, or is beyond <see cref="ContextLimits"/>.</exception>
    public static BuildContext Read(string folder, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(folder))
            throw new StageException($"The image folder {folder} does not exist.", "Restore it: git checkout -- images");
        var dockerfile = Path.Combine(folder, DockerfileName);
        if (!File.Exists(dockerfile))
            throw new StageException($"There is no Dockerfile in {folder}.", "Restore it: git checkout -- images");

        var ignore = DockerIgnore.Read(folder);
        var found = new List<ContextEntry>();
        long bytes = 0;
        try
        {
            Walk(new DirectoryInfo(folder), "", ignore, found, ref bytes, cancellation);
            found.Sort((left, right) => Encoding.UTF8.GetBytes(left.Path).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.Path)));
            var control = new[] { DockerfileName, DockerIgnore.FileName }
                .Where(name => ignore.Ignores(name) && File.Exists(Path.Combine(folder, name)))
                .Select(name => ReadFile(new FileInfo(Path.Combine(folder, name)), name))
                .ToList();
            var text = LineEndings.ToLf(File.ReadAllBytes(dockerfile)) ?? File.ReadAllBytes(dockerfile);
            return new BuildContext(folder, text, found, control);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new StageException($"The build context {folder} cannot be read: {error.Message}", "Give this user read access, or ignore the path in .dockerignore.", error);
        }
    }

    private static void Walk(DirectoryInfo folder, string prefix, DockerIgnore ignore, List<ContextEntry> found, ref long bytes, CancellationToken cancellation)
    {
        foreach (var item in folder.EnumerateFileSystemInfos())
        {
            cancellation.ThrowIfCancellationRequested();
            var path = prefix + item.Name;
            var ignored = ignore.Ignores(path);
            var isFolder = item is DirectoryInfo && item.LinkTarget is null;
            // Below an ignored folder only an exception can keep something; without one there is no need to look (a .git, a node_modules).
            if (ignored && !(isFolder && ignore.HasExceptions)) continue;

            if (!ignored)
            {
                // Before it is read: a disk image forgotten in the folder is refused at once, not after it has been hashed.
                if (item is FileInfo file && item.LinkTarget is null) CheckSize(found.Count, bytes + file.Length, path);
                var entry = Entry(item, path, isFolder);
                found.Add(entry);
                bytes += entry.Length;
                CheckSize(found.Count, bytes, path);
            }

            if (isFolder) Walk((DirectoryInfo)item, path + "/", ignore, found, ref bytes, cancellation);
        }
    }

    private static ContextEntry Entry(FileSystemInfo item, string path, bool isFolder)
    {
        if (item.LinkTarget is { } target)
            return new(path, item.FullName, ContextKind.Link, false, target.Replace('\\', '/'), 0, default, null);
        if (isFolder)
            return new(path, item.FullName, ContextKind.Folder, false, "", 0, default, null);
        return ReadFile((FileInfo)item, path);
    }

    private static ContextEntry ReadFile(FileInfo file, string path)
    {
        // Opening a named pipe or a device would wait for ever; neither can be an input of an image.
        if (!OperatingSystem.IsWindows() && (file.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint)) != 0)
            throw new StageException($"{path} in the build context is not a regular file.", "Delete it or name it in .dockerignore.");
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, ContextLimits.ReadBuffer);
        if (stream.Length <= ContextLimits.MaxTextBytes)
        {
            var raw = new byte[stream.Length];
            stream.ReadExactly(raw);
            var text = LineEndings.ToLf(raw);
            var sent = text ?? raw;
            return new(path, file.FullName, ContextKind.File, IsExecutable(file, sent), "", sent.Length, SHA256.HashData(sent), text);
        }

        var head = new byte[2];
        stream.ReadExactly(head);
        stream.Position = 0;
        return new(path, file.FullName, ContextKind.File, IsExecutable(file, head), "", stream.Length, SHA256.HashData(stream), null);
    }

    // Windows has no execute bit; there a script is what says so in its first two bytes, which is true of every script kept here.
    private static bool IsExecutable(FileInfo file, ReadOnlySpan<byte> start) =>
        OperatingSystem.IsWindows() ? start.StartsWith("#!"u8) : (file.UnixFileMode & UnixFileMode.UserExecute) != 0;

    private static void CheckSize(int entries, long bytes, string path)
    {
        if (entries > ContextLimits.MaxEntries)
            throw new StageException($"The build context has more than {ContextLimits.MaxEntries} entries (at {path}).", "Name what the image does not need in .dockerignore.");
        if (bytes > ContextLimits.MaxBytes)
            throw new StageException($"The build context is larger than {ContextLimits.MaxBytes >> 30} GiB (at {path}).", "Name what the image does not need in .dockerignore.");
    }
}
