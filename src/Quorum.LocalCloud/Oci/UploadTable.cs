using System.Collections.Concurrent;

namespace Quorum.LocalCloud.Oci;

/// <summary>The uploads under way. One that an earlier process began is taken up when it is asked for.</summary>
public sealed class UploadTable(BlobStore blobs) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, BlobUpload> _uploads = new(StringComparer.Ordinal);
    private readonly Lock _resuming = new();

    public BlobUpload Start(string repository)
    {
        var id = Guid.NewGuid().ToString();
        var upload = BlobUpload.Start(blobs.UploadFolder, id, repository);
        _uploads[id] = upload;
        return upload;
    }

    /// <exception cref="OciException">BLOB_UPLOAD_UNKNOWN: no such upload in this repository.</exception>
    public BlobUpload Get(string repository, string id)
    {
        // an id becomes part of a file name, so only what Start makes is looked for
        if (!Guid.TryParseExact(id, "D", out _)) throw OciException.UploadUnknown(id);
        lock (_resuming)
        {
            if (!_uploads.TryGetValue(id, out var upload) && BlobUpload.Resume(blobs.UploadFolder, id, repository) is { } resumed) _uploads[id] = upload = resumed;
            return upload is not null && upload.Repository == repository ? upload : throw OciException.UploadUnknown(id);
        }
    }

    public void Cancel(BlobUpload upload)
    {
        _uploads.TryRemove(upload.Id, out _);
        upload.Discard();
    }

    /// <summary>Ends the upload as a blob; it is gone from the table whatever the outcome.</summary>
    /// <exception cref="OciException">DIGEST_INVALID.</exception>
    public async Task<Digest> FinishAsync(BlobUpload upload, Digest? expected, CancellationToken cancellationToken)
    {
        try
        {
            var digest = await upload.CommitAsync(blobs, expected, cancellationToken).ConfigureAwait(false);
            _uploads.TryRemove(upload.Id, out _);
            upload.Dispose();
            return digest;
        }
        catch (OciException)
        {
            Cancel(upload);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var upload in _uploads.Values) upload.Dispose();
        _uploads.Clear();
        return ValueTask.CompletedTask;
    }
}
