using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Quorum.LocalCloud.Host;

/// <summary>What runs the tasks, and why it was chosen; set once at start.</summary>
/// <param name="BaseImage">The base image that the Docker engine has; empty when the nodes are simulated.</param>
public sealed record RuntimeChoice(string Name, string Reason, string BaseImage = "");

/// <summary>Which of some base images the engine has; set where containers run the tasks.</summary>
public sealed record BaseImageChoice(Func<IReadOnlyList<string>, Task<string?>> FirstAsync);

/// <summary><c>/_quorum/health</c>, <c>/_quorum/shutdown</c>, <c>/_quorum/faults</c>.</summary>
internal static class Admin
{
    public static void Map(WebApplication app, World world, FaultPlan faults, Action<bool> shutdown)
    {
        app.MapGet("/_quorum/health", (RequestDelegate)(async context =>
        {
            var runtime = world.Find<RuntimeChoice>() ?? new RuntimeChoice("none", "no task runtime is registered");
            // Asked for other base images than at the start: an upgrade's. The engine is asked for those.
            if (context.Request.Query["baseImages"].ToString() is { Length: > 0 } wanted && world.Find<BaseImageChoice>() is { } choice)
                runtime = runtime with { BaseImage = await choice.FirstAsync(wanted.Split(',')) ?? "" };
            await HostJson.WriteAsync(context, new JsonObject
            {
                ["status"] = "ok",
                ["version"] = typeof(Admin).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
                ["pid"] = Environment.ProcessId,
                ["folder"] = world.Folder,
                ["port"] = world.Port,
                ["region"] = world.Region,
                ["runtime"] = runtime.Name,
                ["runtimeReason"] = runtime.Reason,
                ["baseImage"] = runtime.BaseImage,
                ["seed"] = world.Options.Seed,
            });
        }));

        app.MapPost("/_quorum/shutdown", (RequestDelegate)(async context =>
        {
            var forget = context.Request.Query["forget"] == "true";
            await HostJson.WriteAsync(context, new JsonObject { ["status"] = "stopping", ["forget"] = forget });
            await context.Response.CompleteAsync();
            shutdown(forget);
        }));

        app.MapGet("/_quorum/faults", (RequestDelegate)(context => HostJson.WriteAsync(context, Describe(faults))));

        app.MapPost("/_quorum/faults", (RequestDelegate)(async context =>
        {
            JsonElement json;
            try
            {
                using var document = await JsonDocument.ParseAsync(context.Request.Body);
                json = document.RootElement.Clone();
            }
            catch (JsonException e)
            {
                await ErrorAsync(context, "the body is not JSON: " + e.Message);
                return;
            }
            var problems = new List<string>();
            double Rate(string name)
            {
                if (!json.TryGetProperty(name, out var value)) return 0;
                if (value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 1) return value.GetDouble();
                problems.Add($"{name} must be a number from 0 to 1");
                return 0;
            }
            if (json.ValueKind != JsonValueKind.Object)
            {
                await ErrorAsync(context, "the body must be an object with the rates throttle, serverError, lostAnswer, staleRead and a seed");
                return;
            }
            var known = new[] { "throttle", "serverError", "lostAnswer", "staleRead", "seed" };
            problems.AddRange(json.EnumerateObject().Where(p => !known.Contains(p.Name)).Select(p => $"unknown fault {p.Name}; known: {string.Join(", ", known)}"));
            var rates = new FaultRates(Rate("throttle"), Rate("serverError"), Rate("lostAnswer"), Rate("staleRead"));
            ulong seed = 1;
            if (json.TryGetProperty("seed", out var given) && !given.TryGetUInt64(out seed)) problems.Add("seed must be a whole number from 0");
            if (problems.Count > 0)
            {
                await ErrorAsync(context, string.Join("; ", problems));
                return;
            }
            faults.Set(rates, seed);
            await HostJson.WriteAsync(context, Describe(faults));
        }));

        app.MapFallback((RequestDelegate)(context => HostJson.WriteAsync(context,
            new JsonObject { ["message"] = $"{context.Request.Method} {context.Request.Path} is not answered by the embedded AWS" }, StatusCodes.Status404NotFound)));
    }

    private static JsonObject Describe(FaultPlan faults)
    {
        var rates = faults.Rates;
        return new JsonObject
        {
            ["throttle"] = rates.Throttle,
            ["serverError"] = rates.ServerError,
            ["lostAnswer"] = rates.LostAnswer,
            ["staleRead"] = rates.StaleRead,
            ["injected"] = faults.Injected(),
        };
    }

    internal static Task ErrorAsync(HttpContext context, string message) =>
        HostJson.WriteAsync(context, new JsonObject { ["message"] = message }, StatusCodes.Status400BadRequest);
}
