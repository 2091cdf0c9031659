using System.ComponentModel;
using System.Diagnostics;

namespace Quorum.LocalCloud.Faults;

/// <summary>Runs one of the system's own programs to its end.</summary>
internal static class Tool
{
    /// <returns>Its exit code and what it said on both streams; 127 when there is no such program.</returns>
    public static async Task<(int Exit, string Words)> TryAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        try
        {
            using var process = Process.Start(start) ?? throw new Win32Exception();
            process.StandardInput.Close();
            var words = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, $"{await words}{await errors}".Trim());
        }
        catch (Win32Exception missing)
        {
            const int notFound = 127;
            return (notFound, missing.Message);
        }
    }

    /// <exception cref="FaultRefusedException">It failed; with its own words.</exception>
    public static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var (exit, words) = await TryAsync(program, arguments, cancellation);
        if (exit != 0) throw new FaultRefusedException($"{program} {string.Join(' ', arguments)}: exit code {exit}: {words}");
    }
}
