using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Apply;

/// <summary>One EC2 instance. A slot's instance is also a container instance of its cluster.</summary>
/// <param name="Slot">Empty for others, e.g. the bastion.</param>
public sealed record InventoryInstance(
    string Id, string Name, string Slot, string Cluster, string Type, string Zone, string SubnetId, string Address, string ImageId,
    DateTimeOffset LaunchedAt, SortedDictionary<string, string> Tags, string State)
{
    public const string Running = "running", Terminated = "terminated";

    /// <summary>Instance profile's name; empty for an instance without one.</summary>
    public string Profile { get; init; } = "";

    /// <summary>Launch template it was started from; empty for an instance without one.</summary>
    public string TemplateId { get; init; } = "";

    public long TemplateVersion { get; init; }
}

/// <param name="InGraph">False for a volume whose slot left the graph: kept, with its data, until it is named for deletion.</param>
public sealed record InventoryVolume(
    string Id, string Slot, string Zone, int SizeGiB, string Type, bool Encrypted, SortedDictionary<string, string> Tags, DateTimeOffset CreatedAt, bool InGraph);

public sealed record InventoryNetwork(string Id, string Kind, string Cidr, string Zone, string VpcId, SortedDictionary<string, string> Tags);

/// <summary>What the applied graph stands for on this AWS: instances, volumes, networks, and which resources were applied with which inputs.</summary>
public sealed class Inventory(World world) : IStatePart
{
    private const int FirstHost = 11, HashBytes = 8;

    public string Name => "inventory";

    public List<InventoryInstance> Instances { get; private set; } = [];

    public List<InventoryVolume> Volumes { get; private set; } = [];

    public List<InventoryNetwork> Networks { get; private set; } = [];

    public List<InventoryTemplate> Templates { get; private set; } = [];

    /// <summary>Slot → what its group starts next.</summary>
    public SortedDictionary<string, GroupTemplate> Groups { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>URN → hash of the inputs it was applied with.</summary>
    public SortedDictionary<string, string> Applied { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Slot → index, never reused: an address stays with its slot.</summary>
    public SortedDictionary<string, int> SlotIndexes { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Name of the private DNS zone of the slots; empty when the graph has none.</summary>
    public string PrivateZone { get; internal set; } = "";

    public void Changed() => world.State.Changed(Name);

    /// <summary>A loopback address of this world's own for a slot: 127.A.B.C, A and B from the folder's path, so that worlds do not meet.</summary>
    public string AddressOf(string slot)
    {
        if (!SlotIndexes.TryGetValue(slot, out var index)) SlotIndexes.Add(slot, index = SlotIndexes.Count);
        const int lowest = 64, span = 63;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(world.Folder));
        return string.Create(CultureInfo.InvariantCulture, $"127.{lowest + hash[0] % span}.{hash[1]}.{FirstHost + index}");
    }

    public string VolumeFolder(string slot) => Path.Combine(world.Folder, "volumes", slot);

    /// <summary>An id as EC2 makes them, the same for the same mock id in this world.</summary>
    public string IdFor(string prefix, string mockId) =>
        prefix + "-0" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(world.Folder + "\n" + mockId)).AsSpan(0, HashBytes));

    /// <summary>A new id, for what is replaced by another of its kind.</summary>
    public string NewId(string prefix) => prefix + "-0" + world.Random.NextUInt64().ToString("x16", CultureInfo.InvariantCulture);

    public void Write(Utf8JsonWriter writer) => JsonSerializer.Serialize(writer, new State(Instances, Volumes, Networks, Applied, SlotIndexes) { PrivateZone = PrivateZone, Templates = Templates, Groups = Groups });

    public void Read(JsonElement json)
    {
        var state = json.Deserialize<State>() ?? throw new JsonException("it is empty");
        (Instances, Volumes, Networks, PrivateZone) = (state.Instances, state.Volumes, state.Networks, state.PrivateZone);
        Templates = state.Templates;
        Groups = new(state.Groups, StringComparer.Ordinal);
        Applied = new(state.Applied, StringComparer.Ordinal);
        SlotIndexes = new(state.SlotIndexes, StringComparer.Ordinal);
    }

    private sealed record State(
        List<InventoryInstance> Instances, List<InventoryVolume> Volumes, List<InventoryNetwork> Networks, SortedDictionary<string, string> Applied, SortedDictionary<string, int> SlotIndexes)
    {
        public string PrivateZone { get; init; } = "";

        public List<InventoryTemplate> Templates { get; init; } = [];

        public SortedDictionary<string, GroupTemplate> Groups { get; init; } = [];
    }
}
