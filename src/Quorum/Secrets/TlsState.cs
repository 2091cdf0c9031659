using System.Text.Json;
using System.Text.Json.Serialization;
using Quorum.Pipeline;

namespace Quorum.Secrets;

/// <summary>How far certificates are rotated; <c>null</c> step when no rotation is under way.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RotationStep>))]
public enum RotationStep
{
    /// <summary>Old and new CA are to be trusted by every node; the certificates are still the old CA's.</summary>
    [JsonStringEnumMemberName("trust")]
    Trust,

    /// <summary>Every node is to present a certificate of the new CA; both are still trusted.</summary>
    [JsonStringEnumMemberName("certificates")]
    Certificates,
}

/// <summary>
/// What the task definitions say about TLS. A slot's certificate and key are never overwritten: a new pair has a new generation and so new names, by which
/// a task that restarts between two writes can never get a key that does not belong to its certificate, and a roll back finds what it ran with.
/// </summary>
/// <param name="Trust">Counts extensions of the trusted CAs; a change makes a new revision of every slot.</param>
/// <param name="Certificates">Generation of the slots' certificates.</param>
/// <param name="Step">Step of the rotation under way; null when there is none.</param>
public sealed record TlsState(int Trust, int Certificates, RotationStep? Step = null)
{
    public static TlsState First { get; } = new(1, 1);

    /// <exception cref="StageException">The parameter holds something else.</exception>
    public static TlsState Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, SecretsJson.Default.TlsState) is { Trust: > 0, Certificates: > 0 } state ? state : throw new JsonException("generations count from 1");
        }
        catch (JsonException e)
        {
            throw new StageException($"The SSM parameter <path>/tls/state cannot be read: {e.Message}", """put {"trust":1,"certificates":1} with the generations that <path>/tls/ has""", e);
        }
    }

    public string ToText() => JsonSerializer.Serialize(this, SecretsJson.Default.TlsState);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TlsState))]
internal sealed partial class SecretsJson : JsonSerializerContext;
