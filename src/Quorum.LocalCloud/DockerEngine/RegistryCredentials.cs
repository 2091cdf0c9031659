using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>A login for a registry, as clients send it. Never printed: it overrides <see cref="ToString"/>.</summary>
internal sealed record RegistryCredentials(string User, string Password, string ServerAddress)
{
    public static readonly RegistryCredentials None = new("", "", "");

    public bool Given => User.Length > 0 || Password.Length > 0;

    /// <summary>X-Registry-Auth: JSON as base64 in either alphabet; empty or <c>{}</c> for no login.</summary>
    /// <exception cref="EngineException">Not base64 or not JSON.</exception>
    public static RegistryCredentials Read(string? header)
    {
        if (string.IsNullOrEmpty(header)) return None;
        var text = header.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), buffer, out var length))
            throw new EngineException(EngineException.BadRequest, "Bad parameters and missing X-Registry-Auth: not base64");
        return Parse(Encoding.UTF8.GetString(buffer, 0, length));
    }

    /// <exception cref="EngineException">Not JSON.</exception>
    public static RegistryCredentials Parse(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject o) return None;
            return new RegistryCredentials(Text(o["username"]), Text(o["password"]), Text(o["serveraddress"]));
        }
        catch (JsonException)
        {
            throw new EngineException(EngineException.BadRequest, "Bad parameters and missing X-Registry-Auth: not JSON");
        }
    }

    public override string ToString() => Given ? $"{User}:***" : "none";

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
