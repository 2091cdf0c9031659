#nullable enable

using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Amazon.Runtime;

namespace Amazon.StandIn.AwsJson;

/// <summary>
/// AWS JSON 1.1 to and from model classes: member name with its first letter lowered, unset (null) members left out, timestamps as epoch
/// seconds, blobs as base64, constants by their value. A member whose wire name differs carries <see cref="WireNameAttribute"/>.
/// </summary>
internal static class AwsJsonValue
{
    private static readonly ConcurrentDictionary<Type, Plan> Plans = new();

    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case double number: writer.WriteNumberValue(number); break;
            case float number: writer.WriteNumberValue(number); break;
            case DateTime time: writer.WriteNumberValue(Math.Round((time.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds, 3)); break;
            case ConstantClass constant: writer.WriteStringValue(constant.Value); break;
            case MemoryStream blob: writer.WriteBase64StringValue(blob.ToArray()); break;
            case IDictionary map:
                writer.WriteStartObject();
                foreach (DictionaryEntry entry in map)
                {
                    writer.WritePropertyName(entry.Key is ConstantClass key ? key.Value : Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!);
                    Write(writer, entry.Value);
                }
                writer.WriteEndObject();
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStartObject();
                foreach (var member in PlanOf(value.GetType()).Members)
                {
                    var memberValue = member.Property.GetValue(value);
                    if (memberValue is null) continue;
                    writer.WritePropertyName(member.WireName);
                    if (member.InMilliseconds && memberValue is DateTime time) writer.WriteNumberValue(new DateTimeOffset(time.ToUniversalTime()).ToUnixTimeMilliseconds());
                    else Write(writer, memberValue);
                }
                writer.WriteEndObject();
                break;
        }
    }

    /// <summary>Sets the members that the JSON object names; members it does not name stay as they are.</summary>
    public static void Fill(object target, JsonElement json)
    {
        var plan = PlanOf(target.GetType());
        foreach (var property in json.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null || !plan.ByName.TryGetValue(property.Name, out var member)) continue;
            member.SetValue(target, Read(property.Value, member.PropertyType));
        }
    }

    private static object? Read(JsonElement json, Type declared)
    {
        if (json.ValueKind == JsonValueKind.Null) return null;
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string)) return json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText();
        if (type == typeof(bool)) return json.GetBoolean();
        if (type == typeof(int)) return json.TryGetInt32(out var number) ? number : (int)json.GetDouble();
        if (type == typeof(long)) return json.TryGetInt64(out var number) ? number : (long)json.GetDouble();
        if (type == typeof(double)) return json.GetDouble();
        if (type == typeof(float)) return (float)json.GetDouble();
        if (type == typeof(DateTime)) return ReadTime(json);
        if (type == typeof(MemoryStream)) return new MemoryStream(json.GetBytesFromBase64());
        if (typeof(ConstantClass).IsAssignableFrom(type)) return Constant(type, json.GetString()!);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var list = (IList)Activator.CreateInstance(type)!;
            foreach (var item in json.EnumerateArray()) list.Add(Read(item, type.GenericTypeArguments[0]));
            return list;
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
        {
            var map = (IDictionary)Activator.CreateInstance(type)!;
            foreach (var item in json.EnumerateObject()) map.Add(item.Name, Read(item.Value, type.GenericTypeArguments[1]));
            return map;
        }
        var model = Activator.CreateInstance(type)!;
        Fill(model, json);
        return model;
    }

    private static DateTime ReadTime(JsonElement json) => json.ValueKind == JsonValueKind.Number
        ? DateTime.UnixEpoch.AddTicks((long)(json.GetDouble() * 1000) * TimeSpan.TicksPerMillisecond)
        : DateTime.Parse(json.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private static object Constant(Type type, string value)
    {
        // every ConstantClass has a public static FindValue(string), which keeps one instance per value
        var find = type.GetMethod("FindValue", BindingFlags.Public | BindingFlags.Static, [typeof(string)])
            ?? throw new InvalidOperationException($"{type} has no FindValue(string).");
        return find.Invoke(null, [value])!;
    }

    private static Plan PlanOf(Type type) => Plans.GetOrAdd(type, static t => new Plan(t));

    private sealed class Plan
    {
        public Plan(Type type)
        {
            // the SDK's own base classes hold no members of the wire
            Members = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0
                    && p.DeclaringType != typeof(AmazonWebServiceRequest) && p.DeclaringType != typeof(AmazonWebServiceResponse))
                .Select(p => (p, p.GetCustomAttribute<WireNameAttribute>()?.Name ?? char.ToLowerInvariant(p.Name[0]) + p.Name[1..], p.IsDefined(typeof(EpochMillisecondsAttribute))))];
            ByName = Members.ToDictionary(m => m.WireName, m => m.Property, StringComparer.Ordinal);
        }

        public (PropertyInfo Property, string WireName, bool InMilliseconds)[] Members { get; }

        public Dictionary<string, PropertyInfo> ByName { get; }
    }
}

/// <summary>A time that is written as a whole number of milliseconds, as CloudWatch Logs has it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EpochMillisecondsAttribute : System.Attribute;

[AttributeUsage(AttributeTargets.Property)]
internal sealed class WireNameAttribute(string name) : System.Attribute
{
    public string Name { get; } = name;
}
