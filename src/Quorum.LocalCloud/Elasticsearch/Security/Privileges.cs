using System.IO.Enumeration;

namespace Quorum.LocalCloud.Elasticsearch.Security;

/// <summary>Named privileges and the actions they grant, as far as the modelled calls need them; in Elasticsearch's order, the narrowest first.</summary>
public static class Privileges
{
    private static readonly (string Name, string[] Actions, string[] Not)[] Cluster =
    [
        ("monitor_snapshot", ["cluster:admin/snapshot/status*", "cluster:admin/snapshot/get", "cluster:admin/repository/get"], []),
        ("create_snapshot", ["cluster:admin/snapshot/create", "cluster:admin/snapshot/status*", "cluster:admin/snapshot/get", "cluster:admin/repository/get"], []),
        ("read_ilm", ["cluster:admin/ilm/get", "cluster:admin/ilm/operation_mode/get"], []),
        ("manage_ilm", ["cluster:admin/ilm/*"], []),
        ("read_slm", ["cluster:admin/slm/get", "cluster:admin/slm/status"], []),
        ("manage_slm", ["cluster:admin/slm/*", "cluster:admin/ilm/start", "cluster:admin/ilm/stop", "cluster:admin/ilm/operation_mode/get"], []),
        ("read_security", ["cluster:admin/xpack/security/user/get", "cluster:admin/xpack/security/role/get"], []),
        ("manage_security", ["cluster:admin/xpack/security/*"], []),
        ("monitor", ["cluster:monitor/*"], []),
        ("manage", ["cluster:*"], ["cluster:admin/xpack/security/*"]),
        ("all", ["*"], []),
    ];

    private static readonly (string Name, string[] Actions)[] Index =
    [
        ("create_doc", ["indices:data/write/index", "indices:data/write/bulk*"]),
        ("create", ["indices:data/write/index*", "indices:data/write/bulk*"]),
        ("delete", ["indices:data/write/delete*", "indices:data/write/bulk*"]),
        ("index", ["indices:data/write/index*", "indices:data/write/bulk*", "indices:data/write/update*"]),
        ("write", ["indices:data/write/*"]),
        ("read", ["indices:data/read/*"]),
        ("create_index", ["indices:admin/create"]),
        ("delete_index", ["indices:admin/delete"]),
        ("view_index_metadata", ["indices:admin/get", "indices:admin/mappings/get", "indices:monitor/settings/get", "indices:admin/ilm/explain"]),
        ("maintenance", ["indices:admin/refresh*", "indices:admin/flush*", "indices:admin/forcemerge*"]),
        ("monitor", ["indices:monitor/*"]),
        ("manage", ["indices:monitor/*", "indices:admin/*"]),
        ("all", ["indices:*"]),
    ];

    public static bool ClusterGrants(string privilege, string action)
    {
        // An action may stand in a role by its own name.
        if (privilege.StartsWith("cluster:", StringComparison.Ordinal)) return Matches(privilege, action);
        foreach (var known in Cluster) if (known.Name == privilege) return Grants(known, action);
        return false;
    }

    public static bool IndexGrants(string privilege, string action)
    {
        if (privilege.StartsWith("indices:", StringComparison.Ordinal)) return Matches(privilege, action);
        foreach (var known in Index) if (known.Name == privilege) return Array.Exists(known.Actions, pattern => Matches(pattern, action));
        return false;
    }

    public static bool IsKnownToCluster(string privilege) => privilege.StartsWith("cluster:", StringComparison.Ordinal) || Array.Exists(Cluster, known => known.Name == privilege);

    public static bool IsKnownToIndex(string privilege) => privilege.StartsWith("indices:", StringComparison.Ordinal) || Array.Exists(Index, known => known.Name == privilege);

    /// <summary>The named privileges that would have granted the action, as Elasticsearch tells who was refused.</summary>
    public static IEnumerable<string> ClusterGranting(string action) => Cluster.Where(known => Grants(known, action)).Select(known => known.Name);

    public static IEnumerable<string> IndexGranting(string action) => Index.Where(known => Array.Exists(known.Actions, pattern => Matches(pattern, action))).Select(known => known.Name);

    private static bool Grants((string Name, string[] Actions, string[] Not) known, string action) =>
        Array.Exists(known.Actions, pattern => Matches(pattern, action)) && !Array.Exists(known.Not, pattern => Matches(pattern, action));

    internal static bool Matches(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}
