using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Host;

/// <summary>What the registry of this world knows of an image; the registry area sets it on the world.</summary>
public interface IImageLookup
{
    /// <summary>Under the world's lock.</summary>
    /// <param name="reference">As in a task definition: <c>host/repository@sha256:…</c> or <c>host/repository:tag</c>.</param>
    ImageLookup Find(string reference);
}

/// <param name="Config">Null when the image is of another registry, so that nothing is known.</param>
/// <param name="Failure">Null, or why it cannot be pulled: <c>CannotPullContainerError: …</c>.</param>
public sealed record ImageLookup(ImageConfig? Config, string? Failure);
