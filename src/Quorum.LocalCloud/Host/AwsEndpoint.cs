using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Iam;

namespace Quorum.LocalCloud.Host;

/// <summary>POST / : AWS JSON (X-Amz-Target) and the query protocol (Action=…), on one address as every AWS client can be told to use.</summary>
internal sealed class AwsEndpoint(World world, AwsOperations operations, FaultPlan faults)
{
    private const int MaxBodyBytes = 16 << 20;
    private const int Forbidden = 403;

    public async Task HandleAsync(HttpContext context)
    {
        world.Touch();
        var requestId = Guid.NewGuid().ToString();
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var body = await ReadBodyAsync(context.Request).ConfigureAwait(false);
        if (target.Length > 0)
        {
            await JsonAsync(context, target, body, requestId).ConfigureAwait(false);
        }
        else
        {
            await QueryAsync(context, body, requestId).ConfigureAwait(false);
        }
    }

    private async Task JsonAsync(HttpContext context, string target, byte[] body, string requestId)
    {
        int status;
        byte[] answer;
        try
        {
            var dot = target.LastIndexOf('.');
            var (prefix, operation) = dot < 0 ? ("", target) : (target[..dot], target[(dot + 1)..]);
            var call = Identify(context, operation, requestId);
            var entry = operations.Find(prefix, operation) ?? throw Unknown(prefix, operation);
            var request = new AwsRequest(call, ParseObject(body));
            world.Do(() => Authorize(call, $"{CallRights.Service(prefix)}:{operation}", CallRights.Of(prefix, request)));
            var node = await faults.AroundAsync(prefix, operation, body, async () =>
            {
                var result = entry.Locked is { } locked ? await LockedAsync(call, () => locked(request)).ConfigureAwait(false) : await FreeAsync(call, () => entry.Free!(request)).ConfigureAwait(false);
                return JsonSerializer.SerializeToUtf8Bytes(result ?? new JsonObject(), HostJson.Wire);
            }).ConfigureAwait(false);
            (status, answer) = (StatusCodes.Status200OK, node);
        }
        catch (AwsException e)
        {
            context.Response.Headers["x-amzn-ErrorType"] = e.Code;
            (status, answer) = (e.Status, ErrorBody(e.Code, e.Message));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            world.Log.Write($"{target} {requestId} failed: {e}");
            (status, answer) = (StatusCodes.Status500InternalServerError, ErrorBody("InternalFailure", $"{target}: {e.GetType().Name}; see log.txt, request {requestId}"));
        }
        if (status != StatusCodes.Status200OK) world.Log.Write($"{target} → {status} {Encoding.UTF8.GetString(answer)}");
        await WriteAsync(context, status, context.Request.ContentType?.StartsWith("application/x-amz-json-1.0", StringComparison.Ordinal) == true
            ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1", answer).ConfigureAwait(false);
    }

    private async Task QueryAsync(HttpContext context, byte[] body, string requestId)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body))) fields[key] = value.ToString();
        foreach (var (key, value) in context.Request.Query) fields[key] = value.ToString();
        var action = fields.GetValueOrDefault("Action", "");
        var version = fields.GetValueOrDefault("Version", "");
        int status;
        XElement document;
        var ec2 = version.StartsWith("2016", StringComparison.Ordinal);
        try
        {
            if (action.Length == 0) throw new AwsException("MissingAction", "The request has neither an X-Amz-Target header nor an Action: it is no AWS call that the embedded AWS knows.");
            var call = Identify(context, action, requestId);
            var entry = operations.FindQuery(version, action)
                ?? throw new AwsException("InvalidAction", $"The action {action} (version {version}) is not modelled by the embedded AWS.");
            var query = new AwsQuery(call, fields);
            world.Do(() => Authorize(call, $"{(ec2 ? "ec2" : "sts")}:{action}", CallRights.Of(query, ec2)));
            var elements = await faults.AroundAsync(version, action, body, () => LockedAsync(call, () => entry.Handler(query).ToArray())).ConfigureAwait(false);
            status = StatusCodes.Status200OK;
            document = entry.Ec2
                ? new XElement(action + "Response", new XElement("requestId", requestId), elements)
                : new XElement(action + "Response", new XElement(action + "Result", elements), new XElement("ResponseMetadata", new XElement("RequestId", requestId)));
            SetNamespace(document, entry.Namespace);
        }
        catch (AwsException e)
        {
            status = e.Status;
            var error = new XElement("Error", ec2 ? null : new XElement("Type", "Sender"), new XElement("Code", e.Code), new XElement("Message", e.Message));
            document = ec2
                ? new XElement("Response", new XElement("Errors", error), new XElement("RequestID", requestId))
                : new XElement("ErrorResponse", error, new XElement("RequestId", requestId));
            world.Log.Write($"{action} {version} → {status} {e.Code} {e.Message}");
        }
        await WriteAsync(context, status, "text/xml;charset=UTF-8",
            Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + document.ToString(SaveOptions.DisableFormatting))).ConfigureAwait(false);
    }

    private void Authorize(AwsCall call, string action, IReadOnlyList<Right>? rights)
    {
        var sessions = world.Find<Sessions>();
        world.Find<CallRecord>()?.Add(sessions?.Find(call.AccessKeyId)?.Role ?? "", action, rights);
        // Everybody may ask who he is.
        if (action != "sts:GetCallerIdentity") sessions?.Require(call, rights);
    }

    /// <summary>Any SigV4 signature is accepted, but there must be one: it carries the region, and a client without credentials should notice here, not on AWS.</summary>
    private AwsCall Identify(HttpContext context, string operation, string requestId)
    {
        const string marker = "Credential=";
        var header = context.Request.Headers.Authorization.ToString();
        var at = header.IndexOf(marker, StringComparison.Ordinal);
        if (at < 0) throw new AwsException("MissingAuthenticationTokenException", "Missing Authentication Token", Forbidden);
        var end = header.IndexOfAny([',', ' '], at);
        var scope = header[(at + marker.Length)..(end < 0 ? header.Length : end)].Split('/');
        const int scopeParts = 5;
        if (scope.Length < scopeParts || scope[0].Length == 0)
        {
            throw new AwsException("IncompleteSignature", "The Authorization header has no credential scope of the form id/date/region/service/aws4_request.");
        }
        var region = scope[^3];
        if (world.Region is { } home && home != region)
        {
            throw new AwsException("UnrecognizedClientException", $"The embedded AWS plays one region, {home}; this call is signed for {region}.");
        }
        return new AwsCall(world, operation, region, scope[0], requestId, context.Request.Host.Value ?? "127.0.0.1");
    }

    /// <summary>A handler under the lock, taken once: what it changed is on disk when this completes.</summary>
    private async Task<T> LockedAsync<T>(AwsCall call, Func<T> handler)
    {
        var (result, changed) = world.Do(() =>
        {
            var before = world.State.Version;
            return (handler(), Settle(call, before));
        });
        if (changed) await world.State.SavedAsync().ConfigureAwait(false);
        return result;
    }

    /// <summary>A handler that takes the lock itself; what changed meanwhile is on disk when this completes.</summary>
    private async Task<T> FreeAsync<T>(AwsCall call, Func<Task<T>> handler)
    {
        var before = world.Do(() => world.State.Version);
        var result = await handler().ConfigureAwait(false);
        if (world.Do(() => Settle(call, before))) await world.State.SavedAsync().ConfigureAwait(false);
        return result;
    }

    /// <summary>True when something changed; the first change also settles which region this world plays.</summary>
    private bool Settle(AwsCall call, long before)
    {
        if (world.State.Version == before) return false;
        if (world.Region is null)
        {
            world.Region = call.Region;
            world.State.Changed(RegionState.PartName);
        }
        return true;
    }

    private AwsException Unknown(string prefix, string operation) => new("UnknownOperationException",
        operations.KnowsService(prefix)
            ? $"The operation {operation} is not modelled by the embedded AWS."
            : $"The service {prefix} (operation {operation}) is not modelled by the embedded AWS.");

    private static JsonObject ParseObject(byte[] body)
    {
        if (body.Length == 0) return [];
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw new AwsException("SerializationException", "The body is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new AwsException("SerializationException", "The body is not JSON: " + e.Message);
        }
    }

    private static byte[] ErrorBody(string code, string message) =>
        JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject { ["__type"] = code, ["message"] = message }, HostJson.Wire);

    private static void SetNamespace(XElement root, string xmlNamespace)
    {
        XNamespace name = xmlNamespace;
        foreach (var element in root.DescendantsAndSelf()) element.Name = name + element.Name.LocalName;
    }

    private static async Task WriteAsync(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream(request.ContentLength is > 0 and <= MaxBodyBytes ? (int)request.ContentLength : 0);
        await request.Body.CopyToAsync(buffer).ConfigureAwait(false);
        return buffer.ToArray();
    }
}
