using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.ECR;
using Amazon.ECR.Model;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Tests.Oci;

/// <summary>Tools that others wrote, against the registry and ECR's API; one that is not on this machine is named as skipped.</summary>
public sealed class ExternalToolTests : IAsyncLifetime
{
    private const string Repository = "quorum/es";
    private RegistryHarness _harness = null!;

    public async ValueTask InitializeAsync() => _harness = await RegistryHarness.StartAsync(Repository, r => r.ImageTagMutability = ImageTagMutability.IMMUTABLE);

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Skopeo_CopyInspectAndPull_ByTagAndDigest()
    {
        Need("skopeo");
        var layout = Path.Combine(_harness.Cloud.Folder, "layout");
        await WriteLayoutAsync(layout);
        var target = $"docker://{_harness.Host}/{Repository}:v1";
        var push = await RunAsync("skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false", "--dest-creds", $"AWS:{_harness.Password}", $"oci:{layout}:v1", target);
        Assert.Equal("", push.Code == 0 ? "" : push.Error);
        var image = (await _harness.Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Repository })).ImageDetails.Single();
        var inspect = await RunAsync("skopeo", "inspect", "--tls-verify=false", "--creds", $"AWS:{_harness.Password}", target);
        var json = JsonNode.Parse(inspect.Output)!;
        Assert.Equal(image.ImageDigest, json["Digest"]!.GetValue<string>());
        Assert.Equal("9.5.6", json["Labels"]!["org.opencontainers.image.version"]!.GetValue<string>());
        var pull = await RunAsync("skopeo", "--insecure-policy", "copy", "--src-tls-verify=false", "--src-creds", $"AWS:{_harness.Password}",
            $"docker://{_harness.Host}/{Repository}@{image.ImageDigest}", $"dir:{Path.Combine(_harness.Cloud.Folder, "pulled")}");
        Assert.Equal("", pull.Code == 0 ? "" : pull.Error);
        var again = await RunAsync("skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false", "--dest-creds", $"AWS:{_harness.Password}", $"oci:{layout}:v1", target);
        Assert.NotEqual(0, again.Code);
        Assert.Contains("cannot be overwritten because the repository is immutable", again.Error);
    }

    [Fact]
    public async Task Lookup_OfAPushedImage_KnowsLabelsAndConfiguration()
    {
        var (config, manifest) = await PushElasticsearchAsync();
        var lookup = _harness.Cloud.World.Get<IImageLookup>();
        ImageLookup Find(string reference) => _harness.Cloud.World.Do(() => lookup.Find(reference));
        var found = Find($"{_harness.Host}/{Repository}@{manifest}");
        Assert.Null(found.Failure);
        ImageConfig image = found.Config!;
        Assert.Equal(manifest, image.Digest);
        Assert.Equal("9.5.6", image.Labels["org.opencontainers.image.version"]);
        Assert.Equal("cluster.name: x\n", image.Labels["quorum.config"]);
        Assert.Equal("1", image.Environment["A"]);
        Assert.NotEmpty(config);
        Assert.StartsWith("CannotPullContainerError", Find($"{_harness.Host}/{Repository}:none").Failure);
        Assert.Equal(new ImageLookup(null, null), Find("docker.io/library/x:1"));
    }

    [Fact]
    public async Task AwsCli_CreateDescribeAndLogin_Work()
    {
        Need("aws");
        var created = await AwsAsync("create-repository", "--repository-name", "by/cli", "--image-tag-mutability", "IMMUTABLE");
        Assert.Equal($"{_harness.Host}/by/cli", JsonNode.Parse(created.Output)!["repository"]!["repositoryUri"]!.GetValue<string>());
        var password = await AwsAsync("get-login-password");
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"AWS:{password.Output.Trim()}")));
        Assert.True((await client.GetAsync($"{_harness.Cloud.Url}/v2/")).IsSuccessStatusCode);
        var missing = await AwsAsync("describe-images", "--repository-name", "none");
        Assert.NotEqual(0, missing.Code);
        Assert.Contains("RepositoryNotFoundException", missing.Error);
        var unknown = await AwsAsync("describe-pull-through-cache-rules");
        Assert.Contains("DescribePullThroughCacheRules", unknown.Error);
    }

    private Task<(int Code, string Output, string Error)> AwsAsync(params string[] arguments) =>
        RunAsync("aws", ["--endpoint-url", _harness.Cloud.Url, "--region", "eu-west-1", "--output", "json", "ecr", .. arguments]);

    private async Task<(string Config, string Manifest)> PushElasticsearchAsync()
    {
        var (layer, config, manifest) = Image();
        await _harness.PushBlobAsync(Repository, layer);
        var digest = await _harness.PushBlobAsync(Repository, config);
        using var put = await _harness.PutManifestAsync(Repository, "v1", manifest, RegistryHarness.OciManifest);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        return (digest, RegistryHarness.DigestOf(manifest));
    }

    private static async Task WriteLayoutAsync(string folder)
    {
        var (layer, config, manifest) = Image();
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        foreach (var blob in new[] { layer, config, manifest })
            await File.WriteAllBytesAsync(Path.Combine(folder, "blobs", "sha256", RegistryHarness.DigestOf(blob)["sha256:".Length..]), blob);
        var descriptor = RegistryHarness.Descriptor(RegistryHarness.OciManifest, RegistryHarness.DigestOf(manifest), manifest.Length);
        descriptor["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "v1" };
        await File.WriteAllTextAsync(Path.Combine(folder, "index.json"), new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(descriptor) }.ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    private static (byte[] Layer, byte[] Config, byte[] Manifest) Image()
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Gnu, leaveOpen: true))
        {
            writer.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, "usr/share/elasticsearch/config/elasticsearch.yml") { DataStream = new MemoryStream("cluster.name: x\n"u8.ToArray()) });
        }
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true)) gzip.Write(tar.ToArray());
        var layer = compressed.ToArray();
        var config = Encoding.UTF8.GetBytes($$$"""
            {"architecture":"amd64","os":"linux","config":{"Env":["A=1"],"Labels":{"org.opencontainers.image.version":"9.5.6"}},"rootfs":{"type":"layers","diff_ids":["{{{RegistryHarness.DigestOf(tar.ToArray())}}}"]}}
            """);
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = RegistryHarness.OciManifest,
            ["config"] = RegistryHarness.Descriptor("application/vnd.oci.image.config.v1+json", RegistryHarness.DigestOf(config), config.Length),
            ["layers"] = new JsonArray(RegistryHarness.Descriptor("application/vnd.oci.image.layer.v1.tar+gzip", RegistryHarness.DigestOf(layer), layer.Length)),
        };
        return (layer, config, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }

    private static void Need(string tool) =>
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, tool))), $"{tool} is not on this machine");

    private static async Task<(int Code, string Output, string Error)> RunAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["AWS_ACCESS_KEY_ID"] = "local";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "local";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
