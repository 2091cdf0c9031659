using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Quorum.Elasticsearch;

// Shards and indices.
public sealed partial class ElasticsearchClient
{
    private const string ShardColumns = "index,shard,prirep,state,docs,store,node,id,unassigned.reason";

    /// <summary>Every copy of every shard, in the order index, shard, primary first, node.</summary>
    public async Task<IReadOnlyList<ShardCopy>> ShardsAsync(CancellationToken cancellation)
    {
        var wire = await GetAsync($"/_cat/shards?format=json&bytes=b&h={ShardColumns}", ElasticsearchJson.Default.ListWireShard, cancellation).ConfigureAwait(false);
        return [.. wire.Select(Copy)
            .OrderBy(copy => copy.Index, StringComparer.Ordinal).ThenBy(copy => copy.Shard).ThenByDescending(copy => copy.Primary).ThenBy(copy => copy.NodeName, StringComparer.Ordinal)];
    }

    // While a copy relocates, the node reads "es-a1 -> 10.0.1.5 <id> es-b1".
    private static ShardCopy Copy(WireShard wire) => new(
        wire.Index, wire.Shard, wire.Prirep == "p", wire.State, wire.Node?.Split(" -> ", 2)[0], wire.Id, wire.Docs, wire.Store, wire.UnassignedReason);

    /// <summary>In-sync sets with the assigned copies by allocation id.</summary>
    public async Task<IReadOnlyList<InSyncShard>> InSyncAsync(CancellationToken cancellation)
    {
        const string filter = "metadata.indices.*.in_sync_allocations,routing_table.indices.*.shards";
        var wire = await GetAsync($"/_cluster/state/metadata,routing_table?filter_path={filter}", ElasticsearchJson.Default.WireState, cancellation).ConfigureAwait(false);
        return
        [
            .. from index in wire.Metadata?.Indices ?? []
               from shard in index.Value.InSyncAllocations ?? []
               let copies = wire.RoutingTable?.Indices?.GetValueOrDefault(index.Key)?.Shards?.GetValueOrDefault(shard.Key) ?? []
               orderby index.Key, int.Parse(shard.Key, CultureInfo.InvariantCulture)
               select new InSyncShard(index.Key, int.Parse(shard.Key, CultureInfo.InvariantCulture), shard.Value,
                   [.. copies.Where(copy => copy.Node is not null && copy.AllocationId is not null).Select(copy => new AllocatedCopy(copy.AllocationId!.Id, copy.Node!, copy.Primary, copy.State))]),
        ];
    }

    public async Task<IReadOnlyList<IndexSettings>> IndexSettingsAsync(CancellationToken cancellation)
    {
        var wire = await GetAsync("/_settings?flat_settings=true&expand_wildcards=all", ElasticsearchJson.Default.DictionaryStringWireIndexSettings, cancellation).ConfigureAwait(false);
        return [.. wire.Select(pair => Index(pair.Key, Flat(pair.Value.Settings))).OrderBy(index => index.Index, StringComparer.Ordinal)];
    }

    private static IndexSettings Index(string name, IReadOnlyDictionary<string, string> settings) => new(
        name, Number(settings, "index.number_of_shards"), Number(settings, "index.number_of_replicas"), settings.GetValueOrDefault("index.write.wait_for_active_shards"), settings);

    // Both settings default to 1.
    private static int Number(IReadOnlyDictionary<string, string> settings, string name) =>
        int.TryParse(settings.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;

    /// <returns>Null when the shard is assigned and there is nothing to explain.</returns>
    public async Task<AllocationExplanation?> ExplainAsync(string index, int shard, bool primary, CancellationToken cancellation)
    {
        var body = Json(new JsonObject { ["index"] = index, ["shard"] = shard, ["primary"] = primary });
        try
        {
            return await SendAsync(new ElasticsearchCall(HttpMethod.Post, "/_cluster/allocation/explain", MayRepeat: true) { Body = body }, ElasticsearchJson.Default.AllocationExplanation, cancellation)
                .ConfigureAwait(false);
        }
        catch (ElasticsearchException e) when (e.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.NotImplemented)
        {
            return null;
        }
    }
}
