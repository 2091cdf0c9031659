namespace Build.Tests.Documents;

/// <summary>A registry on this machine that has a base image under any name: all that PinBaseImage asks is its digest.</summary>
internal sealed class BaseRegistry : IAsyncDisposable
{
    internal const string Digest = "sha256:5555555555555555555555555555555555555555555555555555555555555555";

    private readonly LoopbackServer _server = new(context =>
    {
        context.Response.Headers["Docker-Content-Digest"] = Digest;
        context.Response.Close();
        return Task.CompletedTask;
    });

    /// <summary>The version that the base image must have is the settings' own.</summary>
    internal string[] Arguments => ["--elasticsearch-version", "8.17.2", "--base-image", $"127.0.0.1:{_server.Port}/elasticsearch:8.17.2"];

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
