using System.Diagnostics;

namespace Build.Tests;

/// <summary>What a finished process left behind.</summary>
/// <param name="Lines">Standard output without escape sequences, no-break spaces as spaces, "blank" lines (U+200B) empty.</param>
internal sealed record ProcessResult(int ExitCode, string Output, string Error, int ProcessId)
{
    public IReadOnlyList<string> Lines { get; } =
        [.. Output.Split('\n').Select(x => x.TrimEnd('\r').Replace('\u00a0', ' ').Replace("\u200b", "", StringComparison.Ordinal).TrimEnd())];

    /// <summary>For assertion messages.</summary>
    public string All => $"exit code {ExitCode}\n{Output}\n{Error}";
}

/// <summary>Runs programs with an environment of their own, so that nothing of the surrounding build reaches them.</summary>
internal static class ProcessRun
{
    /// <summary>Far above what any of these needs; only so that a hanging process becomes a failure with its output.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static readonly string[] Inherited =
        ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE", "SystemRoot", "DOTNET_ROOT", "NUGET_PACKAGES", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    public static ProcessStartInfo Start(string file, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var kept = Inherited.Select(name => (name, Environment.GetEnvironmentVariable(name))).Where(x => x.Item2 != null).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept) start.Environment[name] = value;
        start.Environment["TERM"] = "dumb";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["NUKE_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            if (value == null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        return start;
    }

    /// <param name="whenSays">Called once, with the process id, when standard output has a line with <paramref name="marker"/>.</param>
    public static async Task<ProcessResult> RunAsync(ProcessStartInfo start, string? marker = null, Action<int>? whenSays = null)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = new System.Text.StringBuilder();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                output.Append(line).Append('\n');
                if (marker == null || !line.Contains(marker, StringComparison.Ordinal)) continue;
                marker = null;
                whenSays!(process.Id);
            }

            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end:\n{output}");
        }

        return new ProcessResult(process.ExitCode, output.ToString(), await error, process.Id);
    }

    /// <summary>Whether a run can be interrupted as by Ctrl+C: a shell's background jobs ignore SIGINT, and so does all that they start.</summary>
    public static bool CanInterrupt => OnPath("kill") is not null && !(File.Exists(OwnStatus) && File.ReadLines(OwnStatus).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (ulong.Parse(ignored[7..].Trim(), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) & InterruptBit) != 0);

    private const string OwnStatus = "/proc/self/status";
    private const ulong InterruptBit = 1 << (2 - 1);

    public static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(x => x.Length > 0).Select(x => Path.Combine(x, OperatingSystem.IsWindows() ? name + ".exe" : name)).FirstOrDefault(File.Exists);

    public static string Repository { get; } = FindRepository();

    private static string FindRepository()
    {
        for (var folder = AppContext.BaseDirectory; folder != null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Quorum.slnx"))) return folder;
        }

        throw new InvalidOperationException("No Quorum.slnx above the tests.");
    }
}

/// <summary>A folder of its own that is gone afterwards; its name has a space on purpose.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("quorum build ").FullName;

    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    public string Write(string relative, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(relative))!);
        File.WriteAllText(At(relative), text);
        return At(relative);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
