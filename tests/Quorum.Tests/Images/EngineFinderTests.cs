using Quorum.Images;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Tests.Images;

public sealed class EngineFinderTests
{
    private static FakeEngine.Reply Version(string api) => new(200, $$"""{"Version":"1.2.3","ApiVersion":"{{api}}","Os":"linux","Arch":"amd64"}""");

    private static EngineFinder With(string host) => new(name => name == "DOCKER_HOST" ? host : null);

    internal static QuorumSettings Settings(string root = "/nowhere", CloudKind cloud = CloudKind.Local, string runtime = "auto", int port = 1) => new()
    {
        Root = root, Profile = "local", Cloud = cloud, ClusterName = "quorum-local", Region = "us-east-1", AccountId = "000000000000", LocalPort = port,
        LocalRuntime = runtime, ZoneCount = 3, SlotsPerZone = 1, InstanceType = "m6i.large", VolumeSizeGiB = 10, VpcCidr = "10.0.0.0/16",
        RepositoryName = "quorum/elasticsearch", ElasticsearchVersion = "8.17.2", BaseImage = "quorum.test/elasticsearch:8.17.2", Platform = "linux/amd64", Access = "direct",
    };

    [Fact]
    public async Task Docker_Answers_IsTaken()
    {
        using var fake = new FakeEngine(_ => Version("1.41"));

        using var engine = await With(fake.Address).DockerAsync(TestContext.Current.CancellationToken);

        Assert.Equal("1.41", engine.ApiVersion);
        // No version in the path: a pinned one would be refused by an engine that dropped it.
        Assert.Equal("GET /version", Assert.Single(fake.Requests));
    }

    [Fact]
    public async Task Docker_TooOld_SaysWhatIsNeeded()
    {
        using var fake = new FakeEngine(_ => Version("1.24"));

        var error = await Assert.ThrowsAsync<StageException>(() => With(fake.Address).DockerAsync(TestContext.Current.CancellationToken));

        Assert.Contains("too old", error.Message);
        Assert.Contains("1.40", error.Message);
    }

    [Theory]
    [InlineData("unix:///nowhere/at/all.sock", "no Docker engine")]
    [InlineData("http://127.0.0.1:1", "not running")]
    [InlineData("ssh://host", "cannot be used")]
    [InlineData("::::", "cannot be used")]
    public async Task Docker_NotThere_IsExplained(string host, string says)
    {
        var error = await Assert.ThrowsAsync<StageException>(() => With(host).DockerAsync(TestContext.Current.CancellationToken));

        Assert.Contains(says, error.Message);
        Assert.Contains("DOCKER_HOST", error.WayOut);
    }

    [Fact]
    public async Task Docker_SomethingElseAnswers_IsExplained()
    {
        using var fake = new FakeEngine(_ => new(200, "<html>"));

        Assert.Contains("not a Docker engine", (await Assert.ThrowsAsync<StageException>(() => With(fake.Address).DockerAsync(TestContext.Current.CancellationToken))).Message);
    }

    [Fact]
    public async Task Find_OnAwsWithoutDocker_FailsAndNamesIt() =>
        await Assert.ThrowsAsync<StageException>(() => With("http://127.0.0.1:1").FindAsync(Settings(cloud: CloudKind.Aws), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Find_LocalWithoutDocker_TakesTheEmbeddedEngineAndSaysWhy()
    {
        using var embedded = new FakeEngine(_ => Version("1.41"));

        using var engine = await With("http://127.0.0.1:1").FindAsync(Settings(port: new Uri(embedded.Address).Port), TestContext.Current.CancellationToken);

        Assert.Equal(EngineKind.Embedded, engine.Kind);
        Assert.Contains("not running", engine.Why);
    }

    [Fact]
    public async Task Find_DockerCannotHaveTheBaseImage_TakesTheEmbeddedEngine()
    {
        using var docker = new FakeEngine(request => request.Contains("version", StringComparison.Ordinal) ? Version("1.41") : new(404, """{"message":"no such image"}"""));
        using var embedded = new FakeEngine(_ => Version("1.41"));

        using var engine = await With(docker.Address).FindAsync(Settings(port: new Uri(embedded.Address).Port) with { BaseImage = "127.0.0.1:1/es:8.17.2" }, TestContext.Current.CancellationToken);

        Assert.Equal(EngineKind.Embedded, engine.Kind);
        Assert.Contains("cannot have", engine.Why);
    }

    [Fact]
    public async Task Find_NeitherAnswers_SaysHowToStartTheEmbeddedOne() =>
        Assert.Contains("LocalUp", (await Assert.ThrowsAnyAsync<StageException>(() => With("http://127.0.0.1:1").FindAsync(Settings(), TestContext.Current.CancellationToken))).WayOut);

    [Fact]
    public async Task Find_ContainersAskedForAndNoDocker_DoesNotFallBack()
    {
        using var embedded = new FakeEngine(_ => Version("1.41"));

        await Assert.ThrowsAsync<StageException>(() => With("http://127.0.0.1:1").FindAsync(Settings(runtime: "containers", port: new Uri(embedded.Address).Port), TestContext.Current.CancellationToken));
    }
}
