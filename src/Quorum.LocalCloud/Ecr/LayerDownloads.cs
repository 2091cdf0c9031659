using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>The addresses that GetDownloadUrlForLayer hands out: good without a login until their token expires.</summary>
internal static class LayerDownloads
{
    private const string Path = "/_quorum/layers/";

    public static string Url(World world, Digest digest) =>
        $"http://127.0.0.1:{world.Port}{Path}{digest}?token={Uri.EscapeDataString(world.Get<RegistryTokens>().Issue().Password)}";

    public static void Map(WebApplication app, World world, RegistryStore store) => app.MapGet(Path + "{digest}", (RequestDelegate)(async context =>
    {
        var token = context.Request.Query["token"].ToString();
        if (world.Get<RegistryTokens>().Verify(RegistryTokens.UserName, token) != TokenVerdict.Valid)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        if (!Digest.TryParse((string?)context.Request.RouteValues["digest"], out var digest) || !store.Blobs.Exists(digest))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await BlobEndpoints.SendAsync(context, store.Blobs, digest).ConfigureAwait(false);
    }));
}
