using System.Buffers;
using System.Security.Cryptography;

namespace Quorum.LocalCloud.Oci;

/// <summary>One upload under way: bytes go to a file of its own and are hashed on the way, so that finishing reads nothing again.</summary>
public sealed class BlobUpload : IDisposable
{
    private readonly string _file;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SemaphoreSlim _turn = new(1, 1);

    private BlobUpload(string id, string repository, string file, FileStream stream) => (Id, Repository, _file, _stream) = (id, repository, file, stream);

    public string Id { get; }

    public string Repository { get; }

    /// <summary>Bytes received so far.</summary>
    public long Offset { get; private set; }

    /// <summary>Lengths of the parts sent by UploadLayerPart, in order.</summary>
    public List<long> Parts { get; } = [];

    public static BlobUpload Start(string folder, string id, string repository)
    {
        var file = FileOf(folder, id, repository);
        return new BlobUpload(id, repository, file, new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0));
    }

    /// <summary>Takes up an upload that an earlier process left: its bytes are hashed again. Null when there is none.</summary>
    public static BlobUpload? Resume(string folder, string id, string repository)
    {
        var file = FileOf(folder, id, repository);
        if (!File.Exists(file)) return null;
        var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        var upload = new BlobUpload(id, repository, file, stream);
        var buffer = ArrayPool<byte>.Shared.Rent(RegistryLimits.CopyBufferBytes);
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            upload._hash.AppendData(buffer, 0, read);
            upload.Offset += read;
        }
        ArrayPool<byte>.Shared.Return(buffer);
        return upload;
    }

    /// <summary>Appends all of <paramref name="body"/>. On a cut connection what arrived stays: the client asks for the offset and goes on from there.</summary>
    /// <param name="start">First byte as the client states it; null when it does not.</param>
    /// <exception cref="OciException">BLOB_UPLOAD_INVALID (416) when <paramref name="start"/> is not the offset; SIZE_INVALID.</exception>
    public async Task AppendAsync(Stream body, long? start, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(RegistryLimits.CopyBufferBytes);
        try
        {
            if (start is { } first && first != Offset)
                throw OciException.UploadInvalid(416, $"The upload has {Offset} bytes; the next part must start there, not at {first}.");
            int read;
            // filling the buffer first makes few and large writes out of a socket's many small reads
            while ((read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (Offset + read > RegistryLimits.MaxLayerBytes) throw OciException.SizeInvalid($"A layer may have at most {RegistryLimits.MaxLayerBytes} bytes.");
                _stream.Write(buffer, 0, read);
                _hash.AppendData(buffer, 0, read);
                Offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _turn.Release();
        }
    }

    /// <summary>Closes the upload into the blob store; the digest is compared first.</summary>
    /// <param name="expected">Null accepts whatever was sent.</param>
    /// <exception cref="OciException">DIGEST_INVALID; the upload stays open for <see cref="Discard"/>.</exception>
    public async Task<Digest> CommitAsync(BlobStore store, Digest? expected, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var actual = Digest.FromHash(_hash.GetCurrentHash());
            if (expected is { } wanted && wanted != actual)
                throw OciException.DigestInvalid($"The content has the digest {actual}, not {wanted} as stated.");
            _stream.Dispose();
            store.Adopt(_file, actual);
            return actual;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Discard()
    {
        Dispose();
        File.Delete(_file);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }

    // the repository is part of the name, so that an id is good for no other repository, before and after a restart
    private static string FileOf(string folder, string id, string repository) => Path.Combine(folder, $"{id}.{Digest.Of(System.Text.Encoding.UTF8.GetBytes(repository)).Hex[..16]}");
}
