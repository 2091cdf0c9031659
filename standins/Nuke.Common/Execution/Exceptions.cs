using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>A target failed and has been reported; ends the plan.</summary>
internal sealed class TargetFailedException : Exception;

internal static class ExceptionExtensions
{
    /// <summary>The cause, without the wrappers of reflection and of waiting for tasks.</summary>
    public static Exception Unwrap(this Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => inner.Unwrap(),
        AggregateException { InnerExceptions: [var only] } => only.Unwrap(),
        _ => exception,
    };
}
