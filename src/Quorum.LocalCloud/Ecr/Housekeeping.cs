using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>
/// What ECR does by itself: once a day lifecycle policies expire images (<c>POST /_quorum/lifecycle</c> does it now). Bytes that nothing
/// refers to go at the next start.
/// </summary>
internal sealed class Housekeeping(World world, RegistryStore store)
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    public static void Map(WebApplication app, World world, RegistryStore store)
    {
        var keeping = new Housekeeping(world, store);
        world.Do(() => world.Queue.After(Interval, keeping.Daily));
        app.MapPost("/_quorum/lifecycle", (RequestDelegate)(async context =>
        {
            var expired = keeping.ApplyPolicies();
            await store.SavedAsync().ConfigureAwait(false);
            await HostJson.WriteAsync(context, new JsonObject { ["expired"] = new JsonArray([.. expired.Select(e => (JsonNode)e)]) }).ConfigureAwait(false);
        }));
    }

    /// <summary>Expires what the policies say now.</summary>
    /// <returns>Each as <c>repository@digest</c>.</returns>
    public IReadOnlyList<string> ApplyPolicies() => world.Do(() =>
    {
        var expired = store.ReadAll(all => all.Values.Where(r => r.LifecyclePolicy is not null)
            .SelectMany(r => LifecycleEvaluation.Run(LifecyclePolicy.Parse(r.LifecyclePolicy!, out _)!, r, world.UtcNow).Select(e => (r.Name, e.Image.Digest))).ToList());
        foreach (var (repository, digest) in expired) store.DeleteImage(repository, digest);
        return expired.Select(e => $"{e.Name}@{e.Digest}").ToList();
    });

    private void Daily()
    {
        foreach (var image in ApplyPolicies()) world.Log.Write($"lifecycle policy expired {image}");
        world.Queue.After(Interval, Daily);
    }
}
