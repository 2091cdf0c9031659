namespace Quorum.Models.Ecs;

/// <summary>What the agent does before it creates a container: resolve the image and the secrets.</summary>
public interface ITaskPreparation
{
    TaskPreparation Prepare(EcsTask task);
}

/// <param name="Secrets">Variable → value. Never kept by the model.</param>
/// <param name="Failure">Null, or why the task cannot start: <c>ResourceInitializationError: …</c>, <c>CannotPullContainerError: …</c>.</param>
public readonly record struct TaskPreparation(ImageConfig Image, IReadOnlyDictionary<string, string> Secrets, string? Failure = null);

/// <summary>Nothing to resolve: the image is unknown, secrets are absent. For rehearsals.</summary>
public sealed class NoPreparation : ITaskPreparation
{
    public static readonly NoPreparation Instance = new();
    private static readonly TaskPreparation Nothing = new(ImageConfig.Unknown, new Dictionary<string, string>());

    public TaskPreparation Prepare(EcsTask task) => Nothing;
}
