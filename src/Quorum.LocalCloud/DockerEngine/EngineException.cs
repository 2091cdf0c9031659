namespace Quorum.LocalCloud.DockerEngine;

/// <summary>A refusal of the engine: before an answer began it is a status with <c>{"message"}</c>, within a stream an error message.</summary>
public sealed class EngineException(int status, string message) : Exception(message)
{
    public const int BadRequest = 400, NotFound = 404, Conflict = 409, Internal = 500, NotImplemented = 501;

    public int Status { get; } = status;

    public static EngineException NoSuchImage(string name) => new(NotFound, $"No such image: {name}");

    /// <summary>What the classic builder says of syntax that only BuildKit has.</summary>
    public static EngineException NeedsBuildKit(string what) => new(BadRequest,
        $"the {what} requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled");
}
