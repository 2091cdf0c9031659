using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using Quorum.Pipeline;

/// <summary>bench/ is a program of its own: it measures this build from outside, and its output goes straight to the terminal.</summary>
static class BenchProgram
{
    /// <exception cref="StageException">It does not compile, or something could not be measured.</exception>
    public static void Run(string root, IEnumerable<string> arguments)
    {
        Execute(root, ["build", Path.Combine("bench", "Bench.csproj"), "-nologo", "-v:q", "-clp:NoSummary;ErrorsOnly"], "mend what the compiler names");
        Execute(root, [Path.Combine("bench", "bin", "Debug", "net10.0", "Quorum.Bench.dll"), root, .. arguments], "each line above that says 'not measured' has the reason");
    }

    private static void Execute(string root, string[] arguments, string wayOut)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root })
            ?? throw new StageException("dotnet could not be started.", "Is the .NET SDK on PATH?");
        process.WaitForExit();
        if (process.ExitCode != 0) throw new StageException($"The benchmark ended with exit code {process.ExitCode}.", wayOut);
    }
}
