using System.Diagnostics;
using System.Net.Http.Json;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Settings;

namespace Quorum.Local;

/// <summary>What a running embedded AWS says of itself at <c>/_quorum/health</c>.</summary>
public sealed record LocalCloudHealth(string Status, string Version, int Pid, string Folder, string Runtime, string RuntimeReason, string BaseImage = "");

/// <summary>
/// Starts the embedded AWS as a process of its own and leaves it running, so that the next command finds the cluster. One per
/// checkout and profile: a process on the port that serves another folder is somebody else's and is never touched.
/// </summary>
public sealed class LocalCloudProcess(QuorumSettings settings, IClock clock)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30), StopLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5), FirstPoll = TimeSpan.FromMilliseconds(20);
    private const int LogLines = 5, TakenCode = 3, DamagedCode = 4, FolderCode = 5;

    /// <summary>True when this call started it; false when it was running already.</summary>
    /// <exception cref="StageException">The port belongs to another process, the program is not built, or it did not answer in time.</exception>
    public async Task<(LocalCloudHealth Health, bool Started)> EnsureStartedAsync(string programFile, CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is { } running) return (running, false);
        CheckFolder();
        if (!File.Exists(programFile))
            throw new StageException($"The embedded AWS is not built: {Path.GetRelativePath(settings.Root, programFile)} is missing.", "./build.sh --help builds everything");

        using var process = Start(programFile);
        var deadline = clock.Now + StartLimit;
        for (var wait = FirstPoll; clock.Now < deadline; wait = wait * 1.5)
        {
            await clock.Delay(wait, cancellation);
            if (await FindAsync(cancellation) is { } started) return (started, true);
            if (process.HasExited) break;
        }

        if (!process.HasExited)
            throw new StageException($"The embedded AWS did not answer within {StartLimit.TotalSeconds:0} s on {settings.LocalEndpoint}.{LastLog()}", $"look at {Path.GetRelativePath(settings.Root, settings.LocalFolder)}/log.txt, then run again");
        var words = (await process.StandardError.ReadToEndAsync(cancellation)).Trim();
        throw new StageException($"The embedded AWS ended with exit code {process.ExitCode}: {(words.Length > 0 ? words : LastLog())}", WayOut(process.ExitCode));
    }

    // The process tells its causes apart by exit code; its own words name the file, folder or port.
    private string WayOut(int exitCode) => exitCode switch
    {
        TakenCode => $"./build.sh Deploy --local-port {settings.LocalPort + 1}",
        DamagedCode => "run the same command again: the damaged part begins anew, everything else is kept",
        FolderCode => $"make {Path.GetRelativePath(settings.Root, settings.LocalFolder)} writable for this user, or ./build.sh LocalDown --forget",
        _ => "mend what it says and run again",
    };

    /// <summary>Ends it and waits until it is gone; false when none was running. <paramref name="forget"/> deletes its state and volumes.</summary>
    public async Task<bool> StopAsync(bool forget, CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is not { } running)
        {
            if (forget) await ForgetAsync(cancellation);
            return false;
        }

        using (var http = Client())
            (await http.PostAsync($"{settings.LocalEndpoint}/_quorum/shutdown{(forget ? "?forget=true" : "")}", null, cancellation)).EnsureSuccessStatusCode();
        var deadline = clock.Now + StopLimit;
        for (var wait = FirstPoll; IsAlive(running.Pid); wait = wait * 1.3)
        {
            if (clock.Now > deadline)
                throw new StageException($"The embedded AWS (pid {running.Pid}) did not end within {StopLimit.TotalSeconds:0} s.", $"kill {running.Pid}");
            await clock.Delay(wait, cancellation);
        }

        if (forget) await ForgetAsync(cancellation);
        return true;
    }

    // A process that was killed could not let go of its volumes' disks; below a mount point nothing can be deleted.
    private async Task ForgetAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(settings.LocalFolder)) return;
        if (File.Exists("/proc/self/mounts"))
        {
            var below = Path.GetFullPath(settings.LocalFolder).TrimEnd('/') + "/";
            foreach (var point in File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1].Replace("\\040", " ", StringComparison.Ordinal)).Where(point => point.StartsWith(below, StringComparison.Ordinal)).ToList())
            {
                using var umount = Process.Start("umount", [point]);
                await umount.WaitForExitAsync(cancellation);
            }
        }

        Directory.Delete(settings.LocalFolder, recursive: true);
    }

    /// <summary>The embedded AWS of this folder when it answers; null when nothing listens on the port.</summary>
    public async Task<LocalCloudHealth?> FindAsync(CancellationToken cancellation)
    {
        LocalCloudHealth? health;
        try
        {
            using var http = Client();
            health = await http.GetFromJsonAsync<LocalCloudHealth>($"{settings.LocalEndpoint}/_quorum/health?baseImages={Uri.EscapeDataString(string.Join(',', settings.BaseImages))}", cancellation);
        }
        catch (HttpRequestException refused) when (refused.HttpRequestError is HttpRequestError.ConnectionError)
        {
            return null;
        }
        catch (Exception other) when (other is HttpRequestException or System.Text.Json.JsonException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            throw PortTaken("by a program that is not the embedded AWS");
        }

        if (health is null || !SameFolder(health.Folder)) throw PortTaken($"by the embedded AWS of another checkout or profile ({health?.Folder})");
        return health;
    }

    private StageException PortTaken(string by) => new(
        $"LocalPort = {settings.LocalPort}: the port is taken {by}.",
        $"Choose another, e.g. ./build.sh Deploy --local-port {settings.LocalPort + 1}, or set it in .nuke/parameters.json");

    private bool SameFolder(string folder) => Path.GetFullPath(folder).TrimEnd('/') == Path.GetFullPath(settings.LocalFolder).TrimEnd('/');

    private void CheckFolder()
    {
        try
        {
            Directory.CreateDirectory(settings.LocalFolder);
            var probe = Path.Combine(settings.LocalFolder, ".writable");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new StageException($"The folder of the embedded AWS cannot be written: {denied.Message}", $"Make {settings.LocalFolder} writable for this user, or free disk space");
        }
    }

    // Through a shell that goes away at once: the server must outlive this build, keep no terminal and take no Ctrl+C meant for it.
    private Process Start(string programFile)
    {
        var start = new ProcessStartInfo
        {
            FileName = Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet",
            WorkingDirectory = settings.LocalFolder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[programFile, "serve", "--folder", settings.LocalFolder, "--port", $"{settings.LocalPort}", "--runtime", settings.LocalRuntime, "--base-images", string.Join(',', settings.BaseImages)])
            start.ArgumentList.Add(argument);
        // It lives on after this run, and needs nothing of what the run may know.
        SecretVariables.RemoveFrom(start.Environment);
        if (!OperatingSystem.IsWindows())
        {
            // setsid, where there is one, keeps a terminal's SIGINT and SIGHUP away from the server.
            if (File.Exists("/usr/bin/setsid"))
            {
                start.ArgumentList.Insert(0, start.FileName);
                start.FileName = "/usr/bin/setsid";
            }
        }

        var process = Process.Start(start) ?? throw new StageException("The embedded AWS could not be started.", "Is dotnet on PATH?");
        process.StandardInput.Close();
        return process;
    }

    private string LastLog()
    {
        var log = Path.Combine(settings.LocalFolder, "log.txt");
        if (!File.Exists(log)) return "";
        try { return $" Its last words: {string.Join(" | ", File.ReadLines(log).TakeLast(LogLines))}"; }
        catch (IOException) { return ""; }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // Loopback only: a proxy set for the outside must not be asked.
    private static HttpClient Client() => new(new SocketsHttpHandler { UseProxy = false }) { Timeout = AnswerLimit };
}
