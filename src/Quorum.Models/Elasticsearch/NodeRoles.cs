namespace Quorum.Models.Elasticsearch;

/// <summary>What a node does, as <c>node.roles</c> names it; a node without that setting has <see cref="All"/>.</summary>
[Flags]
public enum NodeRoles
{
    None = 0,
    Master = 1,
    Data = 1 << 1,
    DataContent = 1 << 2,
    DataHot = 1 << 3,
    DataWarm = 1 << 4,
    DataCold = 1 << 5,
    DataFrozen = 1 << 6,
    Ingest = 1 << 7,
    Ml = 1 << 8,
    RemoteClusterClient = 1 << 9,
    Transform = 1 << 10,
    VotingOnly = 1 << 11,
    All = Master | Data | DataContent | DataHot | DataWarm | DataCold | DataFrozen | Ingest | Ml | RemoteClusterClient | Transform,
}

public static class NodeRolesText
{
    // In the order and with the letters of _nodes and _cat/nodes.
    private static readonly (NodeRoles Role, string Name, char Letter)[] Known =
    [
        (NodeRoles.Data, "data", 'd'),
        (NodeRoles.DataCold, "data_cold", 'c'),
        (NodeRoles.DataContent, "data_content", 's'),
        (NodeRoles.DataFrozen, "data_frozen", 'f'),
        (NodeRoles.DataHot, "data_hot", 'h'),
        (NodeRoles.DataWarm, "data_warm", 'w'),
        (NodeRoles.Ingest, "ingest", 'i'),
        (NodeRoles.Master, "master", 'm'),
        (NodeRoles.Ml, "ml", 'l'),
        (NodeRoles.RemoteClusterClient, "remote_cluster_client", 'r'),
        (NodeRoles.Transform, "transform", 't'),
        (NodeRoles.VotingOnly, "voting_only", 'v'),
    ];

    private const NodeRoles AnyData = NodeRoles.Data | NodeRoles.DataContent | NodeRoles.DataHot | NodeRoles.DataWarm | NodeRoles.DataCold | NodeRoles.DataFrozen;

    public static bool HoldsData(this NodeRoles roles) => (roles & AnyData) != 0;

    public static bool IsMasterEligible(this NodeRoles roles) => (roles & NodeRoles.Master) != 0;

    /// <summary>Role names, sorted as the nodes API gives them.</summary>
    public static IEnumerable<string> Names(this NodeRoles roles) => Known.Where(k => (roles & k.Role) != 0).Select(k => k.Name);

    /// <summary>The letters of <c>_cat/nodes</c>, sorted; <c>-</c> for a coordinating-only node.</summary>
    public static string Letters(this NodeRoles roles)
    {
        var letters = Known.Where(k => (roles & k.Role) != 0).Select(k => k.Letter).Order().ToArray();
        return letters.Length == 0 ? "-" : new string(letters);
    }

    /// <summary>Reads <c>node.roles</c>: names separated by commas. Null when a name is unknown (it is in <paramref name="unknown"/> then).</summary>
    public static NodeRoles? Parse(string text, out string? unknown)
    {
        unknown = null;
        var roles = NodeRoles.None;
        foreach (var name in text.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var found = Array.Find(Known, k => k.Name == name.Trim('"', '\''));
            if (found.Name is null) { unknown = name; return null; }
            roles |= found.Role;
        }
        return roles;
    }
}
