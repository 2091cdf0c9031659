using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch.Security;

/// <summary>Who asks.</summary>
public sealed record Caller(string Name, IReadOnlyList<string> Roles);

/// <summary>Stands before the REST API of a node with security: 401 for whom it does not know, 403 for what the roles do not give, in Elasticsearch's words.</summary>
public sealed class Guard(World world)
{
    private const string BasicScheme = "Basic ";

    // As the realm's cache: deriving the hash anew for every request of a proof would be most of its work. By what was presented and what it was compared with.
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    private const int MaxSeen = 1000;

    /// <exception cref="RestError">401 or 403.</exception>
    public Caller Admit(ElasticsearchNode node, NodeSecurity security, RestCall call, string? authorization)
    {
        var caller = Authenticate(node, security, call, authorization);
        if (RestActions.Of(call.Method, call.Segments) is not { } actions) return caller;
        var roles = world.Do(() => caller.Roles.Select(name => SecurityDocuments.Role(node.Cluster, name)).OfType<StoredRole>().ToList());
        foreach (var action in actions) Authorize(caller, roles, action);
        return caller;
    }

    private Caller Authenticate(ElasticsearchNode node, NodeSecurity security, RestCall call, string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase)) throw Unauthorized($"missing authentication credentials for REST request [{Shown(call)}]");
        string[] parts;
        try
        {
            parts = Encoding.UTF8.GetString(Convert.FromBase64String(authorization[BasicScheme.Length..].Trim())).Split(':', 2);
        }
        catch (FormatException)
        {
            parts = [];
        }
        if (parts is not [var name, var password]) throw Unauthorized("invalid basic authentication header value");
        var user = world.Do(() => SecurityDocuments.User(node.Cluster, name));
        if (user is null && name == SecurityDocuments.Elastic && security.BootstrapPassword is { } bootstrap && Same(password, bootstrap)) return new(name, [SecurityDocuments.SuperuserRole]);
        if (user is { Enabled: true } && Matches(user, password)) return new(name, user.Roles);
        throw Unauthorized($"unable to authenticate user [{name}] for REST request [{Shown(call)}]");
    }

    private static void Authorize(Caller caller, List<StoredRole> roles, RestAction action)
    {
        if (action.Indices is null)
        {
            if (!roles.Exists(role => role.Cluster.Any(privilege => Privileges.ClusterGrants(privilege, action.Action)))) throw Forbidden(caller, action, "", $"cluster privileges [{string.Join(",", Privileges.ClusterGranting(action.Action))}]");
            return;
        }
        var refused = action.Indices.Where(index => !roles.Exists(role => role.Indices.Any(rights =>
            rights.Names.Any(pattern => Privileges.Matches(pattern, index)) && rights.Privileges.Any(privilege => Privileges.IndexGrants(privilege, action.Action))))).ToList();
        if (refused.Count > 0) throw Forbidden(caller, action, $" on indices [{string.Join(",", refused)}]", $"index privileges [{string.Join(",", Privileges.IndexGranting(action.Action))}]");
    }

    private bool Matches(StoredUser user, string password)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Salt}\n{user.Hash}\n{password}")));
        if (_seen.TryGetValue(key, out var known)) return known;
        if (_seen.Count >= MaxSeen) _seen.Clear();
        return _seen[key] = user.Matches(password);
    }

    private static bool Same(string given, string wanted) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(wanted));

    // Elasticsearch names the request by its path and query.
    private static string Shown(RestCall call) => call.Path;

    private static RestError Forbidden(Caller caller, RestAction action, string where, string granting) => new(403, "security_exception",
        $"action [{action.Action}] is unauthorized for user [{caller.Name}] with effective roles [{string.Join(",", caller.Roles.Order(StringComparer.Ordinal))}]{where}, this action is granted by the {granting}");

    private static RestError Unauthorized(string reason) => new(401, "security_exception", reason,
        ("header", new JsonObject { ["WWW-Authenticate"] = new JsonArray(Challenges.Select(each => (JsonNode)each).ToArray()) }));

    /// <summary>What a client may log in with; also as headers of a 401.</summary>
    public static IReadOnlyList<string> Challenges { get; } = ["Basic realm=\"security\", charset=\"UTF-8\"", "Bearer realm=\"security\"", "ApiKey"];
}
