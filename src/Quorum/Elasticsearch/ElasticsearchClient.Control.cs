using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Quorum.Elasticsearch;

// Calls that change the cluster. Each may be repeated: the second time changes nothing more.
public sealed partial class ElasticsearchClient
{
    /// <summary>Tells the cluster that this node will be restarted, so that its copies are waited for instead of rebuilt elsewhere.</summary>
    /// <param name="allocationDelay">How long they are waited for; null for Elasticsearch's 5 minutes.</param>
    public Task PutRestartAsync(string nodeId, string reason, TimeSpan? allocationDelay, CancellationToken cancellation)
    {
        var body = new JsonObject { ["type"] = "restart", ["reason"] = reason };
        if (allocationDelay is { } delay) body["allocation_delay"] = Span(delay);
        return ChangeAsync(HttpMethod.Put, $"/_nodes/{Escape(nodeId)}/shutdown", body, cancellation);
    }

    /// <summary>Removes the record; one that is not there is as good.</summary>
    public Task DeleteShutdownAsync(string nodeId, CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Delete, $"/_nodes/{Escape(nodeId)}/shutdown", null, cancellation, default, HttpStatusCode.NotFound);

    /// <summary>Takes nodes out of the voting configuration; an elected master among them abdicates. Returns when they are out.</summary>
    public Task AddVotingExclusionsAsync(IEnumerable<string> nodeNames, TimeSpan timeout, CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Post, $"/_cluster/voting_config_exclusions?node_names={string.Join(',', nodeNames.Select(Escape))}&timeout={Span(timeout)}", null, cancellation, timeout);

    public Task ClearVotingExclusionsAsync(CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Delete, "/_cluster/voting_config_exclusions?wait_for_removal=false", null, cancellation);

    /// <summary>Sets persistent cluster settings.</summary>
    /// <param name="values">Null removes a setting.</param>
    public Task PutSettingsAsync(IReadOnlyDictionary<string, string?> values, CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Put, "/_cluster/settings", new JsonObject { ["persistent"] = Object(values) }, cancellation);

    /// <summary>Removes transient settings that somebody left.</summary>
    public Task ClearTransientAsync(IEnumerable<string> names, CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Put, "/_cluster/settings", new JsonObject { ["transient"] = Object(names.ToDictionary(name => name, _ => (string?)null)) }, cancellation);

    /// <summary>Empties the translogs, so that recovery after a restart has little to replay.</summary>
    public Task FlushAsync(CancellationToken cancellation) => ChangeAsync(HttpMethod.Post, "/_flush", null, cancellation);

    /// <summary>Tries failed allocations again, after their cause has gone.</summary>
    public Task RerouteAsync(CancellationToken cancellation) => ChangeAsync(HttpMethod.Post, "/_cluster/reroute?retry_failed=true", null, cancellation);

    public Task CreateIndexAsync(string index, int shards, int replicas, IReadOnlyDictionary<string, string?>? settings, CancellationToken cancellation)
    {
        var all = Object(settings ?? new Dictionary<string, string?>());
        all["index.number_of_shards"] = shards;
        all["index.number_of_replicas"] = replicas;
        return ChangeAsync(HttpMethod.Put, $"/{Escape(index)}", new JsonObject { ["settings"] = all }, cancellation);
    }

    /// <summary>Deletes the index; one that is not there is as good.</summary>
    public Task DeleteIndexAsync(string index, CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Delete, $"/{Escape(index)}", null, cancellation, default, HttpStatusCode.NotFound);

    /// <summary>No document of the index can be written or deleted any more; the index itself can.</summary>
    public Task BlockWritesAsync(string index, CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Put, $"/{Escape(index)}/_settings", new JsonObject { ["index.blocks.write"] = true }, cancellation);

    public Task RefreshAsync(string index, CancellationToken cancellation) => ChangeAsync(HttpMethod.Post, $"/{Escape(index)}/_refresh", null, cancellation);

    private Task ChangeAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellation, TimeSpan waits = default, params IReadOnlyList<HttpStatusCode> accepts) =>
        _transport.SendAsync(new ElasticsearchCall(method, path, MayRepeat: true) { Body = body is null ? null : Json(body), Waits = waits, Accepts = accepts }, cancellation);

    private static byte[] Json(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());

    private static JsonObject Object(IReadOnlyDictionary<string, string?> values) =>
        new(values.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value is null ? null : JsonValue.Create(pair.Value))));
}
