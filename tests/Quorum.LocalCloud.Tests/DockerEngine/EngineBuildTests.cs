using System.Formats.Tar;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Quorum.LocalCloud.Tests.Oci;

namespace Quorum.LocalCloud.Tests.DockerEngine;

public sealed class EngineBuildTests : IAsyncLifetime
{
    private const string Elasticsearch = "FROM quorum.test/elasticsearch:9.5.6\n";
    private RegistryHarness _harness = null!;
    private DockerClient _docker = null!;

    public async ValueTask InitializeAsync()
    {
        _harness = await RegistryHarness.StartAsync();
        _docker = new DockerClientBuilder().WithEndpoint(new Uri(_harness.Cloud.Url)).Build();
    }

    public async ValueTask DisposeAsync()
    {
        _docker.Dispose();
        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task Version_ByTheClient_NamesAnApiNewEnough()
    {
        await _docker.System.PingAsync();
        var version = await _docker.System.GetVersionAsync();
        Assert.True(System.Version.Parse(version.APIVersion!) >= new System.Version(1, 40));
        var info = await _docker.System.GetSystemInfoAsync();
        Assert.Equal("linux", info.OSType);
    }

    [Fact]
    public async Task Build_EveryInstruction_EndsInTheConfiguration()
    {
        var dockerfile = """
            # a comment
            ARG BASE=quorum.test/elasticsearch:9.5.6
            FROM ${BASE} AS main
            ARG VERSION
            ARG LEVEL=info
            ENV LOG=$LEVEL OTHER="two words" \
                # a comment within
                THIRD=${MISSING:-default}
            LABEL org.opencontainers.image.version=$VERSION quoted='a "b"'
            WORKDIR /usr/share/elasticsearch
            COPY --chown=1000:0 config/ config/
            COPY run.sh /usr/local/bin/
            USER 1000:0
            RUN chmod +x /usr/local/bin/run.sh
            EXPOSE 9200 9300/tcp
            VOLUME ["/data"]
            HEALTHCHECK --interval=30s --timeout=1m30s --retries=4 CMD curl -s localhost:9200
            STOPSIGNAL SIGTERM
            ENTRYPOINT ["/usr/local/bin/run.sh"]
            CMD ["eswrapper"]
            """;
        var result = await BuildAsync(dockerfile, [("config/elasticsearch.yml", "cluster.name: x\n"), ("run.sh", "#!/bin/sh\n")],
            p =>
            {
                p.BuildArgs = new Dictionary<string, string> { ["VERSION"] = "9.5.6" };
                p.Labels = new Dictionary<string, string> { ["org.opencontainers.image.revision"] = "ab\"c$d" };
            });
        Assert.Null(result.Error);
        Assert.Contains("Step 1/18 : ARG BASE=quorum.test/elasticsearch:9.5.6\n", result.Stream);
        Assert.Contains("not run: no engine", result.Stream);
        var image = await _docker.Images.InspectImageAsync("test:1");
        Assert.Equal(result.ImageId, image.ID);
        var config = image.Config!;
        Assert.Equal("9.5.6", config.Labels!["org.opencontainers.image.version"]);
        Assert.Equal("a \"b\"", config.Labels["quoted"]);
        Assert.Equal("ab\"c$d", config.Labels["org.opencontainers.image.revision"]);
        Assert.Equal("quorum.test/elasticsearch:9.5.6", config.Labels["quorum.base.absent"]);
        Assert.Contains("LOG=info", config.Env!);
        Assert.Contains("OTHER=two words", config.Env!);
        Assert.Contains("THIRD=default", config.Env!);
        Assert.Equal("1000:0", config.User);
        Assert.Equal("/usr/share/elasticsearch", config.WorkingDir);
        Assert.Equal(["9200/tcp", "9300/tcp"], config.ExposedPorts!.Keys.Order());
        Assert.Equal(["/data"], config.Volumes!.Keys);
        Assert.Equal(["/usr/local/bin/run.sh"], config.Entrypoint!);
        Assert.Equal(["eswrapper"], config.Cmd!);
        Assert.Equal("SIGTERM", config.StopSignal);
        Assert.Equal(3, image.RootFS!.Layers!.Count);
        var history = await _docker.Images.GetImageHistoryAsync("test:1");
        Assert.Contains(history, h => h.Comment == "not run: no engine" && h.CreatedBy!.Contains("chmod +x"));
    }

    [Fact]
    public async Task Build_SameContextWithOtherFileTimesAndOrder_IsTheSameImage()
    {
        var dockerfile = Elasticsearch + "COPY . /data/\n";
        var first = await BuildAsync(dockerfile, [("a", "1"), ("b/c", "2")]);
        var second = await BuildAsync(dockerfile, [("b/c", "2"), ("a", "1")]);
        Assert.NotNull(first.ImageId);
        Assert.Equal(first.ImageId, second.ImageId);
        var other = await BuildAsync(dockerfile, [("a", "1"), ("b/c", "3")]);
        Assert.NotEqual(first.ImageId, other.ImageId);
    }

    [Fact]
    public async Task Build_TwoStages_CopiesFromTheFirst()
    {
        var result = await BuildAsync("FROM scratch AS files\nCOPY a /x/y\nFROM scratch\nCOPY --from=files /x/ /z/\nCOPY --from=0 /x/y /w\n", [("a", "content")]);
        Assert.Null(result.Error);
        var image = await _docker.Images.InspectImageAsync("test:1");
        Assert.Equal(2, image.RootFS!.Layers!.Count);
    }

    [Fact]
    public async Task Build_FromAnImageBuiltBefore_KeepsItsLayersAndConfiguration()
    {
        await BuildAsync(Elasticsearch + "ENV A=1\nCOPY a /a\nCMD [\"x\"]\n", [("a", "content")], p => p.Tags = ["base:1"]);
        var result = await BuildAsync("FROM base:1\nENV B=2\nENTRYPOINT [\"y\"]\nCOPY a /b\n", [("a", "content")]);
        Assert.Null(result.Error);
        var image = await _docker.Images.InspectImageAsync("test:1");
        Assert.Equal(2, image.RootFS!.Layers!.Count);
        Assert.Contains("A=1", image.Config!.Env!);
        Assert.True(image.Config.Cmd is null or { Count: 0 });
    }

    [Theory]
    [InlineData("FROM nowhere.example/missing:1\n", "manifest unknown")]
    [InlineData(Elasticsearch + "COPY missing /a\n", "COPY failed: file not found in build context or excluded by .dockerignore: stat missing: file does not exist")]
    [InlineData(Elasticsearch + "COPY *.none /a\n", "COPY failed: no source files were specified")]
    [InlineData(Elasticsearch + "COPY ../a /a\n", "COPY failed: forbidden path outside the build context")]
    [InlineData(Elasticsearch + "COPY a b /c\n", "When using COPY with more than one source file, the destination must be a directory and end with a /")]
    [InlineData(Elasticsearch + "COPY --chown=nobody a /c\n", "no such user: nobody")]
    [InlineData(Elasticsearch + "ADD https://example.invalid/x /c\n", "not modelled")]
    [InlineData(Elasticsearch + "EXPOSE x\n", "invalid containerPort: x")]
    [InlineData(Elasticsearch + "HEALTHCHECK --interval=1y CMD x\n", "invalid duration")]
    [InlineData(Elasticsearch + "ENV A\n", "ENV must have two arguments")]
    public async Task Build_FailingStep_IsAnErrorInTheStream(string dockerfile, string expected)
    {
        var result = await BuildAsync(dockerfile, [("a", "1"), ("b", "2")]);
        Assert.Contains(expected, result.Error);
        Assert.Null(result.ImageId);
    }

    [Theory]
    [InlineData("FROM scratch\nCPY a /b\n", "unknown instruction: CPY")]
    [InlineData("FROM scratch\nRUN --mount=type=cache,target=/x true\n", "--mount option requires BuildKit")]
    [InlineData("FROM scratch\nCOPY --chmod=755 a /b\n", "--chmod option requires BuildKit")]
    [InlineData("FROM scratch\nCOPY --link a /b\n", "--link option requires BuildKit")]
    [InlineData("FROM scratch\nRUN <<EOF\ntrue\nEOF\n", "heredoc syntax requires BuildKit")]
    [InlineData("RUN true\n", "no build stage in current context")]
    [InlineData("# nothing\n", "cannot be empty")]
    [InlineData("FROM scratch\nCOPY --nonsense=1 a /b\n", "unknown flag: nonsense")]
    public async Task Build_WrongDockerfile_IsRefusedBeforeTheStream(string dockerfile, string expected)
    {
        var error = await Assert.ThrowsAsync<DockerApiException>(() => BuildAsync(dockerfile, [("a", "1")]));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Contains(expected, error.ResponseBody);
    }

    [Fact]
    public async Task Build_ContextLeadsOutOfItself_IsRefused()
    {
        using var body = new MemoryStream();
        using (var writer = new TarWriter(body, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "../../escape") { DataStream = new MemoryStream([1]) });
        }
        body.Position = 0;
        var error = await Assert.ThrowsAsync<DockerApiException>(() => _docker.Images.BuildImageFromDockerfileAsync(new ImageBuildParameters(), body, [], new Dictionary<string, string>(), new Sink()));
        Assert.Contains("leads out of it", error.ResponseBody);
    }

    [Fact]
    public async Task Build_CutContext_IsRefusedAndLeavesNothing()
    {
        var whole = Context("FROM scratch\nCOPY a /a\n", [("a", new string('x', 100_000))]).ToArray();
        var error = await Assert.ThrowsAsync<DockerApiException>(() => _docker.Images.BuildImageFromDockerfileAsync(
            new ImageBuildParameters { Tags = ["test:1"] }, new MemoryStream(whole[..50_000]), [], new Dictionary<string, string>(), new Sink()));
        Assert.Contains("not a tar archive", error.ResponseBody);
        Assert.Empty(await _docker.Images.ListImagesAsync(new ImagesListParameters { All = true }));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_harness.Cloud.Folder, "build")));
    }

    [Fact]
    public async Task Images_TagListDelete_AsAnEngineDoes()
    {
        var built = await BuildAsync(Elasticsearch + "LABEL kind=one\n", []);
        await _docker.Images.TagImageAsync("test:1", new ImageTagParameters { RepositoryName = "other/name", Tag = "v2" });
        var filter = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { ["kind=one"] = true } };
        var listed = Assert.Single(await _docker.Images.ListImagesAsync(new ImagesListParameters { Filters = filter }));
        Assert.Equal(["other/name:v2", "test:1"], listed.RepoTags!.Order());
        await Assert.ThrowsAsync<DockerApiException>(() => _docker.Images.DeleteImageAsync(built.ImageId!, new ImageDeleteParameters()));
        await _docker.Images.DeleteImageAsync("test:1", new ImageDeleteParameters());
        await _docker.Images.DeleteImageAsync("other/name:v2", new ImageDeleteParameters());
        await Assert.ThrowsAsync<DockerImageNotFoundException>(() => _docker.Images.InspectImageAsync("test:1"));
    }

    [Fact]
    public async Task Containers_AnyCall_IsRefusedByName()
    {
        var error = await Assert.ThrowsAsync<DockerApiException>(() => _docker.Containers.ListContainersAsync(new ContainersListParameters()));
        Assert.Equal(System.Net.HttpStatusCode.NotImplemented, error.StatusCode);
        Assert.Contains("/containers/json is not modelled", error.ResponseBody);
    }

    [Fact]
    public async Task Version_PinnedTooNew_IsRefusedAsAnEngineDoes()
    {
        using var docker = new DockerClientBuilder().WithEndpoint(new Uri(_harness.Cloud.Url)).WithApiVersion(new System.Version(1, 99)).Build();
        var error = await Assert.ThrowsAsync<DockerApiException>(() => docker.System.GetVersionAsync());
        Assert.Contains("is too new", error.ResponseBody);
    }

    private Task<BuildResult> BuildAsync(string dockerfile, (string Path, string Text)[] files, Action<ImageBuildParameters>? change = null) =>
        BuildAsync(_docker, dockerfile, files, change);

    internal static async Task<BuildResult> BuildAsync(DockerClient docker, string dockerfile, (string Path, string Text)[] files, Action<ImageBuildParameters>? change = null)
    {
        var parameters = new ImageBuildParameters { Tags = ["test:1"], Platform = "linux/amd64" };
        change?.Invoke(parameters);
        var sink = new Sink();
        await docker.Images.BuildImageFromDockerfileAsync(parameters, Context(dockerfile, files), [], new Dictionary<string, string>(), sink);
        return new BuildResult(sink.Text.ToString(), sink.Error, sink.ImageId);
    }

    private static MemoryStream Context(string dockerfile, (string Path, string Text)[] files)
    {
        var body = new MemoryStream();
        using (var writer = new TarWriter(body, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (path, text) in files.Append(("Dockerfile", dockerfile)))
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path)
                {
                    Mode = (UnixFileMode)0b110_100_100,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                });
            }
        }
        body.Position = 0;
        return body;
    }

    internal sealed record BuildResult(string Stream, string? Error, string? ImageId);

    internal sealed class Sink : IProgress<JSONMessage>
    {
        public StringBuilder Text { get; } = new();
        public List<JSONMessage> All { get; } = [];
        public string? Error { get; private set; }
        public string? ImageId { get; private set; }

        public void Report(JSONMessage value)
        {
            All.Add(value);
            Text.Append(value.Stream);
            Error ??= value.Error?.Message;
            if (value.Aux?.ExtensionData?.TryGetValue("ID", out var id) == true) ImageId = id.ToString();
        }
    }
}
