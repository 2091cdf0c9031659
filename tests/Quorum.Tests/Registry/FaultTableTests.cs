using System.Text;
using Amazon.ECR.Model;
using Quorum.Images;
using Quorum.Pipeline;
using Quorum.Registry;
using Quorum.Tests.Images;
using ImageOptions = Quorum.Images.ImageOptions;

namespace Quorum.Tests.Registry;

/// <summary>What can go wrong between a folder and a pushed image, by name: each fails with a clear line and a way out, and none is taken for done.</summary>
public sealed class FaultTableTests
{
    private const string Step = """{"stream":"Step 2/3 : RUN make\n"}""";

    private static FakeEngine.Reply BuildFails(string message) => FakeEngine.Build(Step, $$"""{"errorDetail":{"message":"{{message}}"},"error":"x"}""");

    private static FakeEngine.Reply PushFails(string message) => FakeEngine.Messages("""{"status":"Pushing","id":"l1"}""", $$"""{"errorDetail":{"message":"{{message}}"},"error":"x"}""");

    /// <summary>Fault → the engine's answer to the build, and what the line or the way out must say.</summary>
    private static readonly Dictionary<string, (FakeEngine.Reply? Answer, string Says)> Builds = new()
    {
        ["base image missing"] = (BuildFails("manifest for base:9 not found: manifest unknown"), "base image does not exist"),
        ["base image's registry limits pulls"] = (BuildFails("toomanyrequests: You have reached your pull rate limit"), "limits pulls"),
        ["base image's registry unreachable"] = (BuildFails("dial tcp: lookup r.test: no such host"), "cannot reach"),
        ["typo in the Dockerfile"] = (new(400, """{"message":"dockerfile parse error line 3: unknown instruction: COPPY"}""", ReadBody: true), "COPPY"),
        ["RUN fails"] = (BuildFails("The command '/bin/sh -c make' returned a non-zero code: 2"), "Step 2/3 failed: RUN make"),
        ["COPY of nothing"] = (BuildFails("COPY failed: file not found in build context or excluded by .dockerignore: stat x: file does not exist"), ".dockerignore"),
        ["engine's disk full in the build"] = (BuildFails("write /x: no space left on device"), "disk is full"),
        ["platform cannot run here"] = (BuildFails("exec /bin/sh: exec format error"), "emulation"),
        ["engine gone before an answer"] = (null, "broke before the first step"),
        ["engine gone mid-build"] = (new(200, Step + "\r\n{\"stream\":\"Ste", ReadBody: true, Cut: true), "2/3"),
        ["engine ends without an image"] = (FakeEngine.Build(Step), "without an image"),
        ["engine answers nonsense"] = (FakeEngine.Build(Step, "<html>"), "engine"),
    };

    /// <summary>Fault → the engine's answer to every push.</summary>
    private static readonly Dictionary<string, (FakeEngine.Reply? Answer, string Says)> Pushes = new()
    {
        ["registry down"] = (PushFails("dial tcp 127.0.0.1:5000: connect: connection refused"), "failed 7 times"),
        ["registry killed mid-layer"] = (PushFails("write tcp 127.0.0.1:1->127.0.0.1:2: write: connection reset by peer"), "failed 7 times"),
        ["registry throttles for good"] = (PushFails("toomanyrequests: Rate exceeded"), "Rate exceeded"),
        ["registry answers 503 for good"] = (PushFails("received unexpected HTTP status: 503 Service Unavailable"), "503"),
        ["registry's disk full"] = (PushFails("unknown: The registry cannot write: No space left on device"), "free space"),
        ["engine's disk full in the push"] = (PushFails("write /var/lib/docker/tmp: no space left on device"), "disk is full"),
        ["wrong password"] = (PushFails("unauthorized: authentication required"), "does not accept the login"),
        ["no right to push"] = (PushFails("denied: User is not authorized to perform ecr:PutImage"), "ecr:InitiateLayerUpload"),
        ["repository deleted meanwhile"] = (PushFails("name unknown: The repository with name 'q/es' does not exist"), "was deleted"),
        ["image gone from the engine"] = (PushFails("An image does not exist locally with the tag: q/es"), "BuildImage"),
        ["registry speaks plain HTTP"] = (PushFails("http: server gave HTTP response to HTTPS client"), "insecure-registries"),
        ["engine gone mid-push"] = (null, "failed 7 times"),
        ["push ends without a digest"] = (FakeEngine.Messages("""{"status":"Pushed","id":"l1"}"""), "without a digest"),
    };

    public static TheoryData<string> BuildFaults => [.. Builds.Keys];

    public static TheoryData<string> PushFaults => [.. Pushes.Keys];

    private static void Clear(StageException error, string says)
    {
        Assert.Contains(says, $"{error.Message} {error.WayOut}", StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(error.WayOut);
        Assert.DoesNotContain("secret-password", error.ToString());
    }

    [Theory]
    [MemberData(nameof(BuildFaults))]
    public async Task Build_Fault_IsAClearLineAndNoImage(string fault)
    {
        using var folder = TempFolder.Context().Write("a", "b");
        using var fake = new FakeEngine(request => request.EndsWith("/build", StringComparison.Ordinal) ? Builds[fault].Answer : new(404, "{}"));
        using var engine = fake.Open();
        var request = new BuildRequest(BuildContext.Read(folder.Path), "q/es:t", "linux/amd64", new Dictionary<string, string>(), new Dictionary<string, string>(), ImageOptions.DefaultTime);

        Clear(await Assert.ThrowsAsync<StageException>(() => new ImageBuilder(engine, SystemClock.Instance).BuildAsync(request, new SynchronousProgress<StageProgress>(_ => { }), TestContext.Current.CancellationToken)), Builds[fault].Says);
    }

    [Theory]
    [MemberData(nameof(PushFaults))]
    public async Task Push_Fault_IsAClearLineAndNoDigest(string fault)
    {
        using var fake = new FakeEngine(request => request.EndsWith("/push", StringComparison.Ordinal) ? Pushes[fault].Answer : new(201, ""));
        using var engine = fake.Open();
        var pusher = new ImagePusher(engine, Login(TimeSpan.FromHours(12)), SystemClock.Instance, TimeSpan.FromMilliseconds(1));

        Clear(await Assert.ThrowsAsync<StageException>(() => pusher.PushAsync("q/es:t", RepositoryUri.Parse("127.0.0.1:5000/q/es"), "t", new SynchronousProgress<StageProgress>(_ => { }), TestContext.Current.CancellationToken)), Pushes[fault].Says);
    }

    [Fact]
    public async Task Login_ClockAheadOfTheToken_BlamesTheClock() =>
        Clear(await Assert.ThrowsAsync<StageException>(() => Login(TimeSpan.FromHours(-1)).GetAsync(TestContext.Current.CancellationToken)), "clock is wrong");

    [Fact]
    public void Context_HugeFile_IsRefusedByNameBeforeItIsRead()
    {
        using var folder = TempFolder.Context();
        // Sparse: it has the length and takes no room.
        using (var file = File.Create(folder["disk.img"])) file.SetLength(ContextLimits.MaxBytes + 1);

        var error = Assert.Throws<StageException>(() => BuildContext.Read(folder.Path));

        Clear(error, "disk.img");
        Assert.Contains(".dockerignore", error.WayOut);
    }

    private static RegistryLogin Login(TimeSpan life) => new(
        new FakeEcr { Token = () => new() { AuthorizationData = [new AuthorizationData { AuthorizationToken = Convert.ToBase64String(Encoding.UTF8.GetBytes("AWS:secret-password")), ExpiresAt = DateTime.UtcNow + life }] } },
        SystemClock.Instance);
}
