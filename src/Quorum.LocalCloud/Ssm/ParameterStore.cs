using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Ssm;

/// <summary>One parameter. <see cref="Kept"/> is the value itself, or for a SecureString its cipher text.</summary>
public sealed record Parameter(
    string Name, string Type, string Kept, int Version, DateTimeOffset LastModified, string Tier, string DataType, string? Description, string? AllowedPattern, string? KeyId)
{
    public const string Secure = "SecureString";

    [JsonIgnore]
    public bool IsSecure => Type == Secure;
}

/// <summary>SSM parameters. Secure ones are encrypted in memory and on disk; only an asked-for decryption makes them plain.</summary>
public sealed class ParameterStore(World world) : IEntryPart
{
    private const int MaxHistory = 100;
    private const string TagPrefix = "tags:";
    private readonly SecretBox _box = new(Path.Combine(world.Folder, "state", "ssm.key"));
    private SortedDictionary<string, List<Parameter>> _parameters = new(StringComparer.Ordinal);

    public string Name => "ssm";

    /// <summary>Resource name → tags.</summary>
    public SortedDictionary<string, SortedDictionary<string, string>> Tags { get; private set; } = new(StringComparer.Ordinal);

    public IEnumerable<Parameter> All => _parameters.Values.Select(v => v[^1]);

    /// <summary>Latest version; null when there is none.</summary>
    public Parameter? Find(string name) => _parameters.TryGetValue(name, out var versions) ? versions[^1] : PublicParameters.Find(name, world.UtcNow);

    public Parameter? Find(string name, int version) => _parameters.TryGetValue(name, out var versions) ? versions.Find(p => p.Version == version) : null;

    public IReadOnlyList<Parameter> History(string name) => _parameters.TryGetValue(name, out var versions) ? versions : [];

    /// <summary>The plain value, as a task's secret; null when there is no such parameter.</summary>
    public string? Value(string name) => Find(name) is { } parameter ? Plain(parameter) : null;

    public string Plain(Parameter parameter) => parameter.IsSecure ? _box.Open(parameter.Kept) : parameter.Kept;

    /// <summary>Stores a new version and returns it; whether overwriting is allowed was settled before.</summary>
    public Parameter Put(string name, string type, string value, string tier, string dataType, string? description, string? pattern, string? keyId)
    {
        if (!_parameters.TryGetValue(name, out var versions)) _parameters.Add(name, versions = []);
        var version = versions.Count == 0 ? 1 : versions[^1].Version + 1;
        var secure = type == Parameter.Secure;
        var parameter = new Parameter(name, type, secure ? _box.Seal(value) : value, version, world.UtcNow, tier, dataType, description, pattern, secure ? keyId ?? "alias/aws/ssm" : null);
        versions.Add(parameter);
        Changed(parameter);
        if (versions.Count > MaxHistory)
        {
            Changed(versions[0]);
            versions.RemoveAt(0);
        }
        return parameter;
    }

    public bool Delete(string name)
    {
        if (!_parameters.Remove(name, out var versions)) return false;
        foreach (var version in versions) Changed(version);
        if (Tags.Remove(name)) TagsChanged(name);
        return true;
    }

    public void TagsChanged(string name) => world.State.Changed(Name, TagPrefix + name);

    private void Changed(Parameter parameter) => world.State.Changed(Name, KeyOf(parameter));

    /// <summary><c>arn:aws:ssm:…:parameter/a/b</c> → <c>/a/b</c>; a plain name is returned as it is.</summary>
    public static string NameOf(string nameOrArn)
    {
        const string marker = ":parameter/";
        if (!nameOrArn.StartsWith("arn:", StringComparison.Ordinal)) return nameOrArn;
        var at = nameOrArn.IndexOf(marker, StringComparison.Ordinal);
        if (at < 0) return nameOrArn;
        var rest = nameOrArn[(at + marker.Length)..];
        return rest.Contains('/', StringComparison.Ordinal) ? "/" + rest : rest;
    }

    public static string Arn(string region, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"arn:aws:ssm:{region}:{World.Account}:parameter{(name.StartsWith('/') ? "" : "/")}{name}");

    public IEnumerable<string> Keys => _parameters.Values.SelectMany(v => v).Select(KeyOf).Concat(Tags.Keys.Select(name => TagPrefix + name));

    public void Write(string key, Utf8JsonWriter writer)
    {
        if (key.StartsWith(TagPrefix, StringComparison.Ordinal))
        {
            JsonSerializer.Serialize(writer, Tags.GetValueOrDefault(key[TagPrefix.Length..]));
            return;
        }
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        JsonSerializer.Serialize(writer, Find(key[(colon + 1)..], int.Parse(key.AsSpan(0, colon), CultureInfo.InvariantCulture)));
    }

    public void Read(IReadOnlyList<KeyValuePair<string, JsonElement>> entries) => Fill(new State(
        [.. entries.Where(e => !e.Key.StartsWith(TagPrefix, StringComparison.Ordinal)).Select(e => e.Value.Deserialize<Parameter>()!)],
        new(entries.Where(e => e.Key.StartsWith(TagPrefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Key[TagPrefix.Length..], e => e.Value.Deserialize<SortedDictionary<string, string>>()!))));

    public void ReadFile(JsonElement json) => Fill(json.Deserialize<State>() ?? throw new JsonException("it is empty"));

    private void Fill(State state)
    {
        _parameters = new(StringComparer.Ordinal);
        foreach (var parameter in state.Parameters)
        {
            if (!_parameters.TryGetValue(parameter.Name, out var versions)) _parameters.Add(parameter.Name, versions = []);
            versions.Add(parameter);
        }
        Tags = new(state.Tags, StringComparer.Ordinal);
    }

    // the name last: it may have any character
    private static string KeyOf(Parameter parameter) => string.Create(CultureInfo.InvariantCulture, $"{parameter.Version}:{parameter.Name}");

    private sealed record State(IReadOnlyList<Parameter> Parameters, SortedDictionary<string, SortedDictionary<string, string>> Tags);
}

/// <summary>The parameters that AWS itself publishes and this project reads: the ECS-optimised image.</summary>
internal static class PublicParameters
{
    private const string Prefix = "/aws/service/ecs/optimized-ami/amazon-linux-2023/";

    public static Parameter? Find(string name, DateTimeOffset now)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var arm = name.StartsWith(Prefix + "arm64/", StringComparison.Ordinal);
        var image = arm ? "ami-0a000000000000064" : "ami-0a000000000000086";
        var rest = name[(Prefix.Length + (arm ? "arm64/".Length : 0))..];
        var value = rest switch
        {
            "recommended/image_id" => image,
            "recommended" => $$"""{"schema_version":1,"image_name":"al2023-ami-ecs-hvm-local","image_id":"{{image}}","os":"Amazon Linux 2023"}""",
            _ => null,
        };
        return value is null ? null : new Parameter(name, "String", value, 1, now, "Standard", "text", null, null, null);
    }
}
