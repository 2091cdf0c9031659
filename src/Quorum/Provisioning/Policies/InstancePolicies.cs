using System.Text.Json;
using Quorum.Infra.Components;

namespace Quorum.Provisioning.Policies;

internal static class InstancePolicies
{
    // Parts of another resource, or of kinds that AWS does not tag.
    private static readonly HashSet<string> WithoutTags =
    [
        "aws:ec2/route:Route", "aws:ec2/routeTableAssociation:RouteTableAssociation", "aws:iam/rolePolicy:RolePolicy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:route53/record:Record", "aws:kms/alias:Alias",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "aws:s3/bucketPolicy:BucketPolicy",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "aws:s3/bucketVersioning:BucketVersioning",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    ];

    public static IEnumerable<(GraphResource, string)> Imdsv2(ResourceGraph graph) =>
        graph.OfType("aws:ec2/launchTemplate:LaunchTemplate").Concat(graph.OfType("aws:ec2/instance:Instance").Where(instance => graph.TemplateOf(instance) is null))
            .Where(resource => resource.Text("metadataOptions", "httpTokens") != "required")
            .Select(resource => (resource, "answers metadata requests without a token (IMDSv1)"));

    public static IEnumerable<(GraphResource, string)> Tags(ResourceGraph graph) =>
        from resource in graph.Resources
        where resource.Custom && !WithoutTags.Contains(resource.Type)
        let missing = new[] { "Name", "quorum:cluster" }.Where(key => string.IsNullOrEmpty(resource.Tag(key))).ToArray()
        where missing.Length > 0
        select (resource, $"lacks the tag {string.Join(" and ", missing)}");

    public static IEnumerable<(GraphResource, string)> OneSlot(ResourceGraph graph)
    {
        var groups = graph.OfType("aws:autoscaling/group:Group").Where(group => group.Tag("quorum:slot") is not null).ToArray();
        var volumes = graph.OfType("aws:ebs/volume:Volume").ToLookup(volume => volume.Tag("quorum:slot"));
        var zones = graph.OfType("aws:ec2/subnet:Subnet").ToDictionary(subnet => subnet.Id!, subnet => subnet.Text("availabilityZone"));
        foreach (var group in groups)
        {
            var slot = group.Tag("quorum:slot");
            if (group.Number("minSize") != 1 || group.Number("maxSize") != 1 || group.Number("desiredCapacity") is not (null or 1))
                yield return (group, "may have another number of instances than one, and only one can have the volume");
            if (groups.Count(other => other.Tag("quorum:slot") == slot) > 1) yield return (group, $"is not the only one with the slot {slot}");
            if (groups.Count(other => other.Text("launchTemplate", "id") == group.Text("launchTemplate", "id")) > 1)
                yield return (group, "shares its launch template, and so its slot's user data, with another");
            if (volumes[slot].ToArray() is not [var volume]) yield return (group, $"has {volumes[slot].Count()} data volumes instead of one");
            else if (PublicPolicies.Texts(group, "vpcZoneIdentifiers").Any(subnet => zones.GetValueOrDefault(subnet) != volume.Text("availabilityZone")))
                yield return (group, "starts in another zone than its volume's");
        }
    }

    public static IEnumerable<(GraphResource, string)> UserDataFits(ResourceGraph graph)
    {
        foreach (var template in graph.OfType("aws:ec2/launchTemplate:LaunchTemplate"))
        {
            if (template.Input("userData") is not { ValueKind: JsonValueKind.String } data) continue;
            if (!data.TryGetBytesFromBase64(out var script)) yield return (template, "has user data that is not Base64");
            else if (script.Length > UserData.MaxBytes) yield return (template, $"has {script.Length} bytes of user data, {UserData.MaxBytes} are the most");
        }
    }
}
