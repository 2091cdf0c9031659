using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Quorum.LocalCloud.Oci;

/// <summary>Blob uploads: in one piece, in chunks, resumed, cancelled, or mounted from another repository without any bytes.</summary>
internal sealed class UploadEndpoints(RegistryStore store, UploadTable uploads)
{
    public async Task StartAsync(HttpContext context, RegistryRoute route)
    {
        store.Read(route.Repository, _ => true);
        var query = context.Request.Query;
        if (query["mount"].ToString() is { Length: > 0 } mount && query["from"].ToString() is { Length: > 0 } from && TryMount(route.Repository, mount, from, out var mounted))
        {
            await store.SavedAsync().ConfigureAwait(false);
            Created(context, route.Repository, mounted);
            return;
        }
        // an unusable digest is refused before bytes are taken
        Digest? digest = query["digest"].ToString() is { Length: > 0 } text ? Digest.Parse(text) : null;
        var upload = uploads.Start(route.Repository);
        if (digest is null)
        {
            Accepted(context, upload);
            return;
        }
        try
        {
            await upload.AppendAsync(context.Request.Body, 0, context.RequestAborted).ConfigureAwait(false);
        }
        catch
        {
            uploads.Cancel(upload);
            throw;
        }
        await FinishAsync(context, upload, digest.Value).ConfigureAwait(false);
    }

    public async Task HandleAsync(HttpContext context, RegistryRoute route)
    {
        store.Read(route.Repository, _ => true);
        var upload = uploads.Get(route.Repository, route.Reference);
        switch (context.Request.Method)
        {
            case "GET":
                Accepted(context, upload);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            case "DELETE":
                uploads.Cancel(upload);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            case "PATCH":
                await AppendAsync(context, upload).ConfigureAwait(false);
                Accepted(context, upload);
                return;
            default:
                var digest = Digest.Parse(context.Request.Query["digest"].ToString());
                await AppendAsync(context, upload).ConfigureAwait(false);
                await FinishAsync(context, upload, digest).ConfigureAwait(false);
                return;
        }
    }

    private static async Task AppendAsync(HttpContext context, BlobUpload upload)
    {
        try
        {
            await upload.AppendAsync(context.Request.Body, Start(context.Request), context.RequestAborted).ConfigureAwait(false);
        }
        catch (OciException e) when (e.Status == StatusCodes.Status416RangeNotSatisfiable)
        {
            Accepted(context, upload);
            throw;
        }
    }

    private bool TryMount(string repository, string mount, string from, out Digest digest)
    {
        if (!Digest.TryParse(mount, out digest) || !RegistryNames.IsRepository(from)) return false;
        var id = digest.ToString();
        if (!store.ReadAll(all => all.TryGetValue(from, out var source) && source.Blobs.Contains(id)) || !store.Blobs.Exists(digest)) return false;
        store.Link(repository, digest);
        return true;
    }

    private async Task FinishAsync(HttpContext context, BlobUpload upload, Digest expected)
    {
        var digest = await uploads.FinishAsync(upload, expected, context.RequestAborted).ConfigureAwait(false);
        store.Link(upload.Repository, digest);
        await store.SavedAsync().ConfigureAwait(false);
        Created(context, upload.Repository, digest);
    }

    /// <summary>First byte of <c>Content-Range: start-end</c>; clients also write it with the unit of HTTP.</summary>
    private static long? Start(HttpRequest request)
    {
        var text = request.Headers.ContentRange.ToString();
        if (text.Length == 0) return null;
        if (text.StartsWith("bytes ", StringComparison.Ordinal)) text = text["bytes ".Length..];
        var parts = text.Split('/')[0].Split('-');
        if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && last >= first && (request.ContentLength is null || request.ContentLength == last - first + 1)) return first;
        throw OciException.UploadInvalid(StatusCodes.Status416RangeNotSatisfiable, $"Content-Range '{text}' does not fit the body.");
    }

    private static void Accepted(HttpContext context, BlobUpload upload)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        var headers = context.Response.Headers;
        headers.Location = $"/v2/{upload.Repository}/blobs/uploads/{upload.Id}";
        headers["Docker-Upload-UUID"] = upload.Id;
        // the protocol cannot say "nothing yet"; every registry answers 0-0
        headers.Range = $"0-{Math.Max(0, upload.Offset - 1)}";
        headers["OCI-Chunk-Min-Length"] = RegistryLimits.MinPartBytes.ToString(CultureInfo.InvariantCulture);
        headers.ContentLength = 0;
    }

    private static void Created(HttpContext context, string repository, Digest digest)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        var headers = context.Response.Headers;
        headers.Location = $"/v2/{repository}/blobs/{digest}";
        headers["Docker-Content-Digest"] = digest.ToString();
        headers.ContentLength = 0;
    }
}
