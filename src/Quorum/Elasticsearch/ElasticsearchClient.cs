using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Quorum.Pipeline;

namespace Quorum.Elasticsearch;

/// <summary>
/// Typed REST client for what the pipeline asks of Elasticsearch 7.17 to 9.x. How a request reaches a node (directly, through SSM, with
/// which credentials and CA) is the injected handler's business. Reads go on to another node when one does not answer.
/// </summary>
/// <exception cref="ElasticsearchException">By every call: status, type, reason and the node that was asked.</exception>
public sealed partial class ElasticsearchClient
{
    private readonly ElasticsearchTransport _transport;

    public ElasticsearchClient(HttpMessageInvoker http, IReadOnlyList<Uri> nodes, ElasticsearchClientOptions? options = null, IClock? clock = null)
        : this(new ElasticsearchTransport(http, nodes, options ?? ElasticsearchClientOptions.Default, clock ?? SystemClock.Instance))
    {
    }

    private ElasticsearchClient(ElasticsearchTransport transport) => _transport = transport;

    public IReadOnlyList<Uri> Nodes => _transport.Nodes;

    /// <summary>The same client, asking this node and no other.</summary>
    public ElasticsearchClient Only(Uri node) => new(_transport.Only(node));

    /// <summary>The same client with other nodes, e.g. those that the cluster itself lists.</summary>
    public ElasticsearchClient With(IReadOnlyList<Uri> nodes) => new(_transport.With(nodes));

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation, TimeSpan waits = default, params IReadOnlyList<HttpStatusCode> accepts) where T : class =>
        SendAsync(new ElasticsearchCall(HttpMethod.Get, path, MayRepeat: true) { Waits = waits, Accepts = accepts }, type, cancellation);

    private async Task<T> SendAsync<T>(ElasticsearchCall call, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class =>
        Read(await _transport.SendAsync(call, cancellation).ConfigureAwait(false), type);

    /// <returns>Null when this Elasticsearch does not know the call.</returns>
    private async Task<T?> GetIfKnownAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class
    {
        try
        {
            return await GetAsync(path, type, cancellation).ConfigureAwait(false);
        }
        catch (ElasticsearchException e) when (IsUnknownCall(e))
        {
            return null;
        }
    }

    // An unknown path is answered by 400 "no handler found" (older), 404 or 405; a simulated node that does not model it says 501.
    private static bool IsUnknownCall(ElasticsearchException e) =>
        e.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented;

    private static T Read<T>(ElasticsearchAnswer answer, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Bytes, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw answer.Unreadable(e);
        }
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);

    /// <summary>Elasticsearch's own notation of a time span, e.g. <c>1500ms</c>.</summary>
    private static string Span(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalMilliseconds}ms");

    private static IReadOnlyDictionary<string, string> Flat(Dictionary<string, JsonElement>? values) =>
        values?.ToDictionary(pair => pair.Key, pair => Text(pair.Value), StringComparer.Ordinal) ?? [];

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Null => "",
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };
}
