using System.Text.Json;
using System.Text.Json.Serialization;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

/// <summary>The ECS model with what only the wire knows: tags and account settings. Kept one entry for each thing with an ARN.</summary>
public sealed class EcsStore(World world, EcsModel model) : IEntryPart
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private const string RegionKey = "region", TagPrefix = "Tags/", SettingPrefix = "Setting/";

    /// <summary>As it was last kept.</summary>
    private string? _region;

    public EcsModel Model => model;

    public World World => world;

    public string Name => "ecs";

    /// <summary>Resource ARN → tags.</summary>
    public SortedDictionary<string, SortedDictionary<string, string>> Tags { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Account setting → value, as set for the account.</summary>
    public SortedDictionary<string, string> AccountSettings { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Each change of the model, with the region that new ARNs get.</summary>
    internal void Changed(EcsKind kind, string arn) => Changed(KeyOf(kind, arn));

    public void TagsChanged(string arn) => Changed(TagPrefix + arn);

    public void SettingChanged(string name) => Changed(SettingPrefix + name);

    public IEnumerable<string> Keys =>
        model.Entries().Select(e => KeyOf(e.Kind, e.Arn)).Prepend(RegionKey)
            .Concat(Tags.Keys.Select(arn => TagPrefix + arn)).Concat(AccountSettings.Keys.Select(name => SettingPrefix + name));

    public void Write(string key, Utf8JsonWriter writer)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal) + 1;
        var (kind, rest) = (key[..slash], key[slash..]);
        switch (kind)
        {
            case "": writer.WriteStringValue(_region = model.Region); break;
            case TagPrefix: JsonSerializer.Serialize(writer, Tags.GetValueOrDefault(rest), Json); break;
            case SettingPrefix: JsonSerializer.Serialize(writer, AccountSettings.GetValueOrDefault(rest), Json); break;
            default: JsonSerializer.Serialize(writer, model.Export(Enum.Parse<EcsKind>(kind[..^1]), rest), Json); break;
        }
    }

    public void Read(IReadOnlyList<KeyValuePair<string, JsonElement>> entries)
    {
        IReadOnlyList<KeyValuePair<string, JsonElement>> Of(string prefix) =>
            [.. entries.Where(e => e.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(e => KeyValuePair.Create(e.Key[prefix.Length..], e.Value))];
        // things of a cluster by the cluster's name: …:task/CLUSTER/ID
        ILookup<string, T> Within<T>(EcsKind kind) => Of($"{kind}/").ToLookup(e => e.Key.Split('/')[^2], e => e.Value.Deserialize<T>(Json)!, StringComparer.Ordinal);

        var (instances, services, tasks) = (Within<EcsState.Instance>(EcsKind.Instance), Within<EcsState.Service>(EcsKind.Service), Within<EcsState.Task>(EcsKind.Task));
        var clusters = Of($"{EcsKind.Cluster}/").Select(e => e.Value.Deserialize<EcsState.Cluster>(Json)!)
            .Select(c => c with { Instances = [.. instances[c.Name]], Services = [.. services[c.Name]], Tasks = [.. tasks[c.Name]] }).ToList();
        var definitions = Of($"{EcsKind.Definition}/").Select(e => e.Value.Deserialize<EcsState.Definition>(Json)!).ToList();
        var region = entries.Where(e => e.Key == RegionKey).Select(e => e.Value.GetString()).FirstOrDefault() ?? model.Region;
        Fill(new Kept(
            new EcsState(region, clusters, definitions),
            new(Of(TagPrefix).ToDictionary(e => e.Key, e => e.Value.Deserialize<SortedDictionary<string, string>>(Json)!), StringComparer.Ordinal),
            new(Of(SettingPrefix).ToDictionary(e => e.Key, e => e.Value.GetString()!), StringComparer.Ordinal)));
    }

    public void ReadFile(JsonElement json)
    {
        var kept = json.Deserialize<Kept>(Json) ?? throw new JsonException("it is empty");
        if (kept.Ecs is null) throw new JsonException("it has no ECS state");
        Fill(kept);
    }

    private void Fill(Kept kept)
    {
        Tags = new(kept.Tags ?? [], StringComparer.Ordinal);
        AccountSettings = new(kept.AccountSettings ?? [], StringComparer.Ordinal);
        _region = kept.Ecs.Region;
        model.Import(kept.Ecs);
    }

    private static string KeyOf(EcsKind kind, string arn) => $"{kind}/{arn}";

    private void Changed(string key)
    {
        if (_region != model.Region) world.State.Changed(Name, RegionKey);
        world.State.Changed(Name, key);
    }

    private sealed record Kept(EcsState Ecs, SortedDictionary<string, SortedDictionary<string, string>> Tags, SortedDictionary<string, string> AccountSettings);
}
