using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Quorum.Access;
using Quorum.Pipeline;

namespace Quorum.Elasticsearch;

/// <summary>
/// Sends one call to one of several nodes. A call that may be repeated goes on to the next node when a node does not answer or says that it
/// cannot now; a call that may not is tried on the next node only when no connection was made.
/// </summary>
internal sealed class ElasticsearchTransport(HttpMessageInvoker http, IReadOnlyList<Uri> nodes, ElasticsearchClientOptions options, IClock clock)
{
    private const int BufferBytes = 16 * 1024;
    private int _preferred;

    internal IReadOnlyList<Uri> Nodes { get; } = nodes.Count > 0 ? nodes : throw new ArgumentException("At least one node address.", nameof(nodes));

    internal ElasticsearchTransport Only(Uri node) => new(http, [node], options, clock);

    internal ElasticsearchTransport With(IReadOnlyList<Uri> others) => new(http, others, options, clock);

    /// <returns>The first answer with a status that is below 400 or in <paramref name="call"/>'s accepted ones.</returns>
    /// <exception cref="ElasticsearchException">No node gave such an answer.</exception>
    internal async Task<ElasticsearchAnswer> SendAsync(ElasticsearchCall call, CancellationToken cancellation)
    {
        ElasticsearchException? last = null;
        var rounds = call.MayRepeat ? options.Rounds : 1;
        for (var round = 0; round < rounds; round++)
        {
            if (round > 0) await clock.Delay(options.RoundPause, cancellation).ConfigureAwait(false);
            var first = Volatile.Read(ref _preferred);
            for (var i = 0; i < Nodes.Count; i++)
            {
                var index = (first + i) % Nodes.Count;
                try
                {
                    var answer = await AttemptAsync(call, Nodes[index], cancellation).ConfigureAwait(false);
                    Volatile.Write(ref _preferred, index);
                    return answer;
                }
                catch (ElasticsearchException e) when (MayTryAnother(call, e))
                {
                    last = e;
                }
            }
        }
        throw last!;
    }

    private static bool MayTryAnother(ElasticsearchCall call, ElasticsearchException e) =>
        e.Type == ElasticsearchException.TypeUnreachable ||
        (call.MayRepeat && (e.Type is ElasticsearchException.TypeNoAnswer or ElasticsearchException.TypeUnreadable ||
                            e.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout));

    private async Task<ElasticsearchAnswer> AttemptAsync(ElasticsearchCall call, Uri node, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.AttemptTimeout + call.Waits);
        using var request = new HttpRequestMessage(call.Method, new Uri(node, call.Path));
        request.Headers.Accept.ParseAdd("application/json");
        if (call.Secret is { } secret) request.Options.Set(SecretInBody.Key, secret);
        if (call.Body is { } body) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new(call.ContentType) } };
        try
        {
            // HttpClient would otherwise buffer the whole answer before its size can be looked at.
            using var response = http is HttpClient client
                ? await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false)
                : await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            var bytes = await ReadAsync(call, node, response, limit.Token).ConfigureAwait(false);
            var answer = new ElasticsearchAnswer(call.Name, node, response.StatusCode, bytes);
            return (int)response.StatusCode < 400 || call.Accepts.Contains(response.StatusCode) ? answer : throw answer.Error();
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ElasticsearchException(call.Name, node, null, ElasticsearchException.TypeNoAnswer,
                $"no answer within {(options.AttemptTimeout + call.Waits).TotalSeconds:0.#} s", e);
        }
        catch (HttpRequestException e)
        {
            var nothingSent = e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            throw new ElasticsearchException(call.Name, node, null,
                nothingSent ? ElasticsearchException.TypeUnreachable : ElasticsearchException.TypeNoAnswer, Innermost(e), e);
        }
        catch (IOException e)
        {
            throw new ElasticsearchException(call.Name, node, null, ElasticsearchException.TypeNoAnswer, Innermost(e), e);
        }
    }

    private async Task<byte[]> ReadAsync(ElasticsearchCall call, Uri node, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > options.MaxAnswerBytes) throw TooLarge();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var collected = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                if (collected.Length + read > options.MaxAnswerBytes) throw TooLarge();
                collected.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return collected.ToArray();

        ElasticsearchException TooLarge() => new(call.Name, node, response.StatusCode, ElasticsearchException.TypeTooLarge,
            $"the answer is larger than {options.MaxAnswerBytes} bytes");
    }

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message;
    }
}

/// <param name="Path">Path and query, beginning with a slash.</param>
/// <param name="MayRepeat">True when doing it twice is the same as doing it once.</param>
internal sealed record ElasticsearchCall(HttpMethod Method, string Path, bool MayRepeat)
{
    internal byte[]? Body { get; init; }

    /// <summary>What stands in the body's placeholder when it arrives.</summary>
    internal SecretInBody? Secret { get; init; }

    internal string ContentType { get; init; } = "application/json";

    /// <summary>Statuses of 400 and above that this call understands.</summary>
    internal IReadOnlyList<HttpStatusCode> Accepts { get; init; } = [];

    /// <summary>How long Elasticsearch itself was asked to wait before it answers.</summary>
    internal TimeSpan Waits { get; init; }

    internal string Name => $"{Method} {Path.Split('?', 2)[0]}";
}

internal sealed record ElasticsearchAnswer(string Call, Uri Node, HttpStatusCode Status, byte[] Bytes)
{
    private const int ShownCharacters = 200;

    /// <summary>Elasticsearch's own type and reason when the body has them, else the beginning of the body (a proxy's page, say).</summary>
    internal ElasticsearchException Error()
    {
        try
        {
            using var document = JsonDocument.Parse(Bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error))
            {
                if (error.ValueKind == JsonValueKind.String) return new(Call, Node, Status, "error", error.GetString() ?? "");
                var type = error.TryGetProperty("type", out var t) ? t.GetString() : null;
                var reason = error.TryGetProperty("reason", out var r) ? r.GetString() : null;
                return new(Call, Node, Status, type ?? "error", reason ?? "no reason given");
            }
        }
        catch (JsonException)
        {
        }
        return new(Call, Node, Status, "error", Beginning());
    }

    internal ElasticsearchException Unreadable(Exception inner) =>
        new(Call, Node, Status, ElasticsearchException.TypeUnreadable, $"not the expected JSON ({inner.Message}); it begins: {Beginning()}", inner);

    private string Beginning()
    {
        var text = Encoding.UTF8.GetString(Bytes.AsSpan(0, Math.Min(Bytes.Length, ShownCharacters)));
        return text.Length == 0 ? "(empty body)" : text.ReplaceLineEndings(" ");
    }
}
