using System.Linq.Expressions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Tooling;

namespace Nuke.Common;

/// <summary>Base of component interfaces. It has internal members, so only <see cref="NukeBuild"/> can implement it.</summary>
public interface INukeBuild
{
    AbsolutePath RootDirectory { get; }

    AbsolutePath TemporaryDirectory { get; }

    AbsolutePath BuildAssemblyFile { get; }

    AbsolutePath BuildAssemblyDirectory { get; }

    /// <summary>Null when there is no project file above the assembly.</summary>
    AbsolutePath BuildProjectDirectory { get; }

    /// <summary>Null when there is no project file above the assembly.</summary>
    AbsolutePath BuildProjectFile { get; }

    IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; }

    IReadOnlyCollection<ExecutableTarget> InvokedTargets { get; }

    IReadOnlyCollection<ExecutableTarget> SkippedTargets { get; }

    IReadOnlyCollection<ExecutableTarget> ScheduledTargets { get; }

    IReadOnlyCollection<ExecutableTarget> RunningTargets { get; }

    IReadOnlyCollection<ExecutableTarget> AbortedTargets { get; }

    IReadOnlyCollection<ExecutableTarget> FailedTargets { get; }

    IReadOnlyCollection<ExecutableTarget> SucceededTargets { get; }

    IReadOnlyCollection<ExecutableTarget> FinishedTargets { get; }

    bool Plan { get; }

    bool Help { get; }

    bool NoLogo { get; }

    bool Continue { get; }

    Verbosity Verbosity { get; }

    Host Host { get; }

    string[] LoadedLocalProfiles { get; }

    bool IsLocalBuild { get; }

    bool IsServerBuild { get; }

    bool IsSucceeding { get; }

    bool IsFailing { get; }

    bool IsFinished { get; }

    int? ExitCode { get; set; }

    /// <summary>Sets what the summary table says behind the running target; a later call replaces an earlier one.</summary>
    void ReportSummary(Configure<Dictionary<string, string>> configurator = null);

    /// <summary>Value of a component's parameter of reference type; null when nothing sets it.</summary>
    T TryGetValue<T>(Expression<Func<T>> parameter)
        where T : class;

    /// <summary>Value of a component's parameter of value type: <c>TryGetValue&lt;int?&gt;(() =&gt; X)</c>.</summary>
    T TryGetValue<T>(Expression<Func<object>> parameter);

    internal IReadOnlyList<ExecutableTarget> ExecutableTargets { get; }
}
