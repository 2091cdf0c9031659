using System.Reflection;
using Nuke.Common.ValueInjection;

namespace Nuke.Common.CI;

public interface IBuildServer
{
    string Branch { get; }

    string Commit { get; }
}

/// <summary>The build server of the member's type; null elsewhere.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public class CIAttribute : ValueInjectionAttributeBase
{
    public override object GetValue(MemberInfo member, object instance) =>
        ParameterService.TypeOf(member).IsInstanceOfType(NukeBuild.Host) ? NukeBuild.Host : null;
}

/// <summary>Describes a workflow file. Writing one is left out: a local run refuses unless <see cref="AutoGenerate"/> is false.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public abstract class ConfigurationAttributeBase : Attribute
{
    public bool AutoGenerate { get; set; } = true;
}
