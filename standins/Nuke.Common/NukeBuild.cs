using System.Linq.Expressions;
using Nuke.Common.Execution;
using Nuke.Common.Tooling;
using Nuke.Common.ValueInjection;

namespace Nuke.Common;

/// <summary>Base of the build class. The static part is in NukeBuild.Statics.cs.</summary>
public abstract partial class NukeBuild : INukeBuild
{
    private ExtensionList _extensions;

    protected NukeBuild()
    {
    }

    internal IReadOnlyList<ExecutableTarget> ExecutableTargets { get; set; } = [];

    IReadOnlyList<ExecutableTarget> INukeBuild.ExecutableTargets => ExecutableTargets;

    internal ExtensionList Extensions => _extensions ??= new ExtensionList(this);

    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; set; } = [];

    public IReadOnlyCollection<ExecutableTarget> InvokedTargets => ExecutionPlan.Where(x => x.Invoked).ToList();

    public IReadOnlyCollection<ExecutableTarget> SkippedTargets => With(ExecutionStatus.Skipped);

    public IReadOnlyCollection<ExecutableTarget> ScheduledTargets => With(ExecutionStatus.Scheduled);

    public IReadOnlyCollection<ExecutableTarget> RunningTargets => With(ExecutionStatus.Running);

    public IReadOnlyCollection<ExecutableTarget> AbortedTargets => With(ExecutionStatus.Aborted);

    public IReadOnlyCollection<ExecutableTarget> FailedTargets => With(ExecutionStatus.Failed);

    public IReadOnlyCollection<ExecutableTarget> SucceededTargets => With(ExecutionStatus.Succeeded);

    public IReadOnlyCollection<ExecutableTarget> FinishedTargets =>
        ExecutionPlan.Where(x => x.Status is not (ExecutionStatus.Scheduled or ExecutionStatus.Running)).ToList();

    public bool Plan { get; internal set; }

    public bool Help { get; internal set; }

    public bool NoLogo { get; set; }

    public bool Continue { get; internal set; }

    public bool IsSucceeding => !IsFailing;

    public bool IsFailing =>
        ExecutionPlan.Any(x => x.Status is ExecutionStatus.Failed or ExecutionStatus.Aborted or ExecutionStatus.NotRun);

    public bool IsFinished => !ExecutionPlan.Any(x => x.Status is ExecutionStatus.Scheduled or ExecutionStatus.Running);

    /// <summary>Wins over what the targets' outcome says.</summary>
    public int? ExitCode { get; set; }

    /// <summary>Runs the build; with no target on the command line, the default targets.</summary>
    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargets)
        where T : NukeBuild, new() =>
        BuildManager.Execute(defaultTargets);

    public void ReportSummary(Configure<Dictionary<string, string>> configurator = null)
    {
        var target = ExecutionPlan.Single(x => x.Status == ExecutionStatus.Running);
        var summary = new Dictionary<string, string>();
        target.SummaryInformation = configurator?.Invoke(summary) ?? summary;
        Extensions.Run<IOnTargetSummaryUpdated>(x => x.OnTargetSummaryUpdated(this, target));
    }

    T INukeBuild.TryGetValue<T>(Expression<Func<T>> parameter) => Value<T>(parameter);

    T INukeBuild.TryGetValue<T>(Expression<Func<object>> parameter) => Value<T>(parameter);

    protected internal virtual void OnBuildCreated()
    {
    }

    protected internal virtual void OnBuildInitialized()
    {
    }

    protected internal virtual void OnBuildFinished()
    {
    }

    protected internal virtual void OnTargetRunning(string target)
    {
    }

    protected internal virtual void OnTargetSkipped(string target)
    {
    }

    protected internal virtual void OnTargetSucceeded(string target)
    {
    }

    protected internal virtual void OnTargetFailed(string target)
    {
    }

    private List<ExecutableTarget> With(ExecutionStatus status) => ExecutionPlan.Where(x => x.Status == status).ToList();

    private T Value<T>(LambdaExpression parameter)
    {
        var member = Requirements.MemberOf(parameter.Body)
            ?? throw new EngineException($"'{parameter.Body}' does not name a parameter");
        return Components.Value(this, member) is T value ? value : default;
    }
}
