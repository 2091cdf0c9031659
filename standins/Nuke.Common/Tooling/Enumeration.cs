using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Nuke.Common.Tooling;

public delegate T Configure<T>(T options);

/// <summary>A closed set of named strings: public static fields of the subclass.</summary>
public abstract class Enumeration
{
    protected string Value { get; set; }

    public static implicit operator string(Enumeration value) => value?.Value;

    public static bool operator ==(Enumeration a, Enumeration b) => Equals(a, b);

    public static bool operator !=(Enumeration a, Enumeration b) => !Equals(a, b);

    public override bool Equals(object obj) =>
        obj is Enumeration other && other.GetType() == GetType() && other.Value == Value;

    public override int GetHashCode() => Value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => Value;

    /// <summary>Matches the name of a field, not its value, ignoring case.</summary>
    public class TypeConverter<T> : TypeConverter
        where T : Enumeration
    {
        public override bool CanConvertFrom(ITypeDescriptorContext context, Type sourceType) =>
            sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

        public override object ConvertFrom(ITypeDescriptorContext context, CultureInfo culture, object value)
        {
            if (value is not string text)
                return base.ConvertFrom(context, culture, value);
            var fields = typeof(T).GetFields(BindingFlags.Static | BindingFlags.Public).Where(x => x.FieldType == typeof(T)).ToList();
            var field = fields.FirstOrDefault(x => x.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
            return field?.GetValue(null)
                ?? throw new FormatException($"'{text}' is none of: {string.Join(", ", fields.Select(x => x.Name))}");
        }
    }
}

[AttributeUsage(AttributeTargets.Field)]
public class EnumValueAttribute : Attribute
{
    public EnumValueAttribute(string value) => Value = value;

    public string Value { get; }
}

public static class EnumValueExtensions
{
    /// <summary>The attribute's text, else the member's name.</summary>
    public static string GetValue<T>(this T value)
        where T : Enum =>
        typeof(T).GetField(value.ToString())?.GetCustomAttribute<EnumValueAttribute>()?.Value ?? value.ToString();
}
