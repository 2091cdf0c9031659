using System.Net.Sockets;
using Amazon.ECR;
using Amazon.ECR.Model;
using Docker.DotNet;
using Docker.DotNet.Models;
using Quorum.LocalCloud.Tests.Oci;

namespace Quorum.LocalCloud.Tests.DockerEngine;

public sealed class EnginePushTests : IAsyncLifetime
{
    private const string Repository = "quorum/es";
    private const string Dockerfile = "FROM quorum.test/elasticsearch:9.5.6\nCOPY a /a\nCOPY b /b\n";
    private RegistryHarness _harness = null!;
    private DockerClient _docker = null!;

    public async ValueTask InitializeAsync()
    {
        _harness = await RegistryHarness.StartAsync(Repository, r => r.ImageTagMutability = ImageTagMutability.IMMUTABLE);
        _docker = new DockerClientBuilder().WithEndpoint(new Uri(_harness.Cloud.Url)).Build();
        await EngineBuildTests.BuildAsync(_docker, Dockerfile, [("a", "1"), ("b", "2")]);
    }

    public async ValueTask DisposeAsync()
    {
        _docker.Dispose();
        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task Push_WithLogin_IsInTheRegistryUnderTheDigestItNames()
    {
        var sink = await PushAsync("v1");
        Assert.Null(sink.Error);
        var digest = sink.All[^1].Aux!.ExtensionData!["Digest"].ToString();
        var image = (await _harness.Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Repository })).ImageDetails.Single();
        Assert.Equal(digest, image.ImageDigest);
        Assert.Equal(["v1"], image.ImageTags);
        Assert.Equal("application/vnd.docker.distribution.manifest.v2+json", image.ImageManifestMediaType);
        Assert.Contains(sink.All, m => m.Status == "Pushing" && m.Progress?.Current == m.Progress?.Total);
        Assert.Equal(2, sink.All.Count(m => m.Status == "Pushed"));
        Assert.Contains($"{Name}@{digest}", (await _docker.Images.InspectImageAsync("test:1")).RepoDigests!);
    }

    [Fact]
    public async Task Push_SecondTag_SendsNoLayerAgain()
    {
        await PushAsync("v1");
        var sink = await PushAsync("v2");
        Assert.Null(sink.Error);
        Assert.Equal(2, sink.All.Count(m => m.Status == "Layer already exists"));
    }

    [Fact]
    public async Task Push_ToASecondRepository_MountsTheLayers()
    {
        await PushAsync("v1");
        await _harness.Ecr.CreateRepositoryAsync(new CreateRepositoryRequest { RepositoryName = "second" });
        var sink = await PushAsync("v1", repository: "second");
        Assert.Null(sink.Error);
        Assert.Equal(2, sink.All.Count(m => m.Status == $"Mounted from {Repository}"));
    }

    [Fact]
    public async Task Push_SameTagAgain_IsRefusedByTheImmutableRepository()
    {
        await PushAsync("v1");
        var sink = await PushAsync("v1");
        Assert.Equal($"tag invalid: The image tag 'v1' already exists in the '{Repository}' repository and cannot be overwritten because the repository is immutable.", sink.Error);
    }

    [Fact]
    public async Task Push_WithoutLogin_SaysSoInTheStream()
    {
        var sink = await PushAsync("v1", new AuthConfig());
        Assert.Equal("no basic auth credentials", sink.Error);
    }

    [Fact]
    public async Task Push_WrongPassword_SaysSoInTheStream()
    {
        var sink = await PushAsync("v1", new AuthConfig { Username = "AWS", Password = "wrong" });
        Assert.Equal("unauthorized: authentication required", sink.Error);
    }

    [Fact]
    public async Task Push_MissingRepository_SaysSoInTheStream()
    {
        var sink = await PushAsync("v1", repository: "missing/one");
        Assert.Contains("name unknown: The repository with name 'missing/one' does not exist", sink.Error);
    }

    [Fact]
    public async Task Push_TagThatIsNotHere_SaysSoInTheStream()
    {
        var sink = new EngineBuildTests.Sink();
        await _docker.Images.PushImageAsync(Name, new ImagePushParameters { Tag = "none" }, Login, sink);
        Assert.Equal($"tag does not exist: {Name}:none", sink.Error);
    }

    [Fact]
    public async Task Push_RegistryDown_SaysSoInTheStream()
    {
        using var closed = new TcpListener(System.Net.IPAddress.Loopback, 0);
        closed.Start();
        var host = closed.LocalEndpoint.ToString();
        closed.Stop();
        await _docker.Images.TagImageAsync("test:1", new ImageTagParameters { RepositoryName = $"{host}/x", Tag = "v1" });
        var sink = new EngineBuildTests.Sink();
        await _docker.Images.PushImageAsync($"{host}/x", new ImagePushParameters { Tag = "v1" }, Login, sink);
        Assert.Contains("Connection refused", sink.Error);
    }

    [Fact]
    public async Task Push_RegistryElsewhere_IsRefused()
    {
        await _docker.Images.TagImageAsync("test:1", new ImageTagParameters { RepositoryName = "registry.invalid/x", Tag = "v1" });
        var sink = new EngineBuildTests.Sink();
        await _docker.Images.PushImageAsync("registry.invalid/x", new ImagePushParameters { Tag = "v1" }, Login, sink);
        Assert.Contains("reaches registries on this machine only", sink.Error);
    }

    [Fact]
    public async Task Restart_AfterBuildAndPush_KeepsImagesAndTheirDigests()
    {
        await PushAsync("v1");
        var before = await _docker.Images.InspectImageAsync("test:1");
        await _harness.RestartAsync();
        using var docker = new DockerClientBuilder().WithEndpoint(new Uri(_harness.Cloud.Url)).Build();
        var after = await docker.Images.InspectImageAsync("test:1");
        Assert.Equal(before.ID, after.ID);
        Assert.Equal(before.RepoDigests, after.RepoDigests);
        Assert.Single((await _harness.Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Repository })).ImageDetails);
    }

    [Fact]
    public async Task Login_RightAndWrong_AreToldApart()
    {
        await _docker.System.AuthenticateAsync(new AuthConfig { Username = "AWS", Password = _harness.Password, ServerAddress = _harness.Host });
        await Assert.ThrowsAsync<DockerApiException>(() => _docker.System.AuthenticateAsync(new AuthConfig { Username = "AWS", Password = "wrong", ServerAddress = _harness.Host }));
    }

    private string Name => $"{_harness.Host}/{Repository}";

    private AuthConfig Login => new() { Username = "AWS", Password = _harness.Password, ServerAddress = _harness.Host };

    private async Task<EngineBuildTests.Sink> PushAsync(string tag, AuthConfig? login = null, string repository = Repository)
    {
        var name = $"{_harness.Host}/{repository}";
        await _docker.Images.TagImageAsync("test:1", new ImageTagParameters { RepositoryName = name, Tag = tag });
        var sink = new EngineBuildTests.Sink();
        await _docker.Images.PushImageAsync(name, new ImagePushParameters { Tag = tag }, login ?? Login, sink);
        return sink;
    }
}
