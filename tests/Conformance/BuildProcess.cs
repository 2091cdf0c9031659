using System.Diagnostics;
using Quorum.Settings;

namespace Quorum.Conformance;

/// <summary>The build as a process of its own, which can be killed as a runner dies.</summary>
internal sealed class BuildProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _said = [];

    private BuildProcess(Process process) => _process = process;

    public static string Program => Path.Combine(Deployment.Repository(), "build", "bin", "Debug", "_build.dll");

    public int Pid => _process.Id;

    public static BuildProcess Start(Deployment deployment, string target)
    {
        var root = deployment.Settings.Root;
        Directory.CreateDirectory(Path.Combine(root, ".nuke"));
        File.Copy(Path.Combine(Deployment.Repository(), ".nuke", "parameters.json"), Path.Combine(root, ".nuke", "parameters.json"), overwrite: true);
        var start = new ProcessStartInfo("dotnet", [Program, target, "--root", root]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = root };
        foreach (var (name, value) in deployment.Parameters)
        {
            start.ArgumentList.Add($"--{SettingsReader.Kebab(name)}");
            start.ArgumentList.Add(value);
        }
        start.Environment["NO_COLOR"] = "1";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new(process);
    }

    /// <summary>Reads on until a line has the words.</summary>
    public async Task UntilItSaysAsync(string words, CancellationToken cancellation)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            _said.Add(line);
            if (line.Contains(words, StringComparison.Ordinal)) return;
        }
        Assert.Fail($"the run ended before it said '{words}':{Environment.NewLine}{string.Join(Environment.NewLine, _said.TakeLast(20))}");
    }

    public async Task KillAsync(CancellationToken cancellation)
    {
        Assert.False(_process.HasExited, "the run had ended before it was killed");
        _process.Kill();
        await _process.WaitForExitAsync(cancellation);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
