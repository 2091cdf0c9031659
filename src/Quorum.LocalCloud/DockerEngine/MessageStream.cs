using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>The engine's way to report long work: one JSON object per line, sent at once.</summary>
public sealed class MessageStream(HttpResponse response)
{
    public Task TextAsync(string text, CancellationToken cancellationToken) => SendAsync(new JsonObject { ["stream"] = text }, cancellationToken);

    /// <summary>The status is long sent when work fails, so the failure is a message.</summary>
    public Task ErrorAsync(string message, CancellationToken cancellationToken) =>
        SendAsync(new JsonObject { ["errorDetail"] = new JsonObject { ["message"] = message }, ["error"] = message }, cancellationToken);

    public async Task SendAsync(JsonObject message, CancellationToken cancellationToken)
    {
        if (!response.HasStarted) response.ContentType = "application/json";
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message, HostJson.Wire);
        await response.Body.WriteAsync((byte[])[.. bytes, (byte)'\r', (byte)'\n'], cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
