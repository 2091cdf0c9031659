using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Apply;

/// <summary>What one version of a launch template starts.</summary>
/// <param name="Content">Hash of its inputs, its own tags left out: they make no version.</param>
public sealed record TemplateVersion(long Number, string Content, string Type, string ImageId, string Profile);

/// <param name="Versions">From 1; the last one is the default, as infra/ wants it.</param>
public sealed record InventoryTemplate(string Id, string Name, SortedDictionary<string, string> Tags, DateTimeOffset CreatedAt, List<TemplateVersion> Versions)
{
    public TemplateVersion Latest => Versions[^1];
}

/// <summary>The version that a slot's group starts its next instance from.</summary>
public sealed record GroupTemplate(string TemplateId, long Version);

/// <summary>Launch templates as EC2 keeps them: a change makes another version, and what runs stays on the one it was started from.</summary>
internal static class LaunchTemplates
{
    /// <summary>EC2's own tags of an instance.</summary>
    public const string IdTag = "aws:ec2launchtemplate:id", VersionTag = "aws:ec2launchtemplate:version";

    private const string TagsInput = "tags";

    public static void Apply(World world, Inventory inventory, GraphResource resource, string profile)
    {
        var id = inventory.IdFor("lt", resource.Id);
        var content = resource.InputHash(without: TagsInput);
        var index = inventory.Templates.FindIndex(template => template.Id == id);
        if (index < 0)
        {
            inventory.Templates.Add(new(id, resource.Text("name") ?? resource.Name, resource.Tags(), world.UtcNow, [Version(1)]));
            return;
        }
        var known = inventory.Templates[index];
        inventory.Templates[index] = known with { Tags = resource.Tags(), Versions = known.Latest.Content == content ? known.Versions : [.. known.Versions, Version(known.Latest.Number + 1)] };

        TemplateVersion Version(long number) => new(number, content, resource.Text("instanceType") ?? "", resource.Text("imageId") ?? "", profile);
    }

    /// <summary>Instances with the tags that their launch template gave them.</summary>
    public static SortedDictionary<string, string> TagsOf(InventoryInstance instance) => instance.TemplateId.Length == 0 ? instance.Tags : new(instance.Tags, StringComparer.Ordinal)
    {
        [IdTag] = instance.TemplateId,
        [VersionTag] = instance.TemplateVersion.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
