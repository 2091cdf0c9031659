using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Pulumi.Serialization;

/// <summary>Turns what a mock returned into the types that output properties and function results declare.</summary>
internal static class Deserializer
{
    public static IReadOnlyDictionary<string, object?> ToDictionary(object? state)
    {
        var result = new Dictionary<string, object?>();
        if (state is IDictionary map)
        {
            foreach (DictionaryEntry entry in map) result[(string)entry.Key] = entry.Value;
        }
        else if (state is not null)
        {
            foreach (var property in state.GetType().GetProperties())
                result[char.ToLowerInvariant(property.Name[0]) + property.Name[1..]] = property.GetValue(state);
        }

        return result;
    }

    public static T Default<T>() => typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ImmutableArray<>)
        ? (T)typeof(T).GetField("Empty")!.GetValue(null)!
        : default!;

    public static object? Convert(object? value, Type target, string label)
    {
        if (Nullable.GetUnderlyingType(target) is { } underlying) target = underlying;
        if (value is null) return target.IsValueType ? Activator.CreateInstance(target) : null;
        if (target == typeof(object) || target.IsInstanceOfType(value)) return value;
        if (target == typeof(int) && value is double or long) return System.Convert.ToInt32(value, CultureInfo.InvariantCulture);
        if (target == typeof(double) && value is int or long) return System.Convert.ToDouble(value, CultureInfo.InvariantCulture);
        if (target.IsGenericType && target.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return ToArray((IEnumerable)value, target, label);
        if (target.IsGenericType && target.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>)) return ToMap(value, target, label);
        if (target.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
                .FirstOrDefault(constructor => constructor.GetCustomAttribute<OutputConstructorAttribute>() is not null) is { } chosen)
            return Construct(chosen, ToDictionary(value), label);
        throw new InvalidOperationException($"{label}: expected {target.Name} but got {value.GetType().Name}");
    }

    private static object Construct(ConstructorInfo constructor, IReadOnlyDictionary<string, object?> values, string label) =>
        constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
        {
            var wire = parameter.GetCustomAttribute<OutputConstructorParameterAttribute>()?.Name ?? parameter.Name!;
            return Convert(values.GetValueOrDefault(wire), parameter.ParameterType, $"{label}.{wire}");
        })]);

    private static object ToArray(IEnumerable values, Type target, string label)
    {
        var element = target.GetGenericArguments()[0];
        var items = values.Cast<object?>().Select(item => Convert(item, element, label)).ToArray();
        var typed = Array.CreateInstance(element, items.Length);
        items.CopyTo(typed, 0);
        return typeof(ImmutableArray).GetMethods().Single(method =>
                method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType: { IsArray: true } type }] && type.IsArray)
            .MakeGenericMethod(element).Invoke(null, [typed])!;
    }

    private static object ToMap(object value, Type target, string label)
    {
        var element = target.GetGenericArguments()[1];
        dynamic result = target.GetField("Empty")!.GetValue(null)!;
        foreach (var (key, item) in ToDictionary(value)) result = result.Add(key, (dynamic)Convert(item, element, label)!);
        return result;
    }
}
