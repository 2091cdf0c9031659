using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Tests.Host;

/// <summary>An embedded AWS of a test's own: a folder and a port nobody else has, gone with the test.</summary>
public sealed class TestCloud : IAsyncDisposable
{
    private readonly Action<WebApplication, World, AwsOperations> _areas;
    private readonly bool _ownsFolder;

    private TestCloud(LocalCloudHost host, string folder, bool ownsFolder, Action<WebApplication, World, AwsOperations> areas)
    {
        Host = host;
        Folder = folder;
        _ownsFolder = ownsFolder;
        _areas = areas;
        Http = new HttpClient { BaseAddress = host.Address };
    }

    public LocalCloudHost Host { get; private set; }

    public World World => Host.World;

    public HttpClient Http { get; private set; }

    public string Folder { get; }

    public string Url => Host.Address.ToString().TrimEnd('/');

    public static async Task<TestCloud> StartAsync(Action<WebApplication, World, AwsOperations>? areas = null, string? folder = null, int port = 0)
    {
        var own = folder is null;
        folder ??= Path.Combine(Path.GetTempPath(), "quorum-cloud-" + Guid.NewGuid().ToString("N"));
        areas ??= Areas.All;
        var host = await LocalCloudHost.StartAsync(Options(folder, port), areas);
        return new TestCloud(host, folder, own, areas);
    }

    public static HostOptions Options(string folder, int port = 0) => new(folder, port, "simulated", HostOptions.DefaultIdleTimeout, Background: false, Seed: 1);

    /// <summary>Ends this process's host and starts another on the same folder, as after a crash and a new start.</summary>
    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        Http.Dispose();
        Host = await LocalCloudHost.StartAsync(Options(Folder), _areas);
        Http = new HttpClient { BaseAddress = Host.Address };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
        if (_ownsFolder) Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Waits for a condition that this process brings about; the bound only ends a broken test.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > Patience) Assert.Fail($"{what} did not come about in {Patience.TotalSeconds} s");
            await Task.Delay(PollInterval);
        }
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
}
