using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Quorum.LocalCloud.Oci;

/// <summary>GET and HEAD of blobs, whole or a range, straight from the file.</summary>
internal sealed class BlobEndpoints(RegistryStore store)
{
    private static readonly TimeSpan CacheAge = TimeSpan.FromDays(365);

    public Task ReadAsync(HttpContext context, RegistryRoute route)
    {
        var digest = Digest.Parse(route.Reference);
        if (!store.HasBlob(route.Repository, digest)) throw OciException.BlobUnknown(digest);
        return SendAsync(context, store.Blobs, digest);
    }

    /// <summary>The blob's bytes with the headers of the protocol; also what a download address of GetDownloadUrlForLayer gives.</summary>
    public static Task SendAsync(HttpContext context, BlobStore blobs, Digest digest)
    {
        var headers = context.Response.Headers;
        headers["Docker-Content-Digest"] = digest.ToString();
        headers.CacheControl = $"max-age={(int)CacheAge.TotalSeconds}";
        return TypedResults.PhysicalFile(blobs.PathOf(digest), "application/octet-stream", entityTag: new EntityTagHeaderValue($"\"{digest}\""), enableRangeProcessing: true)
            .ExecuteAsync(context);
    }
}
