using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quorum.Elasticsearch;

// Repositories, snapshots, their lifecycle. What changes something may be repeated: the second time changes nothing more.
public sealed partial class ElasticsearchClient
{
    /// <summary>A snapshot call looks through every node or reads a repository that is far away.</summary>
    private static readonly TimeSpan RepositoryTime = TimeSpan.FromSeconds(60);

    /// <summary>Snapshots being taken now.</summary>
    public async Task<IReadOnlyList<SnapshotInfo>> SnapshotsUnderWayAsync(CancellationToken cancellation)
    {
        var wire = await GetIfKnownAsync("/_snapshot/_status", ElasticsearchJson.Default.WireSnapshotStatus, cancellation).ConfigureAwait(false);
        return [.. (wire?.Snapshots ?? []).Select(each => Info(each, each.Repository ?? ""))];
    }

    public async Task<IReadOnlyList<SnapshotRepository>> RepositoriesAsync(CancellationToken cancellation)
    {
        var wire = await GetIfKnownAsync("/_snapshot", ElasticsearchJson.Default.DictionaryStringWireRepository, cancellation).ConfigureAwait(false);
        return [.. (wire ?? []).Select(pair => new SnapshotRepository(pair.Key, pair.Value.Type ?? "") { Settings = Flat(pair.Value.Settings) })];
    }

    public async Task<IReadOnlyList<SnapshotInfo>> SnapshotsAsync(string repository, CancellationToken cancellation)
    {
        var wire = await GetAsync($"/_snapshot/{Escape(repository)}/_all?ignore_unavailable=true", ElasticsearchJson.Default.WireSnapshots, cancellation, RepositoryTime).ConfigureAwait(false);
        return [.. (wire.Snapshots ?? []).Select(each => Info(each, repository))];
    }

    private static SnapshotInfo Info(WireSnapshot wire, string repository) => new(
        repository, wire.Snapshot, wire.State ?? "", wire.EndTimeInMillis is > 0 and { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null)
    {
        Indices = wire.Indices ?? [],
        Version = wire.Version ?? "",
        Shards = wire.Shards?.Total ?? 0,
        FailedShards = wire.Shards?.Failed ?? 0,
    };

    /// <summary>Registers the repository without looking through the nodes; <see cref="VerifyRepositoryAsync"/> does that.</summary>
    public Task PutRepositoryAsync(string name, string type, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Put, $"/_snapshot/{Escape(name)}?verify=false", new JsonObject { ["type"] = type, ["settings"] = Object(settings) }, cancellation);

    /// <summary>Every node writes to and reads from the repository.</summary>
    /// <returns>Names of the nodes that can.</returns>
    public async Task<IReadOnlyList<string>> VerifyRepositoryAsync(string name, CancellationToken cancellation)
    {
        var call = new ElasticsearchCall(HttpMethod.Post, $"/_snapshot/{Escape(name)}/_verify", MayRepeat: true) { Waits = RepositoryTime };
        var wire = await SendAsync(call, ElasticsearchJson.Default.WireVerified, cancellation).ConfigureAwait(false);
        return [.. wire.Nodes.Values.Select(node => node.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>Starts a snapshot; follow it with <see cref="SnapshotsAsync"/>. Not repeated: a name is taken once.</summary>
    /// <param name="indices">Null: everything.</param>
    public Task CreateSnapshotAsync(string repository, string snapshot, string? indices, CancellationToken cancellation)
    {
        var body = new JsonObject { ["include_global_state"] = indices is null };
        if (indices is not null) body["indices"] = indices;
        return _transport.SendAsync(new ElasticsearchCall(HttpMethod.Put, $"/_snapshot/{Escape(repository)}/{Escape(snapshot)}?wait_for_completion=false", MayRepeat: false) { Body = Json(body), Waits = RepositoryTime }, cancellation);
    }

    public Task DeleteSnapshotAsync(string repository, string snapshot, CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Delete, $"/_snapshot/{Escape(repository)}/{Escape(snapshot)}", null, cancellation, RepositoryTime, HttpStatusCode.NotFound);

    /// <summary>Starts to restore one index under another name; no lifecycle policy takes hold of it.</summary>
    public Task RestoreIndexAsync(string repository, string snapshot, string index, string restoredAs, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["indices"] = index,
            ["include_global_state"] = false,
            ["include_aliases"] = false,
            ["rename_pattern"] = "^(.+)$",
            ["rename_replacement"] = restoredAs,
            ["ignore_index_settings"] = new JsonArray("index.lifecycle.name"),
        };
        return _transport.SendAsync(new ElasticsearchCall(HttpMethod.Post, $"/_snapshot/{Escape(repository)}/{Escape(snapshot)}/_restore?wait_for_completion=false", MayRepeat: false) { Body = Json(body), Waits = RepositoryTime }, cancellation);
    }

    /// <returns>Null when there is no such policy, or no snapshot lifecycle management (look at <see cref="SlmStatusAsync"/>).</returns>
    public async Task<SlmPolicyInfo?> SlmPolicyAsync(string id, CancellationToken cancellation)
    {
        var wire = await GetIfKnownAsync($"/_slm/policy/{Escape(id)}", ElasticsearchJson.Default.DictionaryStringWireSlm, cancellation).ConfigureAwait(false);
        return wire?.GetValueOrDefault(id) is not { } found
            ? null
            : new(id, found.Policy.Name ?? "", found.Policy.Schedule ?? "", found.Policy.Repository ?? "", found.Policy.Retention?.ExpireAfter ?? "", found.Policy.Retention?.MinCount ?? 0, found.Policy.Retention?.MaxCount ?? 0, found.LastFailure?.Details);
    }

    /// <summary>Creates or replaces the policy; its snapshots hold all indices.</summary>
    public Task PutSlmPolicyAsync(SlmPolicyInfo policy, CancellationToken cancellation) =>
        ChangeAsync(HttpMethod.Put, $"/_slm/policy/{Escape(policy.Id)}",
            new JsonObject
            {
                ["name"] = policy.Name,
                ["schedule"] = policy.Schedule,
                ["repository"] = policy.Repository,
                ["config"] = new JsonObject { ["include_global_state"] = true },
                ["retention"] = new JsonObject { ["expire_after"] = policy.ExpireAfter, ["min_count"] = policy.MinCount, ["max_count"] = policy.MaxCount },
            },
            cancellation);

    /// <summary>Every document of an index as of now, page by page; the pages are one consistent view.</summary>
    public async IAsyncEnumerable<FoundDocument> AllDocumentsAsync(string index, int pageSize, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        const string keep = "1m";
        var first = new ElasticsearchCall(HttpMethod.Post, $"/{Escape(index)}/_search?scroll={keep}", MayRepeat: true)
        {
            Body = Json(new JsonObject { ["size"] = pageSize, ["sort"] = new JsonArray("_doc"), ["query"] = new JsonObject { ["match_all"] = new JsonObject() } }),
        };
        var call = first;
        var page = await SendAsync(first, ElasticsearchJson.Default.WireSearch, cancellation).ConfigureAwait(false);
        try
        {
            while (true)
            {
                Whole(call, page.Shards);
                if (page.Hits.Hits is not { Count: > 0 } hits) yield break;
                foreach (var hit in hits) yield return Found(hit);
                // Not repeated: a page whose answer was lost would be skipped by the next call.
                call = new ElasticsearchCall(HttpMethod.Post, "/_search/scroll", MayRepeat: false) { Body = Json(new JsonObject { ["scroll"] = keep, ["scroll_id"] = page.ScrollId }) };
                page = await SendAsync(call, ElasticsearchJson.Default.WireSearch, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            if (page.ScrollId is { } open)
                await ChangeAsync(HttpMethod.Delete, "/_search/scroll", new JsonObject { ["scroll_id"] = new JsonArray(open) }, CancellationToken.None, default, HttpStatusCode.NotFound).ConfigureAwait(false);
        }
    }
}
