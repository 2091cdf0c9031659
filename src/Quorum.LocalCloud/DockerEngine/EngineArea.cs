using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>
/// The Docker Engine calls that building and pushing an image take, for a machine without an engine: at the root, as a client's base
/// address demands, with or without a version, and under <c>/_docker/</c>. What is not modelled is refused by its name.
/// </summary>
public static class EngineArea
{
    public const string ApiVersion = "1.47", MinApiVersion = "1.24", Version = "quorum-embedded";
    private static readonly string[] Prefixes = ["/", "/_docker/"];
    private static readonly string[] Roots = ["_ping", "version", "info", "build", "images", "auth", "events", "system", "containers", "networks", "volumes", "exec", "distribution", "swarm", "nodes", "services", "tasks", "secrets", "configs", "plugins", "commit", "session"];

    /// <summary>Registers after <see cref="DistributionArea.Map"/>, whose blobs it shares.</summary>
    public static void Map(WebApplication app, World world)
    {
        var registry = world.Get<RegistryStore>();
        var store = new EngineStore(world, registry.Blobs);
        world.Set(store);
        var endpoints = new EngineEndpoints(world, store, new BaseImages(store, registry, () => $"127.0.0.1:{world.Port}"));
        var handler = (RequestDelegate)(context => HandleAsync(context, world, endpoints));
        foreach (var prefix in Prefixes)
        {
            foreach (var root in Roots)
            {
                app.Map($"{prefix}{root}", handler);
                if (root is not "_ping") app.Map($"{prefix}{root}/{{**rest}}", handler);
            }
            app.Map(prefix + "v1.{minor:int}/{**rest}", handler);
        }
        var referenced = registry.Referenced();
        referenced.UnionWith(store.Referenced());
        if (registry.Blobs.RemoveOrphans(referenced, world.UtcNow) is > 0 and var removed) world.Log.Write($"{removed} blobs that nothing refers to were removed");
    }

    private static async Task HandleAsync(HttpContext context, World world, EngineEndpoints endpoints)
    {
        world.Touch();
        var headers = context.Response.Headers;
        headers["Api-Version"] = ApiVersion;
        headers["Docker-Experimental"] = "false";
        headers["Ostype"] = "linux";
        headers["Builder-Version"] = "1";
        headers.Server = $"Docker/{Version} (linux)";
        try
        {
            await endpoints.RouteAsync(context, Path(context.Request)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or OciException)
        {
            var status = e switch { EngineException engine => engine.Status, OciException oci => oci.Status, _ => EngineException.Internal };
            world.Log.Write($"{context.Request.Method} {context.Request.Path} → {status} {e.Message}");
            if (context.Response.HasStarted) throw;
            await HostJson.WriteAsync(context, new JsonObject { ["message"] = e.Message }, status).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the client cancelled; what was begun is cleaned up by whoever began it
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            world.Log.Write($"{context.Request.Method} {context.Request.Path} failed: {e}");
            var message = $"the embedded engine failed: {e.Message}; see log.txt";
            if (context.Response.HasStarted) await new MessageStream(context.Response).ErrorAsync(message, context.RequestAborted).ConfigureAwait(false);
            else await HostJson.WriteAsync(context, new JsonObject { ["message"] = message }, EngineException.Internal).ConfigureAwait(false);
        }
    }

    /// <summary>The path without prefix and version.</summary>
    private static string[] Path(HttpRequest request)
    {
        var parts = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (parts is ["_docker", ..]) parts.RemoveAt(0);
        if (parts is [['v', '1', '.', .. var minor], ..])
        {
            if (!int.TryParse(minor, out var number) || number > int.Parse(ApiVersion[2..], System.Globalization.CultureInfo.InvariantCulture))
                throw new EngineException(EngineException.BadRequest, $"client version 1.{minor} is too new. Maximum supported API version is {ApiVersion}");
            if (number < int.Parse(MinApiVersion[2..], System.Globalization.CultureInfo.InvariantCulture))
                throw new EngineException(EngineException.BadRequest, $"client version 1.{minor} is too old. Minimum supported API version is {MinApiVersion}");
            parts.RemoveAt(0);
        }
        return [.. parts];
    }
}
