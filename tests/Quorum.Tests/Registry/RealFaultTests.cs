using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Amazon.ECR.Model;
using Quorum.Images;
using Quorum.Local;
using Quorum.Pipeline;
using Quorum.Registry;
using Quorum.Settings;
using Quorum.Tests.Images;
using Repository = Quorum.Tests.Images.Repository;

namespace Quorum.Tests.Registry;

/// <summary>What breaks in life, broken for real: an engine killed in a build, its full disk, a registry that goes away in the middle of a layer.</summary>
public sealed class RealFaultTests : IAsyncDisposable
{
    private const string Name = "quorum-fault:1", Ecr = "fault/push", Tag = "v1";
    private const int Megabyte = 1024 * 1024;

    private readonly TempFolder _context = new();
    private readonly TempFolder _cloud = new();
    private LocalCloudProcess? _registry;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null) await _registry.StopAsync(forget: true, CancellationToken.None);
        _context.Dispose();
        _cloud.Dispose();
    }

    [Fact]
    public async Task Build_EngineKilledInAStep_SaysWhereItBrokeAndTheNextOneBuilds()
    {
        await using var engine = await PrivateEngine.StartAsync(null, Cancellation);
        using var docker = await engine.ConnectAsync(Cancellation);
        var request = Request(layers: 3, megabytes: 60);

        var killed = false;
        var error = await Assert.ThrowsAsync<StageException>(() => new ImageBuilder(docker, SystemClock.Instance).BuildAsync(request, new SynchronousProgress<StageProgress>(step =>
        {
            if (killed || !step.Item.StartsWith("step 2", StringComparison.Ordinal)) return;
            killed = true;
            engine.Kill();
        }), Cancellation));

        Assert.Matches(@"The connection to the Docker Engine at .* broke during step [23]/4 \(COPY layer\d /layer\d\)", error.Message);
        Assert.Contains("Check that the engine still runs", error.WayOut, StringComparison.Ordinal);

        await engine.GoneAsync(Cancellation);
        await engine.StartAsync(Cancellation);
        using var again = await engine.ConnectAsync(Cancellation);
        await Assert.ThrowsAsync<Docker.DotNet.DockerImageNotFoundException>(() => again.Client.Images.InspectImageAsync(Name, Cancellation));
        var (id, steps) = await new ImageBuilder(again, SystemClock.Instance).BuildAsync(request, new SynchronousProgress<StageProgress>(_ => { }), Cancellation);
        Assert.Equal(4, steps.Count);
        Assert.Equal(id, (await again.Client.Images.InspectImageAsync(Name, Cancellation)).ID);
    }

    [Fact]
    public async Task Build_EnginesDiskIsFull_SaysSoAndWhatMakesRoom()
    {
        await using var engine = await PrivateEngine.StartAsync("48m", Cancellation);
        using var docker = await engine.ConnectAsync(Cancellation);

        var error = await Assert.ThrowsAsync<StageException>(() => new ImageBuilder(docker, SystemClock.Instance).BuildAsync(Request(layers: 1, megabytes: 100), new SynchronousProgress<StageProgress>(_ => { }), Cancellation));

        Assert.Contains("no space left on device", error.Message, StringComparison.Ordinal);
        Assert.Contains("docker system df", error.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_RegistryGoesInTheMiddleOfALayer_NothingHalfPushedIsThereAndTheNextPushEndsIt()
    {
        await using var engine = await PrivateEngine.StartAsync(null, Cancellation);
        using var docker = await engine.ConnectAsync(Cancellation);
        await new ImageBuilder(docker, SystemClock.Instance).BuildAsync(Request(layers: 2, megabytes: 60), new SynchronousProgress<StageProgress>(_ => { }), Cancellation);
        var settings = await StartRegistryAsync();
        using var aws = new AwsClients(settings);
        await aws.Ecr.CreateRepositoryAsync(new CreateRepositoryRequest { RepositoryName = Ecr }, Cancellation);
        var pusher = new ImagePusher(docker, new RegistryLogin(aws.Ecr, SystemClock.Instance), SystemClock.Instance, TimeSpan.FromMilliseconds(20));
        var repository = RepositoryUri.Parse($"127.0.0.1:{settings.LocalPort}/{Ecr}");

        var struck = false;
        var error = await Assert.ThrowsAsync<StageException>(() => pusher.PushAsync(Name, repository, Tag, new SynchronousProgress<StageProgress>(step =>
        {
            if (struck || step is not { Fraction: > 0.2 and < 1 } || !step.Item.StartsWith("layer", StringComparison.Ordinal)) return;
            struck = true;
            KillRegistry();
        }), Cancellation));

        Assert.True(struck, "no layer was seen on its way");
        Assert.Contains($"{ImagePusher.MaxRetries + 1} times", error.Message, StringComparison.Ordinal);
        Assert.Contains("layers that arrived are not sent twice", error.WayOut, StringComparison.Ordinal);

        await _registry!.EnsureStartedAsync(ProgramFile(), Cancellation);
        await Assert.ThrowsAsync<ImageNotFoundException>(() => aws.Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Ecr, ImageIds = [new ImageIdentifier { ImageTag = Tag }] }, Cancellation));
        var pushed = await pusher.PushAsync(Name, repository, Tag, new SynchronousProgress<StageProgress>(_ => { }), Cancellation);
        Assert.Equal(pushed.Digest, (await aws.Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Ecr, ImageIds = [new ImageIdentifier { ImageTag = Tag }] }, Cancellation)).ImageDetails[0].ImageDigest);
    }

    [Fact]
    public async Task Push_RegistryBackWhileItIsTriedAgain_GoesOnByItself()
    {
        await using var engine = await PrivateEngine.StartAsync(null, Cancellation);
        using var docker = await engine.ConnectAsync(Cancellation);
        await new ImageBuilder(docker, SystemClock.Instance).BuildAsync(Request(layers: 2, megabytes: 60), new SynchronousProgress<StageProgress>(_ => { }), Cancellation);
        var settings = await StartRegistryAsync();
        using var aws = new AwsClients(settings);
        await aws.Ecr.CreateRepositoryAsync(new CreateRepositoryRequest { RepositoryName = Ecr }, Cancellation);
        var back = Task.CompletedTask;
        var struck = false;

        var pushed = await new ImagePusher(docker, new RegistryLogin(aws.Ecr, SystemClock.Instance), SystemClock.Instance)
            .PushAsync(Name, RepositoryUri.Parse($"127.0.0.1:{settings.LocalPort}/{Ecr}"), Tag, new SynchronousProgress<StageProgress>(step =>
            {
                if (struck || step is not { Fraction: > 0.2 and < 1 } || !step.Item.StartsWith("layer", StringComparison.Ordinal)) return;
                struck = true;
                KillRegistry();
                back = Task.Run(() => _registry!.EnsureStartedAsync(ProgramFile(), Cancellation), Cancellation);
            }), Cancellation);

        await back;
        Assert.True(struck, "no layer was seen on its way");
        Assert.Equal(pushed.Digest, (await aws.Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Ecr, ImageIds = [new ImageIdentifier { ImageTag = Tag }] }, Cancellation)).ImageDetails[0].ImageDigest);
    }

    // Random bytes: what could be compressed would be through before anything strikes.
    private BuildRequest Request(int layers, int megabytes)
    {
        var dockerfile = new List<string> { "FROM scratch" };
        for (var layer = 1; layer <= layers; layer++)
        {
            _context.Write($"layer{layer}", RandomNumberGenerator.GetBytes(megabytes * Megabyte));
            dockerfile.Add($"COPY layer{layer} /layer{layer}");
        }
        _context.Write("Dockerfile", string.Join('\n', dockerfile) + "\n");
        return new(BuildContext.Read(_context.Path, Cancellation), Name, "linux/amd64", new Dictionary<string, string>(), new Dictionary<string, string>(), Quorum.Images.ImageOptions.DefaultTime);
    }

    private async Task<QuorumSettings> StartRegistryAsync()
    {
        var settings = EngineFinderTests.Settings(_cloud.Path, runtime: "simulated", port: FreePort());
        _registry = new LocalCloudProcess(settings, SystemClock.Instance);
        await _registry.EnsureStartedAsync(ProgramFile(), Cancellation);
        return settings;
    }

    private void KillRegistry()
    {
        using var process = Process.GetProcessById(_registry!.FindAsync(CancellationToken.None).GetAwaiter().GetResult()!.Pid);
        process.Kill();
        process.WaitForExit();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string ProgramFile()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Repository.Root, "src", "Quorum.LocalCloud", "bin", configuration, "net10.0", "Quorum.LocalCloud.dll");
    }
}
