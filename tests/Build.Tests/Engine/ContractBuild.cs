using System.Diagnostics;

namespace Build.Tests.Engine;

/// <summary>The small build in Contract/, run as a process in a root of its own.</summary>
internal sealed class ContractBuild : IDisposable
{
    /// <summary>What a shell shows of exit code -1, and of processes that a signal ended.</summary>
    public const int Failed = 255;
    public const int Aborted = 134;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    private static readonly string s_program = Path.Combine(
        ProcessRun.Repository, "tests", "Build.Tests", "Contract", "bin", "Debug", "contract.dll");

    private readonly TemporaryFolder _folder = new();

    public ContractBuild() => Directory.CreateDirectory(_folder.At(".nuke"));

    /// <summary>Whether it is compiled against the real package; the stand-in has no package version.</summary>
    public static bool IsReal => FileVersionInfo.GetVersionInfo(Path.Combine(Path.GetDirectoryName(s_program)!, "Nuke.Common.dll")).FileMajorPart >= 10;

    public string Root => _folder.Path;

    public string At(string relative) => _folder.At(relative);

    public void Write(string relative, string text) => _folder.Write(relative, text);

    public Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    public Task<ProcessResult> RunAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        ProcessRun.RunAsync(Start(environment, arguments));

    /// <summary>Sends the signal (INT, TERM) once the build says that it sleeps.</summary>
    public Task<ProcessResult> InterruptAsync(string signal, params string[] arguments) => ProcessRun.RunAsync(
        Start(new Dictionary<string, string?> { ["SHOW_HOOKS"] = "1" }, arguments),
        "sleeping in",
        id => Process.Start("kill", [$"-{signal}", id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).Dispose());

    public void Dispose() => _folder.Dispose();

    private ProcessStartInfo Start(IReadOnlyDictionary<string, string?>? environment, string[] arguments) =>
        ProcessRun.Start(ProcessRun.OnPath("dotnet")!, Root, [s_program, .. arguments], environment);
}

internal static class EngineOutput
{
    /// <summary>The summary table's rows as "Name Status" with what stands behind "//" appended.</summary>
    public static IReadOnlyList<string> Rows(this ProcessResult result)
    {
        var table = result.Lines.SkipWhile(x => !x.StartsWith("Target  ", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(x => !x.StartsWith('─'));
        return [.. table.Select(Row)];
    }

    /// <summary>The targets that printed a block, in this order.</summary>
    public static IReadOnlyList<string> Blocks(this ProcessResult result) =>
        [.. result.Lines.Where(x => x.StartsWith("║ ", StringComparison.Ordinal)).Select(x => x[2..])];

    public static string Value(this ProcessResult result, string name) =>
        result.Lines.Single(x => x.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static string Row(string line)
    {
        var parts = line.Split("   // ", 2);
        var words = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return $"{words[0]} {words[1]}" + (parts.Length > 1 ? " // " + parts[1] : "");
    }
}
