using System.Diagnostics.CodeAnalysis;

namespace Pulumi;

[SuppressMessage("Usage", "CA2227", Justification = "Settable in the real type")]
public abstract class ResourceOptions
{
    public Input<string>? Id { get; set; }

    public Resource? Parent { get; set; }

    private InputList<Resource>? dependsOn;

    public InputList<Resource> DependsOn
    {
        get => dependsOn ??= [];
        set => dependsOn = value;
    }

    public bool? Protect { get; set; }

    public List<string> IgnoreChanges { get; set; } = [];

    public string? Version { get; set; }

    public ProviderResource? Provider { get; set; }

    public CustomTimeouts? CustomTimeouts { get; set; }

    public List<ResourceTransformation> ResourceTransformations { get; set; } = [];

    public List<Input<Alias>> Aliases { get; set; } = [];

    public string? Urn { get; set; }

    public List<string> ReplaceOnChanges { get; set; } = [];

    public bool? RetainOnDelete { get; set; }

    public Resource? DeletedWith { get; set; }
}

public sealed class CustomResourceOptions : ResourceOptions
{
    public bool? DeleteBeforeReplace { get; set; }

    public List<string> AdditionalSecretOutputs { get; } = [];

    public string? ImportId { get; set; }

    public static CustomResourceOptions Merge(CustomResourceOptions? options1, CustomResourceOptions? options2)
    {
        var merged = new CustomResourceOptions();
        foreach (var options in new[] { options1, options2 }.OfType<CustomResourceOptions>())
        {
            merged.Id = options.Id ?? merged.Id;
            merged.Parent = options.Parent ?? merged.Parent;
            merged.DependsOn.AddRange(options.DependsOn);
            merged.Protect = options.Protect ?? merged.Protect;
            merged.IgnoreChanges.AddRange(options.IgnoreChanges);
            merged.Version = options.Version ?? merged.Version;
            merged.Provider = options.Provider ?? merged.Provider;
            merged.CustomTimeouts = options.CustomTimeouts ?? merged.CustomTimeouts;
            merged.ResourceTransformations.AddRange(options.ResourceTransformations);
            merged.Aliases.AddRange(options.Aliases);
            merged.Urn = options.Urn ?? merged.Urn;
            merged.ReplaceOnChanges.AddRange(options.ReplaceOnChanges);
            merged.RetainOnDelete = options.RetainOnDelete ?? merged.RetainOnDelete;
            merged.DeletedWith = options.DeletedWith ?? merged.DeletedWith;
            merged.DeleteBeforeReplace = options.DeleteBeforeReplace ?? merged.DeleteBeforeReplace;
            merged.AdditionalSecretOutputs.AddRange(options.AdditionalSecretOutputs);
            merged.ImportId = options.ImportId ?? merged.ImportId;
        }

        return merged;
    }
}

public sealed class ComponentResourceOptions : ResourceOptions
{
    public List<ProviderResource> Providers { get; set; } = [];
}

public class StackOptions
{
    public List<ResourceTransformation> ResourceTransformations { get; set; } = [];
}

public sealed class CustomTimeouts
{
    public TimeSpan? Create { get; set; }

    public TimeSpan? Update { get; set; }

    public TimeSpan? Delete { get; set; }
}

public sealed class Alias
{
    public Input<string>? Urn { get; set; }

    public Input<string>? Name { get; set; }

    public Input<string>? Type { get; set; }
}

public class InvokeOptions
{
    public Resource? Parent { get; set; }

    public ProviderResource? Provider { get; set; }

    public string? Version { get; set; }

    public string? PluginDownloadURL { get; set; }
}

public sealed class InvokeOutputOptions : InvokeOptions
{
    public InputList<Resource> DependsOn { get; set; } = [];
}

public delegate ResourceTransformationResult? ResourceTransformation(ResourceTransformationArgs args);

public readonly struct ResourceTransformationArgs
{
    internal ResourceTransformationArgs(Resource resource, ResourceArgs args, ResourceOptions options) =>
        (Resource, Args, Options) = (resource, args, options);

    public Resource Resource { get; }

    public ResourceArgs Args { get; }

    public ResourceOptions Options { get; }
}

public readonly struct ResourceTransformationResult(ResourceArgs args, ResourceOptions options)
{
    public ResourceArgs Args { get; } = args;

    public ResourceOptions Options { get; } = options;
}
