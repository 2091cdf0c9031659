using System.Reflection;

namespace Nuke.Common.Execution;

public interface IBuildExtension
{
    /// <summary>Higher runs first.</summary>
    float Priority { get; set; }
}

public interface IOnBuildCreated : IBuildExtension
{
    void OnBuildCreated(IReadOnlyCollection<ExecutableTarget> executableTargets);
}

public interface IOnBuildInitialized : IBuildExtension
{
    void OnBuildInitialized(IReadOnlyCollection<ExecutableTarget> executableTargets, IReadOnlyCollection<ExecutableTarget> executionPlan);
}

public interface IOnTargetRunning : IBuildExtension
{
    void OnTargetRunning(ExecutableTarget target);
}

public interface IOnTargetSkipped : IBuildExtension
{
    void OnTargetSkipped(ExecutableTarget target);
}

public interface IOnTargetSucceeded : IBuildExtension
{
    void OnTargetSucceeded(ExecutableTarget target);
}

public interface IOnTargetFailed : IBuildExtension
{
    void OnTargetFailed(ExecutableTarget target);
}

public interface IOnTargetSummaryUpdated : IBuildExtension
{
    void OnTargetSummaryUpdated(NukeBuild build, ExecutableTarget target);
}

public interface IOnBuildFinished : IBuildExtension
{
    void OnBuildFinished();
}

/// <summary>Class attribute that reacts to the course of the build; it implements any of the IOn* interfaces.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface)]
public abstract class BuildExtensionAttributeBase : Attribute, IBuildExtension
{
    public INukeBuild Build { get; internal set; }

    public virtual float Priority { get; set; }
}

/// <summary>The build's extensions in their order; the virtual hooks of the build class come after them.</summary>
internal sealed class ExtensionList
{
    private readonly IReadOnlyList<IBuildExtension> _extensions;

    public ExtensionList(NukeBuild build)
    {
        var type = build.GetType();
        List<IBuildExtension> found = null;
        foreach (var source in type.GetInterfaces().Prepend(type))
        {
            // CustomAttributeData does not construct attributes that are none of ours.
            if (!source.CustomAttributes.Any(x => typeof(BuildExtensionAttributeBase).IsAssignableFrom(x.AttributeType))
                && !(source == type && type.BaseType != typeof(NukeBuild)))
                continue;
            foreach (var attribute in source.GetCustomAttributes<BuildExtensionAttributeBase>(inherit: true))
            {
                attribute.Build = build;
                (found ??= []).Add(attribute);
            }
        }

        _extensions = found == null ? [] : found.OrderByDescending(x => x.Priority).ToList();
    }

    public void Run<T>(Action<T> action)
        where T : IBuildExtension
    {
        foreach (var extension in _extensions)
        {
            if (extension is T matching)
                action(matching);
        }
    }
}
