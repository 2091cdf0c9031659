using System.Net;
using Build.Tests.BadInput;

namespace Build.Tests.Documents;

/// <summary>A registry on this machine that has a base image under any name: all that PinBaseImage asks is its digest.</summary>
internal sealed class BaseRegistry : IAsyncDisposable
{
    internal const string Digest = "sha256:5555555555555555555555555555555555555555555555555555555555555555";

    private readonly HttpListener _listener = new();
    private readonly Task _answering;
    private readonly string _host = $"127.0.0.1:{RepositoryCopy.FreePort()}";

    internal BaseRegistry()
    {
        _listener.Prefixes.Add($"http://{_host}/");
        _listener.Start();
        _answering = AnswerAsync();
    }

    /// <summary>The version that the base image must have is the settings' own.</summary>
    internal string[] Arguments => ["--elasticsearch-version", "8.17.2", "--base-image", $"{_host}/elasticsearch:8.17.2"];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                context.Response.Headers["Docker-Content-Digest"] = Digest;
                context.Response.Close();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
