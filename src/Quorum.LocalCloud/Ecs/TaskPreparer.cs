using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Ssm;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

/// <summary>What the agent does before it creates a container: the image from this world's registry, the secrets from its parameters.</summary>
internal sealed class TaskPreparer(World world) : ITaskPreparation
{
    public TaskPreparation Prepare(EcsTask task)
    {
        var container = task.Definition.Main;
        var image = world.Find<IImageLookup>()?.Find(container.Image);
        if (image?.Failure is { } cannotPull) return new TaskPreparation(ImageConfig.Unknown, Empty, cannotPull);
        var config = image?.Config ?? ByReference(container.Image);
        if (container.Secrets.Count == 0) return new TaskPreparation(config, Empty);

        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        var missing = new List<string>();
        var parameters = world.Find<ParameterStore>();
        foreach (var (name, from) in container.Secrets)
        {
            var parameter = ParameterStore.NameOf(from);
            if (parameters?.Value(parameter) is { } value) secrets[name] = value;
            else missing.Add(parameter);
        }
        return missing.Count == 0
            ? new TaskPreparation(config, secrets)
            : new TaskPreparation(config, Empty,
                $"ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: invalid parameters: {string.Join(",", missing)}");
    }

    private static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>();

    /// <summary>An image of another registry: nothing is known but the digest that the reference itself names.</summary>
    private static ImageConfig ByReference(string image) =>
        image.IndexOf('@', StringComparison.Ordinal) is var at and > 0 ? ImageConfig.Unknown with { Digest = image[(at + 1)..] } : ImageConfig.Unknown;
}
