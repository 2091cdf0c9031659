using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Quorum.Pipeline;

/// <summary>Counts of one or several test programs.</summary>
sealed record TestCounts(int Passed, int Failed, int Skipped)
{
    public static TestCounts operator +(TestCounts a, TestCounts b) => new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);
}

/// <summary>Builds the solution and runs every test program, two at a time; their output goes to files and is shown where something failed.</summary>
static partial class TestRun
{
    private const int AtOnce = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>A test that has run this long is named in the output, so that one that never ends has a name.</summary>
    private const string LongRunningSeconds = "120";

    /// <exception cref="StageException">The solution does not compile, no test program was found.</exception>
    public static async Task<TestCounts> RunAsync(string root, string? only, Action<string> say)
    {
        var projects = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => Path.GetFileNameWithoutExtension(file) == Path.GetFileName(Path.GetDirectoryName(file)!))
            .Where(file => Path.GetDirectoryName(Path.GetDirectoryName(file)) == Path.Combine(root, "tests"))
            .Where(file => only is null || Path.GetFileNameWithoutExtension(file).Equals(only, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToList();
        if (projects.Count == 0) throw new StageException($"No test project {only ?? ""} below tests.", "./build.sh Test runs all of them");

        say($"compiling {(only is null ? "the solution" : only)}");
        var (exit, output) = await ExecAsync(root, "dotnet", ["build", only is null ? "Quorum.slnx" : projects[0], "-nologo", "-v", "q", "-clp:NoSummary;ErrorsOnly"], _ => { });
        if (exit != 0) throw new StageException($"The tests do not compile:{Environment.NewLine}{output}", "mend what the compiler names");

        var total = new ConcurrentBag<TestCounts>();
        await Parallel.ForEachAsync(projects, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (project, _) => total.Add(await RunProjectAsync(root, project, say)));
        return total.Aggregate((a, b) => a + b);
    }

    private static async Task<TestCounts> RunProjectAsync(string root, string project, Action<string> say)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var log = Path.Combine(root, "artifacts", "tests", name + ".log");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var program = Path.Combine(Path.GetDirectoryName(project)!, "bin", "Debug", "net10.0", name + ".dll");
        var watch = Stopwatch.StartNew();
        var (exit, output) = await ExecAsync(root, "dotnet", [program, "-noColor", "-noLogo", "-longRunning", LongRunningSeconds, "-diagnostics"], _ => { });
        await File.WriteAllTextAsync(log, output);
        var summary = Summary().Match(output);
        if (!summary.Success || summary.Groups["total"].Value == "0")
        {
            // A run that read nothing is a failure of its own; the other projects still tell theirs.
            say($"{name} ran no test (exit code {exit}):{Environment.NewLine}{Tail(output)}");
            return new TestCounts(0, 1, 0);
        }

        int Count(string group) => int.Parse(summary.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);
        var failed = Count("failed") + Count("errors");
        if (exit != 0 && failed == 0) failed = 1;
        var counts = new TestCounts(Count("total") - Count("failed") - Count("skipped") - Count("notrun"), failed, Count("skipped") + Count("notrun"));
        say($"{name}: {counts.Passed} passed, {counts.Failed} failed, {counts.Skipped} skipped in {watch.Elapsed.TotalSeconds:0} s");
        foreach (var line in output.Split('\n').Where(line => line.Contains("[SKIP]"))) say($"  {line.Trim()}");
        if (failed > 0) say(Failures(output));
        return counts;
    }

    private static string Failures(string output) => string.Join(Environment.NewLine,
        output.Split('\n').SkipWhile(line => !line.Contains("[FAIL]")).TakeWhile(line => !line.Contains("TEST EXECUTION SUMMARY")).Take(400));

    private static string Tail(string text) => string.Join(Environment.NewLine, text.Split('\n').TakeLast(20));

    private static async Task<(int Exit, string Output)> ExecAsync(string folder, string file, string[] arguments, Action<string> line)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        // A test's build must not believe itself inside this one, and must not draw colours into a log.
        foreach (var name in (string[])["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "NUKE_PROFILE", "NUKE_ROOT", "MSBUILD_EXE_PATH"]) start.Environment.Remove(name);
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start) ?? throw new StageException($"{file} could not be started.", "Is the .NET SDK on PATH?");
        process.StandardInput.Close();
        var output = new System.Text.StringBuilder();
        void Take(object _, DataReceivedEventArgs got)
        {
            if (got.Data is null) return;
            lock (output) output.AppendLine(got.Data);
            line(got.Data);
        }

        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = new System.Threading.CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{output}{Environment.NewLine}ended after {Limit.TotalMinutes:0} minutes");
        }

        return (process.ExitCode, output.ToString());
    }

    [GeneratedRegex(@"Total: (?<total>\d+), Errors: (?<errors>\d+), Failed: (?<failed>\d+), Skipped: (?<skipped>\d+), Not Run: (?<notrun>\d+)")]
    private static partial Regex Summary();
}
