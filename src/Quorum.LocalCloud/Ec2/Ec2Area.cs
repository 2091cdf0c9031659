using System.Globalization;
using System.Xml.Linq;
using Quorum.LocalCloud.Apply;
using Quorum.LocalCloud.Ecs;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ec2;

/// <summary>The EC2 calls that read what the applied graph stands for, and the termination of an instance, which its group then replaces.</summary>
internal static class Ec2Area
{
    private const string Version = "2016-11-15", Namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
    private const int RunningCode = 16, TerminatedCode = 48, ShuttingDownCode = 32;

    public static void Map(World world, AwsOperations operations)
    {
        void Add(string action, Func<AwsQuery, Inventory, IEnumerable<XElement>> handler) =>
            operations.AddQuery(Version, action, Namespace, ec2: true, q => handler(q, world.Get<Inventory>()));

        Add("DescribeInstances", (q, inventory) =>
        {
            var found = Select(q, "InstanceId", inventory.Instances, i => i.Id, "InvalidInstanceID.NotFound", i => Fields(inventory, i), LaunchTemplates.TagsOf);
            return [new XElement("reservationSet", found.Select(i => new XElement("item",
                new XElement("reservationId", "r" + i.Id[1..]), new XElement("ownerId", World.Account), new XElement("groupSet"),
                new XElement("instancesSet", new XElement("item", Instance(inventory, i))))))];
        });
        Add("DescribeLaunchTemplates", (q, inventory) =>
        {
            var found = Select(q, "LaunchTemplateId", inventory.Templates, t => t.Id, "InvalidLaunchTemplateId.NotFound", Fields, t => t.Tags);
            return [new XElement("launchTemplates", found.Select(t => new XElement("item",
                new XElement("launchTemplateId", t.Id), new XElement("launchTemplateName", t.Name), new XElement("createTime", Iso(t.CreatedAt)), new XElement("createdBy", $"arn:aws:iam::{World.Account}:root"),
                new XElement("defaultVersionNumber", t.Latest.Number), new XElement("latestVersionNumber", t.Latest.Number), Tags(t.Tags))))];
        });
        Add("DescribeVolumes", (q, inventory) =>
        {
            var found = Select(q, "VolumeId", inventory.Volumes, v => v.Id, "InvalidVolume.NotFound", v => Fields(inventory, v), v => v.Tags);
            return [new XElement("volumeSet", found.Select(v => new XElement("item", Volume(inventory, v))))];
        });
        Add("DescribeSubnets", (q, inventory) =>
        {
            var found = Select(q, "SubnetId", inventory.Networks.Where(n => n.Kind == "subnet"), n => n.Id, "InvalidSubnetID.NotFound", Fields, n => n.Tags);
            return [new XElement("subnetSet", found.Select(n => new XElement("item",
                new XElement("subnetId", n.Id), new XElement("state", "available"), new XElement("vpcId", n.VpcId), new XElement("cidrBlock", n.Cidr),
                new XElement("availabilityZone", n.Zone), new XElement("ownerId", World.Account), Tags(n.Tags))))];
        });
        Add("DescribeVpcs", (q, inventory) =>
        {
            var found = Select(q, "VpcId", inventory.Networks.Where(n => n.Kind == "vpc"), n => n.Id, "InvalidVpcID.NotFound", Fields, n => n.Tags);
            return [new XElement("vpcSet", found.Select(n => new XElement("item",
                new XElement("vpcId", n.Id), new XElement("state", "available"), new XElement("cidrBlock", n.Cidr), new XElement("isDefault", "false"), new XElement("ownerId", World.Account), Tags(n.Tags))))];
        });
        Add("DescribeAvailabilityZones", (q, _) =>
        {
            var zones = "abcdef"[..3].Select(c => (Name: q.Region + c, Id: $"{q.Region}-az{c - 'a' + 1}"));
            var names = q.Texts("ZoneName");
            return [new XElement("availabilityZoneInfo", zones.Where(z => names.Count == 0 || names.Contains(z.Name)).Select(z => new XElement("item",
                new XElement("zoneName", z.Name), new XElement("zoneState", "available"), new XElement("regionName", q.Region), new XElement("zoneId", z.Id),
                new XElement("zoneType", "availability-zone"), new XElement("optInStatus", "opt-in-not-required"))))];
        });
        Add("DescribeImages", (q, _) =>
        {
            var ids = q.Texts("ImageId");
            if (ids.Count == 0) throw new AwsException("InvalidParameterValue", "DescribeImages without ImageId is not modelled by the embedded AWS.");
            return [new XElement("imagesSet", ids.Select(id => new XElement("item",
                new XElement("imageId", id), new XElement("imageState", "available"), new XElement("imageOwnerId", "amazon"), new XElement("isPublic", "true"),
                new XElement("architecture", id.EndsWith("64", StringComparison.Ordinal) ? "arm64" : "x86_64"), new XElement("imageType", "machine"),
                new XElement("name", "al2023-ami-ecs-hvm-local"), new XElement("rootDeviceType", "ebs"), new XElement("virtualizationType", "hvm"))))];
        });
        Add("TerminateInstances", (q, inventory) =>
        {
            var found = Select(q, "InstanceId", inventory.Instances, i => i.Id, "InvalidInstanceID.NotFound", i => Fields(inventory, i), i => i.Tags).ToList();
            foreach (var instance in found) Terminate(world, inventory, instance);
            return [new XElement("instancesSet", found.Select(i => new XElement("item", new XElement("instanceId", i.Id),
                new XElement("currentState", new XElement("code", ShuttingDownCode), new XElement("name", "shutting-down")),
                new XElement("previousState", new XElement("code", RunningCode), new XElement("name", InventoryInstance.Running)))))];
        });
    }

    /// <summary>The machine dies at once; a slot's group starts another in its place, which finds the slot's volume.</summary>
    private static void Terminate(World world, Inventory inventory, InventoryInstance instance)
    {
        var index = inventory.Instances.IndexOf(instance);
        if (index < 0 || instance.State != InventoryInstance.Running) return;
        inventory.Instances[index] = instance with { State = InventoryInstance.Terminated };
        inventory.Changed();
        var model = world.Get<EcsStore>().Model;
        if (instance.Slot.Length == 0) return;
        if (model.FindCluster(instance.Cluster) is { } cluster && EcsModel.FindInstance(cluster, instance.Id) is { } registered) model.TerminateInstance(registered);
        SlotInstances.ReplaceLater(world, inventory, instance);
    }

    /// <summary>By ids, then by filters; an unknown id is an error, an unknown filter is refused by its name.</summary>
    private static IEnumerable<T> Select<T>(
        AwsQuery query, string idField, IEnumerable<T> all, Func<T, string> id, string notFound, Func<T, Dictionary<string, string>> fields, Func<T, SortedDictionary<string, string>> tags)
    {
        var list = all.ToList();
        foreach (var wanted in query.Texts(idField))
        {
            if (!list.Exists(i => id(i) == wanted)) throw new AwsException(notFound, $"The ID '{wanted}' does not exist");
        }
        IEnumerable<T> found = query.Texts(idField) is { Count: > 0 } ids ? list.Where(i => ids.Contains(id(i))) : list;
        for (var n = 1; query.Text($"Filter.{n}.Name") is { } name; n++)
        {
            var values = query.Texts($"Filter.{n}.Value");
            found = found.Where(item => (name switch
            {
                "tag-key" => tags(item).Keys,
                _ when name.StartsWith("tag:", StringComparison.Ordinal) => tags(item).TryGetValue(name[4..], out var value) ? [value] : (IEnumerable<string>)[],
                _ => fields(item).TryGetValue(name, out var field) ? [field] : throw new AwsException("InvalidParameterValue", $"The filter '{name}' is not modelled by the embedded AWS."),
            }).Any(v => values.Any(w => Like(v, w))));
        }
        return found.ToList();
    }

    private static bool Like(string value, string pattern) => pattern.Contains('*', StringComparison.Ordinal)
        ? System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, value, ignoreCase: false)
        : value == pattern;

    private static Dictionary<string, string> Fields(Inventory inventory, InventoryInstance i) => new(StringComparer.Ordinal)
    {
        ["instance-id"] = i.Id, ["instance-state-name"] = i.State, ["instance-type"] = i.Type, ["availability-zone"] = i.Zone, ["subnet-id"] = i.SubnetId,
        ["private-ip-address"] = i.Address, ["image-id"] = i.ImageId, ["vpc-id"] = Vpc(inventory, i),
    };

    private static Dictionary<string, string> Fields(Inventory inventory, InventoryVolume v) => new(StringComparer.Ordinal)
    {
        ["volume-id"] = v.Id, ["availability-zone"] = v.Zone, ["volume-type"] = v.Type, ["status"] = Holder(inventory, v) is null ? "available" : "in-use",
        ["attachment.instance-id"] = Holder(inventory, v)?.Id ?? "", ["encrypted"] = v.Encrypted ? "true" : "false", ["size"] = v.SizeGiB.ToString(CultureInfo.InvariantCulture),
    };

    private static Dictionary<string, string> Fields(InventoryTemplate t) => new(StringComparer.Ordinal) { ["launch-template-name"] = t.Name };

    private static Dictionary<string, string> Fields(InventoryNetwork n) => new(StringComparer.Ordinal)
    {
        ["vpc-id"] = n.VpcId, ["subnet-id"] = n.Id, ["availability-zone"] = n.Zone, ["cidr-block"] = n.Cidr, ["cidr"] = n.Cidr, ["state"] = "available", ["isDefault"] = "false",
    };

    private static string Vpc(Inventory inventory, InventoryInstance instance) => inventory.Networks.Find(n => n.Id == instance.SubnetId)?.VpcId ?? "";

    private static InventoryInstance? Holder(Inventory inventory, InventoryVolume volume) =>
        inventory.Instances.Find(i => i.Slot.Length > 0 && i.Slot == volume.Slot && i.State == InventoryInstance.Running);

    private static IEnumerable<XElement> Instance(Inventory inventory, InventoryInstance i)
    {
        yield return new XElement("instanceId", i.Id);
        yield return new XElement("imageId", i.ImageId);
        yield return new XElement("instanceState", new XElement("code", i.State == InventoryInstance.Running ? RunningCode : TerminatedCode), new XElement("name", i.State));
        yield return new XElement("privateDnsName", $"ip-{i.Address.Replace('.', '-')}.internal");
        yield return new XElement("instanceType", i.Type);
        yield return new XElement("launchTime", Iso(i.LaunchedAt));
        yield return new XElement("placement", new XElement("availabilityZone", i.Zone), new XElement("tenancy", "default"));
        yield return new XElement("subnetId", i.SubnetId);
        yield return new XElement("vpcId", Vpc(inventory, i));
        yield return new XElement("privateIpAddress", i.Address);
        yield return new XElement("architecture", InstanceCapacity.Of(i.Type) is { Arm: true } ? "arm64" : "x86_64");
        if (i.Profile.Length > 0)
            yield return new XElement("iamInstanceProfile", new XElement("arn", $"arn:aws:iam::{World.Account}:instance-profile/{i.Profile}"), new XElement("id", i.Profile));
        if (inventory.Volumes.Find(v => v.Slot.Length > 0 && v.Slot == i.Slot) is { } volume && i.State == InventoryInstance.Running)
        {
            yield return new XElement("blockDeviceMapping", new XElement("item", new XElement("deviceName", "/dev/sdf"),
                new XElement("ebs", new XElement("volumeId", volume.Id), new XElement("status", "attached"), new XElement("deleteOnTermination", "false"))));
        }
        yield return Tags(LaunchTemplates.TagsOf(i));
    }

    private static IEnumerable<XElement> Volume(Inventory inventory, InventoryVolume v)
    {
        var holder = Holder(inventory, v);
        yield return new XElement("volumeId", v.Id);
        yield return new XElement("size", v.SizeGiB);
        yield return new XElement("availabilityZone", v.Zone);
        yield return new XElement("status", holder is null ? "available" : "in-use");
        yield return new XElement("createTime", Iso(v.CreatedAt));
        yield return new XElement("volumeType", v.Type);
        yield return new XElement("encrypted", v.Encrypted ? "true" : "false");
        yield return new XElement("attachmentSet", holder is null ? null : new XElement("item",
            new XElement("volumeId", v.Id), new XElement("instanceId", holder.Id), new XElement("device", "/dev/sdf"), new XElement("status", "attached"), new XElement("deleteOnTermination", "false")));
        yield return Tags(v.Tags);
    }

    private static XElement Tags(SortedDictionary<string, string> tags) =>
        new("tagSet", tags.Select(t => new XElement("item", new XElement("key", t.Key), new XElement("value", t.Value))));

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
