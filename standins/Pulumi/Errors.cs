namespace Pulumi;

/// <summary>Its message is shown without a stack trace.</summary>
public class RunException : Exception
{
    public RunException(string message) : base(message) { }

    public RunException(string message, Exception? innerException) : base(message, innerException) { }
}

public sealed class ResourceException(string message, Resource? resource, bool hideStack = false) : Exception(message)
{
    public Resource? Resource { get; } = resource;

    public bool HideStack { get; } = hideStack;
}

internal sealed class LogException(string message) : Exception(message);

public static class Log
{
    public static void Debug(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null) { }

    public static void Info(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null) =>
        DeploymentRun.Require().Log(message);

    public static void Warn(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null) =>
        DeploymentRun.Require().Log(message);

    public static void Error(string message, Resource? resource = null, int? streamId = null, bool? ephemeral = null) =>
        DeploymentRun.Require().Fail(new LogException(message));
}
