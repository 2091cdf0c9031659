using System.ComponentModel;
using System.Diagnostics;
using Quorum.Pipeline;

namespace Quorum.Bench.Peers;

/// <summary>Runs programs as a person would, without what this process inherited from the build that started it.</summary>
public sealed record Command(string Folder, IReadOnlyDictionary<string, string> Environment)
{
    private const int LastLines = 15;

    // A child must not believe itself inside a build or a CI job.
    private static readonly string[] Inherited = ["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "NUKE_ROOT", "NUKE_PROFILE", "MSBUILD_EXE_PATH", "MSBuildSDKsPath", "DOTNET_HOST_PATH"];

    /// <exception cref="StageException">It could not be started, or its exit code is not 0.</exception>
    public async Task<string> RunAsync(string file, params string[] arguments)
    {
        var (code, output) = await TryAsync(file, arguments);
        if (code == 0) return output;
        var last = string.Join(System.Environment.NewLine, output.TrimEnd().Split('\n').TakeLast(LastLines));
        throw new StageException($"{file} {string.Join(' ', arguments.Take(3))} … ended with exit code {code}:{System.Environment.NewLine}{last}", "run it by hand");
    }

    public async Task<(int Code, string Output)> TryAsync(string file, params string[] arguments)
    {
        using var process = Start(file, arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    public Process Start(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in Inherited) start.Environment.Remove(name);
        start.Environment["TERM"] = "dumb";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new StageException($"{file} could not be started.", "");
        }
        catch (Win32Exception missing)
        {
            throw new StageException($"{file} could not be started: {missing.Message}", "");
        }
    }

    public static bool IsOnPath(string program) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Null when the program answers; else why it cannot be used.</summary>
    public async Task<string?> WhyNotAsync(string program, params string[] probe)
    {
        if (!IsOnPath(program)) return $"{program} is not installed";
        var (code, output) = await TryAsync(program, probe);
        return code == 0 ? null : $"{program} {string.Join(' ', probe)} says: {output.Trim().Split('\n')[^1]}";
    }
}
