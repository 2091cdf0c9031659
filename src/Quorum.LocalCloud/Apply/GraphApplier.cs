using System.Text.Json.Nodes;
using Quorum.LocalCloud.Ecs;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Iam;
using Quorum.LocalCloud.Logs;
using Quorum.LocalCloud.Ssm;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Apply;

/// <summary>
/// Brings this world to a graph: slots become instances with their volumes, the cluster an ECS cluster, and so on. Idempotent; what has no
/// meaning here (policies, routes, alarms) is counted and named. A slot that leaves the graph loses its instance, never its volume.
/// </summary>
internal sealed class GraphApplier(World world, Inventory inventory)
{
    private const string
        ClusterType = "aws:ecs/cluster:Cluster", GroupType = "aws:autoscaling/group:Group", TemplateType = "aws:ec2/launchTemplate:LaunchTemplate",
        VolumeType = "aws:ebs/volume:Volume", SubnetType = "aws:ec2/subnet:Subnet", VpcType = "aws:ec2/vpc:Vpc", InstanceType = "aws:ec2/instance:Instance",
        ParameterType = "aws:ssm/parameter:Parameter", LogGroupType = "aws:cloudwatch/logGroup:LogGroup", ZoneType = "aws:route53/zone:Zone";

    private const string SlotTag = "quorum:slot", ClusterTag = "quorum:cluster";
    private const int DefaultVolumeGiB = 8;

    private readonly EcsStore _ecs = world.Get<EcsStore>();
    private readonly ParameterStore _parameters = world.Get<ParameterStore>();
    private readonly RoleStore _roles = world.Get<RoleStore>();
    private readonly LogStore _logs = world.Get<LogStore>();

    /// <summary>Under the world's lock.</summary>
    /// <exception cref="FormatException">The graph asks for something that cannot be; nothing was changed.</exception>
    public JsonObject Apply(Graph graph)
    {
        var region = graph.Region ?? world.Region ?? throw new FormatException("the graph's config has no aws:region");
        Check(graph, region);
        if (world.Region is null)
        {
            world.Region = region;
            world.State.Changed(RegionState.PartName);
        }
        _ecs.Model.Region = region;
        var report = new Report();
        var before = inventory.Applied.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var vpc in graph.OfType(VpcType)) Track(vpc, report, () => Network(graph, vpc, "vpc"));
        foreach (var subnet in graph.OfType(SubnetType)) Track(subnet, report, () => Network(graph, subnet, "subnet"));
        foreach (var cluster in graph.OfType(ClusterType)) Track(cluster, report, () => Cluster(cluster));
        foreach (var group in graph.OfType(LogGroupType)) Track(group, report, () => _logs.CreateGroup(group.Text("name") ?? group.Name, group.Number("retentionInDays")));
        foreach (var parameter in graph.OfType(ParameterType)) Track(parameter, report, () => PutParameter(parameter));
        foreach (var zone in graph.OfType(ZoneType)) Track(zone, report, () => inventory.PrivateZone = zone.Text("name") ?? zone.Name);
        _roles.Replace(graph);
        foreach (var part in RoleStore.Types.SelectMany(graph.OfType)) Track(part, report, static () => { });
        foreach (var volume in graph.OfType(VolumeType)) Track(volume, report, () => Volume(volume));
        foreach (var template in graph.OfType(TemplateType)) Track(template, report, () => LaunchTemplates.Apply(world, inventory, template, ProfileOf(template)));
        foreach (var group in graph.OfType(GroupType).Where(IsSlot)) Track(group, report, () => SlotInstance(graph, group));
        foreach (var instance in graph.OfType(InstanceType)) Track(instance, report, () => PlainInstance(graph, instance));
        foreach (var other in graph.Resources.Where(r => r.Custom && !report.Seen.Contains(r.Urn))) report.NoMeaning[other.Type] = report.NoMeaning.GetValueOrDefault(other.Type) + 1;
        Remove(graph, report, before);
        inventory.Changed();
        return report.ToJson(inventory);
    }

    /// <summary>As the report of an apply that found everything as it should be. Under the world's lock.</summary>
    public static JsonObject Describe(Inventory inventory) => new Report().ToJson(inventory);

    private static bool IsSlot(GraphResource group) => group.Tags().ContainsKey(SlotTag);

    private static void Check(Graph graph, string region)
    {
        var problems = new List<string>();
        foreach (var group in graph.OfType(GroupType).Where(IsSlot))
        {
            var slot = group.Tags()[SlotTag];
            if (InstanceTypeOf(graph, group) is not { } type) problems.Add($"slot {slot}: its launch template is not in the graph or names no instanceType");
            else if (InstanceCapacity.Of(type) is null) problems.Add($"slot {slot}: instance type {type} is not in the embedded AWS's table");
            if (SubnetOf(graph, group)?.Text("availabilityZone") is not { } zone) problems.Add($"slot {slot}: its subnet is not in the graph or names no availabilityZone");
            else if (!zone.StartsWith(region, StringComparison.Ordinal)) problems.Add($"slot {slot}: zone {zone} is not in region {region}");
        }
        foreach (var twice in graph.OfType(GroupType).Where(IsSlot).GroupBy(g => g.Tags()[SlotTag]).Where(g => g.Count() > 1)) problems.Add($"slot {twice.Key}: {twice.Count()} auto scaling groups have it");
        if (problems.Count > 0) throw new FormatException(string.Join("; ", problems));
    }

    private void Track(GraphResource resource, Report report, Action apply)
    {
        report.Seen.Add(resource.Urn);
        var hash = resource.InputHash();
        var known = inventory.Applied.GetValueOrDefault(resource.Urn) == hash;
        // also when known: what was lost outside the graph (a terminated instance, a deleted parameter) comes back
        apply();
        inventory.Applied[resource.Urn] = hash;
        (known ? report.Unchanged : report.Applied).Add(resource.Label);
    }

    private void Network(Graph graph, GraphResource resource, string kind)
    {
        var id = inventory.IdFor(kind, resource.Id);
        inventory.Networks.RemoveAll(n => n.Id == id);
        var vpc = kind == "vpc" ? id : graph.ById(VpcType, resource.Text("vpcId")) is { } parent ? inventory.IdFor("vpc", parent.Id) : "";
        inventory.Networks.Add(new InventoryNetwork(id, kind, resource.Text("cidrBlock") ?? "", resource.Text("availabilityZone") ?? "", vpc, resource.Tags()));
    }

    private void Cluster(GraphResource resource)
    {
        var cluster = _ecs.Model.CreateCluster(resource.Text("name") ?? resource.Name);
        if (resource.Inputs["settings"] is JsonArray settings) cluster.Document = settings.ToJsonString();
        var tags = resource.Tags();
        if (tags.Count > 0) _ecs.Tags[cluster.Arn] = tags;
        _ecs.TagsChanged(cluster.Arn);
        _ecs.Changed(EcsKind.Cluster, cluster.Arn);
    }

    private void PutParameter(GraphResource resource)
    {
        var name = resource.Text("name") ?? resource.Name;
        if (resource.Text("value") is not { Length: > 0 } value) return;
        if (_parameters.Find(name) is { } existing && _parameters.Plain(existing) == value) return;
        _parameters.Put(name, resource.Text("type") ?? "String", value, resource.Text("tier") ?? "Standard", resource.Text("dataType") ?? "text", resource.Text("description"), null, resource.Text("keyId"));
    }

    private void Volume(GraphResource resource)
    {
        var tags = resource.Tags();
        var slot = tags.GetValueOrDefault(SlotTag, "");
        var index = inventory.Volumes.FindIndex(v => slot.Length > 0 ? v.Slot == slot : v.Id == inventory.IdFor("vol", resource.Id));
        var volume = new InventoryVolume(
            index >= 0 ? inventory.Volumes[index].Id : slot.Length > 0 ? inventory.NewId("vol") : inventory.IdFor("vol", resource.Id), slot, resource.Text("availabilityZone") ?? "",
            resource.Number("size") ?? DefaultVolumeGiB, resource.Text("type") ?? "gp3", resource.Inputs["encrypted"] is JsonValue e && e.TryGetValue<bool>(out var on) && on, tags,
            index >= 0 ? inventory.Volumes[index].CreatedAt : world.UtcNow, InGraph: true);
        if (index >= 0) inventory.Volumes[index] = volume;
        else inventory.Volumes.Add(volume);
        if (slot.Length > 0) Directory.CreateDirectory(inventory.VolumeFolder(slot));
    }

    private void SlotInstance(Graph graph, GraphResource group)
    {
        var tags = group.Tags();
        var slot = tags[SlotTag];
        var clusterName = graph.OfType(ClusterType).ToList() is [var only] ? only.Text("name") ?? only.Name : tags.GetValueOrDefault(ClusterTag, "default");
        var cluster = _ecs.Model.CreateCluster(clusterName);
        var template = inventory.Templates.Find(each => each.Id == inventory.IdFor("lt", TemplateOf(graph, group)!.Id))!;
        inventory.Groups[slot] = new(template.Id, template.Latest.Number);
        var instance = inventory.Instances.Find(i => i.Slot == slot && i.State == InventoryInstance.Running);
        if (instance is null)
        {
            var subnet = SubnetOf(graph, group)!;
            instance = new InventoryInstance(
                inventory.NewId("i"), tags.GetValueOrDefault("Name", slot), slot, clusterName, InstanceTypeOf(graph, group)!, subnet.Text("availabilityZone")!,
                inventory.IdFor("subnet", subnet.Id), inventory.AddressOf(slot), ImageOf(graph, group), world.UtcNow, tags, InventoryInstance.Running)
            { Profile = ProfileOf(TemplateOf(graph, group)), TemplateId = template.Id, TemplateVersion = template.Latest.Number };
            inventory.Instances.RemoveAll(i => i.Slot == slot);
            inventory.Instances.Add(instance);
        }
        else if (instance.Profile.Length == 0)
        {
            // Of a world that an older version of this program kept: it had a profile and this AWS did not know it.
            var kept = instance;
            inventory.Instances[inventory.Instances.IndexOf(kept)] = instance = kept with { Profile = ProfileOf(TemplateOf(graph, group)) };
        }
        if (instance.TemplateId.Length == 0)
        {
            // Of such a world too: what it was started from is not known any more, and the first version is the oldest there is.
            var kept = instance;
            inventory.Instances[inventory.Instances.IndexOf(kept)] = instance = kept with { TemplateId = template.Id, TemplateVersion = template.Versions[0].Number };
        }
        // a changed template changes nothing that runs: the group uses it for its next instance only
        SlotInstances.Register(world, inventory, cluster, instance);
    }

    private void PlainInstance(Graph graph, GraphResource resource)
    {
        var id = inventory.IdFor("i", resource.Id);
        var template = TemplateOf(graph, resource);
        var index = inventory.Instances.FindIndex(i => i.Id == id && i.State == InventoryInstance.Running);
        if (index >= 0)
        {
            // EC2 exchanges the profile of a running instance.
            inventory.Instances[index] = inventory.Instances[index] with { Profile = ProfileOf(template) };
            return;
        }
        var subnet = graph.ById(SubnetType, resource.Text("subnetId"));
        var tags = resource.Tags();
        const string notReachable = "10.0.0.4";
        inventory.Instances.Add(new InventoryInstance(
            id, tags.GetValueOrDefault("Name", resource.Name), "", tags.GetValueOrDefault(ClusterTag, ""), resource.Text("instanceType") ?? template?.Text("instanceType") ?? "", subnet?.Text("availabilityZone") ?? "",
            subnet is null ? "" : inventory.IdFor("subnet", subnet.Id), notReachable, resource.Text("ami") ?? template?.Text("imageId") ?? "", world.UtcNow, tags, InventoryInstance.Running)
        { Profile = ProfileOf(template) });
    }

    private void Remove(Graph graph, Report report, HashSet<string> before)
    {
        before.ExceptWith(report.Seen);
        foreach (var urn in before)
        {
            inventory.Applied.Remove(urn);
            report.Removed.Add(urn);
        }
        var slots = graph.OfType(GroupType).Where(IsSlot).Select(g => g.Tags()[SlotTag]).ToHashSet(StringComparer.Ordinal);
        var plain = graph.OfType(InstanceType).Select(r => inventory.IdFor("i", r.Id)).ToHashSet(StringComparer.Ordinal);
        foreach (var instance in inventory.Instances.Where(i => i.Slot.Length > 0 ? !slots.Contains(i.Slot) : !plain.Contains(i.Id)).ToArray())
        {
            Terminate(instance);
            inventory.Instances.Remove(instance);
        }
        inventory.Templates.RemoveAll(template => !graph.OfType(TemplateType).Any(r => inventory.IdFor("lt", r.Id) == template.Id));
        foreach (var slot in inventory.Groups.Keys.Where(slot => !slots.Contains(slot)).ToArray()) inventory.Groups.Remove(slot);
        var volumes = graph.OfType(VolumeType).Select(v => v.Tags().GetValueOrDefault(SlotTag, "")).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < inventory.Volumes.Count; i++)
        {
            var volume = inventory.Volumes[i];
            if (volume.Slot.Length == 0 || volumes.Contains(volume.Slot)) continue;
            inventory.Volumes[i] = volume with { InGraph = false };
            report.KeptVolumes.Add(volume.Slot);
        }
        inventory.Networks.RemoveAll(n => !graph.Resources.Any(r => r.Type is VpcType or SubnetType && inventory.IdFor(r.Type == VpcType ? "vpc" : "subnet", r.Id) == n.Id));
    }

    private void Terminate(InventoryInstance instance)
    {
        if (_ecs.Model.FindCluster(instance.Cluster) is { } cluster && EcsModel.FindInstance(cluster, instance.Id) is { } registered) _ecs.Model.TerminateInstance(registered);
    }

    private static GraphResource? TemplateOf(Graph graph, GraphResource group) => graph.ById(TemplateType, (string?)(group.Inputs["launchTemplate"] as JsonObject)?["id"]);

    // By ARN, as the infrastructure program names it, or by name.
    private static string ProfileOf(GraphResource? template) =>
        template?.Inputs["iamInstanceProfile"] is JsonObject profile && ((string?)profile["arn"] ?? (string?)profile["name"]) is { } named ? named[(named.LastIndexOf('/') + 1)..] : "";

    private static string? InstanceTypeOf(Graph graph, GraphResource group) => TemplateOf(graph, group)?.Text("instanceType");

    private static string ImageOf(Graph graph, GraphResource group) => TemplateOf(graph, group)?.Text("imageId") ?? "";

    private static GraphResource? SubnetOf(Graph graph, GraphResource group) =>
        group.Inputs["vpcZoneIdentifiers"] is JsonArray { Count: > 0 } subnets ? graph.ById(SubnetType, (string?)subnets[0]) : null;

    private sealed class Report
    {
        public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);
        public List<string> Applied { get; } = [];
        public List<string> Unchanged { get; } = [];
        public List<string> Removed { get; } = [];
        public List<string> KeptVolumes { get; } = [];
        public SortedDictionary<string, int> NoMeaning { get; } = new(StringComparer.Ordinal);

        public JsonObject ToJson(Inventory inventory) => new()
        {
            ["applied"] = Strings(Applied),
            ["unchanged"] = Strings(Unchanged),
            ["removed"] = Strings(Removed),
            ["keptVolumes"] = Strings(KeptVolumes),
            ["noLocalMeaning"] = new JsonArray([.. NoMeaning.Select(p => (JsonNode)new JsonObject { ["type"] = p.Key, ["count"] = p.Value })]),
            ["instances"] = new JsonArray([.. inventory.Instances.Where(i => i.Slot.Length > 0).GroupBy(i => i.Slot).Select(OfNow).OrderBy(i => i.Slot, StringComparer.Ordinal).Select(i => (JsonNode)new JsonObject
            {
                ["slot"] = i.Slot,
                ["instanceId"] = i.Id,
                ["address"] = i.Address,
                ["zone"] = i.Zone,
                ["instanceType"] = i.Type,
                ["volumeId"] = inventory.Volumes.Find(v => v.Slot == i.Slot)?.Id,
            })]),
        };

        // Terminated ones stay listed, as on EC2; a slot has one instance.
        private static InventoryInstance OfNow(IEnumerable<InventoryInstance> instances) => instances.OrderBy(i => i.State == InventoryInstance.Running).ThenBy(i => i.LaunchedAt).Last();

        private static JsonArray Strings(List<string> list) => new([.. list.Select(s => (JsonNode)s)]);
    }
}
