namespace Quorum.Models.Elasticsearch;

/// <summary>The configuration a node process is started with, as read from its environment and <c>elasticsearch.yml</c>.</summary>
/// <param name="Address">IPv4 address (<c>network.host</c>); HTTP on 9200, transport on 9300.</param>
public sealed record NodeStart(string Name, string Address, ElasticsearchVersion Version)
{
    public string ClusterName { get; init; } = "elasticsearch";
    public NodeRoles Roles { get; init; } = NodeRoles.All;

    /// <summary><c>node.attr.zone</c>; empty when not set.</summary>
    public string Zone { get; init; } = "";

    /// <summary>Addresses or names; a name matches the node whose name is its first label.</summary>
    public IReadOnlyList<string> SeedHosts { get; init; } = [];

    public IReadOnlyList<string> InitialMasterNodes { get; init; } = [];

    /// <summary><c>discovery.type: single-node</c>.</summary>
    public bool SingleNode { get; init; }

    /// <summary><c>cluster.routing.allocation.awareness.attributes</c> contains <c>zone</c>.</summary>
    public bool AwareOfZones { get; init; }

    /// <summary><c>cluster.routing.allocation.awareness.force.zone.values</c>.</summary>
    public IReadOnlyList<string> ForcedZones { get; init; } = [];

    /// <summary>Whom it trusts on the transport layer, and by whom it is known; null without TLS.</summary>
    public TransportTrust? Transport { get; init; }

    public int HttpPort { get; init; } = 9200;
    public int MaxMapCount { get; init; } = 1_048_576;
    public bool MemoryLocked { get; init; }
    public int MemoryMiB { get; init; } = 2048;

    /// <summary>A setting the server does not accept: the process writes this and ends with 1.</summary>
    public string? ConfigurationError { get; init; }

    /// <summary>All settings as given, for <c>_nodes/settings</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

/// <summary>Keys on the transport layer.</summary>
/// <param name="Issuer">Identifier of the CA's key that signed the node's certificate.</param>
/// <param name="Trusted">Identifiers of the CAs' keys it accepts.</param>
public sealed record TransportTrust(string Issuer, IReadOnlyList<string> Trusted);

/// <summary>The life of one node process.</summary>
public enum NodeProcess { Starting, Running, Stopping, Ended }
