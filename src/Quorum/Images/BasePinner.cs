using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Images;

/// <summary>PinBaseImage: asks the base image's registry which digest its tag has now, and writes it into base.lock.json.</summary>
public sealed partial class BasePinner(HttpClient http, IClock clock)
{
    public const string Stage = "PinBaseImage";

    private const string DockerHub = "registry-1.docker.io";

    private static readonly string[] Manifests =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <exception cref="StageException">The registry does not have the tag, wants a login, or cannot be reached; the file is unchanged.</exception>
    /// <param name="write">False under a dry run: only says what would be written.</param>
    public async Task<StageOutcome> RunAsync(QuorumSettings settings, CancellationToken cancellation, bool write = true)
    {
        var started = clock.Now;
        var digest = await ResolveAsync(settings.BaseImage, cancellation).ConfigureAwait(false);
        var before = BaseLock.Read(settings.ImageFolder).Images.GetValueOrDefault(settings.BaseImage)?.Digest;
        (string, string)[] facts = [("base", settings.BaseImage), ("digest", digest), ("before", before ?? "none")];
        if (before == digest) return StageOutcome.Unchanged(Stage, "the tag has the pinned digest", facts) with { Started = started, Duration = clock.Now - started };
        if (!write) return StageOutcome.Planned(Stage, "would write the tag's present digest into base.lock.json", facts) with { Started = started, Duration = clock.Now - started };
        BaseLock.Write(settings.ImageFolder, settings.BaseImage, digest, DateOnly.FromDateTime(clock.Now.UtcDateTime));
        return StageOutcome.Changed(Stage, "base.lock.json has the tag's present digest; commit it", facts) with { Started = started, Duration = clock.Now - started };
    }

    /// <param name="reference">Repository and tag, e.g. <c>docker.elastic.co/elasticsearch/elasticsearch:8.17.2</c>.</param>
    /// <returns><c>sha256:…</c> of the index, so that both platforms are pinned by one line.</returns>
    public async Task<string> ResolveAsync(string reference, CancellationToken cancellation)
    {
        var (host, name, tag) = Split(reference);
        var scheme = host.StartsWith("127.", StringComparison.Ordinal) || host.StartsWith("localhost", StringComparison.Ordinal) ? "http" : "https";
        var address = new Uri($"{scheme}://{host}/v2/{name}/manifests/{tag}");
        try
        {
            var answer = await HeadAsync(address, null, cancellation).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.Unauthorized && answer.Headers.WwwAuthenticate.FirstOrDefault(header => header.Scheme == "Bearer") is { Parameter: { } challenge })
            {
                var token = await TokenAsync(challenge, scheme, cancellation).ConfigureAwait(false);
                answer.Dispose();
                answer = await HeadAsync(address, token, cancellation).ConfigureAwait(false);
            }

            using (answer) return Digest(answer, reference, host);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new StageException($"The registry {host} cannot be reached: {error.Message}", "Check the network and its proxy, then run PinBaseImage again.", error);
        }
    }

    private static string Digest(HttpResponseMessage answer, string reference, string host)
    {
        if (answer.StatusCode == HttpStatusCode.NotFound) throw new StageException($"{host} has no {reference}.", "Correct BaseImage or ElasticsearchVersion.");
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) throw new StageException($"{host} wants a login for {reference}.", "PinBaseImage reads public images; write the digest of a private one into base.lock.json by hand.");
        if (!answer.IsSuccessStatusCode) throw new StageException($"{host} answered {(int)answer.StatusCode} for {reference}.", "Run PinBaseImage again later.");
        var digest = answer.Headers.TryGetValues("Docker-Content-Digest", out var values) ? values.First() : "";
        return DigestForm().IsMatch(digest) ? digest : throw new StageException($"{host} gave no digest for {reference}.", "Is there a proxy in between that drops the header Docker-Content-Digest?");
    }

    private async Task<HttpResponseMessage> HeadAsync(Uri address, string? token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        foreach (var type in Manifests) request.Headers.Accept.ParseAdd(type);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, cancellation).ConfigureAwait(false);
    }

    // The registry names who gives anonymous tokens for it: realm, service and scope of the challenge.
    private async Task<string> TokenAsync(string challenge, string scheme, CancellationToken cancellation)
    {
        var parts = Part().Matches(challenge).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        if (!parts.Remove("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var address) || address.Scheme != scheme)
            throw new StageException($"The registry's login challenge cannot be used: {challenge}", "Write the digest into base.lock.json by hand.");
        var query = string.Join('&', parts.Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value)}"));
        using var answer = await http.GetAsync(new UriBuilder(address) { Query = query }.Uri, cancellation).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false));
        return (body?["token"] ?? body?["access_token"])?.GetValue<string>() ?? throw new StageException($"{address.Host} gave no token.", "Run PinBaseImage again later.");
    }

    private static (string Host, string Name, string Tag) Split(string reference)
    {
        var colon = reference.LastIndexOf(':');
        if (colon <= reference.LastIndexOf('/') || reference.Contains('@')) throw new StageException($"{reference} is not repository:tag.", "Give BaseImage a tag and no digest.");
        var (path, tag) = (reference[..colon], reference[(colon + 1)..]);
        var slash = path.IndexOf('/');
        if (slash > 0 && (path[..slash].AsSpan().IndexOfAny(".:") >= 0 || path[..slash] == "localhost")) return (path[..slash], path[(slash + 1)..], tag);
        return (DockerHub, slash < 0 ? $"library/{path}" : path, tag);
    }

    [GeneratedRegex("^sha256:[0-9a-f]{64}$")]
    private static partial Regex DigestForm();

    [GeneratedRegex("""(\w+)="([^"]*)"(?:,|$)""")]
    private static partial Regex Part();
}
