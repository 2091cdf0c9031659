namespace Quorum.LocalCloud.Elasticsearch.Security;

/// <param name="Action">Name of Elasticsearch's action.</param>
/// <param name="Indices">Names or patterns it touches; null for an action on the cluster. Listings of all indices answer with those that may be seen; here the right to see all is asked for.</param>
public sealed record RestAction(string Action, IReadOnlyList<string>? Indices);

/// <summary>Which actions a REST call comes to. A call that is not in the table needs a superuser: nothing new is ever open by mistake.</summary>
public static class RestActions
{
    private const string Unlisted = "cluster:admin/quorum/unlisted";

    /// <summary>Null: any user may do it.</summary>
    public static IReadOnlyList<RestAction>? Of(string method, string[] s) => (method, s) switch
    {
        (_, []) => [Cluster("monitor/main")],
        (_, ["_security", "_authenticate"]) => null,
        ("GET", ["_security", "user", ..]) => [Cluster("admin/xpack/security/user/get")],
        ("PUT" or "POST", ["_security", "user", _]) => [Cluster("admin/xpack/security/user/put")],
        ("PUT" or "POST", ["_security", "user", _, "_password"]) => [Cluster("admin/xpack/security/user/change_password")],
        ("DELETE", ["_security", "user", _]) => [Cluster("admin/xpack/security/user/delete")],
        ("GET", ["_security", "role", ..]) => [Cluster("admin/xpack/security/role/get")],
        ("PUT" or "POST", ["_security", "role", _]) => [Cluster("admin/xpack/security/role/put")],
        ("DELETE", ["_security", "role", _]) => [Cluster("admin/xpack/security/role/delete")],
        ("GET", ["_ssl", "certificates"]) => [Cluster("monitor/xpack/ssl/certificates/get")],
        ("GET", ["_xpack" or "_license", ..]) => [Cluster("monitor/xpack/info")],
        ("GET", ["_cluster", "health", ..]) => [Cluster("monitor/health")],
        ("GET", ["_cluster", "settings"]) => [Cluster("monitor/settings")],
        ("PUT", ["_cluster", "settings"]) => [Cluster("admin/settings/update")],
        ("GET", ["_cluster", "state", ..]) => [Cluster("monitor/state")],
        ("GET", ["_cluster", "pending_tasks"]) => [Cluster("monitor/task")],
        ("POST", ["_cluster", "voting_config_exclusions"]) => [Cluster("admin/voting_config/add_exclusions")],
        ("DELETE", ["_cluster", "voting_config_exclusions"]) => [Cluster("admin/voting_config/clear_exclusions")],
        (_, ["_cluster", "allocation", "explain"]) => [Cluster("monitor/allocation/explain")],
        ("POST", ["_cluster", "reroute"]) => [Cluster("admin/reroute")],
        ("GET", ["_nodes", "shutdown"] or ["_nodes", _, "shutdown"]) => [Cluster("admin/shutdown/get")],
        ("PUT", ["_nodes", _, "shutdown"]) => [Cluster("admin/shutdown/create")],
        ("DELETE", ["_nodes", _, "shutdown"]) => [Cluster("admin/shutdown/delete")],
        ("GET", ["_nodes", .. var more]) => [Cluster(more.Contains("stats") ? "monitor/nodes/stats" : "monitor/nodes/info")],
        ("GET", ["_health_report", ..]) => [Cluster("monitor/health_api")],
        ("GET", ["_cat", "shards" or "indices" or "recovery" or "segments", .. var of]) => [Cluster("monitor/state"), Index("monitor/stats", of is [var names] ? names : "*")],
        ("GET", ["_cat", "health"]) => [Cluster("monitor/health")],
        ("GET", ["_cat", "repositories"]) => [Cluster("admin/repository/get")],
        ("GET", ["_cat", "snapshots", ..]) => [Cluster("admin/snapshot/get")],
        ("GET", ["_cat", ..]) => [Cluster("monitor/state")],
        ("GET", ["_ilm", "status"]) => [Cluster("admin/ilm/operation_mode/get")],
        ("POST", ["_ilm", "start" or "stop"]) => [Cluster($"admin/ilm/{s[1]}")],
        ("GET", ["_slm", "status"]) => [Cluster("admin/slm/status")],
        ("GET", ["_slm", "policy", ..]) => [Cluster("admin/slm/get")],
        ("PUT", ["_slm", "policy", _]) => [Cluster("admin/slm/put")],
        ("DELETE", ["_slm", "policy", _]) => [Cluster("admin/slm/delete")],
        (_, ["_slm", "policy", _, "_execute"]) => [Cluster("admin/slm/execute")],
        ("POST", ["_slm", "start" or "stop"]) => [Cluster($"admin/slm/{s[1]}")],
        ("GET", ["_snapshot"] or ["_snapshot", not "_status"]) => [Cluster("admin/repository/get")],
        ("GET", ["_snapshot", "_status"] or ["_snapshot", _, _, "_status"]) => [Cluster("admin/snapshot/status")],
        ("GET", ["_snapshot", _, _]) => [Cluster("admin/snapshot/get")],
        ("PUT" or "POST", ["_snapshot", _]) => [Cluster("admin/repository/put")],
        ("DELETE", ["_snapshot", _]) => [Cluster("admin/repository/delete")],
        ("POST", ["_snapshot", _, "_verify"]) => [Cluster("admin/repository/verify")],
        ("POST", ["_snapshot", _, "_cleanup"]) => [Cluster("admin/repository/_cleanup")],
        ("POST", ["_snapshot", _, _, "_restore"]) => [Cluster("admin/snapshot/restore")],
        ("PUT" or "POST", ["_snapshot", _, _]) => [Cluster("admin/snapshot/create")],
        ("DELETE", ["_snapshot", _, _]) => [Cluster("admin/snapshot/delete")],
        (_, ["_bulk"]) => [Index("data/write/bulk", "*")],
        // Which search it goes on with is in its id only: the right to read all is asked for, where the real one looks at who opened it.
        (_, ["_search", "scroll"]) => [Index("data/read/scroll", "*")],
        (_, ["_mget" or "_search" or "_count" or "_refresh" or "_flush" or "_recovery" or "_settings" or "_mapping", ..]) => Of(method, "*", s),
        (_, [['_', ..], ..]) => [new(Unlisted, null)],
        (_, [var index, .. var rest]) => Of(method, index, rest),
    };

    private static RestAction[] Of(string method, string index, string[] rest) => (method, rest) switch
    {
        ("PUT", []) => [Index("admin/create", index)],
        ("DELETE", []) => [Index("admin/delete", index)],
        ("GET" or "HEAD", []) => [Index("admin/get", index)],
        ("GET", ["_settings", ..]) => [Index("monitor/settings/get", index)],
        ("PUT", ["_settings"]) => [Index("admin/settings/update", index)],
        ("GET", ["_mapping"]) => [Index("admin/mappings/get", index)],
        ("GET", ["_recovery"]) => [Index("monitor/recovery", index)],
        (_, ["_refresh"]) => [Index("admin/refresh", index)],
        (_, ["_flush"]) => [Index("admin/flush", index)],
        (_, ["_search" or "_count"]) => [Index("data/read/search", index)],
        (_, ["_mget"]) => [Index("data/read/mget", index)],
        (_, ["_bulk"]) => [Index("data/write/bulk", index)],
        ("GET", ["_ilm", "explain"]) => [Index("admin/ilm/explain", index)],
        ("DELETE", ["_doc", _]) => [Index("data/write/delete", index)],
        ("PUT" or "POST", ["_doc" or "_create", ..]) => [Index("data/write/index", index)],
        ("GET" or "HEAD", ["_doc" or "_source", _]) => [Index("data/read/get", index)],
        _ => [new(Unlisted, null)],
    };

    private static RestAction Cluster(string action) => new($"cluster:{action}", null);

    private static RestAction Index(string action, string names) => new($"indices:{action}", names is "_all" ? ["*"] : names.Split(','));
}
