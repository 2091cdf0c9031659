using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Build.Tests.BadInput;

namespace Build.Tests.Secrets;

/// <summary>
/// Between a run and the embedded AWS: passes everything on, but refuses to write parameters whose name has a given part, as AWS refuses a value: by quoting it.
/// </summary>
internal sealed class QuotingProxy : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly int _behind;
    private readonly string _part;
    private readonly Action<string> _quoted;

    /// <param name="quoted">Told each value before it is quoted.</param>
    public QuotingProxy(int behind, string part, Action<string> quoted)
    {
        (_behind, _part, _quoted, Port) = (behind, part, quoted, RepositoryCopy.FreePort());
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port { get; }

    public void Dispose()
    {
        _listener.Close();
        _http.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PassAsync(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test has ended.
        }
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
            await EndAsync(context, Encoding.UTF8.GetBytes(refusal.ToJsonString()));
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
        await EndAsync(context, await response.Content.ReadAsByteArrayAsync());
    }

    private static async Task EndAsync(HttpListenerContext context, byte[] body)
    {
        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }
}
