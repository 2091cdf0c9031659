using System.Text.Json;

namespace Infra.Tests;

/// <summary>
/// The provider's schema as far as it is used here, from the declarations of the npm package of the same provider (Graph/reduce-schema.py): nothing that the
/// stand-in for the .NET package is made from.
/// </summary>
internal static class Schema
{
    private static readonly JsonElement Types = JsonDocument.Parse(typeof(Schema).Assembly.GetManifestResourceStream("provider-schema.json")!).RootElement;

    /// <summary>Inputs of a resource by type token.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, SchemaInput>> Resources = Read("resources");

    /// <summary>Inputs of a nested type by module and name, e.g. <c>ec2.LaunchTemplateMonitoring</c>.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, SchemaInput>> Nested = Read("nested");

    private static Dictionary<string, IReadOnlyDictionary<string, SchemaInput>> Read(string table) => Types.GetProperty(table).EnumerateObject().ToDictionary(
        type => type.Name,
        type => (IReadOnlyDictionary<string, SchemaInput>)type.Value.EnumerateObject().ToDictionary(
            input => input.Name, input => new SchemaInput(input.Value.GetString()!.Split(' ')[0], input.Value.GetString()!.EndsWith(" required", StringComparison.Ordinal))));
}

/// <param name="Type"><c>string</c>, <c>number</c>, <c>boolean</c>, <c>[]</c> and the item's type, <c>{}string</c>, or the name of a nested type.</param>
internal sealed record SchemaInput(string Type, bool Required);
