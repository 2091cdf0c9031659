using System.Text.Json.Nodes;
using Amazon.ECR.Model;
using Quorum.Images;
using Quorum.Pipeline;
using Quorum.Registry;
using Quorum.Settings;
using ImageOptions = Quorum.Images.ImageOptions;

namespace Quorum.Tests.Registry;

public sealed partial class StagesEndToEndTests
{
    private async Task<QuorumSettings> StartBothAsync(EngineKind kind)
    {
        var settings = await StartAsync(kind) with { Platform = "linux/amd64+linux/arm64" };
        // No machine has the base of both platforms; without commands to run, an empty one shows the same. COPY comes first, because
        // Docker 20.10 gives an image that begins with a label on nothing its own platform.
        root.Write("images/elasticsearch/Dockerfile", "FROM scratch\nCOPY config/ /config/\nARG ELASTICSEARCH_VERSION\nLABEL org.opencontainers.image.version=$ELASTICSEARCH_VERSION\nUSER 1000:0\n");
        return settings;
    }

    private async Task<BuiltImage> BuildBothAsync(QuorumSettings settings)
    {
        if (settings.LocalRuntime == "containers")
        {
            var (tag, _) = await new ImageStage().LookAsync(settings, clients!.Ecr, new ImageOptions(), Cancellation);
            left.AddRange(ImagePart.Of(settings, tag).SelectMany(part => new[] { part.Name, $"127.0.0.1:{settings.LocalPort}/{part.Name}" }));
        }

        var stage = new ImageStage();
        await stage.RunAsync(settings, clients!.Ecr, new ImageOptions(), Progress, Cancellation);
        return stage.Image!;
    }

    private async Task<string?> DigestAsync(string repository, string tag)
    {
        try
        {
            return (await clients!.Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = repository, ImageIds = [new ImageIdentifier { ImageTag = tag }] }, Cancellation)).ImageDetails[0].ImageDigest;
        }
        catch (ImageNotFoundException)
        {
            return null;
        }
    }

    [Theory]
    [InlineData(EngineKind.Docker)]
    [InlineData(EngineKind.Embedded)]
    public async Task Run_BothPlatforms_OneTagNamesAnIndexOverTwoImages(EngineKind kind)
    {
        var settings = await StartBothAsync(kind);
        await BuildBothAsync(settings);

        var (build, push, image) = await RunAsync(settings);
        seen.Clear();
        var (buildAgain, pushAgain, same) = await RunAsync(settings);

        Assert.Equal((StageResult.Unchanged, StageResult.Changed, StageResult.Unchanged, StageResult.Unchanged), (build.Result, push.Result, buildAgain.Result, pushAgain.Result));
        Assert.Equal(image, same);
        Assert.Equal(image.Digest, await DigestAsync(settings.RepositoryName, image.Tag));
        Assert.Equal(image.Digest, await DigestAsync(settings.RepositoryName, LifecyclePolicy.KeepTag(image.Tag)));
        using var registry = new OciRegistry(RepositoryUri.Parse(image.RepositoryUri), new RegistryLogin(clients!.Ecr, SystemClock.Instance));
        var index = (await registry.ManifestAsync(image.Tag, Cancellation))!.Value;
        Assert.Equal(image.Digest, OciRegistry.Digest(index.Bytes));
        Assert.Contains(index.MediaType, new[] { OciMediaTypes.Index, OciMediaTypes.DockerList });
        var entries = await ImageIndex.ReadAsync(registry, image.Digest, Cancellation);
        Assert.Equal(["linux/amd64", "linux/arm64"], entries.Select(entry => entry.Platform));
        foreach (var entry in entries)
        {
            var manifest = JsonNode.Parse((await registry.ManifestAsync(entry.Digest, Cancellation))!.Value.Bytes)!;
            var config = JsonNode.Parse(await registry.BlobAsync($"{manifest["config"]!["digest"]}", Cancellation))!;
            Assert.Equal(entry.Platform, $"{config["os"]}/{config["architecture"]}");
            Assert.Equal(settings.ElasticsearchVersion, $"{config["config"]!["Labels"]!["org.opencontainers.image.version"]}");
        }

        Assert.Contains("linux/arm64: scanned", push.Facts.Single(fact => fact.Key == "scan").Value);
        var other = await new ImageStage().LookAsync(settings with { Platform = "linux/amd64" }, clients.Ecr, new ImageOptions(), Cancellation);
        Assert.NotEqual(image.Tag, other.Tag);
    }

    [Fact]
    public async Task Run_EndedBetweenThePlatforms_IsNotTakenForDoneAndGoesOn()
    {
        var settings = await StartBothAsync(EngineKind.Embedded);
        var built = await BuildBothAsync(settings);
        var (uri, _) = await new EcrRepository(clients!.Ecr).EnsureAsync(settings, Cancellation);
        using (var engine = await new EngineFinder().FindAsync(settings, Cancellation))
        {
            await new ImagePusher(engine, new RegistryLogin(clients.Ecr, SystemClock.Instance), SystemClock.Instance).PushAsync(built.Parts[0].Name, uri, built.Parts[0].Tag, Progress, Cancellation);
        }

        Assert.NotNull(await DigestAsync(settings.RepositoryName, built.Parts[0].Tag));
        Assert.Null((await new ImageStage().LookAsync(settings, clients.Ecr, new ImageOptions(), Cancellation)).Digest);

        var (_, push, image) = await RunAsync(settings);

        Assert.Equal(StageResult.Changed, push.Result);
        Assert.DoesNotContain("linux/amd64: pushed", push.Summary);
        Assert.Contains("linux/arm64: pushed", push.Summary);
        Assert.Equal(image.Digest, await DigestAsync(settings.RepositoryName, image.Tag));
    }

    [Fact]
    public async Task Push_PartIsOfAnotherPlatform_IsRefusedAndTheTagNamesNothing()
    {
        var settings = await StartBothAsync(EngineKind.Embedded);
        var built = await BuildBothAsync(settings);
        var wrong = built with { Parts = [built.Parts[0], built.Parts[1] with { Platform = "linux/s390x" }] };

        var error = await Assert.ThrowsAsync<StageException>(() => new PushStage().RunAsync(settings, wrong, clients!.Ecr, null, Progress, Cancellation));

        Assert.Contains("is for linux/arm64, not for linux/s390x", error.Message);
        Assert.Null(await DigestAsync(settings.RepositoryName, built.Tag));
    }
}
