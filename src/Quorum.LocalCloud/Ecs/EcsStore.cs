using System.Text.Json;
using System.Text.Json.Serialization;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

/// <summary>The ECS model with what only the wire knows: tags and account settings. One file of state.</summary>
public sealed class EcsStore(World world, EcsModel model) : IStatePart
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public EcsModel Model => model;

    public World World => world;

    public string Name => "ecs";

    /// <summary>Resource ARN → tags.</summary>
    public SortedDictionary<string, SortedDictionary<string, string>> Tags { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Account setting → value, as set for the account.</summary>
    public SortedDictionary<string, string> AccountSettings { get; private set; } = new(StringComparer.Ordinal);

    public void Changed() => world.State.Changed(Name);

    public void Write(Utf8JsonWriter writer) => JsonSerializer.Serialize(writer, new Kept(model.Export(), Tags, AccountSettings), Json);

    public void Read(JsonElement json)
    {
        var kept = json.Deserialize<Kept>(Json) ?? throw new JsonException("it is empty");
        if (kept.Ecs is null) throw new JsonException("it has no ECS state");
        Tags = new(kept.Tags ?? [], StringComparer.Ordinal);
        AccountSettings = new(kept.AccountSettings ?? [], StringComparer.Ordinal);
        model.Import(kept.Ecs);
    }

    private sealed record Kept(EcsState Ecs, SortedDictionary<string, SortedDictionary<string, string>> Tags, SortedDictionary<string, string> AccountSettings);
}
