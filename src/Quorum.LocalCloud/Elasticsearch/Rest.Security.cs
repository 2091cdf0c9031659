using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Elasticsearch.Security;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

public sealed partial class Rest
{
    private const int MinPassword = 6;

    private static readonly string[] ReservedUsers = ["elastic", "kibana_system", "logstash_system", "beats_system", "apm_system", "remote_monitoring_user"];

    private Task<RestReply> SecurityAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        if (call.Caller is not { } caller) throw RestError.Argument($"no handler found for uri [{call.Path}] and method [{call.Method}]");
        call.Allow("refresh", "with_profile_uid");
        return (call.Method, call.Segments) switch
        {
            ("GET", [_, "_authenticate"]) => Task.FromResult(RestReply.Ok(new JsonObject
            {
                ["username"] = caller.Name, ["roles"] = Strings(caller.Roles), ["full_name"] = null, ["email"] = null, ["metadata"] = new JsonObject(), ["enabled"] = true,
                ["authentication_realm"] = Realm(caller.Name), ["lookup_realm"] = Realm(caller.Name), ["authentication_type"] = "realm",
            })),
            ("GET", [_, "user", var names]) => WithMasterAsync(node, call, state => Found(names.Split(','), name => User(state, name)), cancel),
            ("PUT" or "POST", [_, "user", var name]) => PutUserAsync(node, call, name, cancel),
            ("PUT" or "POST", [_, "user", var name, "_password"]) => PutPasswordAsync(node, call, name, cancel),
            ("DELETE", [_, "user", var name]) => DeleteAsync(node, call, SecurityDocuments.UserId(name), cancel),
            ("GET", [_, "role", var names]) => WithMasterAsync(node, call, state => Found(names.Split(','), name => Role(state, name)), cancel),
            ("PUT" or "POST", [_, "role", var name]) => PutRoleAsync(node, call, name, cancel),
            ("DELETE", [_, "role", var name]) => DeleteAsync(node, call, SecurityDocuments.RoleId(name), cancel),
            _ => throw RestError.NotModelled(call),
        };
    }

    private static JsonObject Realm(string user) => ReservedUsers.Contains(user) ? new() { ["name"] = "reserved", ["type"] = "reserved" } : new() { ["name"] = "default_native", ["type"] = "native" };

    // An unknown name is an empty object with 404.
    private static RestReply Found(string[] names, Func<string, JsonObject?> find)
    {
        var all = new JsonObject();
        foreach (var name in names) if (find(name) is { } one) all[name] = one;
        return new RestReply(all.Count == 0 ? 404 : 200, all);
    }

    private static JsonObject? User(ClusterState state, string name)
    {
        var user = SecurityDocuments.User(state, name);
        if (user is null && name != SecurityDocuments.Elastic) return null;
        return new JsonObject
        {
            ["username"] = name, ["roles"] = Strings(name == SecurityDocuments.Elastic ? [SecurityDocuments.SuperuserRole] : user!.Roles), ["full_name"] = null, ["email"] = null,
            ["metadata"] = ReservedUsers.Contains(name) ? new JsonObject { ["_reserved"] = true } : new JsonObject(), ["enabled"] = user?.Enabled ?? true,
        };
    }

    private static JsonObject? Role(ClusterState state, string name) => SecurityDocuments.Role(state, name) is not { } role ? null : new JsonObject
    {
        ["cluster"] = Strings(role.Cluster),
        ["indices"] = new JsonArray([.. role.Indices.Select(index => (JsonNode)new JsonObject { ["names"] = Strings(index.Names), ["privileges"] = Strings(index.Privileges), ["allow_restricted_indices"] = index.AllowRestrictedIndices })]),
        ["applications"] = new JsonArray(), ["run_as"] = new JsonArray(), ["metadata"] = name == SecurityDocuments.SuperuserRole ? new JsonObject { ["_reserved"] = true } : new JsonObject { ["managed_by"] = "quorum" },
        ["transient_metadata"] = new JsonObject { ["enabled"] = true },
    };

    private Task<RestReply> PutUserAsync(ElasticsearchNode node, RestCall call, string name, CancellationToken cancel)
    {
        if (ReservedUsers.Contains(name)) throw RestError.Argument($"user [{name}] is reserved and only the password can be changed");
        var body = Known(call, "password", "roles", "full_name", "email", "metadata", "enabled");
        var password = body["password"]?.GetValue<string>();
        if (password is { Length: < MinPassword }) throw ShortPassword();
        return UpdateSecurityAsync(node, call, SecurityDocuments.UserId(name), state =>
        {
            var present = SecurityDocuments.User(state, name);
            if (present is null && password is null) throw Invalid("password must be specified unless you are updating an existing user");
            var roles = body["roles"]?.AsArray().Select(role => role!.GetValue<string>()).ToArray() ?? [.. present?.Roles ?? []];
            var enabled = body["enabled"]?.GetValue<bool>() ?? true;
            return SecurityDocuments.Text(password is null ? present! with { Roles = roles, Enabled = enabled } : StoredUser.Make(password, roles, enabled));
        }, known => RestReply.Ok(new JsonObject { ["created"] = !known }), cancel);
    }

    private Task<RestReply> PutPasswordAsync(ElasticsearchNode node, RestCall call, string name, CancellationToken cancel)
    {
        var password = Known(call, "password")["password"]?.GetValue<string>() ?? throw Invalid("password is missing");
        if (password.Length < MinPassword) throw ShortPassword();
        return UpdateSecurityAsync(node, call, SecurityDocuments.UserId(name), state =>
        {
            var present = SecurityDocuments.User(state, name) ?? (name == SecurityDocuments.Elastic ? null : throw Invalid("user must exist in order to change password"));
            return SecurityDocuments.Text(StoredUser.Make(password, present?.Roles ?? [SecurityDocuments.SuperuserRole], present?.Enabled ?? true));
        }, _ => RestReply.Ok(new JsonObject()), cancel);
    }

    private Task<RestReply> PutRoleAsync(ElasticsearchNode node, RestCall call, string name, CancellationToken cancel)
    {
        var body = Known(call, "cluster", "indices", "applications", "run_as", "metadata", "global", "description");
        string[] Texts(JsonNode? list) => list?.AsArray().Select(text => text!.GetValue<string>()).ToArray() ?? [];
        var role = new StoredRole(Texts(body["cluster"]), [.. (body["indices"]?.AsArray() ?? []).Select(index => new StoredIndexRights(Texts(index!["names"]), Texts(index["privileges"]), index["allow_restricted_indices"]?.GetValue<bool>() ?? false))]);
        foreach (var unknown in role.Cluster.Where(privilege => !Privileges.IsKnownToCluster(privilege))) throw Invalid($"unknown cluster privilege [{unknown}]");
        foreach (var unknown in role.Indices.SelectMany(index => index.Privileges).Where(privilege => !Privileges.IsKnownToIndex(privilege))) throw Invalid($"unknown index privilege [{unknown}]");
        return UpdateSecurityAsync(node, call, SecurityDocuments.RoleId(name), _ => SecurityDocuments.Text(role), known => RestReply.Ok(new JsonObject { ["role"] = new JsonObject { ["created"] = !known } }), cancel);
    }

    private Task<RestReply> DeleteAsync(ElasticsearchNode node, RestCall call, string id, CancellationToken cancel)
    {
        if (ReservedUsers.Any(name => id == SecurityDocuments.UserId(name))) throw RestError.Argument("user is reserved and cannot be deleted");
        return UpdateSecurityAsync(node, call, id, _ => null, known => new RestReply(known ? 200 : 404, new JsonObject { ["found"] = known }), cancel);
    }

    private Task<RestReply> UpdateSecurityAsync(ElasticsearchNode node, RestCall call, string id, Func<ClusterState, string?> document, Func<bool, RestReply> answer, CancellationToken cancel)
    {
        var known = false;
        return UpdateAsync(node, call, state =>
        {
            known = state.Security.ContainsKey(id);
            return model.PutSecurity(node, id, document(state));
        }, _ => answer(known), cancel);
    }

    private static JsonObject Known(RestCall call, params string[] fields)
    {
        var body = call.Json();
        foreach (var (name, _) in body) if (!fields.Contains(name)) throw RestError.Parse($"failed to parse: unexpected field [{name}]");
        return body;
    }

    private static RestError Invalid(string what) => new(400, "action_request_validation_exception", $"Validation Failed: 1: {what};");

    private static RestError ShortPassword() => Invalid($"passwords must be at least [{MinPassword}] characters long");

    private RestReply Certificates(ElasticsearchNode node, RestCall call)
    {
        call.Allow();
        if (securities.Find(node) is not { } security) return RestReply.Ok(new JsonArray());
        var list = new JsonArray();
        foreach (var ca in security.Trusted) list.Add((JsonNode)Shown(ca, "ca.crt", hasKey: false));
        list.Add((JsonNode)Shown(security.Own, "node.crt", hasKey: true));
        return RestReply.Ok(list);

        static JsonObject Shown(X509Certificate2 certificate, string file, bool hasKey) => new()
        {
            ["path"] = $"{NodeSecurity.Folder}/{file}", ["format"] = "PEM", ["alias"] = null, ["subject_dn"] = certificate.Subject, ["serial_number"] = certificate.SerialNumber.ToLowerInvariant(),
            ["has_private_key"] = hasKey, ["expiry"] = certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), ["issuer"] = certificate.Issuer,
        };
    }
}
