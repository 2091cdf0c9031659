using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch.Security;

/// <summary>A user of the native realm as it is kept: with a hash of the password, never the password.</summary>
public sealed record StoredUser(string Salt, string Hash, IReadOnlyList<string> Roles, bool Enabled)
{
    private const int SaltBytes = 16, HashBytes = 32;

    /// <summary>Few, because the simulated nodes of a whole cluster share one machine; the file they are in is readable by its owner only.</summary>
    private const int Rounds = 10_000;

    public static StoredUser Make(string password, IReadOnlyList<string> roles, bool enabled)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new(Convert.ToBase64String(salt), Convert.ToBase64String(Derive(password, salt)), roles, enabled);
    }

    public bool Matches(string password) => CryptographicOperations.FixedTimeEquals(Derive(password, Convert.FromBase64String(Salt)), Convert.FromBase64String(Hash));

    private static byte[] Derive(string password, byte[] salt) => Rfc2898DeriveBytes.Pbkdf2(password, salt, Rounds, HashAlgorithmName.SHA256, HashBytes);
}

public sealed record StoredIndexRights(IReadOnlyList<string> Names, IReadOnlyList<string> Privileges, bool AllowRestrictedIndices);

public sealed record StoredRole(IReadOnlyList<string> Cluster, IReadOnlyList<StoredIndexRights> Indices)
{
    /// <summary>Built in.</summary>
    public static StoredRole Superuser { get; } = new(["all"], [new(["*"], ["all"], true)]);
}

/// <summary>Users and roles in the cluster's state, where every node finds them.</summary>
public static class SecurityDocuments
{
    public const string Elastic = "elastic", SuperuserRole = "superuser";

    public static string UserId(string name) => $"user-{name}";

    public static string RoleId(string name) => $"role-{name}";

    public static StoredUser? User(ClusterState? state, string name) =>
        state?.Security.GetValueOrDefault(UserId(name)) is { } text ? JsonSerializer.Deserialize(text, SecurityJson.Default.StoredUser) : null;

    public static StoredRole? Role(ClusterState? state, string name) => name == SuperuserRole ? StoredRole.Superuser
        : state?.Security.GetValueOrDefault(RoleId(name)) is { } text ? JsonSerializer.Deserialize(text, SecurityJson.Default.StoredRole) : null;

    public static string Text(StoredUser user) => JsonSerializer.Serialize(user, SecurityJson.Default.StoredUser);

    public static string Text(StoredRole role) => JsonSerializer.Serialize(role, SecurityJson.Default.StoredRole);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoredUser))]
[JsonSerializable(typeof(StoredRole))]
internal sealed partial class SecurityJson : JsonSerializerContext;
