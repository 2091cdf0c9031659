using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Oci;

/// <summary>Manifests by tag and digest, the tag list, and what refers to a manifest.</summary>
internal sealed class ManifestEndpoints(RegistryStore store, World world)
{
    public async Task ReadAsync(HttpContext context, RegistryRoute route)
    {
        var image = store.Read(route.Repository, r => r.Resolve(route.Reference)) ?? throw OciException.ManifestUnknown(route.Reference);
        var digest = Digest.Parse(image.Digest);
        var headers = context.Response.Headers;
        headers["Docker-Content-Digest"] = image.Digest;
        headers.ETag = $"\"{image.Digest}\"";
        if (context.Request.Headers.IfNoneMatch == headers.ETag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = image.MediaType;
        headers.ContentLength = image.ManifestSize;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var content = store.Blobs.ReadSmall(digest);
        // as ECR, to the hour would do: it is for lifecycle decisions, not worth a save of its own
        world.Do(() => image.PulledAt = world.UtcNow);
        await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    }

    public async Task WriteAsync(HttpContext context, RegistryRoute route)
    {
        var content = await ReadBodyAsync(context).ConfigureAwait(false);
        var mediaType = context.Request.ContentType?.Split(';')[0].Trim();
        var result = store.PutManifest(route.Repository, content, mediaType, route.Reference);
        await store.SavedAsync().ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status201Created;
        var headers = context.Response.Headers;
        headers.Location = $"/v2/{route.Repository}/manifests/{result.Digest}";
        headers["Docker-Content-Digest"] = result.Digest.ToString();
        if (result.Document.Subject is { } subject) headers["OCI-Subject"] = subject.Digest.ToString();
        headers.ContentLength = 0;
    }

    public Task TagsAsync(HttpContext context, RegistryRoute route)
    {
        var page = Paging.Of(context.Request, store.Read(route.Repository, r => r.Tags.Keys.ToList()));
        page.Link(context, $"/v2/{route.Repository}/tags/list");
        return HostJson.WriteAsync(context, new JsonObject { ["name"] = route.Repository, ["tags"] = page.Array() });
    }

    public async Task ReferrersAsync(HttpContext context, RegistryRoute route)
    {
        var subject = Digest.Parse(route.Reference).ToString();
        var wanted = context.Request.Query["artifactType"].ToString();
        var images = store.Read(route.Repository, r => r.Images.Values.Where(i => i.Subject == subject).OrderBy(i => i.PushedAt).ThenBy(i => i.Digest, StringComparer.Ordinal).ToList());
        var manifests = new JsonArray();
        foreach (var image in images.Where(i => wanted.Length == 0 || i.ArtifactType == wanted))
        {
            var descriptor = new JsonObject { ["mediaType"] = image.MediaType, ["digest"] = image.Digest, ["size"] = image.ManifestSize };
            if (image.ArtifactType is not null) descriptor["artifactType"] = image.ArtifactType;
            var document = ManifestDocument.Parse(store.Blobs.ReadSmall(Digest.Parse(image.Digest)), image.MediaType);
            if (document.Annotations is not null) descriptor["annotations"] = document.Annotations.DeepClone();
            manifests.Add(descriptor);
        }
        if (wanted.Length > 0) context.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        var body = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciIndex, ["manifests"] = manifests };
        var bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body, HostJson.Wire);
        context.Response.ContentType = MediaTypes.OciIndex;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > RegistryLimits.MaxManifestBytes) throw OciException.SizeInvalid($"A manifest may have at most {RegistryLimits.MaxManifestBytes} bytes.");
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }
}
