using System.Globalization;
using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;
using Quorum.Models.Kernel;
using Quorum.Rehearsal.Checks;
using Quorum.Rehearsal.Faults;
using Quorum.Rehearsal.Scenarios;
using Quorum.Rollout;
using RollVersion = Quorum.Rollout.ElasticsearchVersion;

namespace Quorum.Rehearsal.World;

/// <summary>The models of one rehearsal, wired together as ECS, instances and Elasticsearch are: a formed green cluster on the old revision.</summary>
public sealed partial class SimWorld
{
    public const int OldRevision = 1, NewRevision = 2, FixedRevision = 3, ForeignRevision = 4;

    private const int RevisionsPerSlot = ForeignRevision + 1;

    public const string OldVersion = "8.17.2", NewVersion = "8.18.1";

    /// <summary>Longest time in which an undisturbed cluster must form and get green.</summary>
    private static readonly TimeSpan FormationLimit = TimeSpan.FromHours(2);

    private static readonly TimeSpan AtRestFor = TimeSpan.FromMinutes(1);

    private static readonly EcsOptions Options = new() { KeepEvents = false };

    private static readonly EcsTimings Timings = EcsTimings.Aws with { Jitter = 0.2 };

    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly EcsService?[] _services;
    private readonly string?[] _definitions;
    private readonly NodeRoles[] _roles;
    private readonly string[] _seeds;
    private readonly List<string> _zones = [];
    private bool _formed;

    public SimWorld(Scenario scenario, bool trace = false)
    {
        Scenario = scenario;
        Trace = trace ? new Trace(this) : null;
        Random = new SeededRandom(scenario.Seed).Fork("world");
        Machines = new SimMachines(this);
        Search = new ClusterModel(Queue, Random, SearchOptions(scenario));
        _services = new EcsService?[scenario.Slots.Length];
        _definitions = new string?[scenario.Slots.Length * RevisionsPerSlot];
        _roles = [.. scenario.Slots.Select(slot => Map(slot.Roles))];
        _seeds = [.. scenario.Slots.Where(slot => (slot.Roles & SlotRoles.Master) != 0).Select(slot => slot.Name)];
        for (var slot = 0; slot < scenario.Slots.Length; slot++)
        {
            _slots[scenario.Slots[slot].Name] = slot;
            if (!_zones.Contains(scenario.Slots[slot].Zone)) _zones.Add(scenario.Slots[slot].Zone);
        }
        Images = MakeImages(scenario);
        Stops = new TaskEnds(this);
        Checks = new WorldChecks(this);
        Trouble = new Troubles(this);
        Nodes = new SimNodes(this);
        Ecs = new EcsModel(Queue, Random, Timings, Options with { PlacementFailureCounts = scenario.Facts.PlacementFailureCounts }, Nodes, Trouble) { TaskStopped = Stops.Note, Changed = (_, _) => EcsRevision++ };
        Cluster = Ecs.CreateCluster("q");
        Instances = new EcsInstance?[scenario.Slots.Length];
        Form();
    }

    public Scenario Scenario { get; }

    public EventQueue Queue { get; } = new();

    public SeededRandom Random { get; }

    public EcsModel Ecs { get; }

    public EcsCluster Cluster { get; }

    /// <summary>Counts every change of ECS that a reader could see.</summary>
    internal long EcsRevision { get; set; }

    public ClusterModel Search { get; }

    public SimNodes Nodes { get; }

    public StoreState Store { get; } = new();

    /// <summary>By slot; null while there is no instance.</summary>
    public EcsInstance?[] Instances { get; }

    internal SimMachines Machines { get; }

    public SimImage[] Images { get; }

    internal TaskEnds Stops { get; }

    internal WorldChecks Checks { get; }

    internal Troubles Trouble { get; }

    internal Trace? Trace { get; }

    internal Running.Operator? Operator { get; set; }

    /// <summary>When the roll began.</summary>
    public TimeSpan Begun { get; private set; }

    public DateTimeOffset Now => Options.Epoch + Queue.Now;

    public DateTimeOffset At(TimeSpan time) => Options.Epoch + time;

    public int SlotOf(string name) => _slots.GetValueOrDefault(name, ClusterSnapshot.Foreign);

    public int ZoneOf(int slot) => _zones.IndexOf(Scenario.Slots[slot].Zone);

    /// <summary>What a revision runs on a slot: a broken one may be broken on one slot only.</summary>
    public SimImage Image(int revision, int slot)
    {
        var image = Images[revision];
        return image.Error is not null && Scenario.BrokenSlot >= 0 && Scenario.BrokenSlot != slot ? image with { Error = null } : image;
    }

    public RollVersion VersionOf(int revision) => _versions[revision];

    private readonly RollVersion[] _versions = new RollVersion[ForeignRevision + 1];

    /// <summary>The slot's ACTIVE service; null when there is none.</summary>
    public EcsService? Service(int slot)
    {
        if (_services[slot] is { Status: EcsServiceStatus.Active } service) return service;
        var found = EcsModel.FindService(Cluster, Scenario.Slots[slot].Name);
        return _services[slot] = found is { Status: EcsServiceStatus.Active } ? found : null;
    }

    public string Definition(int slot, int revision)
    {
        if (_definitions[slot * RevisionsPerSlot + revision] is { } known) return known;
        var family = "q-" + Scenario.Slots[slot].Name;
        while (!Ecs.Families.TryGetValue(family, out var revisions) || revisions.Count < revision) Ecs.RegisterTaskDefinition(DefinitionSpec(family));
        return _definitions[slot * RevisionsPerSlot + revision] = Ecs.Families[family][revision - 1].Arn;
    }

    /// <summary>All slots on a revision.</summary>
    public Goal Goal(int revision) => new("q", Scenario.Slots.Select((slot, index) =>
        new RollSlot(slot.Name, slot.Zone, slot.Roles, Definition(index, revision), Images[revision].Digest, VersionOf(revision))));

    /// <summary>All slots on the revision that they have, and on instances of the present launch template.</summary>
    public Goal InstancesGoal() => new("q", Goal(OldRevision).Slots.Select(slot => slot with { Target = null, Digest = "", Launch = SimMachines.Wanted }));

    /// <summary>The machine of a slot dies.</summary>
    internal void EndInstance(int slot)
    {
        Machines.Gone(slot);
        Ecs.TerminateInstance(Instances[slot]!);
    }

    internal void Register(int slot)
    {
        if (Machines.Runs(slot)) return;
        var plan = Scenario.Slots[slot];
        var number = Instances[slot] is null ? 0 : 1 + Queue.Now.Ticks;
        Instances[slot] = Ecs.RegisterInstance(Cluster, new EcsInstanceSpec
        {
            Ec2InstanceId = string.Create(CultureInfo.InvariantCulture, $"i-{slot}-{number}"),
            Cpu = 2048,
            Memory = Scenario.RoomForTwo ? 16_000 : 8_000,
            Attributes = new Dictionary<string, string> { [EcsInstance.SlotAttribute] = plan.Name, [EcsInstance.ZoneAttribute] = plan.Zone },
            Address = string.Create(CultureInfo.InvariantCulture, $"10.0.0.{slot}"),
            VolumeId = plan.Name,
        });
        Machines.Started(slot, Instances[slot]!.Spec.Ec2InstanceId, atFirst: !_formed);
    }

    internal NodeStart NodeStart(int slot, SimImage image, string? error)
    {
        var plan = Scenario.Slots[slot];
        return new NodeStart(plan.Name, Instances[slot]!.Spec.Address, image.Version)
        {
            ClusterName = "q",
            Roles = _roles[slot],
            Zone = plan.Zone,
            SeedHosts = _seeds,
            InitialMasterNodes = _formed || !Nodes.Volumes[slot].IsEmpty ? [] : _seeds,
            AwareOfZones = true,
            ForcedZones = _zones,
            ConfigurationError = error,
        };
    }

    private EcsTaskDefinitionSpec DefinitionSpec(string family) => new()
    {
        Family = family,
        NetworkMode = "host",
        Containers =
        [
            new EcsContainerSpec
            {
                Name = "elasticsearch",
                Image = "q",
                Cpu = 1024,
                Memory = 6_000,
                HostPorts = Scenario.RoomForTwo ? [] : Ports,
                HealthCheck = EcsContainerSpec.DefaultHealthCheck,
                StopTimeout = Policy.Default.StopTimeout,
            },
        ],
    };

    private static readonly int[] Ports = [9200, 9300];
}
