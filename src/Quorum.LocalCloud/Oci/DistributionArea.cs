using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Oci;

/// <summary>The OCI distribution protocol under <c>/v2/</c>: login, errors, and the way to the three kinds of resources.</summary>
public sealed class DistributionArea
{
    private readonly World _world;
    private readonly RegistryStore _store;
    private readonly RegistryTokens _tokens;
    private readonly BlobEndpoints _blobs;
    private readonly UploadEndpoints _uploads;
    private readonly ManifestEndpoints _manifests;

    private DistributionArea(World world, RegistryStore store, UploadTable uploads, RegistryTokens tokens)
    {
        _world = world;
        _store = store;
        _tokens = tokens;
        _blobs = new BlobEndpoints(store);
        _uploads = new UploadEndpoints(store, uploads);
        _manifests = new ManifestEndpoints(store, world);
    }

    public static void Map(WebApplication app, World world)
    {
        var blobs = new BlobStore(Path.Combine(world.Folder, "blobs"));
        var store = new RegistryStore(world, blobs);
        var uploads = new UploadTable(blobs);
        var tokens = new RegistryTokens(Path.Combine(world.Folder, "state", "registry.key"), () => world.UtcNow);
        world.Set(store);
        world.Set(uploads);
        world.Set(tokens);
        world.Set<IImageLookup>(new RegistryImages(world, store));
        var area = new DistributionArea(world, store, uploads, tokens);
        app.Map("/v2/{**path}", (RequestDelegate)area.HandleAsync);
        app.MapPost("/_quorum/scan", (RequestDelegate)new ScanAdmin(store).HandleAsync);
    }

    private async Task HandleAsync(HttpContext context)
    {
        _world.Touch();
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        try
        {
            Authorize(context.Request);
            await RouteAsync(context, (string?)context.Request.RouteValues["path"] ?? "").ConfigureAwait(false);
        }
        catch (OciException e)
        {
            _world.Log.Write($"{context.Request.Method} {context.Request.Path} → {e.Status} {e.Code} {e.Message}");
            if (context.Response.HasStarted) throw;
            if (e.Status is StatusCodes.Status401Unauthorized)
                context.Response.Headers.WWWAuthenticate = $"Basic realm=\"http://{context.Request.Host}/\",service=\"ecr.amazonaws.com\"";
            await HostJson.WriteAsync(context, e.Body(), e.Status).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the client went away; an upload keeps what arrived
        }
        catch (IOException e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && e is not Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            _world.Log.Write($"{context.Request.Method} {context.Request.Path} failed: {e.Message}");
            await HostJson.WriteAsync(context, new OciException(500, "UNKNOWN", "The registry cannot write: " + e.Message).Body(), 500).ConfigureAwait(false);
        }
    }

    private void Authorize(HttpRequest request)
    {
        const string scheme = "Basic ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) throw Unauthorized("no basic auth credentials");
        var buffer = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[scheme.Length..].Trim(), buffer, out var length)) throw Unauthorized("The credentials are not base64.");
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw Unauthorized("The credentials are not user:password.");
        switch (_tokens.Verify(text[..colon], text[(colon + 1)..]))
        {
            case TokenVerdict.Expired: throw new OciException(StatusCodes.Status403Forbidden, "DENIED", "Your authorization token has expired. Reauthenticate and try again.");
            case TokenVerdict.Invalid: throw Unauthorized("authentication required");
        }
    }

    private Task RouteAsync(HttpContext context, string path)
    {
        if (path.Length == 0) return HostJson.WriteAsync(context, new System.Text.Json.Nodes.JsonObject());
        if (path == "_catalog") return CatalogAsync(context);
        var route = RegistryRoute.Parse(path);
        var method = context.Request.Method;
        return (route.Kind, method) switch
        {
            ("blobs", "GET" or "HEAD") => _blobs.ReadAsync(context, route),
            ("uploads", "POST") when route.Reference.Length == 0 => _uploads.StartAsync(context, route),
            ("uploads", "GET" or "PATCH" or "PUT" or "DELETE") when route.Reference.Length > 0 => _uploads.HandleAsync(context, route),
            ("manifests", "GET" or "HEAD") => _manifests.ReadAsync(context, route),
            ("manifests", "PUT") => _manifests.WriteAsync(context, route),
            ("tags", "GET") => _manifests.TagsAsync(context, route),
            ("referrers", "GET") => _manifests.ReferrersAsync(context, route),
            _ => throw new OciException(StatusCodes.Status405MethodNotAllowed, "UNSUPPORTED",
                $"{method} of {route.Kind} is not supported by the embedded registry{(method == "DELETE" ? ", as by ECR's: images are deleted with BatchDeleteImage" : "")}."),
        };
    }

    private Task CatalogAsync(HttpContext context)
    {
        var page = Paging.Of(context.Request, _store.ReadAll(all => all.Keys.ToList()));
        page.Link(context, "/v2/_catalog");
        return HostJson.WriteAsync(context, new System.Text.Json.Nodes.JsonObject { ["repositories"] = page.Array() });
    }

    private static OciException Unauthorized(string message) => new(StatusCodes.Status401Unauthorized, "UNAUTHORIZED", message);
}
