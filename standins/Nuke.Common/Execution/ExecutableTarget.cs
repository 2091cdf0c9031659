using System.Diagnostics;
using System.Linq.Expressions;
using System.Reflection;

namespace Nuke.Common.Execution;

public enum ExecutionStatus
{
    None,
    Scheduled,
    NotRun,
    Skipped,
    Succeeded,
    Failed,
    Running,
    Aborted,

    /// <summary>A target without actions.</summary>
    Collective,
}

/// <summary>A target of the running build, and what became of it.</summary>
[DebuggerDisplay("{Name}")]
public class ExecutableTarget
{
    internal ExecutableTarget()
    {
    }

    internal readonly Stopwatch Stopwatch = new();

    public MemberInfo Member { get; internal set; }

    public string Name { get; internal set; }

    public string Description { get; internal set; }

    public bool Listed { get; internal set; } = true;

    public bool IsDefault { get; internal set; }

    /// <summary>Named on the command line; a default target is not.</summary>
    public bool Invoked { get; internal set; }

    public ExecutionStatus Status { get; internal set; }

    public TimeSpan Duration => Stopwatch.Elapsed;

    /// <summary>What the summary table says behind the target.</summary>
    public Dictionary<string, string> SummaryInformation { get; internal set; } = new();

    public ICollection<ExecutableTarget> ExecutionDependencies { get; } = new List<ExecutableTarget>();

    public ICollection<ExecutableTarget> OrderDependencies { get; } = new List<ExecutableTarget>();

    public ICollection<ExecutableTarget> TriggerDependencies { get; } = new List<ExecutableTarget>();

    public ICollection<ExecutableTarget> Triggers { get; } = new List<ExecutableTarget>();

    public IReadOnlyCollection<ExecutableTarget> AllDependencies =>
        ExecutionDependencies.Concat(OrderDependencies).Concat(TriggerDependencies).Distinct().ToList();

    public ICollection<Action> Actions { get; internal set; } = new List<Action>();

    public ICollection<(string Text, Func<bool> Delegate)> DynamicConditions { get; internal set; } = new List<(string, Func<bool>)>();

    public ICollection<(string Text, Func<bool> Delegate)> StaticConditions { get; internal set; } = new List<(string, Func<bool>)>();

    internal ICollection<LambdaExpression> Requirements { get; set; } = new List<LambdaExpression>();

    public bool AssuredAfterFailure { get; internal set; }

    public bool ProceedAfterFailure { get; internal set; }

    public ICollection<string> ArtifactProducts { get; internal set; } = new List<string>();

    internal DependencyBehavior DependencyBehavior { get; set; }

    /// <summary>Why it was skipped by parameter or because of another target; null otherwise.</summary>
    public string Skipped { get; internal set; }

    /// <summary>The condition's source text if a condition skipped it; null otherwise.</summary>
    public string OnlyWhen { get; internal set; }

    public Delegate Factory { get; internal set; }

    public override string ToString() => Name;
}
