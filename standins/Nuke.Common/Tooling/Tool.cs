using System.Reflection;
using Nuke.Common.ValueInjection;

namespace Nuke.Common.Tooling;

/// <summary>Runs a command-line tool, waits, and throws unless it exits with 0 (or <paramref name="exitHandler"/> accepts).</summary>
public delegate IReadOnlyCollection<Output> Tool(
    ArgumentStringHandler arguments,
    string workingDirectory = null,
    IReadOnlyDictionary<string, string> environmentVariables = null,
    int? timeout = null,
    bool? logOutput = null,
    bool? logInvocation = null,
    Action<OutputType, string> logger = null,
    Action<IProcess> exitHandler = null);

/// <summary>Left out: tools from packages and npm.</summary>
public static class ToolResolver
{
    public static Tool GetTool(string toolPath) =>
        (arguments, workingDirectory, environmentVariables, timeout, logOutput, logInvocation, logger, exitHandler) =>
        {
            using var process = ProcessTasks.StartProcess(
                toolPath,
                arguments,
                workingDirectory,
                environmentVariables,
                timeout,
                logOutput,
                logInvocation,
                logger);
            process.AssertWaitForExit();
            (exitHandler ?? (x => x.AssertZeroExitCode())).Invoke(process);
            return process.Output;
        };

    public static Tool GetPathTool(string name) =>
        GetTool(ToolPathResolver.Find(name) ?? throw new FileNotFoundException($"Could not find '{name}' via PATH"));

    /// <summary>From the variable NAME_EXE; null when it is not set.</summary>
    public static Tool TryGetEnvironmentTool(string name) =>
        Environment.GetEnvironmentVariable($"{name.ToUpperInvariant()}_EXE") is { Length: > 0 } file ? GetTool(file) : null;

    public static Tool GetEnvironmentOrPathTool(string name) => TryGetEnvironmentTool(name) ?? GetPathTool(name);
}

internal static class ToolPathResolver
{
    public static string Find(string name)
    {
        var names = OperatingSystem.IsWindows() ? new[] { name + ".exe", name + ".cmd", name + ".bat", name } : [name];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(directory => names.Select(x => Path.Combine(directory, x)))
            .FirstOrDefault(File.Exists);
    }
}

/// <summary>Fills a <see cref="Tool"/> from NAME_EXE, or else from PATH.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public class PathVariableAttribute : ValueInjectionAttributeBase
{
    private readonly string _name;

    public PathVariableAttribute(string name = null) => _name = name;

    public override object GetValue(MemberInfo member, object instance)
    {
        var name = _name ?? member.Name.ToLowerInvariant();
        return ParameterService.TypeOf(member) == typeof(Tool)
            ? ToolResolver.GetEnvironmentOrPathTool(name)
            : ToolPathResolver.Find(name);
    }
}
