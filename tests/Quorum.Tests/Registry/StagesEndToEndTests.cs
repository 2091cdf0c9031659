using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Amazon.ECR.Model;
using Docker.DotNet.Models;
using Quorum.Images;
using Quorum.Local;
using Quorum.Pipeline;
using Quorum.Registry;
using Quorum.Settings;
using Quorum.Tests.Images;
using ImageOptions = Quorum.Images.ImageOptions;
using Repository = Quorum.Tests.Images.Repository;

namespace Quorum.Tests.Registry;

/// <summary>
/// BuildImage and PushToEcr against the real process of the embedded AWS: once with a Docker engine (where DOCKER_HOST or the default
/// socket has one; it says so when not), once with the embedded engine.
/// </summary>
public sealed partial class StagesEndToEndTests : IAsyncDisposable
{
    private const string Base = "quorum.test/stages-base:1.0.0";

    // The one base that the embedded engine stands in for.
    private const string EmbeddedBase = "quorum.test/elasticsearch:1.0.0";

    private readonly TempFolder root = new();
    private readonly List<StageProgress> seen = [];
    private readonly List<string> left = [];
    private LocalCloudProcess? process;
    private AwsClients? clients;

    public async ValueTask DisposeAsync()
    {
        clients?.Dispose();
        if (process is not null) await process.StopAsync(forget: true, CancellationToken.None);
        root.Dispose();
        if (left.Count > 0) await RemoveImagesAsync();
    }

    private async Task RemoveImagesAsync()
    {
        using var engine = await new EngineFinder().DockerAsync(CancellationToken.None);
        foreach (var name in left)
        {
            try
            {
                await engine.Client.Images.DeleteImageAsync(name, new ImageDeleteParameters { Force = true }, CancellationToken.None);
            }
            catch (Docker.DotNet.DockerApiException)
            {
                // A name of an image that was never made.
            }
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IProgress<StageProgress> Progress => new SynchronousProgress<StageProgress>(seen.Add);

    private async Task<QuorumSettings> StartAsync(EngineKind kind)
    {
        root.Write("images/elasticsearch/Dockerfile", "ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\nARG ELASTICSEARCH_VERSION\nLABEL org.opencontainers.image.version=$ELASTICSEARCH_VERSION\nCOPY config/ /config/\nUSER 1000:0\n")
            .Write("images/elasticsearch/.dockerignore", "*\n!config\n")
            .Write("images/elasticsearch/config/elasticsearch.yml", $"a: {Guid.NewGuid()}\n")
            .Write("images/elasticsearch/base.lock.json", """{"images":{"quorum.test/*":{"digest":null,"pinned":null,"why":"a test's"}}}""");
        var settings = EngineFinderTests.Settings(root.Path, runtime: kind == EngineKind.Docker ? "containers" : "simulated", port: FreePort()) with { BaseImage = kind == EngineKind.Docker ? Base : EmbeddedBase, ElasticsearchVersion = "1.0.0" };
        if (kind == EngineKind.Docker) await ImportBaseAsync(settings);

        process = new LocalCloudProcess(settings, SystemClock.Instance);
        await process.EnsureStartedAsync(ProgramFile(), Cancellation);
        clients = new AwsClients(settings);
        return settings;
    }

    private async Task<(StageOutcome Build, StageOutcome Push, PushedImage Image)> RunAsync(QuorumSettings settings)
    {
        var image = new ImageStage();
        var build = await image.RunAsync(settings, clients!.Ecr, new ImageOptions(), Progress, Cancellation);
        if (settings.LocalRuntime == "containers") left.AddRange([image.Image!.Name, $"127.0.0.1:{settings.LocalPort}/{image.Image.Name}"]);
        var push = new PushStage();
        var pushed = await push.RunAsync(settings, image.Image!, clients.Ecr, null, Progress, Cancellation);
        return (build, pushed, push.Image!);
    }

    [Theory]
    [InlineData(EngineKind.Docker)]
    [InlineData(EngineKind.Embedded)]
    public async Task Run_TwiceAndAfterAChange_BuildsAndPushesOnlyWhatChanged(EngineKind kind)
    {
        var settings = await StartAsync(kind);

        var first = await RunAsync(settings);
        seen.Clear();
        var second = await RunAsync(settings);

        Assert.Equal((StageResult.Changed, StageResult.Changed), (first.Build.Result, first.Push.Result));
        Assert.Equal((StageResult.Unchanged, StageResult.Unchanged), (second.Build.Result, second.Push.Result));
        Assert.Equal(first.Image, second.Image);
        Assert.DoesNotContain(seen, progress => progress.Item == "engine" || progress.Item.StartsWith("layer", StringComparison.Ordinal));

        root.Write("images/elasticsearch/config/elasticsearch.yml", "a: changed-" + Guid.NewGuid() + "\n");
        var changed = await RunAsync(settings);
        Assert.NotEqual(first.Image.Tag, changed.Image.Tag);
        Assert.NotEqual(first.Image.Digest, changed.Image.Digest);
    }

    [Theory]
    [InlineData(EngineKind.Docker)]
    [InlineData(EngineKind.Embedded)]
    public async Task Run_Repository_IsInOrderAndHoldsImageSbomAndProtection(EngineKind kind)
    {
        var settings = await StartAsync(kind);

        var (_, push, image) = await RunAsync(settings);

        var repository = Assert.Single((await clients!.Ecr.DescribeRepositoriesAsync(new DescribeRepositoriesRequest(), Cancellation)).Repositories);
        Assert.Equal("IMMUTABLE_WITH_EXCLUSION", repository.ImageTagMutability.Value);
        Assert.True(repository.ImageScanningConfiguration.ScanOnPush);
        var details = Assert.Single((await clients.Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = settings.RepositoryName, ImageIds = [new ImageIdentifier { ImageTag = image.Tag }] }, Cancellation)).ImageDetails);
        Assert.Equal(image.Digest, details.ImageDigest);
        Assert.Equal([LifecyclePolicy.KeepTag(image.Tag), image.Tag], details.ImageTags.Order(StringComparer.Ordinal));
        Assert.Contains("scanned", push.Facts.Single(fact => fact.Key == "scan").Value);

        using var registry = new OciRegistry(RepositoryUri.Parse(image.RepositoryUri), new RegistryLogin(clients.Ecr, SystemClock.Instance));
        var sbom = JsonNode.Parse((await registry.ManifestAsync(Referrer.Tag(image.Digest), Cancellation))!.Value.Bytes)!;
        Assert.Equal(image.Digest, sbom["subject"]!["digest"]!.GetValue<string>());
        Assert.Equal(OciRegistry.Digest(File.ReadAllBytes(root["artifacts/sbom.cdx.json"])), sbom["layers"]![0]!["digest"]!.GetValue<string>());
        var manifest = JsonNode.Parse((await registry.ManifestAsync(image.Digest, Cancellation))!.Value.Bytes)!;
        Assert.NotEmpty(manifest["layers"]!.AsArray());
    }

    [Fact]
    public async Task Run_EveryEngine_SaysWhatItCannotBuild()
    {
        var settings = await StartAsync(EngineKind.Embedded);
        root.Write("images/elasticsearch/Dockerfile", "ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\nCOPY --chmod=755 config/ /config/\n");

        var error = await Assert.ThrowsAsync<StageException>(() => RunAsync(settings));

        Assert.Contains("Dockerfile line 3", error.Message);
    }

    [Fact]
    public async Task Push_TagDeletedSinceTheBuildLooked_SaysToBuildAgain()
    {
        var settings = await StartAsync(EngineKind.Embedded);
        var built = new BuiltImage(settings.RepositoryName, "quorum-gone", true, "sha256:0", BuildContext.Read(settings.ImageFolder), null);

        var error = await Assert.ThrowsAsync<StageException>(() => new PushStage().RunAsync(settings, built, clients!.Ecr, null, Progress, Cancellation));

        Assert.Contains("is gone now", error.Message);
    }

    [Fact]
    public async Task Run_EmbeddedAwsNotRunning_SaysHowToStartIt()
    {
        var settings = await StartAsync(EngineKind.Embedded);
        var elsewhere = settings with { LocalPort = FreePort() };
        using var other = new AwsClients(elsewhere);

        var error = await Assert.ThrowsAnyAsync<StageException>(() => new ImageStage().RunAsync(elsewhere, other.Ecr, new ImageOptions(), Progress, Cancellation));

        Assert.Contains("LocalUp", error.WayOut);
    }

    // A base image without a registry: one file, imported as docker import does.
    private static async Task ImportBaseAsync(QuorumSettings settings)
    {
        DockerEngine engine;
        try
        {
            engine = await new EngineFinder().DockerAsync(Cancellation);
        }
        catch (StageException error)
        {
            Assert.Skip($"no Docker engine: {error.Message}");
            throw;
        }

        using (engine)
        {
            using var folder = TempFolder.Context().Write("etc/base", "base");
            using var archive = new MemoryStream();
            await ContextTar.WriteAsync(BuildContext.Read(folder.Path, Cancellation), archive, ImageOptions.DefaultTime, Cancellation);
            archive.Position = 0;
            var messages = new List<JSONMessage>();
            await engine.Client.Images.CreateImageAsync(new ImagesCreateParameters { FromSrc = "-", Repo = settings.BaseImage.Split(':')[0], Tag = settings.BaseImage.Split(':')[1] }, archive, null, new SynchronousProgress<JSONMessage>(messages.Add), Cancellation);
            Assert.DoesNotContain(messages, message => message.Error is not null);
        }
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
