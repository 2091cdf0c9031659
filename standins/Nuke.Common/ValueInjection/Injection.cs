using System.Reflection;

namespace Nuke.Common.ValueInjection;

/// <summary>Fills the members of the build class that carry an injection attribute.</summary>
internal static class Injection
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static IReadOnlyList<(MemberInfo Member, ValueInjectionAttributeBase Attribute)> s_members;

    /// <summary>Fields and properties with an injection attribute, most derived class first.</summary>
    public static IReadOnlyList<(MemberInfo Member, ValueInjectionAttributeBase Attribute)> Members(INukeBuild build)
    {
        if (s_members != null)
            return s_members;
        var result = new List<(MemberInfo, ValueInjectionAttributeBase)>();
        for (var type = build.GetType(); type != typeof(NukeBuild) && type != null; type = type.BaseType)
        {
            foreach (var member in type.GetFields(Declared).Concat<MemberInfo>(type.GetProperties(Declared)))
            {
                if (ParameterService.TypeOf(member) == typeof(Target) || member.Name[0] == '<')
                    continue;
                if (member.GetCustomAttribute<ValueInjectionAttributeBase>() is not { } attribute)
                    continue;
                attribute.Build = build;
                result.Add((member, attribute));
            }
        }

        return s_members = result.OrderByDescending(x => x.Item2.Priority).ToList();
    }

    public static void InjectParameters(NukeBuild build) => Inject(build, x => x is ParameterAttribute);

    /// <summary>All but parameters, and but those that wait for a target's requirement.</summary>
    public static void InjectOthers(NukeBuild build)
    {
        var allOnDemand = build.GetType().IsDefined(typeof(OnDemandValueInjectionAttribute));
        foreach (var (member, attribute) in Members(build))
        {
            if (attribute is not ParameterAttribute && !allOnDemand && !member.IsDefined(typeof(OnDemandAttribute)))
                InjectOne(build, member, attribute);
        }
    }

    /// <summary>What a requirement names and nothing has filled yet.</summary>
    public static void InjectOnDemand(INukeBuild build, MemberInfo member)
    {
        foreach (var (candidate, attribute) in Members(build))
        {
            if (candidate.Name == member.Name && attribute is not ParameterAttribute)
                InjectOne(build, candidate, attribute);
        }
    }

    private static void Inject(NukeBuild build, Func<ValueInjectionAttributeBase, bool> filter)
    {
        foreach (var (member, attribute) in Members(build))
        {
            if (filter(attribute))
                InjectOne(build, member, attribute);
        }
    }

    private static void InjectOne(INukeBuild build, MemberInfo member, ValueInjectionAttributeBase attribute)
    {
        if (attribute.TryGetValue(member, build) is { } value)
            Set(build, member, value);
    }

    internal static void Set(object build, MemberInfo member, object value)
    {
        switch (member)
        {
            case FieldInfo field:
                field.SetValue(field.IsStatic ? null : build, value);
                break;
            case PropertyInfo { CanWrite: true } property:
                property.SetValue(build, value);
                break;
            case PropertyInfo property:
                var backing = property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", Declared)
                    ?? throw new EngineException($"Property '{property.Name}' cannot be set: give it a setter, or make it a field");
                backing.SetValue(build, value);
                break;
        }
    }
}
