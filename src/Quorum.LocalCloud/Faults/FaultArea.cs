using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Faults;

/// <summary><c>POST /_quorum/nodes/{slot}/{fault}</c>: what drills do to a node; 400 unknown fault, 409 refused with the reason.</summary>
internal static class FaultArea
{
    public static void Map(WebApplication app, World world)
    {
        app.MapPost("/_quorum/nodes/{slot}/{fault}", (RequestDelegate)(async context =>
        {
            world.Touch();
            var (slot, name) = ((string)context.Request.RouteValues["slot"]!, (string)context.Request.RouteValues["fault"]!);
            if (!Enum.TryParse<NodeFault>(name, ignoreCase: true, out var fault) || char.IsDigit(name[0]))
            {
                await Admin.ErrorAsync(context, $"unknown fault {name}; known: {string.Join(", ", Enum.GetNames<NodeFault>().Select(known => known.ToLowerInvariant()))}");
                return;
            }
            try
            {
                var faults = world.Find<INodeFaults>() ?? throw new FaultRefusedException("this embedded AWS has no nodes that faults could strike");
                await faults.StrikeAsync(slot, fault, context.RequestAborted);
                world.Log.Write($"fault: {name} {slot}");
                await HostJson.WriteAsync(context, new JsonObject { ["slot"] = slot, ["fault"] = name.ToLowerInvariant() });
            }
            catch (FaultRefusedException refused)
            {
                await HostJson.WriteAsync(context, new JsonObject { ["message"] = refused.Message }, StatusCodes.Status409Conflict);
            }
        }));
    }
}
