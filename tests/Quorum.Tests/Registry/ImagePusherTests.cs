using System.Text;
using Amazon.ECR.Model;
using Quorum.Pipeline;
using Quorum.Registry;
using Quorum.Tests.Images;

namespace Quorum.Tests.Registry;

public sealed class ImagePusherTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Done = $$$"""{"progressDetail":{},"aux":{"Tag":"t","Digest":"{{{Digest}}}","Size":528}}""";

    private readonly List<StageProgress> seen = [];
    private readonly List<string> heads = [];
    private int pushes;
    private int logins;

    private async Task<PushResult> Push(params FakeEngine.Reply?[] replies)
    {
        using var fake = new FakeEngine(request => request.EndsWith("/push", StringComparison.Ordinal) ? replies[Math.Min(pushes++, replies.Length - 1)] : new(201, ""));
        using var engine = fake.Open();
        var ecr = new FakeEcr
        {
            Token = () => new() { AuthorizationData = [new AuthorizationData { AuthorizationToken = Convert.ToBase64String(Encoding.UTF8.GetBytes($"AWS:pw{++logins}")), ExpiresAt = DateTime.UtcNow.AddHours(12) }] },
        };
        try
        {
            return await new ImagePusher(engine, new RegistryLogin(ecr, SystemClock.Instance), SystemClock.Instance, TimeSpan.FromMilliseconds(1))
                .PushAsync("q/es:t", RepositoryUri.Parse("127.0.0.1:5000/q/es"), "t", new SynchronousProgress<StageProgress>(seen.Add), default)
                .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }
        finally
        {
            heads.AddRange(fake.Heads);
        }
    }

    private static FakeEngine.Reply Fails(string message) => FakeEngine.Messages("""{"status":"Preparing","id":"l1"}""", $$"""{"errorDetail":{"message":"{{message}}"},"error":"x"}""");

    [Fact]
    public async Task Push_Layers_ShowsEachWithItsProgress()
    {
        var result = await Push(FakeEngine.Messages(
            """{"status":"The push refers to repository [127.0.0.1:5000/q/es]"}""",
            """{"status":"Preparing","progressDetail":{},"id":"l1"}""",
            """{"status":"Preparing","progressDetail":{},"id":"l2"}""",
            """{"status":"Layer already exists","progressDetail":{},"id":"l2"}""",
            """{"status":"Pushing","progressDetail":{"current":512,"total":1024},"id":"l1"}""",
            """{"status":"Pushed","progressDetail":{},"id":"l1"}""",
            """{"status":"t: digest: sha256:0 size: 528"}""",
            Done));

        Assert.Equal(new PushResult(Digest, 1, 1, 512, 1), result);
        Assert.Contains(seen, progress => progress is { Item: "layer l1", State: "pushing", Fraction: 0.5 });
        Assert.Contains(seen, progress => progress is { Item: "layer l1", State: "pushed", Fraction: 1 });
        Assert.Contains(seen, progress => progress is { Item: "layer l2", State: "present", Fraction: 1 });
    }

    [Theory]
    [InlineData("toomanyrequests: Rate exceeded")]
    [InlineData("received unexpected HTTP status: 503 Service Unavailable")]
    [InlineData("unexpected EOF")]
    [InlineData("write tcp 127.0.0.1:1-127.0.0.1:2: write: connection reset by peer")]
    [InlineData("dial tcp 127.0.0.1:5000: connect: connection refused")]
    [InlineData("blob upload unknown")]
    public async Task Push_PassingTrouble_IsTriedAgain(string message)
    {
        var result = await Push(Fails(message), Fails(message), FakeEngine.Messages(Done));

        Assert.Equal(3, result.Attempts);
        Assert.Equal(2, seen.Count(progress => progress is { Item: "push", State: "again" }));
    }

    [Fact]
    public async Task Push_StreamCut_IsTriedAgain() =>
        Assert.Equal(2, (await Push(new(200, "{\"status\":\"Pushing\",\"id\":\"l1\",\"prog", Cut: true), FakeEngine.Messages(Done))).Attempts);

    [Fact]
    public async Task Push_EngineGoneMidway_IsTriedAgain() => Assert.Equal(2, (await Push(null, FakeEngine.Messages(Done))).Attempts);

    [Fact]
    public async Task Push_EndsWithoutADigest_IsNotTakenForDone() => Assert.Equal(2, (await Push(FakeEngine.Messages("""{"status":"Pushed","id":"l1"}"""), FakeEngine.Messages(Done))).Attempts);

    [Fact]
    public async Task Push_TroubleStays_GivesUpAfterItsLimitAndSaysWhat()
    {
        var error = await Assert.ThrowsAsync<StageException>(() => Push(Fails("received unexpected HTTP status: 502 Bad Gateway")));

        Assert.Equal(ImagePusher.MaxRetries + 1, pushes);
        Assert.Contains("502 Bad Gateway", error.Message);
    }

    [Fact]
    public async Task Push_LoginExpired_TakesAFreshOne()
    {
        var result = await Push(Fails("denied: Your authorization token has expired. Reauthenticate and try again."), FakeEngine.Messages(Done));

        Assert.Equal((2, 2), (result.Attempts, logins));
    }

    [Fact]
    public async Task Push_LoginNeverAccepted_FailsWithoutThePassword()
    {
        var error = await Assert.ThrowsAsync<StageException>(() => Push(Fails("unauthorized: authentication required")));

        Assert.Contains("does not accept the login", error.Message);
        Assert.DoesNotContain("pw", error.ToString());
        Assert.Equal(3, pushes);
    }

    [Fact]
    public async Task Push_ImmutableTagTaken_SaysSoByHavingNoDigest() =>
        Assert.Null((await Push(Fails("tag invalid: The image tag 't' already exists in the 'q/es' repository and cannot be overwritten because the tag is immutable."))).Digest);

    [Theory]
    [InlineData("denied: User is not authorized to perform ecr:PutImage", "ecr:InitiateLayerUpload")]
    [InlineData("An image does not exist locally with the tag: q/es", "BuildImage")]
    [InlineData("http: server gave HTTP response to HTTPS client", "insecure-registries")]
    [InlineData("write /var/lib/docker/tmp: no space left on device", "disk is full")]
    public async Task Push_FinalTrouble_IsNotTriedAgainAndSaysWhatToDo(string message, string wayOut)
    {
        var error = await Assert.ThrowsAsync<StageException>(() => Push(Fails(message)));

        Assert.Equal(1, pushes);
        Assert.Contains(wayOut, error.WayOut);
    }

    [Fact]
    public async Task Push_Credentials_TravelInTheHeaderOnly()
    {
        await Push(FakeEngine.Messages(Done));

        var head = Assert.Single(heads, text => text.Contains("/push", StringComparison.Ordinal));
        Assert.Contains("X-Registry-Auth:", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("pw1", head.Split('\n')[0]);
    }
}
