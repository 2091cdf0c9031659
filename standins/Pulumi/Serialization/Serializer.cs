using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Pulumi.Serialization;

/// <summary>
/// Turns program values into what a mock gets to see: secrets unwrapped, every number a double, lists and objects immutable, null and
/// unknown values absent.
/// </summary>
internal static class Serializer
{
    public static async Task<ImmutableDictionary<string, object>> SerializeArgsAsync(string label, InputArgs args)
    {
        var result = ImmutableDictionary.CreateBuilder<string, object>();
        for (var type = args.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var member in type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (member.GetCustomAttribute<InputAttribute>() is not { } input) continue;
                var value = member is FieldInfo field ? field.GetValue(args) : ((PropertyInfo)member).GetValue(args);
                var plain = await SerializeAsync($"{label}.{input.Name}", value).ConfigureAwait(false);
                if (plain is null)
                {
                    if (input.IsRequired && value is null)
                        throw new RunException($"[Input] {args.GetType().FullName}.{char.ToUpperInvariant(input.Name[0])}{input.Name[1..]} is required but was not given a value");
                    continue;
                }

                result[input.Name] = input.Json ? JsonSerializer.Serialize(plain) : plain;
            }
        }

        return result.ToImmutable();
    }

    public static async Task<object?> SerializeAsync(string label, object? value)
    {
        switch (value)
        {
            case null: return null;
            case string or bool or double: return value;
            case int number: return (double)number;
            case long or float or decimal: return Convert.ToDouble(value, CultureInfo.InvariantCulture);
            case IInput input: return await FromOutput(label, input.Wrapped).ConfigureAwait(false);
            case IOutput output: return await FromOutput(label, output).ConfigureAwait(false);
            case IUnion union: return await SerializeAsync(label, union.Value).ConfigureAwait(false);
            case InputArgs args: return await SerializeArgsAsync(label, args).ConfigureAwait(false);
            case JsonElement element: return FromJson(element);
            case IDictionary map: return await FromMap(label, map).ConfigureAwait(false);
            case IEnumerable list: return await FromList(label, list).ConfigureAwait(false);
        }

        if (value.GetType().GetCustomAttribute<EnumTypeAttribute>() is not null)
            return value.ToString();
        throw new InvalidOperationException($"{label}: values of type {value.GetType().FullName} need the real Pulumi package");
    }

    private static async Task<object?> FromOutput(string label, IOutput output)
    {
        var data = await output.GetDataAsync().ConfigureAwait(false);
        return data.IsKnown ? await SerializeAsync(label, data.Value).ConfigureAwait(false) : null;
    }

    private static async Task<object?> FromMap(string label, IDictionary map)
    {
        var result = ImmutableDictionary.CreateBuilder<string, object>();
        foreach (DictionaryEntry entry in map)
        {
            if (await SerializeAsync($"{label}.{entry.Key}", entry.Value).ConfigureAwait(false) is { } plain) result[(string)entry.Key] = plain;
        }

        return result.ToImmutable();
    }

    private static async Task<object?> FromList(string label, IEnumerable list)
    {
        // The default of an immutable array means "not given".
        if (list.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) &&
            (bool)type.GetProperty("IsDefault")!.GetValue(list)!)
            return null;
        var result = ImmutableArray.CreateBuilder<object>();
        foreach (var item in list) result.Add((await SerializeAsync($"{label}[{result.Count}]", item).ConfigureAwait(false))!);
        return result.ToImmutable();
    }

    private static object? FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => element.GetBoolean(),
        JsonValueKind.Array => element.EnumerateArray().Select(item => FromJson(item)!).ToImmutableArray(),
        _ => element.EnumerateObject().ToImmutableDictionary(member => member.Name, member => FromJson(member.Value)!),
    };
}
