using System.Text.Json;

namespace Quorum.LocalCloud.Host;

/// <summary>Keeps the region that this world plays.</summary>
internal sealed class RegionState(World world) : IStatePart
{
    public const string PartName = "world";

    public string Name => PartName;

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("region", world.Region);
        writer.WriteEndObject();
    }

    public void Read(JsonElement json) => world.Region = json.GetProperty("region").GetString();
}
