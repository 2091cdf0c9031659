using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Build.Tests.Secrets;

/// <summary>
/// Between a run and the embedded AWS: passes everything on, but refuses to write parameters whose name has a given part, as AWS refuses a value: by quoting it.
/// </summary>
internal sealed class QuotingProxy : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly LoopbackServer _server;
    private readonly int _behind;
    private readonly string _part;
    private readonly Action<string> _quoted;

    /// <param name="quoted">Told each value before it is quoted.</param>
    public QuotingProxy(int behind, string part, Action<string> quoted)
    {
        (_behind, _part, _quoted) = (behind, part, quoted);
        _server = new LoopbackServer(PassAsync);
    }

    public int Port => _server.Port;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        if (context.Request.Headers["X-Amz-Target"] == "AmazonSSM.PutParameter" && JsonNode.Parse(body.ToArray()) is { } asked && asked["Name"]!.ToString().Contains(_part, StringComparison.Ordinal))
        {
            var value = asked["Value"]!.ToString();
            _quoted(value);
            var refusal = new JsonObject { ["__type"] = "ValidationException", ["message"] = $"1 validation error detected: Value '{value}' at 'value' failed to satisfy constraint" };
            context.Response.StatusCode = (int)HttpStatusCode.BadRequest;
            context.Response.ContentType = "application/x-amz-json-1.1";
            await LoopbackServer.EndAsync(context, Encoding.UTF8.GetBytes(refusal.ToJsonString()));
            return;
        }
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), $"http://127.0.0.1:{_behind}{context.Request.RawUrl}");
        if (body.Length > 0 || context.Request.HttpMethod == "POST") request.Content = new ByteArrayContent(body.ToArray());
        foreach (var name in context.Request.Headers.AllKeys.OfType<string>().Where(name => name is not ("Host" or "Content-Length")))
            if (!request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name])) request.Content?.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);
        using var response = await _http.SendAsync(request);
        context.Response.StatusCode = (int)response.StatusCode;
        if (response.Content.Headers.ContentType is { } type) context.Response.ContentType = type.ToString();
        foreach (var (name, values) in response.Headers.Where(header => header.Key.StartsWith("x-amzn-", StringComparison.OrdinalIgnoreCase))) context.Response.Headers[name] = string.Join(',', values);
        await LoopbackServer.EndAsync(context, await response.Content.ReadAsByteArrayAsync());
    }
}
