using System.Diagnostics;
using System.Text;
using Quorum.Images;

namespace Quorum.Tests.Registry;

/// <summary>A Docker engine of one test's own, which may be killed and whose disk may be filled. Has no network: what it builds needs none.</summary>
internal sealed class PrivateEngine : IAsyncDisposable
{
    private const string NoBridge = "--bridge=none";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("quorum-engine-").FullName;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private string Data => Path.Combine(_folder, "data");

    private string Address => $"unix://{_folder}/docker.sock";

    /// <param name="disk">Size of its data folder as the mount option says it, e.g. <c>64m</c>; null for the machine's disk.</param>
    public static async Task<PrivateEngine> StartAsync(string? disk, CancellationToken cancellation)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "an engine of one's own needs root on Linux");
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "dockerd"))), "no Docker engine (dockerd) is installed");
        // An engine without a bridge removes docker0 when it starts: whoever uses the machine's own would lose its network.
        Assert.SkipWhen(AnotherHasABridge(), "another Docker engine (dockerd) runs on this machine, and an engine of one's own would take its bridge away");
        var engine = new PrivateEngine();
        try
        {
            Directory.CreateDirectory(engine.Data);
            if (disk is not null)
            {
                using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", $"size={disk}", "tmpfs", engine.Data]);
                await mount.WaitForExitAsync(cancellation);
                Assert.SkipUnless(mount.ExitCode == 0, "this machine lets nobody mount a file system");
            }
            await engine.StartAsync(cancellation);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    private static bool AnotherHasABridge() => Directory.EnumerateDirectories("/proc").Any(process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).TrimEnd() == "dockerd" && !File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0').Contains(NoBridge);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    /// <summary>Again on the same data after <see cref="KillAsync"/>.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        // Of one that was killed: sockets and states that nothing answers for.
        File.Delete(Path.Combine(_folder, "pid"));
        if (Directory.Exists(Path.Combine(_folder, "exec"))) Directory.Delete(Path.Combine(_folder, "exec"), recursive: true);
        string[] arguments = ["--storage-driver=vfs", NoBridge, "--iptables=false", "--data-root", Data, "--exec-root", Path.Combine(_folder, "exec"), "--pidfile", Path.Combine(_folder, "pid"), "-H", Address];
        _process = Process.Start(new ProcessStartInfo("dockerd", arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true })!;
        _process.ErrorDataReceived += (_, line) => { lock (_log) _log.AppendLine(line.Data); };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var found = await ConnectAsync(cancellation);
                return;
            }
            catch (Pipeline.StageException)
            {
                lock (_log) Assert.False(_process.HasExited || watch.Elapsed > StartLimit, $"the engine does not start: {_log}");
                await Task.Delay(100, cancellation);
            }
        }
    }

    public Task<DockerEngine> ConnectAsync(CancellationToken cancellation) => new EngineFinder(name => name == "DOCKER_HOST" ? Address : null).DockerAsync(cancellation);

    public void Kill() => _process!.Kill();

    /// <summary>And with it the containerd that it leaves behind when it is killed: the next one would wait for its socket.</summary>
    public async Task GoneAsync(CancellationToken cancellation)
    {
        await _process!.WaitForExitAsync(cancellation);
        await KillContainerdAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            using var term = Process.Start("kill", [$"{_process.Id}"]);
            await term.WaitForExitAsync();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(30))) _process.Kill();
        }
        await KillContainerdAsync();
        _process?.Dispose();
        await UnmountAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // Its disk, and what a killed engine had mounted: the innermost first.
    private async Task UnmountAsync()
    {
        var mounts = (await File.ReadAllLinesAsync("/proc/mounts")).Select(line => line.Split(' ')[1]).Where(mount => mount.StartsWith(_folder, StringComparison.Ordinal));
        foreach (var mount in mounts.Reverse().ToList())
        {
            using var unmount = Process.Start("umount", ["-l", mount]);
            await unmount.WaitForExitAsync();
        }
    }

    private async Task KillContainerdAsync()
    {
        var file = Path.Combine(_folder, "exec", "containerd", "containerd.pid");
        if (!File.Exists(file) || !int.TryParse(await File.ReadAllTextAsync(file), out var pid)) return;
        try
        {
            if (!(await File.ReadAllTextAsync($"/proc/{pid}/cmdline")).Contains(_folder, StringComparison.Ordinal)) return;
            using var left = Process.GetProcessById(pid);
            left.Kill();
            await left.WaitForExitAsync();
        }
        catch (Exception gone) when (gone is ArgumentException or IOException)
        {
            // It ended by itself.
        }
    }
}
