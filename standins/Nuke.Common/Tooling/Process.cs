using System.Diagnostics;
using System.Text;
using Serilog;

namespace Nuke.Common.Tooling;

public enum OutputType
{
    Std,
    Err,
}

public struct Output
{
    public OutputType Type;
    public string Text;
}

public interface IProcess : IDisposable
{
    string FileName { get; }

    string Arguments { get; }

    string WorkingDirectory { get; }

    IReadOnlyCollection<Output> Output { get; }

    int ExitCode { get; }

    bool HasExited { get; }

    int Id { get; }

    void Kill();

    /// <summary>False when the timeout passed and the process was killed.</summary>
    bool WaitForExit();
}

public class ProcessException : Exception
{
    internal ProcessException(string message, int exitCode)
        : base(message) =>
        ExitCode = exitCode;

    public int ExitCode { get; }
}

/// <summary>A started process whose lines are collected.</summary>
internal sealed class ToolProcess(Process process, int? timeout, Func<string, string> filter, Action<OutputType, string> logger) : IProcess
{
    private readonly List<Output> _output = [];

    public string FileName => process.StartInfo.FileName;

    public string Arguments => filter(process.StartInfo.Arguments);

    public string WorkingDirectory => process.StartInfo.WorkingDirectory;

    public IReadOnlyCollection<Output> Output
    {
        get
        {
            lock (_output)
                return _output.ToArray();
        }
    }

    public int ExitCode => process.ExitCode;

    public bool HasExited => process.HasExited;

    public int Id => process.Id;

    public void Read()
    {
        process.OutputDataReceived += (_, line) => Add(OutputType.Std, line.Data);
        process.ErrorDataReceived += (_, line) => Add(OutputType.Err, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public void Kill() => process.Kill(entireProcessTree: true);

    public bool WaitForExit()
    {
        if (timeout is { } limit && !process.WaitForExit(limit))
        {
            Kill();
            return false;
        }

        // Only the call without a limit waits for the last lines.
        process.WaitForExit();
        return true;
    }

    public void Dispose() => process.Dispose();

    private void Add(OutputType type, string line)
    {
        if (line == null)
            return;
        var text = filter(line);
        lock (_output)
            _output.Add(new Output { Type = type, Text = text });
        logger?.Invoke(type, text);
    }
}

/// <summary>Starts processes. Left out: shells and the older string-based helpers.</summary>
public static class ProcessTasks
{
    /// <param name="environmentVariables">Replaces the whole environment.</param>
    /// <param name="timeout">In milliseconds; then the process is killed.</param>
    public static IProcess StartProcess(
        string toolPath,
        ArgumentStringHandler arguments = default,
        string workingDirectory = null,
        IReadOnlyDictionary<string, string> environmentVariables = null,
        int? timeout = null,
        bool? logOutput = null,
        bool? logInvocation = null,
        Action<OutputType, string> logger = null)
    {
        var isEmpty = arguments.IsDefault;
        return StartProcess(
            toolPath,
            isEmpty ? "" : arguments.ToStringAndClear(),
            workingDirectory,
            environmentVariables,
            timeout,
            logOutput,
            logInvocation,
            logger,
            isEmpty ? x => x : arguments.GetFilter());
    }

    public static IProcess StartProcess(
        string toolPath,
        string arguments = null,
        string workingDirectory = null,
        IReadOnlyDictionary<string, string> environmentVariables = null,
        int? timeout = null,
        bool? logOutput = null,
        bool? logInvocation = null,
        Action<OutputType, string> logger = null,
        Func<string, string> outputFilter = null)
    {
        var filter = outputFilter ?? (x => x);
        var file = toolPath;
        if (toolPath.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            arguments = $"\"{toolPath}\" {arguments}".TrimEnd();
            file = Environment.GetEnvironmentVariable("DOTNET_EXE") ?? "dotnet";
        }

        var start = new ProcessStartInfo(file, arguments ?? "")
        {
            WorkingDirectory = workingDirectory ?? NukeBuild.RootDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (environmentVariables != null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environmentVariables)
                start.Environment[name] = value;
        }

        if (logInvocation ?? true)
            Log.Information("> {ToolPath} {Arguments}", file, filter(arguments ?? ""));
        logger ??= (type, line) => Log.Write(type == OutputType.Std ? Serilog.Events.LogEventLevel.Debug : Serilog.Events.LogEventLevel.Error, "{Line:l}", line);
        var result = new ToolProcess(Process.Start(start)!, timeout, filter, logOutput ?? true ? logger : null);
        result.Read();
        return result;
    }
}

public static class ProcessExtensions
{
    public static IProcess AssertWaitForExit(this IProcess process)
    {
        Assert.True(process.WaitForExit(), $"Process '{Path.GetFileName(process.FileName)}' timed out");
        return process;
    }

    public static IProcess AssertZeroExitCode(this IProcess process)
    {
        process.AssertWaitForExit();
        if (process.ExitCode == 0)
            return process;
        var lines = process.Output;
        var errors = lines.Where(x => x.Type == OutputType.Err).ToList();
        var message = new StringBuilder()
            .AppendLine($"Process '{Path.GetFileName(process.FileName)}' exited with code {process.ExitCode}.")
            .AppendLine($"   > {process.FileName} {process.Arguments}")
            .AppendLine($"   @ {process.WorkingDirectory}")
            .AppendLine(errors.Count > 0 ? "Error output:" : "Standard output:");
        foreach (var line in errors.Count > 0 ? errors : lines)
            message.AppendLine("   " + line.Text);
        throw new ProcessException(message.ToString().TrimEnd(), process.ExitCode);
    }

    public static string StdToText(this IEnumerable<Output> output) =>
        string.Join(Environment.NewLine, output.Where(x => x.Type == OutputType.Std).Select(x => x.Text));

    public static IReadOnlyCollection<Output> EnsureOnlyStd(this IReadOnlyCollection<Output> output)
    {
        foreach (var line in output)
            Assert.True(line.Type == OutputType.Std, $"Expected no error output: {line.Text}");
        return output;
    }
}
