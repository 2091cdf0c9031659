using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quorum.Access;

namespace Quorum.Elasticsearch;

/// <param name="Username">As the cluster knows us.</param>
public sealed record Authentication(string Username, IReadOnlyList<string> Roles);

// Roles and users of the native realm. Passwords go in bodies only, and bodies into no exception and no log.
public sealed partial class ElasticsearchClient
{
    /// <summary>Who we are; null when this Elasticsearch has no security.</summary>
    public Task<Authentication?> AuthenticateAsync(CancellationToken cancellation) => GetIfKnownAsync("/_security/_authenticate", ElasticsearchJson.Default.Authentication, cancellation);

    /// <returns>False when the role was that way already.</returns>
    public async Task<bool> PutRoleIfOtherAsync(string role, JsonObject wanted, CancellationToken cancellation)
    {
        var path = $"/_security/role/{Escape(role)}";
        var present = await GetAsync(path, ElasticsearchJson.Default.DictionaryStringJsonElement, cancellation, default, HttpStatusCode.NotFound).ConfigureAwait(false);
        // The answer also has what Elasticsearch adds; only what we say is compared.
        if (present.TryGetValue(role, out var has) && wanted.All(part => has.TryGetProperty(part.Key, out var value) && Covers(part.Value!, value))) return false;
        await ChangeAsync(HttpMethod.Put, path, wanted, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether the user is there, enabled, with just this role.</summary>
    public async Task<bool> HasUserAsync(string user, string role, CancellationToken cancellation)
    {
        var found = await GetAsync($"/_security/user/{Escape(user)}", ElasticsearchJson.Default.DictionaryStringJsonElement, cancellation, default, HttpStatusCode.NotFound).ConfigureAwait(false);
        return found.TryGetValue(user, out var has) && has.GetProperty("enabled").GetBoolean() && has.GetProperty("roles").EnumerateArray().Select(each => each.GetString()).SequenceEqual([role]);
    }

    /// <summary>Makes the user or gives it this password and role.</summary>
    public Task PutUserAsync(string user, SecretInBody password, string role, CancellationToken cancellation) => SendSecretAsync(
        HttpMethod.Put, $"/_security/user/{Escape(user)}",
        new JsonObject { ["password"] = SecretInBody.Placeholder, ["roles"] = new JsonArray(role), ["enabled"] = true, ["metadata"] = new JsonObject { ["managed_by"] = "quorum" } }, password, cancellation);

    /// <summary>From the answer on, only the new password is good.</summary>
    public Task ChangePasswordAsync(string user, SecretInBody password, CancellationToken cancellation) =>
        SendSecretAsync(HttpMethod.Post, $"/_security/user/{Escape(user)}/_password", new JsonObject { ["password"] = SecretInBody.Placeholder }, password, cancellation);

    /// <summary>Deletes the user; one that is not there is as good.</summary>
    public Task DeleteUserAsync(string user, CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Delete, $"/_security/user/{Escape(user)}", null, cancellation, default, HttpStatusCode.NotFound);

    private Task SendSecretAsync(HttpMethod method, string path, JsonObject body, SecretInBody secret, CancellationToken cancellation) =>
        _transport.SendAsync(new ElasticsearchCall(method, path, MayRepeat: true) { Body = Json(body), Secret = secret }, cancellation);

    // Elasticsearch gives lists back in an order of its own.
    private static bool Covers(JsonNode wanted, JsonElement has) => (wanted, has.ValueKind) switch
    {
        (JsonObject map, JsonValueKind.Object) => map.All(part => has.TryGetProperty(part.Key, out var value) && Covers(part.Value!, value)),
        (JsonArray list, JsonValueKind.Array) => list.Count == has.GetArrayLength() && list.All(item => has.EnumerateArray().Any(value => Covers(item!, value))),
        (JsonValue, _) => JsonElement.DeepEquals(JsonSerializer.SerializeToElement(wanted, ElasticsearchJson.Default.JsonNode), has),
        _ => false,
    };
}
