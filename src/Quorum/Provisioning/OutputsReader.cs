using System.Text.Json;
using Quorum.Pipeline;

namespace Quorum.Provisioning;

/// <summary>Turns the outputs of the Pulumi program into the typed record; the same for a graph and for a stack.</summary>
public static class OutputsReader
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <param name="addresses">Private address by slot, as far as known.</param>
    /// <exception cref="StageException">An output is missing: the stack was made by another version of the program.</exception>
    public static InfraOutputs Read(JsonElement outputs, IReadOnlyDictionary<string, string>? addresses = null)
    {
        InfraOutputs read;
        try
        {
            read = outputs.Deserialize<InfraOutputs>(Options)!;
        }
        catch (JsonException missing)
        {
            throw new StageException($"The stack's outputs are not what infra/ exports: {missing.Message}", "Run ./build.sh ProvisionInfra", missing);
        }

        return addresses is null ? read : read with
        {
            Slots = [.. read.Slots.Select(slot => slot with { Address = addresses.GetValueOrDefault(slot.Name) ?? slot.Address })],
        };
    }
}
