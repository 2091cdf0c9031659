using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>
/// A build's context as received: names in memory, contents in numbered files of a folder of its own, so that no name in the tar
/// becomes a path on this machine.
/// </summary>
public sealed class BuildContext : IDisposable
{
    private readonly string _folder;

    private BuildContext(string folder) => _folder = folder;

    public FileTree Files { get; } = new();

    /// <exception cref="EngineException">The body is not a tar, or a name leads out of the context.</exception>
    public static async Task<BuildContext> ReadAsync(Stream body, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var context = new BuildContext(folder);
        try
        {
            await using var plain = await PlainAsync(body, cancellationToken).ConfigureAwait(false);
            await context.AddAsync(plain, context.Files, "", cancellationToken).ConfigureAwait(false);
            context.RemoveControlFiles();
            return context;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            context.Dispose();
            throw new EngineException(EngineException.BadRequest, "the build context is not a tar archive: " + e.Message);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>What a local archive holds, when ADD is given one; null when the file is none.</summary>
    /// <exception cref="EngineException">A compression that is not modelled.</exception>
    public async Task<FileTree?> ReadArchiveAsync(FileEntry file, CancellationToken cancellationToken)
    {
        var head = new byte[512];
        int length;
        await using (var stream = file.Open!()) length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (head.AsSpan(0, length).StartsWith("BZh"u8) || head.AsSpan(0, length) is [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..])
            throw new EngineException(EngineException.NotImplemented, "ADD of a bzip2 or xz archive is not modelled by the embedded engine: use a gzip one");
        const int magicAt = 257;
        var isTar = length == head.Length && head.AsSpan(magicAt).StartsWith("ustar"u8);
        if (!isTar && head is not [0x1f, 0x8b, ..]) return null;
        await using var plain = await PlainAsync(file.Open(), cancellationToken).ConfigureAwait(false);
        var tree = new FileTree();
        try
        {
            await AddAsync(plain, tree, "", cancellationToken).ConfigureAwait(false);
            return tree.Entries.Count > 0 ? tree : null;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            // compressed, but no tar in it: a plain file then
            return null;
        }
    }

    public string? ReadText(string path)
    {
        if (FileEntry.Clean(path) is not { } clean || !Files.Entries.TryGetValue(clean, out var file) || file.Open is null) return null;
        using var reader = new StreamReader(file.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The Dockerfile and .dockerignore come with the context even when they are ignored: then only the builder may see them.</summary>
    public void HideIfIgnored(string dockerfile)
    {
        foreach (var path in new[] { dockerfile, IgnoreFile })
        {
            if (FileEntry.Clean(path) is { } clean && _ignored(clean)) Files.Entries.Remove(clean);
        }
    }

    private const string IgnoreFile = ".dockerignore";
    private Func<string, bool> _ignored = static _ => false;

    private void RemoveControlFiles()
    {
        if (ReadText(IgnoreFile) is not { } text) return;
        var patterns = text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').ToList();
        _ignored = path => patterns.Aggregate(false, (ignored, pattern) =>
        {
            var keep = pattern[0] == '!';
            var glob = FileEntry.Clean(keep ? pattern[1..] : pattern);
            return glob is { Length: > 0 } && Glob.MatchesDeep(glob, path) ? !keep : ignored;
        });
    }

    private async Task AddAsync(Stream tar, FileTree tree, string prefix, CancellationToken cancellationToken)
    {
        await using var reader = new TarReader(tar, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            var path = FileEntry.Clean(prefix + entry.Name)
                ?? throw new EngineException(EngineException.BadRequest, $"the build context has a name that leads out of it: {entry.Name}");
            if (path.Length == 0) continue;
            string? file = null;
            if (entry.DataStream is { } data)
            {
                file = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
                await using var target = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
                await data.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
            }
            Func<Stream> open = file is null ? static () => Stream.Null : () => File.OpenRead(file);
            if (FileEntry.From(entry, open) is { } kept) tree.Entries[path] = kept;
        }
    }

    private static async Task<Stream> PlainAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[2];
        var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var whole = new PrefixedStream(head.AsMemory(0, read), stream);
        return head is [0x1f, 0x8b] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    /// <summary>Gives back the bytes that were read to find out about the compression.</summary>
    private sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream inner) : Stream
    {
        private ReadOnlyMemory<byte> _prefix = prefix;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_prefix.Length == 0) return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            var count = Math.Min(buffer.Length, _prefix.Length);
            _prefix[..count].CopyTo(buffer);
            _prefix = _prefix[count..];
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
