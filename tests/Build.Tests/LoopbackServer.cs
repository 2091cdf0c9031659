using System.Net;
using System.Net.Sockets;
using Build.Tests.BadInput;

namespace Build.Tests;

/// <summary>
/// HTTP on a free port of this machine, each request answered by a function, until it is disposed. That may be before it ever waited for a request: a
/// test once failed because the program it waited for had ended first.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private const int PortsTried = 20;
    private readonly HttpListener _listener;
    private readonly Func<HttpListenerContext, Task> _answer;
    private readonly Task _answering;
    private volatile bool _ended;

    public LoopbackServer(Func<HttpListenerContext, Task> answer)
    {
        _answer = answer;
        (_listener, Port) = Open();
        _answering = AnswerAsync();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        _ended = true;
        _listener.Close();
        await _answering;
    }

    public static async Task EndAsync(HttpListenerContext context, byte[] body)
    {
        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }

    // A port that was free when it was chosen may be taken when it is opened.
    private static (HttpListener Listener, int Port) Open()
    {
        for (var i = 1; ; i++)
        {
            var port = RepositoryCopy.FreePort();
            var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (Exception taken) when (taken is HttpListenerException or SocketException && i < PortsTried)
            {
                listener.Close();
            }
        }
    }

    private async Task AnswerAsync()
    {
        var answers = new List<Task>();
        try
        {
            while (!_ended) answers.Add(_answer(await _listener.GetContextAsync()));
        }
        catch (Exception e) when (_ended && e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test has ended.
        }
        try
        {
            await Task.WhenAll(answers);
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Whoever asked has gone, or was cut off by the end.
        }
    }
}
