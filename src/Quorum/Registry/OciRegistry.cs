using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Polly;
using Polly.Retry;
using Quorum.Pipeline;

namespace Quorum.Registry;

/// <summary>The few calls of the OCI distribution API that attach a document to an image; for small blobs, which it holds in memory.</summary>
public sealed class OciRegistry : IDisposable
{
    /// <summary>Documents above this are a mistake.</summary>
    public const int MaxDocument = 8 << 20;

    private const int MaxRetries = 4;
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly RepositoryUri repository;
    private readonly RegistryLogin login;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;

    public OciRegistry(RepositoryUri repository, RegistryLogin login, TimeSpan? firstDelay = null)
    {
        this.repository = repository;
        this.login = login;
        http = new HttpClient { BaseAddress = repository.Endpoint, Timeout = CallLimit };
        pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>()
                    .HandleResult(answer => answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or >= HttpStatusCode.InternalServerError),
                MaxRetryAttempts = MaxRetries,
                Delay = firstDelay ?? TimeSpan.FromMilliseconds(500),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = retry =>
                {
                    if (retry.Outcome.Result is { StatusCode: HttpStatusCode.Unauthorized }) login.Refused();
                    retry.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>Bytes, media type and digest of a manifest; null when there is none.</summary>
    public async Task<(byte[] Bytes, string MediaType, string Digest)?> ManifestAsync(string reference, CancellationToken cancellation)
    {
        using var answer = await SendAsync(() => Request(HttpMethod.Get, $"v2/{repository.Name}/manifests/{reference}"), cancellation).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        await RequireAsync(answer, $"read {reference}", cancellation).ConfigureAwait(false);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        return (bytes, answer.Content.Headers.ContentType?.MediaType ?? "", Digest(bytes));
    }

    /// <summary>A small blob, e.g. an image's configuration.</summary>
    /// <exception cref="StageException">The registry does not have it, or gives other bytes than its digest says.</exception>
    public async Task<byte[]> BlobAsync(string digest, CancellationToken cancellation)
    {
        using var answer = await SendAsync(() => Request(HttpMethod.Get, $"v2/{repository.Name}/blobs/{digest}"), cancellation).ConfigureAwait(false);
        await RequireAsync(answer, $"read {digest}", cancellation).ConfigureAwait(false);
        if (answer.Content.Headers.ContentLength > MaxDocument) throw new StageException($"{repository}@{digest} is larger than a document may be.", "Is it an image of this pipeline? Delete its tag and run BuildImage and PushToEcr again.");
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        return Digest(bytes) == digest ? bytes : throw new StageException($"{repository}@{digest} came with other bytes.", "Run PushToEcr again; if it stays, look at the proxy in between.");
    }

    /// <summary>Uploads a blob unless it is there.</summary>
    /// <returns>Its digest.</returns>
    public async Task<string> PutBlobAsync(byte[] bytes, CancellationToken cancellation)
    {
        if (bytes.Length > MaxDocument) throw new StageException($"A document of {bytes.Length} bytes is too large to attach to an image.", "Ignore what the image does not need in .dockerignore.");
        var digest = Digest(bytes);
        using (var there = await SendAsync(() => Request(HttpMethod.Head, $"v2/{repository.Name}/blobs/{digest}"), cancellation).ConfigureAwait(false))
        {
            if (there.IsSuccessStatusCode) return digest;
        }

        using var start = await SendAsync(() => Request(HttpMethod.Post, $"v2/{repository.Name}/blobs/uploads/"), cancellation).ConfigureAwait(false);
        await RequireAsync(start, "start an upload", cancellation).ConfigureAwait(false);
        var location = start.Headers.Location ?? throw new StageException($"{repository.Host} gave no address to upload to.", "Run PushToEcr again.");
        var target = new UriBuilder(new Uri(http.BaseAddress!, location));
        target.Query = string.Join('&', new[] { target.Query.TrimStart('?'), $"digest={Uri.EscapeDataString(digest)}" }.Where(part => part.Length > 0));
        using var put = await SendAsync(() => Request(HttpMethod.Put, target.Uri.AbsoluteUri, bytes, "application/octet-stream"), cancellation).ConfigureAwait(false);
        await RequireAsync(put, "upload a document", cancellation).ConfigureAwait(false);
        return digest;
    }

    /// <returns>True when the registry says that it has indexed the manifest's subject itself (the header OCI-Subject).</returns>
    public async Task<bool> PutManifestAsync(string reference, byte[] bytes, string mediaType, CancellationToken cancellation)
    {
        using var answer = await SendAsync(() => Request(HttpMethod.Put, $"v2/{repository.Name}/manifests/{reference}", bytes, mediaType), cancellation).ConfigureAwait(false);
        await RequireAsync(answer, $"write {reference}", cancellation).ConfigureAwait(false);
        return answer.Headers.Contains("OCI-Subject");
    }

    public static string Digest(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, string address, byte[]? body = null, string? mediaType = null)
    {
        var request = new HttpRequestMessage(method, new Uri(address, UriKind.RelativeOrAbsolute));
        foreach (var accept in new[] { OciMediaTypes.Manifest, OciMediaTypes.Index, OciMediaTypes.DockerManifest, OciMediaTypes.DockerList }) request.Headers.Accept.ParseAdd(accept);
        if (body is null) return request;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType!);
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                async token =>
                {
                    var credentials = await login.GetAsync(token).ConfigureAwait(false);
                    using var request = make();
                    request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}")));
                    return await http.SendAsync(request, token).ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new StageException($"The registry {repository.Host} cannot be reached: {error.Message}", "Run PushToEcr again.", error);
        }
    }

    private async Task RequireAsync(HttpResponseMessage answer, string what, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode) return;
        var said = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        throw new StageException($"The registry {repository.Host} did not {what} in {repository.Name}: {(int)answer.StatusCode} {said.Trim()}", "Run PushToEcr again; if it stays, check the repository's permissions.");
    }
}

/// <summary>Names from the OCI image specification 1.1 and its Docker forerunners.</summary>
public static class OciMediaTypes
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string Empty = "application/vnd.oci.empty.v1+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
}
