using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Quorum.Tests.Elasticsearch;

/// <param name="DeclaredBytes">Content-Length when it should differ from the body's: more bytes than are sent is a truncated answer.</param>
/// <param name="Silent">Reads the request and never answers.</param>
public sealed record Reply(int Status, string Body, long? DeclaredBytes = null, bool Silent = false);

public sealed record Request(string Method, string Path, string Body, string Headers);

/// <summary>A node on the loopback that answers as its script says; speaks just enough HTTP/1.1, one request per connection.</summary>
public sealed class ScriptedNode : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<Request, Reply> _script;

    public ScriptedNode(Func<Request, Reply> script)
    {
        _script = script;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    public ScriptedNode(int status, string body) : this(_ => new Reply(status, body))
    {
    }

    public Uri Address { get; }

    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>An address on which nothing listens.</summary>
    public static Uri Nobody()
    {
        using var node = new ScriptedNode(200, "");
        return node.Address;
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient connection)
    {
        using (connection)
        {
            try
            {
                var stream = connection.GetStream();
                var request = await ReadAsync(stream);
                Requests.Enqueue(request);
                var reply = _script(request);
                if (reply.Silent) await Task.Delay(Timeout.Infinite, _end.Token);
                var body = Encoding.UTF8.GetBytes(reply.Body);
                var head = $"HTTP/1.1 {reply.Status} X\r\nContent-Type: application/json\r\nContent-Length: {reply.DeclaredBytes ?? body.Length}\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                await stream.WriteAsync(body);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task<Request> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!(bytes.Count >= 4 && bytes[^1] == '\n' && bytes[^2] == '\r' && bytes[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0) throw new IOException("closed");
            bytes.Add(one[0]);
        }
        var head = Encoding.ASCII.GetString([.. bytes]);
        var first = head.Split(' ', 3);
        var length = head.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line[15..])).FirstOrDefault();
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, _end.Token);
        return new(first[0], first[1], Encoding.UTF8.GetString(body), head);
    }
}
