using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>Writes a layer: sorted entries, GNU format (its long names need no process id, unlike PAX), gzip; equal trees give equal bytes.</summary>
public static class LayerWriter
{
    public static async Task<EngineLayer> WriteAsync(FileTree tree, BlobStore blobs, CancellationToken cancellationToken)
    {
        var path = Path.Combine(blobs.UploadFolder, Path.GetRandomFileName());
        try
        {
            Digest digest, diffId;
            long size, diffSize;
            using (var outer = new HashingStream(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, RegistryLimits.CopyBufferBytes)))
            {
                await using (var gzip = new GZipStream(outer, CompressionLevel.Fastest, leaveOpen: true))
                using (var inner = new HashingStream(gzip))
                {
                    await using (var writer = new TarWriter(inner, TarEntryFormat.Gnu, leaveOpen: true))
                    {
                        foreach (var (name, entry) in tree.Entries) await WriteAsync(writer, name, entry, cancellationToken).ConfigureAwait(false);
                    }
                    (diffId, diffSize) = (inner.Digest, inner.Length);
                }
                (digest, size) = (outer.Digest, outer.Length);
            }
            blobs.Adopt(path, digest);
            return new EngineLayer(digest.ToString(), diffId.ToString(), size, diffSize);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task WriteAsync(TarWriter writer, string name, FileEntry entry, CancellationToken cancellationToken)
    {
        await using var content = entry.Open?.Invoke();
        var header = new GnuTarEntry(entry.Type, entry.IsFolder ? name + "/" : name)
        {
            Mode = entry.Mode,
            Uid = entry.Uid,
            Gid = entry.Gid,
            ModificationTime = DateTimeOffset.FromUnixTimeSeconds(entry.Modified.ToUnixTimeSeconds()),
        };
        if (entry.Type is TarEntryType.SymbolicLink or TarEntryType.HardLink) header.LinkName = entry.Link;
        else if (content is not null) header.DataStream = content;
        await writer.WriteEntryAsync(header, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hashes and counts what goes through.</summary>
    private sealed class HashingStream(Stream inner) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _length;

        public Digest Digest => Digest.FromHash(_hash.GetCurrentHash());

        public override long Length => _length;
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _hash.AppendData(buffer);
            _length += buffer.Length;
            inner.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _hash.AppendData(buffer.Span);
            _length += buffer.Length;
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => inner.Flush();
        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _hash.Dispose();
                inner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
