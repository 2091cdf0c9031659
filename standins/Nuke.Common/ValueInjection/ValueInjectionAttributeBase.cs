using System.Reflection;
using Serilog;

namespace Nuke.Common.ValueInjection;

/// <summary>Base of attributes that fill a field or property of the build.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public abstract class ValueInjectionAttributeBase : Attribute
{
    private const BindingFlags AnyMember =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    public INukeBuild Build { get; internal set; }

    /// <summary>Higher is injected first.</summary>
    public virtual int Priority => 0;

    public virtual bool SuppressWarnings => false;

    public abstract object GetValue(MemberInfo member, object instance);

    /// <summary>The value; null (and a warning with the reason) when it cannot be had.</summary>
    public object TryGetValue(MemberInfo member, object instance)
    {
        try
        {
            return GetValue(member, instance);
        }
        catch (Exception exception)
        {
            if (!SuppressWarnings && !member.IsDefined(typeof(OptionalAttribute)))
            {
                Log.Warning(
                    exception is TargetInvocationException { InnerException: { } inner } ? inner : exception,
                    "Could not inject value for {Member}",
                    $"{member.DeclaringType?.Name}.{member.Name}");
            }

            return null;
        }
    }

    protected T GetMemberValue<T>(string memberName, object instance)
    {
        var member = instance.GetType().GetMember(memberName, AnyMember).SingleOrDefault();
        return (T)(member switch
        {
            FieldInfo field => field.GetValue(instance),
            PropertyInfo property => property.GetValue(instance),
            MethodInfo method => method.Invoke(instance, null),
            _ => throw new ArgumentException($"No member '{memberName}' in '{instance.GetType().Name}'.", nameof(memberName)),
        });
    }

    protected T GetMemberValueOrNull<T>(string memberName, object instance) =>
        memberName == null ? default : GetMemberValue<T>(memberName, instance);
}
