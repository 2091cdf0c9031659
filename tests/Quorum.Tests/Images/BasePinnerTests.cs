using System.Net;
using Quorum.Images;
using Quorum.Pipeline;
using Quorum.Tests.Registry;

namespace Quorum.Tests.Images;

public sealed class BasePinnerTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private sealed class Registry(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add($"{request.Method} {request.RequestUri}");
            return Task.FromResult(answer(request));
        }
    }

    private static HttpResponseMessage WithDigest(string digest)
    {
        var answer = new HttpResponseMessage(HttpStatusCode.OK);
        answer.Headers.TryAddWithoutValidation("Docker-Content-Digest", digest);
        return answer;
    }

    private static Task<string> Resolve(Registry registry, string reference = "r.test/es/elasticsearch:8.17.2") =>
        new BasePinner(new HttpClient(registry), new StepClock()).ResolveAsync(reference, TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("r.test/es/elasticsearch:8.17.2", "HEAD https://r.test/v2/es/elasticsearch/manifests/8.17.2")]
    [InlineData("127.0.0.1:5000/es:1", "HEAD http://127.0.0.1:5000/v2/es/manifests/1")]
    [InlineData("elasticsearch:8.17.2", "HEAD https://registry-1.docker.io/v2/library/elasticsearch/manifests/8.17.2")]
    [InlineData("bitnami/elasticsearch:8.17.2", "HEAD https://registry-1.docker.io/v2/bitnami/elasticsearch/manifests/8.17.2")]
    public async Task Resolve_Reference_AsksItsRegistry(string reference, string asked)
    {
        using var registry = new Registry(_ => WithDigest(Digest));

        Assert.Equal(Digest, await Resolve(registry, reference));
        Assert.Equal([asked], registry.Asked);
    }

    [Fact]
    public async Task Resolve_RegistryWithTokens_FollowsItsChallenge()
    {
        using var registry = new Registry(request =>
        {
            if (request.RequestUri!.Host == "auth.test") return new(HttpStatusCode.OK) { Content = new StringContent("""{"token":"t0"}""") };
            if (request.Headers.Authorization?.Parameter == "t0") return WithDigest(Digest);
            var answer = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            answer.Headers.TryAddWithoutValidation("WWW-Authenticate", """Bearer realm="https://auth.test/token",service="r",scope="repository:es:pull" """.Trim());
            return answer;
        });

        Assert.Equal(Digest, await Resolve(registry));
        Assert.Contains("GET https://auth.test/token?service=r&scope=repository%3Aes%3Apull", registry.Asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "has no")]
    [InlineData(HttpStatusCode.Unauthorized, "wants a login")]
    [InlineData(HttpStatusCode.TooManyRequests, "429")]
    public async Task Resolve_Refused_SaysWhy(HttpStatusCode status, string says)
    {
        using var registry = new Registry(_ => new(status));

        Assert.Contains(says, (await Assert.ThrowsAsync<StageException>(() => Resolve(registry))).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:short")]
    public async Task Resolve_NoUsableDigest_IsRefused(string digest)
    {
        using var registry = new Registry(_ => WithDigest(digest));

        await Assert.ThrowsAsync<StageException>(() => Resolve(registry));
    }

    [Fact]
    public async Task Run_TagMoved_WritesTheLockOnceThenFindsNothingToDo()
    {
        using var root = new TempFolder().Write("images/elasticsearch/base.lock.json", """{"images":{"r.test/es:8.17.2":{"digest":null,"pinned":null,"why":"new"}}}""");
        var settings = EngineFinderTests.Settings(root.Path) with { BaseImage = "r.test/es:8.17.2" };
        using var registry = new Registry(_ => WithDigest(Digest));
        var pinner = new BasePinner(new HttpClient(registry), new StepClock());

        var first = await pinner.RunAsync(settings, TestContext.Current.CancellationToken);
        var second = await pinner.RunAsync(settings, TestContext.Current.CancellationToken);

        Assert.Equal((StageResult.Changed, StageResult.Unchanged), (first.Result, second.Result));
        Assert.Equal(Digest, BaseLock.Read(settings.ImageFolder).DigestOf("r.test/es:8.17.2", requirePinned: true));
        Assert.Equal("2026-11-24", BaseLock.Read(settings.ImageFolder).Images["r.test/es:8.17.2"].Pinned);
    }
}
