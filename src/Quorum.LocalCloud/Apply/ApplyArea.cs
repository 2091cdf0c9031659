using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Apply;

/// <summary><c>POST /_quorum/apply</c>: the infrastructure's graph in, a report of what it means here out. <c>GET</c> tells what there is now, and mends nothing.</summary>
internal static class ApplyArea
{
    public static void Map(WebApplication app, World world)
    {
        var inventory = new Inventory(world);
        world.Set(inventory);
        world.State.Add(inventory);
        SlotInstances.GoOn(world, inventory);
        app.MapGet("/_quorum/apply", (RequestDelegate)(context => HostJson.WriteAsync(context, world.Do(() => GraphApplier.Describe(inventory)))));
        app.MapPost("/_quorum/apply", (RequestDelegate)(async context =>
        {
            world.Touch();
            try
            {
                var graph = Graph.Parse(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted));
                if (world.Region is { } home && graph.Region is { } asked && asked != home)
                {
                    throw new FormatException($"this embedded AWS plays region {home}, the graph is for {asked}; end it with forget=true to begin anew");
                }
                var report = world.Do(() => new GraphApplier(world, inventory).Apply(graph));
                await world.State.SavedAsync();
                await HostJson.WriteAsync(context, report);
            }
            catch (JsonException e)
            {
                await Admin.ErrorAsync(context, "the body is not JSON: " + e.Message);
            }
            catch (FormatException e)
            {
                await Admin.ErrorAsync(context, e.Message);
            }
        }));
    }
}
