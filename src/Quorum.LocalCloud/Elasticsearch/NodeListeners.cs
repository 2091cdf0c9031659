using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Quorum.LocalCloud.Elasticsearch.Security;
using Quorum.LocalCloud.Host;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>One HTTP listener per node whose port is open. A closed one refuses connections, as a stopped process does.</summary>
internal sealed class NodeListeners(World world, Rest rest, NodeSecurities securities) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    /// <summary><c>http.max_content_length</c>.</summary>
    private const long MaxContentLength = 100L << 20;

    private readonly Guard _guard = new(world);
    private readonly Lock _gate = new();
    private readonly Dictionary<ElasticsearchNode, Listener> _open = [];

    // Opening and closing on one endpoint happen one after the other: a restarted node needs the port its predecessor held.
    private readonly Dictionary<(string, int), Task> _last = [];

    public void Open(ElasticsearchNode node)
    {
        lock (_gate)
        {
            if (_open.ContainsKey(node)) return;
            var listener = new Listener();
            _open[node] = listener;
            Chain(node, () => StartAsync(node, listener));
        }
    }

    public void Close(ElasticsearchNode node)
    {
        lock (_gate)
        {
            if (!_open.Remove(node, out var listener)) return;
            listener.Cut.Cancel();
            Chain(node, () => StopAsync(listener));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] all;
        lock (_gate)
        {
            foreach (var node in _open.Keys.ToArray()) Close(node);
            all = [.. _last.Values];
        }
        await Task.WhenAll(all).ConfigureAwait(false);
    }

    private void Chain(ElasticsearchNode node, Func<Task> step)
    {
        var key = (node.Address, node.Start.HttpPort);
        var before = _last.GetValueOrDefault(key) ?? Task.CompletedTask;
        _last[key] = Task.Run(async () =>
        {
            await before.ConfigureAwait(false);
            try { await step().ConfigureAwait(false); }
            catch (Exception e) when (e is IOException or InvalidOperationException or System.Net.Sockets.SocketException)
            {
                world.Log.Write($"node {node.Name}: http on {key.Address}:{key.HttpPort} failed: {e.Message}");
            }
        });
    }

    private async Task StartAsync(ElasticsearchNode node, Listener listener)
    {
        if (listener.Cut.IsCancellationRequested) return;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Parse(node.Address), node.Start.HttpPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (securities.Find(node) is { } security) listen.UseHttps(security.Own);
            });
            kestrel.Limits.MaxRequestBodySize = MaxContentLength;
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();
        app.Run(context => ServeAsync(node, listener, context));
        await app.StartAsync().ConfigureAwait(false);
        listener.App = app;
    }

    private static async Task StopAsync(Listener listener)
    {
        if (listener.App is not { } app) return;
        // Already cancelled: open connections are reset at once, as when the process ends.
        await app.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
        listener.Cut.Dispose();
    }

    private async Task ServeAsync(ElasticsearchNode node, Listener listener, HttpContext context)
    {
        world.Touch();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, listener.Cut.Token);
        try
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(cancel.Token).ConfigureAwait(false);
            // A stalled process accepts connections (the kernel does) and answers nothing.
            while (node.Paused) await Task.Delay(PausedLook, cancel.Token).ConfigureAwait(false);
            var request = context.Request;
            var call = new RestCall(request.Method, request.Path.Value ?? "/", request.Query, body);
            var reply = Refused(node, call, context) ?? await rest.HandleAsync(node, call, cancel.Token).ConfigureAwait(false);
            if (!node.HttpOpen) { context.Abort(); return; }
            await WriteAsync(context, reply).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        catch (Exception e)
        {
            // A defect of the skin: told to the client in the usual shape and written down in full.
            world.Log.Write($"node {node.Name}: {context.Request.Method} {context.Request.Path}: {e}");
            await WriteAsync(context, new RestReply(500, new RestError(500, "exception", $"{e.GetType().Name}: {e.Message}").Body)).ConfigureAwait(false);
        }
    }

    /// <summary>Null when the node has no security, or the caller may do it.</summary>
    private RestReply? Refused(ElasticsearchNode node, RestCall call, HttpContext context)
    {
        if (securities.Find(node) is not { } security) return null;
        try
        {
            call.Caller = _guard.Admit(node, security, call, context.Request.Headers.Authorization);
            return null;
        }
        catch (RestError e)
        {
            // Names the user and the action; what was presented as password is in no message.
            world.Log.Write($"node {node.Name}: {call.Method} {call.Path}: {e.Status} {e.Message}");
            if (e.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = Guard.Challenges.ToArray();
            return new RestReply(e.Status, e.Body, Pretty: call.Flag("pretty"));
        }
    }

    private static readonly TimeSpan PausedLook = TimeSpan.FromMilliseconds(100);

    private static async Task WriteAsync(HttpContext context, RestReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.Headers["X-elastic-product"] = "Elasticsearch";
        var (type, text) = reply.Json is null ? (reply.Text is { Length: > 0 } ? "text/plain; charset=UTF-8" : "application/json", reply.Text ?? "") : ("application/json", reply.Json.ToJsonString(reply.Pretty ? Indented : Compact) + (reply.Pretty ? "\n" : ""));
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await context.Response.Body.WriteAsync(bytes).ConfigureAwait(false);
    }

    private sealed class Listener
    {
        public CancellationTokenSource Cut { get; } = new();
        public WebApplication? App { get; set; }
    }
}
