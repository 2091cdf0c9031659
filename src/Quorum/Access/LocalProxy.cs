using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Quorum.Pipeline;

namespace Quorum.Access;

/// <summary>
/// A port on 127.0.0.1 that passes requests on to the cluster by whatever way the pipeline itself uses. Plain HTTP: nothing leaves this machine by
/// it, and the way behind it has TLS where the cluster has. It acts as a user of the cluster, so it lets in only who has the token: not other
/// users of this machine, and no page in a browser.
/// </summary>
public sealed class LocalProxy(HttpMessageInvoker http, IReadOnlyList<Uri> nodes, int port) : IDisposable
{
    public const string TokenHeader = "X-Quorum-Connect";
    private const int MaxBodyBytes = 32 << 20;
    private readonly HttpListener _listener = new();
    private int _passed;

    /// <summary>32 hexadecimal digits, new for each proxy.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public Uri Address { get; } = new($"http://127.0.0.1:{port}/");

    /// <summary>Requests that were passed on.</summary>
    public int Passed => Volatile.Read(ref _passed);

    /// <exception cref="StageException">The port is taken.</exception>
    public void Start()
    {
        _listener.Prefixes.Add(Address.AbsoluteUri);
        try
        {
            _listener.Start();
        }
        catch (HttpListenerException e)
        {
            throw new StageException($"The port {port} on 127.0.0.1 cannot be opened: {e.Message}", "./build.sh Connect --connect-port N with a free one", e);
        }
    }

    /// <summary>Passes requests on until it is cancelled; those under way are ended then.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = cancellation.Register(_listener.Abort);
        var open = new List<Task>();
        while (!cancellation.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                break;
            }
            open.RemoveAll(task => task.IsCompleted);
            open.Add(PassAsync(context, cancellation));
        }
        await Task.WhenAll(open).ConfigureAwait(false);
    }

    public void Dispose() => _listener.Close();

    private async Task PassAsync(HttpListenerContext context, CancellationToken cancellation)
    {
        try
        {
            if (!CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(context.Request.Headers[TokenHeader] ?? ""), System.Text.Encoding.UTF8.GetBytes(Token)))
            {
                await AnswerAsync(context, HttpStatusCode.Unauthorized, $"the header {TokenHeader} is missing or not this session's").ConfigureAwait(false);
                return;
            }
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body, cancellation).ConfigureAwait(false);
            if (body.Length > MaxBodyBytes)
            {
                await AnswerAsync(context, HttpStatusCode.RequestEntityTooLarge, $"the body is larger than {MaxBodyBytes} bytes").ConfigureAwait(false);
                return;
            }
            using var response = await SendAsync(context.Request, body.ToArray(), cancellation).ConfigureAwait(false);
            Interlocked.Increment(ref _passed);
            context.Response.StatusCode = (int)response.StatusCode;
            if (response.Content.Headers.ContentType is { } type) context.Response.ContentType = type.ToString();
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            context.Response.ContentLength64 = bytes.Length;
            if (context.Request.HttpMethod != "HEAD") await context.Response.OutputStream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
            context.Response.Close();
        }
        catch (HttpRequestException e)
        {
            await AnswerAsync(context, HttpStatusCode.BadGateway, e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpListenerException or ObjectDisposedException or IOException)
        {
            context.Response.Abort();
        }
    }

    // On to the next node only while nothing was sent: a write must not be made twice.
    private async Task<HttpResponseMessage> SendAsync(HttpListenerRequest from, byte[] body, CancellationToken cancellation)
    {
        for (var i = 0; ; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(from.HttpMethod), new Uri(nodes[i], from.RawUrl));
            if (body.Length > 0)
            {
                request.Content = new ByteArrayContent(body);
                if (MediaTypeHeaderValue.TryParse(from.ContentType, out var type)) request.Content.Headers.ContentType = type;
            }
            try
            {
                return await http.SendAsync(request, cancellation).ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (i + 1 < nodes.Count && e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
            {
                // The next one.
            }
        }
    }

    private static async Task AnswerAsync(HttpListenerContext context, HttpStatusCode status, string reason)
    {
        try
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["error"] = reason }.ToJsonString());
            context.Response.StatusCode = (int)status;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes).ConfigureAwait(false);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Who asked has gone.
        }
    }
}
