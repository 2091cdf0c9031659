using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quorum.Elasticsearch;

// _cat answers give every number as text, the other calls as numbers.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RootInfo))]
[JsonSerializable(typeof(ClusterHealth))]
[JsonSerializable(typeof(WireNodes))]
[JsonSerializable(typeof(WireNodeStats))]
[JsonSerializable(typeof(List<WireShard>))]
[JsonSerializable(typeof(List<WireMaster>))]
[JsonSerializable(typeof(WireState))]
[JsonSerializable(typeof(WireView))]
[JsonSerializable(typeof(WireSettings))]
[JsonSerializable(typeof(WirePendingTasks))]
[JsonSerializable(typeof(WireSnapshotStatus))]
[JsonSerializable(typeof(WireSnapshots))]
[JsonSerializable(typeof(WireShutdown))]
[JsonSerializable(typeof(WireVerified))]
[JsonSerializable(typeof(Dictionary<string, WireSlm>))]
[JsonSerializable(typeof(WireOperationMode))]
[JsonSerializable(typeof(WireIlmExplain))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(List<CertificateInfo>))]
[JsonSerializable(typeof(WireDocument))]
[JsonSerializable(typeof(WireMget))]
[JsonSerializable(typeof(WireBulk))]
[JsonSerializable(typeof(WireSearch))]
[JsonSerializable(typeof(WireCount))]
[JsonSerializable(typeof(AllocationExplanation))]
[JsonSerializable(typeof(WriteResult))]
[JsonSerializable(typeof(Dictionary<string, WireIndexSettings>))]
[JsonSerializable(typeof(Dictionary<string, WireRepository>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(Authentication))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
internal sealed partial class ElasticsearchJson : JsonSerializerContext;

/// <summary>Enum names in answers are lower case (<c>green</c>) or upper case (<c>STARTED</c>); both are read without regard to case.</summary>
internal sealed class AnyCaseEnum<T> : JsonConverter<T> where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && !char.IsDigit(text![0])
            ? value
            : throw new JsonException($"\"{text}\" is none of {string.Join(", ", Enum.GetNames<T>())}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString().ToLowerInvariant());
}
