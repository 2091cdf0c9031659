using Quorum.Models.Elasticsearch;
using Quorum.Models.Kernel;

namespace Quorum.Models.Tests.Elasticsearch;

/// <summary>A cluster in virtual time: slots es-a1, es-b1 … with a volume each.</summary>
internal sealed class Scene
{
    public static readonly ElasticsearchVersion V816 = new(8, 16, 6), V817 = new(8, 17, 2);
    private readonly Dictionary<string, Volume> _volumes = [];

    public Scene(ulong seed = 1, ElasticsearchOptions? options = null) => Model = new ClusterModel(Queue, new SeededRandom(seed), options);

    public EventQueue Queue { get; } = new();
    public ClusterModel Model { get; }
    public ClusterState State => Model.Cluster ?? throw new InvalidOperationException("no cluster has formed");
    public bool Forced { get; init; } = true;
    public bool Aware { get; init; } = true;
    public string[] Masters { get; init; } = ["es-a1", "es-b1", "es-c1"];

    /// <summary>Three zones, one node each, formed and green.</summary>
    public static Scene Formed(ulong seed = 1, ElasticsearchOptions? options = null, bool forced = true, int perZone = 1)
    {
        var scene = new Scene(seed, options) { Forced = forced };
        for (var n = 1; n <= perZone; n++) foreach (var zone in "abc") scene.Start($"es-{zone}{n}", bootstrap: n == 1, masterEligible: n == 1);
        scene.Run(30);
        Assert.Equal(3 * perZone, scene.State.Nodes.Count);
        return scene;
    }

    public Volume Volume(string name) => _volumes.TryGetValue(name, out var volume) ? volume : _volumes[name] = new Volume("vol-" + name);

    public NodeStart Describe(string name, ElasticsearchVersion? version = null, bool bootstrap = false, bool masterEligible = true) =>
        new(name, "127.7.0." + (name[3] - 'a' + 1 + 10 * (name[4] - '0')), version ?? V817)
        {
            Zone = name[3].ToString(),
            SeedHosts = Masters.Select(m => m + ".test.internal").ToArray(),
            InitialMasterNodes = bootstrap ? Masters : [],
            AwareOfZones = Aware,
            ForcedZones = Forced ? ["a", "b", "c"] : [],
            Roles = masterEligible ? NodeRoles.All : NodeRoles.All & ~NodeRoles.Master,
        };

    public ElasticsearchNode Start(string name, ElasticsearchVersion? version = null, bool bootstrap = false, bool masterEligible = true) =>
        Model.StartNode(Describe(name, version, bootstrap, masterEligible), Volume(name));

    public ElasticsearchNode Node(string name) => Model.Node(name) ?? throw new InvalidOperationException($"{name} does not run");

    public ElasticsearchNode Any() => State.Nodes.First(n => Model.HasMaster(n));

    public void Run(double seconds) => Queue.RunUntil(Queue.Now + TimeSpan.FromSeconds(seconds));

    public IndexState Index(string name = "books", int shards = 1, int replicas = 1, long bytes = 0, params (string Key, string Value)[] settings)
    {
        var index = Model.CreateIndex(Any(), name, shards, replicas, settings.ToDictionary(s => s.Key, s => s.Value), bytes);
        Assert.NotNull(index);
        Run(120);
        return index;
    }

    public WriteResult Write(IndexState index, string id, string source = "{}", WriteOperation operation = WriteOperation.Index, int? wait = null, ElasticsearchNode? via = null) =>
        Model.Write(via ?? Any(), index, id, source, operation, wait);

    public void Restart(string name, double down = 10, ElasticsearchVersion? version = null)
    {
        var roles = Node(name).Roles;
        Model.StopNode(Node(name));
        Run(down);
        Start(name, version, masterEligible: roles.IsMasterEligible());
    }

    public static ShardCopy Replica(IndexState index, int shard = 0) => index.Shards[shard].Copies.First(c => !c.Primary);

    public HealthStatus Status => Model.Health(State).Status;
}
