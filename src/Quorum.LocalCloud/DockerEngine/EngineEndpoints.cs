using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>Each call of the engine's API that is answered.</summary>
internal sealed class EngineEndpoints(World world, EngineStore store, BaseImages bases)
{
    public Task RouteAsync(HttpContext context, string[] path)
    {
        var method = context.Request.Method;
        switch (method, path)
        {
            case ("GET" or "HEAD", ["_ping"]): return PingAsync(context);
            case ("GET", ["version"]): return HostJson.WriteAsync(context, EngineDescription.Version());
            case ("GET", ["info"]): return HostJson.WriteAsync(context, EngineDescription.Info(store.All().Count));
            case ("POST", ["auth"]): return LoginAsync(context);
            case ("POST", ["build"]): return BuildAsync(context);
            case ("GET", ["images", "json"]): return ListAsync(context);
            case ("POST", ["images", .. var name, "push"]) when name.Length > 0: return PushAsync(context, string.Join('/', name));
            case ("POST", ["images", .. var name, "tag"]) when name.Length > 0: return TagAsync(context, string.Join('/', name));
            case ("GET", ["images", .. var name, "json"]) when name.Length > 0:
                return HostJson.WriteAsync(context, EngineDescription.Inspect(store.Blobs, store.Get(string.Join('/', name))));
            case ("GET", ["images", .. var name, "history"]) when name.Length > 0:
                return JsonAsync(context, EngineDescription.History(store.Blobs, store.Get(string.Join('/', name))));
            case ("DELETE", ["images", .. var name]) when name.Length > 0: return DeleteAsync(context, string.Join('/', name));
            default:
                throw new EngineException(EngineException.NotImplemented,
                    $"{method} /{string.Join('/', path)} is not modelled by the embedded engine: it builds, tags and pushes images, and runs nothing");
        }
    }

    private static async Task PingAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache, no-store, must-revalidate";
        context.Response.ContentLength = 2;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync("OK"u8.ToArray(), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task BuildAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var options = BuildOptions.Read(context.Request.Query);
        using var build = await BuildContext.ReadAsync(context.Request.Body, Path.Combine(world.Folder, "build", Guid.NewGuid().ToString("N")), cancellation).ConfigureAwait(false);
        var text = build.ReadText(options.Dockerfile) ?? throw new EngineException(EngineException.Internal, $"Cannot locate specified Dockerfile: {options.Dockerfile}");
        var file = DockerfileParser.Parse(text);
        build.HideIfIgnored(options.Dockerfile);
        var messages = new MessageStream(context.Response);
        try
        {
            var builder = new ClassicBuilder(store, bases, build, options, messages, world.UtcNow);
            var image = await builder.BuildAsync(file, cancellation).ConfigureAwait(false);
            await store.SavedAsync().ConfigureAwait(false);
            await messages.SendAsync(new JsonObject { ["aux"] = new JsonObject { ["ID"] = image.Id } }, cancellation).ConfigureAwait(false);
            await messages.TextAsync($"Successfully built {ClassicBuilder.Short(image.Id)}\n", cancellation).ConfigureAwait(false);
            foreach (var tag in options.Tags) await messages.TextAsync($"Successfully tagged {tag.Tagged}\n", cancellation).ConfigureAwait(false);
        }
        catch (EngineException e) when (context.Response.HasStarted)
        {
            await messages.ErrorAsync(e.Message, cancellation).ConfigureAwait(false);
        }
        catch (IOException e) when (!cancellation.IsCancellationRequested)
        {
            world.Log.Write("build failed: " + e);
            await messages.ErrorAsync(e.Message, cancellation).ConfigureAwait(false);
        }
    }

    private async Task PushAsync(HttpContext context, string name)
    {
        var credentials = RegistryCredentials.Read(context.Request.Headers["X-Registry-Auth"]);
        var tag = context.Request.Query["tag"].ToString();
        var reference = ImageReference.Parse(tag.Length > 0 ? $"{name}:{tag}" : name);
        var messages = new MessageStream(context.Response);
        try
        {
            using var push = new ImagePush(store, reference, credentials, messages);
            await push.RunAsync(allTags: tag.Length == 0 && reference.Tag is null, context.RequestAborted).ConfigureAwait(false);
            await store.SavedAsync().ConfigureAwait(false);
        }
        catch (EngineException e)
        {
            await messages.ErrorAsync(e.Message, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            await messages.ErrorAsync($"Get \"http://{reference.Host}/v2/\": {e.Message}", context.RequestAborted).ConfigureAwait(false);
        }
    }

    private async Task TagAsync(HttpContext context, string name)
    {
        var image = store.Get(name);
        var query = context.Request.Query;
        var tag = query["tag"].ToString();
        var reference = ImageReference.Parse(query["repo"] + (tag.Length > 0 ? ":" + tag : ""));
        if (reference.Digest is not null) throw new EngineException(EngineException.BadRequest, "refusing to create a tag with a digest reference");
        store.Tag(image, reference.Tagged);
        await store.SavedAsync().ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentLength = 0;
    }

    private Task ListAsync(HttpContext context)
    {
        var filters = ListFilters.Read(context.Request.Query["filters"]);
        return JsonAsync(context, new JsonArray([.. store.All().Where(i => filters.Matches(store.Blobs, i)).Select(i => EngineDescription.Summary(store.Blobs, i))]));
    }

    private async Task DeleteAsync(HttpContext context, string name)
    {
        var (untagged, deleted) = store.Remove(name, BuildOptions.IsSet(context.Request.Query["force"]));
        await store.SavedAsync().ConfigureAwait(false);
        var answer = new JsonArray([.. untagged.Select(u => new JsonObject { ["Untagged"] = u })]);
        if (deleted is not null) answer.Add(new JsonObject { ["Deleted"] = deleted });
        await JsonAsync(context, answer).ConfigureAwait(false);
    }

    private static async Task LoginAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var credentials = RegistryCredentials.Parse(await body.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false));
        using var client = new RegistryClient(RegistryClient.HostOf(credentials.ServerAddress), credentials);
        await client.CheckLoginAsync(context.RequestAborted).ConfigureAwait(false);
        await HostJson.WriteAsync(context, new JsonObject { ["Status"] = "Login Succeeded", ["IdentityToken"] = "" }).ConfigureAwait(false);
    }

    private static Task JsonAsync(HttpContext context, JsonArray array) => HostJson.WriteAsync(context, array);
}
