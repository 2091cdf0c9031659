using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Nuke.Common.IO;

namespace Nuke.Common.ValueInjection;

/// <summary>Words → a value of the parameter's type.</summary>
internal static class ValueConverter
{
    /// <param name="baseDirectory">Where relative paths start.</param>
    public static object Convert(IReadOnlyList<string> words, Type type, string separator, string baseDirectory)
    {
        if (type.IsArray)
        {
            var element = type.GetElementType()!;
            var split = separator == null ? words : words.SelectMany(x => x.Split(separator)).ToList();
            var array = Array.CreateInstance(element, split.Count);
            for (var i = 0; i < split.Count; i++)
                array.SetValue(Scalar(split[i], element, baseDirectory), i);
            return array;
        }

        var scalar = Nullable.GetUnderlyingType(type) ?? type;
        if (words.Count == 0)
            return scalar == typeof(bool) ? true : throw new FormatException("A value is missing.");
        if (words.Count > 1)
            throw new FormatException($"'{string.Join(" ", words)}' are {words.Count} values where one of type '{type.Name}' is expected.");
        return Scalar(words[0], scalar, baseDirectory);
    }

    private static object Scalar(string word, Type type, string baseDirectory)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        try
        {
            if (type == typeof(string) || type == typeof(object))
                return word;
            if (type == typeof(bool))
                return bool.Parse(word);
            if (type == typeof(int))
                return int.Parse(word, NumberStyles.Integer, CultureInfo.InvariantCulture);
            if (type.IsEnum)
                return Enum.TryParse(type, word, ignoreCase: true, out var value) ? value : throw NotOneOf(word, Enum.GetNames(type));
            if (type == typeof(AbsolutePath))
                return AbsolutePath.Create(Path.GetFullPath(word, baseDirectory));
            return Converter(type).ConvertFromInvariantString(word);
        }
        catch (Exception exception) when (exception is not ValueException)
        {
            throw new ValueException($"Value '{word}' could not be converted to '{type.Name}'", exception);
        }
    }

    private static TypeConverter Converter(Type type)
    {
        // TypeDescriptor takes long to start; an attribute on the type itself needs none of it.
        var name = type.GetCustomAttribute<TypeConverterAttribute>()?.ConverterTypeName;
        var own = name == null ? null : Type.GetType(name);
        return own != null ? (TypeConverter)Activator.CreateInstance(own) : TypeDescriptor.GetConverter(type);
    }

    private static ValueException NotOneOf(string word, string[] names) =>
        new($"Value '{word}' is none of: {string.Join(", ", names)}", null);
}

internal sealed class ValueException(string message, Exception inner) : Exception(message, inner);
