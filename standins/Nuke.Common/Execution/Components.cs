using System.Reflection;
using Nuke.Common.ValueInjection;

namespace Nuke.Common.Execution;

/// <summary>What component interfaces declare: their targets and parameters.</summary>
internal static class Components
{
    private const BindingFlags AnyInstance =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>
    /// Target properties: of the class (most derived first), then of its interfaces. A component's is passed over when the class has any public member
    /// of its name, the engine's own included (<c>Plan</c>, <c>Help</c>); one that implements another component's explicitly is not.
    /// </summary>
    public static List<PropertyInfo> Targets(Type buildType)
    {
        var result = new List<PropertyInfo>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var publicNames = buildType.GetMembers().Select(x => x.Name).ToHashSet(StringComparer.Ordinal);
        for (var type = buildType; type != typeof(NukeBuild) && type != null; type = type.BaseType)
        {
            foreach (var property in type.GetProperties(AnyInstance))
            {
                if (property.PropertyType != typeof(Target) || property.Name.Contains('.') || !names.Add(property.Name))
                    continue;
                result.Add(property);
            }
        }

        result.AddRange(buildType.GetInterfaces().SelectMany(x => x.GetProperties(AnyInstance))
            .Where(x => x.PropertyType == typeof(Target) && publicNames.Add(x.Name)));
        return result;
    }

    /// <summary>A member's name; of an explicit implementation what stands behind the interface.</summary>
    public static string ShortName(MemberInfo member) => member.Name[(member.Name.LastIndexOf('.') + 1)..];

    /// <summary>All parameters, by name; a class member hides a component's.</summary>
    public static IEnumerable<(string Name, MemberInfo Member, ParameterAttribute Attribute)> Parameters(INukeBuild build)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var own = Injection.Members(build).Where(x => x.Attribute is ParameterAttribute).Select(x => (x.Member, (ParameterAttribute)x.Attribute));
        var components = build.GetType().GetInterfaces()
            .Where(x => x != typeof(INukeBuild) && typeof(INukeBuild).IsAssignableFrom(x))
            .SelectMany(x => x.GetProperties(AnyInstance))
            .Where(x => x.PropertyType != typeof(Target))
            .Select(x => ((MemberInfo)x, x.GetCustomAttribute<ParameterAttribute>()))
            .Where(x => x.Item2 != null);
        foreach (var (member, attribute) in own.Concat(components))
        {
            var name = ParameterName.Of(member, attribute);
            if (names.Add(name))
                yield return (name, member, attribute);
        }
    }

    /// <summary>Of a component's injected member, asked by its <c>TryGetValue</c>.</summary>
    public static object Value(INukeBuild build, MemberInfo member)
    {
        if (member.GetCustomAttribute<ValueInjectionAttributeBase>() is not { } attribute)
            throw new EngineException($"Member '{member.DeclaringType?.Name}.{member.Name}' has no injection attribute");
        attribute.Build = build;
        return attribute.TryGetValue(member, build);
    }

    /// <summary>Calls the getter that <paramref name="property"/> itself declares, not the member that overrides or hides it.</summary>
    public static Target OwnTarget(object build, PropertyInfo property)
    {
        var pointer = property.GetMethod!.MethodHandle.GetFunctionPointer();
        return ((Func<Target>)Activator.CreateInstance(typeof(Func<Target>), build, pointer)!).Invoke();
    }
}
