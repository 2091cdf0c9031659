using System.Net;
using System.Net.Sockets;
using System.Text;
using Docker.DotNet;
using Quorum.Images;

namespace Quorum.Tests.Images;

/// <summary>A Docker engine that answers what a test tells it, byte by byte, so that streams can be cut anywhere.</summary>
internal sealed class FakeEngine : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();

    /// <summary>Method and path of a request to raw answer; null closes the connection without one.</summary>
    private readonly Func<string, Reply?> answer;

    public FakeEngine(Func<string, Reply?> answer)
    {
        this.answer = answer;
        listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        _ = AcceptAsync();
    }

    public string Address { get; }

    public List<string> Requests { get; } = [];

    public List<string> Heads { get; } = [];

    public DockerEngine Open() => new(EngineKind.Docker, new DockerClientBuilder().WithEndpoint(new Uri(Address)).Build(), Address, "1.41", "a test's");

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await stream.ReadAsync(one, stop.Token) == 0) return;
                head.Append((char)one[0]);
            }

            var line = head.ToString().Split("\r\n")[0].Split(' ');
            var request = $"{line[0]} {line[1].Split('?')[0]}";
            lock (Requests)
            {
                Requests.Add(request);
                Heads.Add(head.ToString());
            }

            var reply = answer(request);
            if (reply is null) return;
            if (reply.ReadBody) await DrainAsync(stream);
            var text = $"HTTP/1.1 {reply.Status} X\r\nContent-Type: application/json\r\nConnection: close\r\n";
            text += reply.Cut ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {Encoding.UTF8.GetByteCount(reply.Body)}\r\n\r\n";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop.Token);
            if (reply.Cut) text = reply.Body.Length == 0 ? "" : $"{Encoding.UTF8.GetByteCount(reply.Body):x}\r\n{reply.Body}\r\n";
            else text = reply.Body;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop.Token);
            if (reply.Silent) await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The other side went away, which some tests are about.
        }
    }

    // The context comes in chunks; its end is the empty chunk.
    private async Task DrainAsync(NetworkStream stream)
    {
        var buffer = new byte[64 * 1024];
        var tail = "";
        while (!tail.EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, stop.Token);
            if (read == 0) return;
            tail += Encoding.Latin1.GetString(buffer, 0, read);
            tail = tail.Length > 16 ? tail[^16..] : tail;
        }
    }

    /// <param name="Cut">The answer is chunked and the connection closes without its end.</param>
    /// <param name="Silent">After the body nothing comes and nothing closes.</param>
    internal sealed record Reply(int Status, string Body, bool ReadBody = false, bool Cut = false, bool Silent = false);

    public static Reply Messages(params string[] messages) => new(200, string.Concat(messages.Select(message => message + "\r\n")));

    public static Reply Build(params string[] messages) => Messages(messages) with { ReadBody = true };
}
