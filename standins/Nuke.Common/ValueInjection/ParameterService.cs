using System.Reflection;
using Serilog;

namespace Nuke.Common.ValueInjection;

/// <summary>Value of a parameter: command line, then environment, then parameters files; null leaves the C# initialiser.</summary>
internal static class ParameterService
{
    public static object GetValue(MemberInfo member)
    {
        var attribute = member.GetCustomAttribute<ParameterAttribute>();
        return GetValue(member, attribute, TypeOf(member));
    }

    public static object GetValue(MemberInfo member, ParameterAttribute attribute, Type type)
    {
        var name = ParameterName.Of(member, attribute);
        return Find(name, type, attribute?.Separator, member.IsDefined(typeof(SecretAttribute)));
    }

    /// <summary>Of one of the engine's own parameters, or of a component's.</summary>
    public static object Find(string name, Type type, string separator = null, bool secret = false)
    {
        if (ArgumentList.Process.Find(name) is { } words)
            return ValueConverter.Convert(words, type, separator, Environment.CurrentDirectory);
        if (EnvironmentLookup.Find(name, x => Log.Warning("{Problem}", x)) is { } value)
            return ValueConverter.Convert([value], type, separator, Environment.CurrentDirectory);
        if (ParameterFiles.Find(name) is not { } entry)
            return null;
        if (secret)
        {
            throw new NotSupportedException(
                $"'{name}' is a secret: in '{Path.GetFileName(entry.File)}' it must be encrypted, and this engine cannot decrypt. "
                + $"Pass it as environment variable instead.");
        }

        return ValueConverter.Convert(entry.Words, type, separator, NukeBuild.RootDirectory);
    }

    /// <summary>For the engine's own parameters that must be known before there is a log: a bad value throws.</summary>
    public static T Engine<T>(string name, T fallback) => Find(name, typeof(T)) is T value ? value : fallback;

    public static Type TypeOf(MemberInfo member) => member switch
    {
        FieldInfo field => field.FieldType,
        PropertyInfo property => property.PropertyType,
        _ => throw new ArgumentException($"'{member}' is neither field nor property.", nameof(member)),
    };
}
