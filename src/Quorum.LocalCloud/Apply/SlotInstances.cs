using Quorum.LocalCloud.Ecs;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Apply;

/// <summary>A slot's machine: what its group starts, and how it registers with ECS.</summary>
internal static class SlotInstances
{
    private static readonly TimeSpan GroupReplaces = TimeSpan.FromSeconds(3);

    /// <summary>After a start: the groups whose instance had ended when the last process did.</summary>
    public static void GoOn(World world, Inventory inventory)
    {
        foreach (var ofSlot in inventory.Instances.Where(instance => instance.Slot.Length > 0).GroupBy(instance => instance.Slot))
            if (ofSlot.All(instance => instance.State != InventoryInstance.Running)) ReplaceLater(world, inventory, ofSlot.Last());
    }

    /// <summary>The group of an instance that has ended starts the next one, which finds the slot's volume, unless the slot itself has gone meanwhile.</summary>
    public static void ReplaceLater(World world, Inventory inventory, InventoryInstance ended) => world.Queue.After(GroupReplaces, () =>
    {
        var ofSlot = inventory.Instances.Where(instance => instance.Slot == ended.Slot).ToList();
        if (ofSlot.Count == 0 || ofSlot.Exists(instance => instance.State == InventoryInstance.Running)) return;
        if (world.Get<EcsStore>().Model.FindCluster(ended.Cluster) is not { } cluster) return;
        var next = Next(world, inventory, ended);
        inventory.Instances.Add(next);
        inventory.Changed();
        Register(world, inventory, cluster, next);
    });

    /// <summary>The next instance of a slot's group, in the place of one that has ended: what the group's version of the template says, all else as it was.</summary>
    public static InventoryInstance Next(World world, Inventory inventory, InventoryInstance ended)
    {
        var next = ended with { Id = inventory.NewId("i"), LaunchedAt = world.UtcNow, State = InventoryInstance.Running };
        if (inventory.Groups.GetValueOrDefault(ended.Slot) is not { } group) return next;
        var version = inventory.Templates.Find(template => template.Id == group.TemplateId)?.Versions.Find(each => each.Number == group.Version);
        return version is null ? next : next with { TemplateId = group.TemplateId, TemplateVersion = version.Number, Type = version.Type, ImageId = version.ImageId, Profile = version.Profile };
    }

    public static EcsInstance Register(World world, Inventory inventory, EcsCluster cluster, InventoryInstance instance)
    {
        Directory.CreateDirectory(inventory.VolumeFolder(instance.Slot));
        var capacity = InstanceCapacity.Of(instance.Type)!;
        var ecs = world.Get<EcsStore>();
        var registered = ecs.Model.RegisterInstance(cluster, new EcsInstanceSpec
        {
            Ec2InstanceId = instance.Id,
            Cpu = capacity.Cpu,
            Memory = capacity.MemoryMiB,
            Address = instance.Address,
            VolumeId = inventory.Volumes.Find(v => v.Slot == instance.Slot)?.Id ?? "",
            VolumePath = inventory.VolumeFolder(instance.Slot),
            Attributes = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [EcsInstance.SlotAttribute] = instance.Slot,
                [EcsInstance.ZoneAttribute] = instance.Zone,
                [EcsInstance.ArchitectureAttribute] = capacity.Arm ? "arm64" : "x86_64",
                ["ecs.instance-type"] = instance.Type,
                ["ecs.os-type"] = "linux",
                ["ecs.os-family"] = "LINUX",
                ["ecs.ami-id"] = instance.ImageId,
                ["ecs.subnet-id"] = instance.SubnetId,
                ["ecs.vpc-id"] = inventory.Networks.Find(n => n.Id == instance.SubnetId)?.VpcId ?? "",
            },
        });
        if (!ecs.Tags.ContainsKey(registered.Arn)) ecs.Tags[registered.Arn] = instance.Tags;
        return registered;
    }
}
