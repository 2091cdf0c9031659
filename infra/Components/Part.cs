using Pulumi;

namespace Quorum.Infra.Components;

/// <summary>
/// A component with one concern. Logical names are unique over the whole stack, not only per type, so that a name alone says which
/// resource is meant: in messages, in the drift guard's permission, in the exported graph.
/// </summary>
public abstract class Part(string type, string name, InfraConfig config, Resource parent)
    : ComponentResource($"quorum:index:{type}", name, new ComponentResourceOptions { Parent = parent })
{
    protected InfraConfig Config { get; } = config;

    protected CustomResourceOptions Child => new() { Parent = this };

    /// <summary>For what holds data or cannot be had again: the engine refuses to delete it until somebody lifts the protection.</summary>
    protected CustomResourceOptions Kept => new() { Parent = this, Protect = true };

    /// <summary>Tags of every resource that can carry some.</summary>
    protected Dictionary<string, string> Tags(string resource, params (string Key, string Value)[] more)
    {
        var tags = new Dictionary<string, string>
        {
            ["Name"] = $"{Config.ClusterName}-{resource}",
            ["quorum:cluster"] = Config.ClusterName,
        };
        foreach (var (key, value) in more) tags[key] = value;
        return tags;
    }
}
