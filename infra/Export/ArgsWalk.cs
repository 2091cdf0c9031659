using System.Collections;
using System.Reflection;
using Pulumi;
using Pulumi.Utilities;

namespace Quorum.Infra;

/// <summary>Goes through a resource's arguments to learn what a mock is not told: which resources a value comes from, and which values are secret.</summary>
internal sealed class ArgsWalk
{
    private static readonly MethodInfo VisitInputMethod = typeof(ArgsWalk).GetMethod(nameof(VisitInputAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly MethodInfo VisitOutputMethod = typeof(ArgsWalk).GetMethod(nameof(VisitOutputAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    public HashSet<Resource> Dependencies { get; } = [];

    /// <summary>Wire names joined by dots; a list's elements share the list's path.</summary>
    public HashSet<string> SecretPaths { get; } = [];

    public async Task VisitAsync(object? value, string path)
    {
        switch (value)
        {
            case null or string: return;
            case InputArgs args: await VisitMembersAsync(args, path); return;
        }

        var type = value.GetType();
        if (Base(type, typeof(Input<>)) is { } input) await (Task)VisitInputMethod.MakeGenericMethod(input).Invoke(this, [value, path])!;
        else if (Base(type, typeof(Output<>)) is { } output) await (Task)VisitOutputMethod.MakeGenericMethod(output).Invoke(this, [value, path])!;
        else if (Base(type, typeof(Union<,>)) is not null) await VisitAsync(type.GetProperty("Value")!.GetValue(value), path);
        else if (value is IDictionary map) foreach (DictionaryEntry entry in map) await VisitAsync(entry.Value, $"{path}.{entry.Key}");
        else if (value is IEnumerable list && !IsDefault(value)) foreach (var item in list) await VisitAsync(item, path);
    }

    private async Task VisitMembersAsync(InputArgs args, string path)
    {
        for (var type = args.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var member in type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (WireName(member) is not { } name) continue;
                var value = member is FieldInfo field ? field.GetValue(args) : ((PropertyInfo)member).GetValue(args);
                await VisitAsync(value, path.Length == 0 ? name : $"{path}.{name}");
            }
        }
    }

    // The attribute keeps its arguments to itself, so they are read from the metadata.
    private static string? WireName(MemberInfo member) => member.GetCustomAttributesData()
        .FirstOrDefault(data => data.AttributeType == typeof(InputAttribute))?.ConstructorArguments[0].Value as string;

    private Task VisitInputAsync<T>(Input<T> input, string path) => VisitOutputAsync(input.ToOutput(), path);

    private async Task VisitOutputAsync<T>(Output<T> output, string path)
    {
        Dependencies.UnionWith(await OutputUtilities.GetDependenciesAsync(output));
        if (await Output.IsSecretAsync(output)) SecretPaths.Add(path);
        if (await OutputUtilities.GetIsKnownAsync(output)) await VisitAsync(await OutputUtilities.GetValueAsync(output), path);
    }

    private static Type? Base(Type? type, Type open)
    {
        for (; type is not null; type = type.BaseType)
            if (type.IsGenericType && type.GetGenericTypeDefinition() == open) return type.GetGenericArguments()[0];
        return null;
    }

    // The default of an immutable array throws when it is enumerated.
    private static bool IsDefault(object value) => value.GetType().GetProperty("IsDefault") is { } property && property.GetValue(value) is true;
}
