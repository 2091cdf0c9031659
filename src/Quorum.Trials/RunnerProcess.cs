using System.Diagnostics;
using System.Reflection;

namespace Quorum.Trials;

/// <summary>The build itself as a process of its own, to be killed in the middle.</summary>
internal static class RunnerProcess
{
    /// <summary>Runs Deploy until it says <paramref name="words"/>, then SIGKILL.</summary>
    public static async Task KilledAtAsync(TrialLab lab, string words, CancellationToken cancellation)
    {
        var build = Assembly.GetEntryAssembly()?.Location is { Length: > 0 } location ? location : throw new TrialBrokenException("the build's own program is not known");
        var start = new ProcessStartInfo("dotnet", [build, "Deploy", "--root", lab.Root]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = lab.Root };
        foreach (var (name, value) in lab.Parameters) { start.ArgumentList.Add($"--{Settings.SettingsReader.Kebab(name)}"); start.ArgumentList.Add(value); }
        foreach (var (name, value) in new[] { ("elasticsearch-version", lab.Version), ("base-image", TrialLab.BaseOf(lab.Version)) }) { start.ArgumentList.Add($"--{name}"); start.ArgumentList.Add(value); }
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var last = "";
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            last = line.Length > 0 ? line : last;
            if (!line.Contains(words, StringComparison.Ordinal)) continue;
            process.Kill();
            await process.WaitForExitAsync(cancellation);
            return;
        }
        throw new TrialBrokenException($"the runner ended before it said '{words}': {last} {await errors}");
    }
}
