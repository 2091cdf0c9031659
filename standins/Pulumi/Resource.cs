namespace Pulumi;

public class Resource
{
    private readonly string type;
    private readonly string name;

    private protected Resource(string type, string name, bool custom, ResourceArgs args, ResourceOptions options)
    {
        if (string.IsNullOrEmpty(type)) throw new ArgumentException("'type' cannot be null or empty", nameof(type));
        if (string.IsNullOrEmpty(name)) throw new ArgumentException("'name' cannot be null or empty", nameof(name));
        (this.type, this.name) = (type, name);
        Parent = options.Parent;
        Transformations = [.. options.ResourceTransformations, .. options.Parent?.Transformations ?? []];
        foreach (var transformation in Transformations)
        {
            if (transformation(new(this, args, options)) is not { } result) continue;
            if (!ReferenceEquals(result.Options.Parent, options.Parent))
                throw new InvalidOperationException("Transformations cannot currently be used to change the 'parent' of a resource.");
            (args, options) = (result.Args, result.Options);
        }

        DeploymentRun.Require().Register(this, custom, args, options);
    }

    internal Resource? Parent { get; }

    internal IReadOnlyList<ResourceTransformation> Transformations { get; }

    [Output("urn")]
    public Output<string> Urn { get; private protected set; } = null!;

    public string GetResourceType() => type;

    public string GetResourceName() => name;
}

public class CustomResource : Resource
{
    public CustomResource(string type, string name, ResourceArgs? args, CustomResourceOptions? options = null)
        : base(type, name, true, args ?? ResourceArgs.Empty, options ?? new CustomResourceOptions()) { }

    [Output("id")]
    public Output<string> Id { get; private protected set; } = null!;
}

public abstract class ProviderResource : CustomResource
{
    protected ProviderResource(string package, string name, ResourceArgs args, CustomResourceOptions? options = null)
        : base("pulumi:providers:" + package, name, args, options) { }
}

public class ComponentResource : Resource
{
    public ComponentResource(string type, string name, ComponentResourceOptions? options = null)
        : base(type, name, false, ResourceArgs.Empty, options ?? new ComponentResourceOptions()) { }

    public ComponentResource(string type, string name, ResourceArgs? args, ComponentResourceOptions? options = null, bool remote = false)
        : base(type, name, false, args ?? ResourceArgs.Empty, remote
            ? throw new NotSupportedException("Remote components need the real Pulumi package: QUORUM_PACKAGES=real")
            : options ?? new ComponentResourceOptions()) { }

    protected void RegisterOutputs() { }

    protected void RegisterOutputs(IDictionary<string, object?> outputs) => DeploymentRun.Require().WatchAll(outputs);
}
