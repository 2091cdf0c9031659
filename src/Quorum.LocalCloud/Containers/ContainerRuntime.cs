using System.Collections.Concurrent;
using System.Diagnostics;
using Docker.DotNet;
using Docker.DotNet.Models;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Containers;

/// <summary>
/// Runs tasks as containers on a real Docker engine, as the ECS agent would: pull by digest, create, start, watch, stop, remove. The
/// engine is asked outside the world's lock; what it answers is told inside it. After a restart of this process a launch finds its
/// container again by label and goes on with it.
/// </summary>
public sealed partial class ContainerRuntime(
    World world, IDockerClient engine, string worldId, Func<IReadOnlyDictionary<string, string>> privateNames, Func<AuthConfig> registryLogin, Func<string, int> volumeGiB)
    : ITaskRuntime, IAsyncDisposable
{
    private static readonly TimeSpan HealthPoll = TimeSpan.FromSeconds(1), PullLimit = TimeSpan.FromMinutes(10), EngineLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndStop = TimeSpan.FromSeconds(20), LastWords = TimeSpan.FromSeconds(5);
    // Linux's RLIMIT_ numbers.
    private static readonly Dictionary<string, string> UlimitNames = new()
    {
        ["0"] = "cpu", ["1"] = "fsize", ["2"] = "data", ["3"] = "stack", ["4"] = "core", ["5"] = "rss", ["6"] = "nproc", ["7"] = "nofile",
        ["8"] = "memlock", ["10"] = "locks", ["11"] = "sigpending", ["12"] = "msgqueue", ["13"] = "nice", ["14"] = "rtprio", ["15"] = "rttime",
    };

    private const int Terminated = 143, Killed = 137;

    private readonly ConcurrentDictionary<string, RunningContainer> _running = new();
    private readonly ConcurrentDictionary<string, bool> _forbidden = new();
    // Engines disconnect and remove badly side by side; starting two at a time is what two processors can do anyway.
    private readonly SemaphoreSlim _starts = new(2);
    private readonly CancellationTokenSource _ending = new();
    private volatile bool _closing;

    public void Start(TaskLaunch launch, ITaskEvents events)
    {
        if (_closing) return;
        var container = new RunningContainer(launch, events);
        if (_running.TryAdd(launch.TaskArn, container)) container.Work = Task.Run(() => RunAsync(container));
    }

    public void Stop(string taskArn, TimeSpan stopTimeout)
    {
        if (_running.TryGetValue(taskArn, out var container)) _ = Task.Run(() => StopAsync(container, stopTimeout));
    }

    public void Kill(string taskArn)
    {
        if (_running.TryGetValue(taskArn, out var container)) _ = Task.Run(() => StopAsync(container, null));
    }

    /// <summary>A normal end takes the containers along; killed, this process finds them again at its next start.</summary>
    public async ValueTask DisposeAsync()
    {
        // From here on the model is told nothing: it would start another task for each that ends. Its next process starts them anew.
        _closing = true;
        await Task.WhenAll(_running.Values.Select(container => StopAsync(container, EndStop)));
        await Task.WhenAll(_running.Values.Select(container => container.Work));
        await RemoveStraysAsync(keep: null);
        await SlotVolume.UnmountAllAsync(VolumesFolder, world.Log.Write);
        await new NetworkCut(worldId).HealAllAsync();
        await _ending.CancelAsync();
        engine.Dispose();
    }

    private string VolumesFolder => Path.Combine(world.Folder, "volumes");

    /// <summary>At the start: what a killed process left behind (containers of tasks that nobody knows, cut networks) goes before anything is taken up again.</summary>
    public async Task ReconcileAsync(Func<IReadOnlySet<string>> liveTasks)
    {
        await new NetworkCut(worldId).HealAllAsync();
        await RemoveStraysAsync(liveTasks);
    }

    // Containers of this world that no task knows any more: a process was killed between starting one and writing that down, or in the middle of its end.
    private async Task RemoveStraysAsync(Func<IReadOnlySet<string>>? keep)
    {
        try
        {
            var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"{ContainerSpec.WorldLabel}={worldId}"] = true } };
            var found = await engine.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, Limited());
            // Asked after the list: a task that came in between has no container in it.
            var live = keep?.Invoke();
            foreach (var stray in found.Where(container => live is null || !live.Contains(container.Labels[ContainerSpec.TaskLabel])))
            {
                if (live is not null) world.Log.Write($"removing {stray.Names.FirstOrDefault()}: no task knows it");
                await RemoveAsync(stray.ID);
            }
        }
        catch (Exception gone) when (gone is DockerApiException or HttpRequestException or IOException or OperationCanceledException)
        {
            world.Log.Write($"containers left over: {gone.Message}");
        }
    }

    private async Task RunAsync(RunningContainer container)
    {
        var launch = container.Launch;
        try
        {
            container.Id = await FindAsync(launch) ?? await CreateAndStartAsync(launch);
            Tell(events => events.Running(launch.TaskArn), container);
            var refused = launch.Ulimits.Select(limit => limit.Name).Where(_forbidden.ContainsKey).ToList();
            if (refused.Count > 0) Tell(events => events.Limited(launch.TaskArn, refused), container);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
            var log = launch.Log is { } target ? new ContainerLog(world, engine, target, container.Id).FollowAsync(_ending.Token) : Task.CompletedTask;
            var health = launch.HealthCheck is null ? Task.CompletedTask : WatchHealthAsync(container, ended.Token);
            var wait = await engine.Containers.WaitContainerAsync(container.Id, _ending.Token);
            await ended.CancelAsync();
            await health;
            await Task.WhenAny(log, Task.Delay(LastWords));
            var reason = await ReasonAsync(container.Id, wait.StatusCode);
            await RemoveAsync(container.Id);
            _running.TryRemove(launch.TaskArn, out _);
            Tell(events => events.Exited(launch.TaskArn, (int)wait.StatusCode, reason), container);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // this process ends; the container is adopted by the next one
        }
        catch (Exception failed) when (failed is DockerApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException or UnauthorizedAccessException or ContainerException)
        {
            world.Log.Write($"{launch.Slot}: {failed.Message}");
            _running.TryRemove(launch.TaskArn, out _);
            Tell(events => events.StartFailed(launch.TaskArn, failed is ContainerException ? failed.Message : $"CannotStartContainerError: {failed.Message}"), container);
        }
    }

    private async Task<string?> FindAsync(TaskLaunch launch)
    {
        var found = await engine.Containers.ListContainersAsync(new ContainersListParameters
        {
            All = true,
            Filters = Filter($"{ContainerSpec.TaskLabel}={launch.TaskArn}"),
        }, Limited());
        return found.FirstOrDefault()?.ID;
    }

    private async Task<string> CreateAndStartAsync(TaskLaunch launch)
    {
        await _starts.WaitAsync(_ending.Token);
        try
        {
            await PullAsync(launch.Image);
            await PrepareVolumeAsync(launch.VolumePath, launch.VolumeId);
            foreach (var folder in launch.Mounts.Select(launch.HostFolder).Where(folder => folder != launch.VolumePath).Distinct()) await OwnAsync(folder);
            while (true)
            {
                var spec = ContainerSpec.For(launch, worldId, Environment.MachineName, privateNames(), null, _forbidden.Keys.ToHashSet());
                var created = await engine.Containers.CreateContainerAsync(spec, Limited());
                try
                {
                    await engine.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), Limited());
                    return created.ID;
                }
                catch (DockerApiException refused) when (ForbiddenUlimit(refused, launch) is { } name)
                {
                    // The machine cannot raise this limit (no right to): said once, then done without.
                    if (!_forbidden.ContainsKey(name)) world.Log.Write($"ulimit {name} of {launch.Family} is more than this machine allows: tasks get the engine's own");
                    _forbidden[name] = true;
                    await RemoveAsync(created.ID);
                }
            }
        }
        finally
        {
            _starts.Release();
        }
    }

    // "error setting rlimit type 8: operation not permitted"; a start at the same time may have found it out already.
    private static string? ForbiddenUlimit(DockerApiException refused, TaskLaunch launch)
    {
        const string marker = "rlimit type ";
        var at = refused.Message.IndexOf(marker, StringComparison.Ordinal);
        if (at < 0) return null;
        var number = new string([.. refused.Message[(at + marker.Length)..].TakeWhile(char.IsAsciiDigit)]);
        return UlimitNames.TryGetValue(number, out var name) && launch.Ulimits.Any(limit => limit.Name == name) ? name : null;
    }

    private async Task PullAsync(string image)
    {
        try
        {
            await engine.Images.InspectImageAsync(image, Limited());
            return;
        }
        catch (DockerImageNotFoundException)
        {
            // pulled below
        }

        var error = "";
        var sink = new Sink(message => { if (message.Error is not null) error = message.Error.Message; });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        limit.CancelAfter(PullLimit);
        try
        {
            await engine.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = image }, registryLogin(), sink, limit.Token);
        }
        catch (DockerApiException refused)
        {
            throw new ContainerException($"CannotPullContainerError: {image}: {refused.Message}");
        }

        if (error.Length > 0) throw new ContainerException($"CannotPullContainerError: {image}: {error}");
    }

    // As the instance's user data does it: the image's user must own the folder.
    private async Task PrepareVolumeAsync(string? folder, string volumeId)
    {
        if (folder is null) return;
        await SlotVolume.PrepareAsync(folder, volumeGiB(volumeId), world.Log.Write, _ending.Token);
        await OwnAsync(folder);
    }

    private static async Task OwnAsync(string? folder)
    {
        if (folder is null) return;
        Directory.CreateDirectory(folder);
        using var chown = Process.Start(new ProcessStartInfo("chown", ["1000:0", folder]) { RedirectStandardError = true });
        if (chown is not null) await chown.WaitForExitAsync();
        if (!OperatingSystem.IsWindows() && chown is not { ExitCode: 0 })
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
    }

    private async Task WatchHealthAsync(RunningContainer container, CancellationToken ended)
    {
        bool? last = null;
        try
        {
            while (true)
            {
                await Task.Delay(HealthPoll, ended);
                var state = (await engine.Containers.InspectContainerAsync(container.Id, ended)).State;
                bool? now = state?.Health?.Status switch { "healthy" => true, "unhealthy" => false, _ => null };
                if (now is null || now == last) continue;
                last = now;
                Tell(events => events.Health(container.Launch.TaskArn, now.Value), container);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or DockerApiException or HttpRequestException or IOException)
        {
            // the wait for the container's end tells the rest
        }
    }

    private async Task<string?> ReasonAsync(string id, long exitCode)
    {
        try
        {
            var state = (await engine.Containers.InspectContainerAsync(id, Limited())).State;
            if (state?.OOMKilled == true) return "OutOfMemoryError: Container killed due to memory usage";
            if (exitCode != 0 && state?.Error is { Length: > 0 } error) return error;
            return exitCode is 0 or Terminated or Killed ? null : await LastWordsAsync(id);
        }
        catch (DockerApiException)
        {
            return null;
        }
    }

    /// <param name="timeout">Null: SIGKILL at once, as when the machine under it goes.</param>
    private async Task StopAsync(RunningContainer container, TimeSpan? timeout)
    {
        for (var i = 0; container.Id.Length == 0 && !container.Work.IsCompleted && i < 600; i++) await Task.Delay(100);
        if (container.Id.Length == 0) return;
        try
        {
            // The engine neither stops nor kills what a drill has paused.
            if ((await engine.Containers.InspectContainerAsync(container.Id, Limited())).State is { Paused: true }) await engine.Containers.UnpauseContainerAsync(container.Id, Limited());
            if (timeout is { } grace) await engine.Containers.StopContainerAsync(container.Id, new ContainerStopParameters { WaitBeforeKillSeconds = (uint)grace.TotalSeconds }, CancellationToken.None);
            else await engine.Containers.KillContainerAsync(container.Id, new ContainerKillParameters { Signal = "SIGKILL" }, Limited());
        }
        catch (Exception gone) when (gone is DockerApiException or HttpRequestException or IOException)
        {
            world.Log.Write($"{container.Launch.Slot}: stop: {gone.Message}");
        }
    }

    private async Task RemoveAsync(string id)
    {
        try
        {
            await engine.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, Limited());
        }
        catch (DockerApiException gone)
        {
            world.Log.Write($"remove {id[..12]}: {gone.Message}");
        }
    }

    private void Tell(Action<ITaskEvents> tell, RunningContainer container) => world.Do(() => { if (!_closing) tell(container.Events); });

    private CancellationToken Limited() => new CancellationTokenSource(EngineLimit).Token;

    private Dictionary<string, IDictionary<string, bool>> Filter(string label) => new()
    {
        ["label"] = new Dictionary<string, bool> { [label] = true, [$"{ContainerSpec.WorldLabel}={worldId}"] = true },
    };

    private sealed class RunningContainer(TaskLaunch launch, ITaskEvents events)
    {
        public TaskLaunch Launch { get; } = launch;
        public ITaskEvents Events { get; } = events;
        public string Id { get; set; } = "";
        public Task Work { get; set; } = Task.CompletedTask;
    }

    private sealed class Sink(Action<JSONMessage> take) : IProgress<JSONMessage>
    {
        public void Report(JSONMessage value) => take(value);
    }

    private sealed class ContainerException(string message) : Exception(message);
}
