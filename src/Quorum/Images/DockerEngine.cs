using Docker.DotNet;

namespace Quorum.Images;

public enum EngineKind { Docker, Embedded }

/// <summary>An engine that answered, and why it was taken.</summary>
/// <param name="Address">E.g. <c>unix:///var/run/docker.sock</c>.</param>
/// <param name="ApiVersion">The newest API it speaks, e.g. <c>1.41</c>.</param>
/// <param name="Why">One clause for the summary.</param>
public sealed record DockerEngine(EngineKind Kind, IDockerClient Client, string Address, string ApiVersion, string Why) : IDisposable
{
    /// <summary>Docker 19.03, the oldest with everything that is called here; no upper bound, and no version is ever pinned.</summary>
    public static readonly Version OldestApi = new(1, 40);

    public string Name => Kind == EngineKind.Docker ? $"Docker Engine at {Address}" : "embedded engine";

    public void Dispose() => Client.Dispose();
}
