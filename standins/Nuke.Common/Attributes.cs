using JetBrains.Annotations;
using Nuke.Common.ValueInjection;

namespace Nuke.Common
{
    /// <summary>A value from the command line, the environment, or a parameters file, in this precedence.</summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
    [MeansImplicitUse]
    public class ParameterAttribute : ValueInjectionAttributeBase
    {
        public ParameterAttribute(string description = null) => Description = description;

        public virtual string Description { get; }

        /// <summary>Replaces the member's name.</summary>
        public string Name { get; set; }

        /// <summary>Splits one word into the elements of an array.</summary>
        public string Separator { get; set; }

        /// <summary>False hides the parameter from the help text.</summary>
        public virtual bool List { get; set; } = true;

        public Type ValueProviderType { get; set; }

        /// <summary>Member of type <c>IEnumerable&lt;string&gt;</c> with the proposed values; they are not enforced.</summary>
        public string ValueProviderMember { get; set; }

        public override int Priority => 100;

        public override object GetValue(System.Reflection.MemberInfo member, object instance) => ParameterService.GetValue(member);
    }

    /// <summary>In a parameters file such a value must be encrypted. It is not masked anywhere.</summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
    public class SecretAttribute : Attribute;

    /// <summary>The whole build needs the value.</summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
    public class RequiredAttribute : Attribute;

    /// <summary>No warning when an injection throws.</summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
    public class OptionalAttribute : Attribute;

    /// <summary>The injection happens only when a target requires the member.</summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
    public class OnDemandAttribute : Attribute;

    /// <summary>All non-parameter injections of the build are on demand.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public class OnDemandValueInjectionAttribute : Attribute;

    /// <summary>Prefix of all parameter names of a component; a trailing "Prefix" is stripped.</summary>
    [AttributeUsage(AttributeTargets.Interface)]
    public class ParameterPrefixAttribute : Attribute
    {
        public ParameterPrefixAttribute(string prefix) =>
            Prefix = prefix.EndsWith("Prefix", StringComparison.Ordinal) ? prefix[..^"Prefix".Length] : prefix;

        public string Prefix { get; }
    }

    public enum DefaultOutput
    {
        Logo,
        Timestamps,
        TargetHeader,
        TargetCollapse,
        ErrorsAndWarnings,
        TargetOutcome,
        BuildOutcome,
    }

    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public class DisableDefaultOutputAttribute : Attribute
    {
        public DisableDefaultOutputAttribute(params DefaultOutput[] disabledOutputs) => DisabledOutputs = disabledOutputs;

        public DefaultOutput[] DisabledOutputs { get; }
    }

    public enum Verbosity
    {
        Verbose,
        Normal,
        Minimal,
        Quiet,
    }

    public enum LogLevel
    {
        Trace,
        Normal,
        Warning,
        Error,
    }
}

namespace JetBrains.Annotations
{
    /// <summary>Tells code inspections that the engine reads the marked member.</summary>
    [AttributeUsage(AttributeTargets.All)]
    internal sealed class MeansImplicitUseAttribute : Attribute;
}
