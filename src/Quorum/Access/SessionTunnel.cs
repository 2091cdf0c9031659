using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Reporting;

namespace Quorum.Access;

/// <summary>
/// A port on 127.0.0.1 that Session Manager forwards to a node, by AWS's own session-manager-plugin. What goes through is the client's own TLS to the node. The session's token opens its
/// channel to whoever has it: it is handed over as the AWS CLI does, in the plugin's environment, which only this user and the administrator of the machine can read, and is registered for redaction.
/// </summary>
internal sealed class SessionTunnel(IAmazonSimpleSystemsManagement ssm, SessionPlugin plugin, string region, Redaction redaction)
{
    /// <summary>The plugin's first argument names the variable, as the AWS CLI has it.</summary>
    internal const string TokenVariable = "AWS_SSM_START_SESSION_RESPONSE";

    private const string Document = "AWS-StartPortForwardingSessionToRemoteHost", IsOpen = "Waiting for connections";
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(10);

    /// <summary>Forwards until it is cancelled.</summary>
    /// <param name="opened">Called once, when the port takes connections.</param>
    /// <returns>Why there is no tunnel; null when there was one and it was ended.</returns>
    internal async Task<string?> RunAsync(string bastion, Uri node, int port, Action opened, CancellationToken cancellation)
    {
        var request = new StartSessionRequest
        {
            Target = bastion,
            DocumentName = Document,
            Reason = "quorum Connect",
            Parameters = new() { ["host"] = [node.Host], ["portNumber"] = [Number(node.Port)], ["localPortNumber"] = [Number(port)] },
        };
        StartSessionResponse session;
        try
        {
            session = await ssm.StartSessionAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (AmazonServiceException e)
        {
            return $"Session Manager refused: {e.ErrorCode}: {e.Message}";
        }
        redaction.Add(session.TokenValue);
        redaction.Add(session.StreamUrl);
        try
        {
            return await ForwardAsync(request, session, opened, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await EndAsync(session.SessionId).ConfigureAwait(false);
        }
    }

    private async Task<string?> ForwardAsync(StartSessionRequest request, StartSessionResponse session, Action opened, CancellationToken cancellation)
    {
        using var process = Process.Start(Start(request, session))!;
        using var kill = cancellation.Register(() => Kill(process));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var (open, last) = (false, "");
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
        {
            if (line.Trim().Length > 0) last = line.Trim();
            if (open || !line.Contains(IsOpen, StringComparison.Ordinal)) continue;
            open = true;
            opened();
        }
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        var error = (await errors.ConfigureAwait(false)).Trim();
        if (cancellation.IsCancellationRequested && open) return null;
        cancellation.ThrowIfCancellationRequested();
        return $"session-manager-plugin ended{(open ? "" : " before the port was open")} ({process.ExitCode}): {redaction.Apply(error.Length > 0 ? error : last)}";
    }

    private ProcessStartInfo Start(StartSessionRequest request, StartSessionResponse session)
    {
        var asked = new JsonObject
        {
            ["Target"] = request.Target,
            ["DocumentName"] = request.DocumentName,
            ["Parameters"] = new JsonObject(request.Parameters.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, new JsonArray([.. pair.Value.Select(value => (JsonNode)value)])))),
        };
        var start = new ProcessStartInfo(plugin.File, [TokenVariable, region, "StartSession", "", asked.ToJsonString(), $"https://ssm.{region}.amazonaws.com"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // It resumes a broken session by itself, with AWS credentials; nobody else's secret is its business.
        var kept = start.Environment.Where(variable => variable.Key.StartsWith("AWS_", StringComparison.Ordinal)).ToList();
        SecretVariables.RemoveFrom(start.Environment);
        foreach (var (name, value) in kept) start.Environment[name] = value;
        start.Environment[TokenVariable] = JsonSerializer.Serialize(new { session.SessionId, session.TokenValue, session.StreamUrl });
        return start;
    }

    // A session that is left open ends by itself after its idle time; so nothing fails here for it.
    private async Task EndAsync(string sessionId)
    {
        using var limit = new CancellationTokenSource(EndWithin);
        try
        {
            await ssm.TerminateSessionAsync(new TerminateSessionRequest { SessionId = sessionId }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or OperationCanceledException)
        {
            // Said nowhere: the tunnel is closed with the plugin.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself meanwhile.
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
