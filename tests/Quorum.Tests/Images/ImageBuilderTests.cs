using Quorum.Images;
using Quorum.Pipeline;

namespace Quorum.Tests.Images;

public sealed class ImageBuilderTests
{
    private const string Step1 = """{"stream":"Step 1/2 : FROM base:1\n"}""";
    private const string Step2 = """{"stream":"Step 2/2 : RUN make\n"}""";
    private const string Id = """{"aux":{"ID":"sha256:abc"}}""";

    private readonly List<StageProgress> seen = [];

    private async Task<(string ImageId, IReadOnlyList<BuildStep> Steps)> Build(FakeEngine.Reply? reply, CancellationToken cancellation = default, Action<string>? asked = null)
    {
        using var folder = TempFolder.Context().Write("a", new byte[300_000]);
        using var fake = new FakeEngine(request =>
        {
            asked?.Invoke(request);
            return request.EndsWith("/build", StringComparison.Ordinal) ? reply : new(404, "{}");
        });
        using var engine = fake.Open();
        var request = new BuildRequest(BuildContext.Read(folder.Path), "q/es:t", "linux/amd64", new Dictionary<string, string> { ["BASE_IMAGE"] = "b" }, new Dictionary<string, string>(), ImageOptions.DefaultTime);
        return await new ImageBuilder(engine, SystemClock.Instance)
            .BuildAsync(request, new SynchronousProgress<StageProgress>(seen.Add), cancellation)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Build_AllSteps_GivesTheLastImageAndItsSteps()
    {
        var (id, steps) = await Build(FakeEngine.Build(
            Step1, """{"aux":{"ID":"sha256:first"}}""", Step2, """{"stream":" ---\u003e Using cache\n"}""", """{"stream":"partial "}""", """{"stream":"line\n"}""", Id));

        Assert.Equal("sha256:abc", id);
        Assert.Equal([("FROM base:1", false), ("RUN make", true)], steps.Select(step => (step.Instruction, step.Cached)));
        Assert.Contains(seen, progress => progress is { Item: "step 2/2", State: "RUN make", Fraction: 0.5 });
        Assert.Contains(seen, progress => progress is { Item: "step 2/2", State: "done", Fraction: 1 });
    }

    [Fact]
    public async Task Build_StepFails_SaysWhichAndShowsItsLastLinesOnly()
    {
        var lines = Enumerable.Range(1, 30).Select(line => $$"""{"stream":"out {{line:00}}\n"}""");
        var error = await Assert.ThrowsAsync<StageException>(() => Build(FakeEngine.Build(
            [Step1, """{"stream":"earlier step\n"}""", Step2, .. lines, """{"errorDetail":{"code":3,"message":"The command '/bin/sh -c make' returned a non-zero code: 3"},"error":"x"}"""])));

        Assert.Contains("Step 2/2 failed: RUN make", error.Message);
        Assert.Contains("non-zero code: 3", error.Message);
        Assert.Contains("out 30", error.Message);
        Assert.DoesNotContain("out 10", error.Message);
        Assert.DoesNotContain("earlier step", error.Message);
    }

    [Theory]
    [InlineData("manifest for base:9 not found: manifest unknown", "base image")]
    [InlineData("pull access denied for base, repository does not exist", "base image")]
    [InlineData("write /x: no space left on device", "disk is full")]
    [InlineData("toomanyrequests: You have reached your pull rate limit", "limits pulls")]
    [InlineData("dial tcp: lookup r.test: no such host", "cannot reach")]
    [InlineData("exec /bin/sh: exec format error", "platform")]
    [InlineData("COPY failed: file not found in build context or excluded by .dockerignore: stat x: file does not exist", "COPY")]
    public async Task Build_KnownFailure_SaysWhatToDo(string message, string wayOut)
    {
        var error = await Assert.ThrowsAsync<StageException>(() => Build(FakeEngine.Build(Step1, $$"""{"errorDetail":{"message":"{{message}}"},"error":"x"}""")));

        Assert.Contains(message, error.Message);
        Assert.Contains(wayOut, error.WayOut, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Build_StreamCutInTheMiddleOfAMessage_FailsAndDoesNotHang()
    {
        var error = await Assert.ThrowsAsync<StageException>(() => Build(new(200, Step1 + "\r\n{\"stream\":\"Step 2/", ReadBody: true, Cut: true)));

        Assert.Contains("step 1/2", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Build_StreamCutBetweenMessages_Fails() =>
        Assert.Contains("1/2", (await Assert.ThrowsAsync<StageException>(() => Build(new(200, Step1 + "\r\n", ReadBody: true, Cut: true)))).Message);

    [Fact]
    public async Task Build_StreamEndsWithoutAnImage_IsNotTakenForDone() =>
        Assert.Contains("without an image", (await Assert.ThrowsAsync<StageException>(() => Build(FakeEngine.Build(Step1)))).Message);

    [Theory]
    [InlineData("not json at all")]
    [InlineData("""{"aux":"base64 of another builder"}""")]
    [InlineData("""[1,2]""")]
    public async Task Build_MessageOfUnexpectedShape_Fails(string message) =>
        Assert.Contains("engine", (await Assert.ThrowsAsync<StageException>(() => Build(FakeEngine.Build(Step1, message, Id)))).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task Build_EngineRefusesTheDockerfile_ShowsItsWords()
    {
        var error = await Assert.ThrowsAsync<StageException>(() => Build(new(400, """{"message":"dockerfile parse error line 3: unknown instruction: COPPY"}""", ReadBody: true)));

        Assert.Contains("unknown instruction: COPPY", error.Message);
    }

    [Fact]
    public async Task Build_EngineGoneBeforeAnAnswer_Says() =>
        Assert.Contains("broke before the first step", (await Assert.ThrowsAsync<StageException>(() => Build(null))).Message);

    [Fact]
    public async Task Build_EngineAnswersWithoutReadingTheContext_DoesNotHang() =>
        await Assert.ThrowsAsync<StageException>(() => Build(new(500, """{"message":"no space left on device"}""")));

    [Fact]
    public async Task Build_Cancelled_EndsAsCancelled()
    {
        using var stop = new CancellationTokenSource();
        var build = Build(new(200, Step1 + "\r\n", ReadBody: true, Cut: true, Silent: true), stop.Token, _ => stop.CancelAfter(TimeSpan.FromMilliseconds(200)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => build);
    }
}
