using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Quorum.LocalCloud.Host;

/// <summary>One running embedded AWS. The process has one; tests start as many as they like, each with its own folder and port 0.</summary>
public sealed class LocalCloudHost : IAsyncDisposable
{
    private static readonly TimeSpan IdleCheckInterval = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;
    private readonly FileStream _folderLock;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _forget;
    private int _disposed;

    private LocalCloudHost(WebApplication app, World world, FileStream folderLock)
    {
        _app = app;
        World = world;
        _folderLock = folderLock;
    }

    public World World { get; }

    public Uri Address => new($"http://127.0.0.1:{World.Port}/");

    /// <summary>Completes when a shutdown was asked for or the idle timeout passed; the owner then disposes.</summary>
    public Task Ended => _ended.Task;

    /// <param name="areas">What each area adds; the process passes <see cref="Areas.All"/>.</param>
    /// <exception cref="HostStartException">The folder or port cannot be used, or the state is damaged.</exception>
    public static async Task<LocalCloudHost> StartAsync(HostOptions options, Action<WebApplication, World, AwsOperations> areas)
    {
        var folderLock = TakeFolder(options.Folder);
        World? world = null;
        WebApplication? app = null;
        try
        {
            // the empty builder: no configuration files of the current folder, no log providers, quick to start
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = options.Folder });
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, options.Port);
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Limits.MinRequestBodyDataRate = null;
                kestrel.AddServerHeader = false;
                kestrel.AllowSynchronousIO = false;
            });
            builder.Services.AddRoutingCore();
            app = builder.Build();
            world = new World(options, new HostLog(Path.Combine(options.Folder, "log.txt"))) { Port = options.Port };
            world.Hold();
            var host = new LocalCloudHost(app, world, folderLock);
            world.Touch();
            world.State.Add(new RegionState(world));
            var faults = new FaultPlan();
            var operations = new AwsOperations();
            world.Set(operations);
            world.Set(faults);
            app.UseRouting();
            areas(app, world, operations);
            app.MapPost("/", new AwsEndpoint(world, operations, faults).HandleAsync);
            Admin.Map(app, world, faults, host.RequestEnd);
            await app.StartAsync().ConfigureAwait(false);
            world.Port = new Uri(app.Urls.First()).Port;
            await File.WriteAllTextAsync(Path.Combine(options.Folder, "pid"), $"{Environment.ProcessId}\n{world.Port}\n").ConfigureAwait(false);
            world.Do(host.WatchIdle);
            world.Start();
            world.Log.Write($"listening on {host.Address}, pid {Environment.ProcessId}");
            world.Find<StartedSignal>()?.Run();
            return host;
        }
        catch (Exception e)
        {
            if (app is not null) await app.DisposeAsync().ConfigureAwait(false);
            world?.State.Forget();
            world?.Dispose();
            world?.Log.Dispose();
            folderLock.Dispose();
            if (e is IOException { InnerException: AddressInUseException } || e.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
            {
                throw new HostStartException(ExitCodes.PortTaken,
                    $"port {options.Port} on 127.0.0.1 is taken by another program; end it, or choose another port with --port");
            }
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _app.StopAsync().ConfigureAwait(false);
        if (_forget) World.State.Forget();
        World.State.Dispose();
        foreach (var part in World.Disposables()) await part.DisposeAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        World.Dispose();
        World.Log.Write("ended");
        World.Log.Dispose();
        _folderLock.Dispose();
        File.Delete(Path.Combine(World.Folder, "pid"));
        if (!_forget) return;
        foreach (var name in new[] { "state", "volumes", "blobs" })
        {
            var folder = Path.Combine(World.Folder, name);
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private void RequestEnd(bool forget)
    {
        _forget |= forget;
        _ended.TrySetResult();
    }

    private void WatchIdle()
    {
        if (World.SinceLastRequest >= World.Options.IdleTimeout)
        {
            World.Log.Write($"idle for {World.Options.IdleTimeout.TotalMinutes:0.#} minutes: ending");
            RequestEnd(forget: false);
            return;
        }
        var check = World.Options.IdleTimeout < IdleCheckInterval ? World.Options.IdleTimeout : IdleCheckInterval;
        World.Queue.After(check, WatchIdle);
    }

    /// <summary>Two processes on one folder would overwrite each other's state.</summary>
    private static FileStream TakeFolder(string folder)
    {
        var path = Path.Combine(folder, "lock");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostStartException(ExitCodes.FolderUnusable, $"the folder {folder} cannot be made ({e.Message}); choose another with --folder");
        }
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new HostStartException(ExitCodes.FolderUnusable, $"the folder {folder} cannot be written ({e.Message}); choose another with --folder");
        }
        catch (IOException)
        {
            var pid = Path.Combine(folder, "pid");
            var who = File.Exists(pid) ? $" (pid {File.ReadLines(pid).FirstOrDefault()})" : "";
            throw new HostStartException(ExitCodes.FolderUnusable, $"the folder {folder} is used by another embedded AWS{who}; end that one first");
        }
    }
}

/// <summary>Work for the moment the process listens: its port is known then.</summary>
public sealed class StartedSignal
{
    private readonly List<Action> _actions = [];

    public void Add(Action action) => _actions.Add(action);

    internal void Run() => _actions.ForEach(a => a());
}
