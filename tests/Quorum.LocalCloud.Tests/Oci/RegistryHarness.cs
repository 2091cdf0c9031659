using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.ECR;
using Amazon.ECR.Model;
using Amazon.Runtime;
using Quorum.LocalCloud.Tests.Host;

namespace Quorum.LocalCloud.Tests.Oci;

/// <summary>An embedded AWS with an ECR client and a logged-in HTTP client for the registry.</summary>
public sealed class RegistryHarness : IAsyncDisposable
{
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    private const string OciConfig = "application/vnd.oci.image.config.v1+json";
    private const string OciLayer = "application/vnd.oci.image.layer.v1.tar+gzip";

    private RegistryHarness(TestCloud cloud) => Cloud = cloud;

    public TestCloud Cloud { get; }

    public AmazonECRClient Ecr { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public string Password { get; private set; } = "";

    public string Host => new Uri(Cloud.Url).Authority;

    public static async Task<RegistryHarness> StartAsync(string? repository = null, Action<CreateRepositoryRequest>? settings = null)
    {
        var harness = new RegistryHarness(await TestCloud.StartAsync());
        await harness.ConnectAsync();
        if (repository is null) return harness;
        var request = new CreateRepositoryRequest { RepositoryName = repository };
        settings?.Invoke(request);
        await harness.Ecr.CreateRepositoryAsync(request);
        return harness;
    }

    public async Task RestartAsync()
    {
        await Cloud.RestartAsync();
        await ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Ecr.Dispose();
        Http.Dispose();
        await Cloud.DisposeAsync();
    }

    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Pushes a blob in one piece.</summary>
    public async Task<string> PushBlobAsync(string repository, byte[] content)
    {
        var digest = DigestOf(content);
        using var answer = await Http.PostAsync($"/v2/{repository}/blobs/uploads/?digest={digest}", new ByteArrayContent(content));
        Assert.Equal(System.Net.HttpStatusCode.Created, answer.StatusCode);
        return digest;
    }

    /// <summary>Pushes a small image made of <paramref name="seed"/>.</summary>
    /// <returns>The manifest's digest.</returns>
    public async Task<string> PushImageAsync(string repository, string tag, string seed, JsonObject? subject = null, string? artifactType = null)
    {
        var manifest = await ManifestAsync(repository, seed, subject, artifactType);
        using var answer = await PutManifestAsync(repository, tag.Length == 0 ? DigestOf(manifest) : tag, manifest, OciManifest);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return DigestOf(manifest);
    }

    public async Task<byte[]> ManifestAsync(string repository, string seed, JsonObject? subject = null, string? artifactType = null)
    {
        var config = Encoding.UTF8.GetBytes($"{{\"architecture\":\"amd64\",\"os\":\"linux\",\"seed\":\"{seed}\",\"config\":{{\"Labels\":{{\"seed\":\"{seed}\"}}}},\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[]}}}}");
        var layer = Encoding.UTF8.GetBytes("layer of " + seed);
        var manifest = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = OciManifest };
        if (artifactType is not null) manifest["artifactType"] = artifactType;
        manifest["config"] = Descriptor(OciConfig, await PushBlobAsync(repository, config), config.Length);
        manifest["layers"] = new JsonArray(Descriptor(OciLayer, await PushBlobAsync(repository, layer), layer.Length));
        if (subject is not null) manifest["subject"] = subject;
        return JsonSerializer.SerializeToUtf8Bytes(manifest);
    }

    public static JsonObject Descriptor(string mediaType, string digest, long size) => new() { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = size };

    public async Task<HttpResponseMessage> PutManifestAsync(string repository, string reference, byte[] manifest, string mediaType)
    {
        var content = new ByteArrayContent(manifest);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return await Http.PutAsync($"/v2/{repository}/manifests/{reference}", content);
    }

    /// <summary>Code and message of the protocol's error.</summary>
    public static async Task<(string Code, string Message)> ErrorAsync(HttpResponseMessage answer)
    {
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![0]!;
        return (error["code"]!.GetValue<string>(), error["message"]!.GetValue<string>());
    }

    private async Task ConnectAsync()
    {
        Ecr = new AmazonECRClient(new BasicAWSCredentials("local", "local"), new AmazonECRConfig { ServiceURL = Cloud.Url, AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });
        var token = (await Ecr.GetAuthorizationTokenAsync(new GetAuthorizationTokenRequest())).AuthorizationData.Single();
        Password = Encoding.UTF8.GetString(Convert.FromBase64String(token.AuthorizationToken))["AWS:".Length..];
        Http = new HttpClient { BaseAddress = new Uri(Cloud.Url) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", token.AuthorizationToken);
    }
}
