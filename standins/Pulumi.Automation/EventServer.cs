using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulumi.Automation.Events;

namespace Pulumi.Automation;

/// <summary>Takes the CLI's events: one client-streaming gRPC call, <c>pulumirpc.Events/StreamEvents</c>, each message one JSON text in field 1, <c>event</c>.</summary>
internal sealed class EventServer : IAsyncDisposable
{
    private const int FrameHeader = 5, LengthDelimited = 2, TagBits = 3, VarintBits = 7, VarintMore = 0x80;

    private readonly WebApplication app;

    private EventServer(WebApplication app, int port) => (this.app, Port) = (app, port);

    public int Port { get; }

    public static async Task<EventServer> StartAsync(Action<EngineEvent> onEvent)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        app.MapPost("/pulumirpc.Events/StreamEvents", (RequestDelegate)(context => TakeAsync(context, onEvent)));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new(app, new Uri(address).Port);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static async Task TakeAsync(HttpContext context, Action<EngineEvent> onEvent)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        var header = new byte[FrameHeader];
        while (await context.Request.Body.ReadAtLeastAsync(header, FrameHeader, throwOnEndOfStream: false) == FrameHeader)
        {
            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
            await context.Request.Body.ReadExactlyAsync(message);
            if (FirstText(message) is not { } text) continue;
            using var json = JsonDocument.Parse(text);
            onEvent(new(json.RootElement));
        }

        // An empty message answers the stream.
        await context.Response.Body.WriteAsync(new byte[FrameHeader]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static string? FirstText(ReadOnlySpan<byte> message)
    {
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            if ((tag & ((1 << TagBits) - 1)) != LengthDelimited)
            {
                Varint(ref message);
                continue;
            }

            var length = (int)Varint(ref message);
            if (tag >> TagBits == 1) return System.Text.Encoding.UTF8.GetString(message[..length]);
            message = message[length..];
        }

        return null;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> data)
    {
        ulong value = 0;
        for (var shift = 0; data.Length > 0; shift += VarintBits)
        {
            var part = data[0];
            data = data[1..];
            value |= (ulong)(part & (VarintMore - 1)) << shift;
            if ((part & VarintMore) == 0) break;
        }

        return value;
    }
}
