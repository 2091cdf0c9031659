using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>The pushing side of the distribution protocol, for registries on this machine only.</summary>
internal sealed class RegistryClient : IDisposable
{
    private const int Attempts = 3;
    private readonly HttpClient _http;
    private readonly RegistryCredentials _credentials;

    /// <exception cref="EngineException">The registry is not on this machine.</exception>
    public RegistryClient(string host, RegistryCredentials credentials)
    {
        var name = host.Split(':')[0];
        if (name != "localhost" && !(IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address)))
            throw new EngineException(EngineException.Internal, $"Get \"https://{host}/v2/\": the embedded engine reaches registries on this machine only");
        _credentials = credentials;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://{host}"), Timeout = Timeout.InfiniteTimeSpan };
        if (credentials.Given)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}")));
    }

    public static string HostOf(string serverAddress) => serverAddress.Replace("http://", "", StringComparison.Ordinal).Replace("https://", "", StringComparison.Ordinal).Split('/')[0];

    /// <exception cref="EngineException">The registry refuses the login.</exception>
    public async Task CheckLoginAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync("/v2/", cancellationToken).ConfigureAwait(false);
        await ThrowUnlessAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> HasBlobAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/v2/{repository}/blobs/{digest}");
        using var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound) return false;
        await ThrowUnlessAsync(answer, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Asks for the blob from another repository first, if one is named; else sends it, going on where a cut connection ended.</summary>
    /// <returns>True when it was mounted.</returns>
    public async Task<bool> UploadAsync(string repository, string digest, string? mountFrom, Func<Stream> open, Func<long, Task> progress, CancellationToken cancellationToken)
    {
        var query = mountFrom is null ? "" : $"?mount={Uri.EscapeDataString(digest)}&from={Uri.EscapeDataString(mountFrom)}";
        using var started = await _http.PostAsync($"/v2/{repository}/blobs/uploads/{query}", null, cancellationToken).ConfigureAwait(false);
        await ThrowUnlessAsync(started, cancellationToken).ConfigureAwait(false);
        if (started.StatusCode == HttpStatusCode.Created) return true;
        var location = Location(started);
        long offset = 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var content = open();
                content.Position = offset;
                using var request = new HttpRequestMessage(HttpMethod.Patch, location) { Content = new ReportingContent(content, progress) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                if (offset > 0) request.Content.Headers.TryAddWithoutValidation("Content-Range", $"{offset}-{content.Length - 1}");
                using var answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
                await ThrowUnlessAsync(answer, cancellationToken).ConfigureAwait(false);
                location = Location(answer);
                break;
            }
            catch (Exception e) when (e is HttpRequestException or IOException && attempt < Attempts && !cancellationToken.IsCancellationRequested)
            {
                using var state = await _http.GetAsync(location, cancellationToken).ConfigureAwait(false);
                await ThrowUnlessAsync(state, cancellationToken).ConfigureAwait(false);
                // the protocol has no word for an empty upload: 0-0 is taken for one, so that at worst a byte is refused, not lost
                var range = state.Headers.TryGetValues("Range", out var values) ? values.First().Split('-')[^1] : "0";
                offset = long.TryParse(range, out var last) && last > 0 ? last + 1 : 0;
            }
        }
        using var finished = await _http.PutAsync($"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={Uri.EscapeDataString(digest)}", null, cancellationToken).ConfigureAwait(false);
        await ThrowUnlessAsync(finished, cancellationToken).ConfigureAwait(false);
        return false;
    }

    /// <returns>The digest that the registry gives the manifest.</returns>
    public async Task<string> PutManifestAsync(string repository, string tag, byte[] manifest, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(manifest);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.DockerManifest);
        using var answer = await _http.PutAsync($"/v2/{repository}/manifests/{tag}", content, cancellationToken).ConfigureAwait(false);
        await ThrowUnlessAsync(answer, cancellationToken).ConfigureAwait(false);
        return answer.Headers.TryGetValues("Docker-Content-Digest", out var values) ? values.First() : Digest.Of(manifest).ToString();
    }

    public void Dispose() => _http.Dispose();

    private static string Location(HttpResponseMessage answer) =>
        answer.Headers.Location?.ToString() ?? throw new EngineException(EngineException.Internal, "the registry gave the upload no location");

    private async Task ThrowUnlessAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode) return;
        if (answer.StatusCode == HttpStatusCode.Unauthorized && !_credentials.Given) throw new EngineException(EngineException.Internal, "no basic auth credentials");
        var body = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        throw new EngineException(EngineException.Internal, Words(body) ?? $"unexpected status from {answer.RequestMessage!.Method} request to {answer.RequestMessage.RequestUri}: {(int)answer.StatusCode} {answer.ReasonPhrase}");
    }

    /// <summary>The engine's rendering of a registry's error: its code in words, then its message.</summary>
    private static string? Words(string body)
    {
        try
        {
            var errors = (JsonNode.Parse(body) as JsonObject)?["errors"] as JsonArray;
            return errors?.FirstOrDefault() is JsonObject error ? $"{error["code"]?.GetValue<string>().ToLowerInvariant().Replace('_', ' ')}: {error["message"]?.GetValue<string>()}" : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class ReportingContent(Stream content, Func<long, Task> progress) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new byte[RegistryLimits.CopyBufferBytes];
            int read;
            while ((read = await content.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
                await progress(content.Position).ConfigureAwait(false);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = content.Length - content.Position;
            return true;
        }
    }
}
