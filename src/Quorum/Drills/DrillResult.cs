using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quorum.Smoke;

namespace Quorum.Drills;

/// <summary>What one drill did and found.</summary>
/// <param name="Slots">The slots struck.</param>
/// <param name="Noticed">How the effect was seen, e.g. <c>5 of 6 nodes</c>; a drill without an effect proves nothing and fails.</param>
/// <param name="SecondsToGreen">From the strike (or, where it lasts, from its end) until all nodes were back and the cluster green.</param>
/// <param name="FewestNodes">Fewest nodes in the cluster as any other node saw it.</param>
public sealed record DrillResult(string Kind, IReadOnlyList<string> Slots, string Noticed, double HeldSeconds, double SecondsToGreen, int FewestNodes, ProofResult Proof)
{
    public string ToJson() => JsonSerializer.Serialize(this, DrillJson.Default.DrillResult);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Kind} drill on {string.Join(", ", Slots)}: {Noticed}{(HeldSeconds > 0 ? $", for {HeldSeconds:0} s" : "")}; all back and green after {SecondsToGreen:0.0} s; {Proof}");
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DrillResult))]
internal sealed partial class DrillJson : JsonSerializerContext;
