using System.Text.Json.Serialization;

namespace Quorum.Elasticsearch;

/// <summary>The cluster as one node knows it, without asking the master.</summary>
/// <param name="HasMaster">False: what it knows may be old.</param>
/// <param name="Nodes">Names.</param>
/// <param name="RedShards">Shards whose primary is neither started nor relocating, as <c>index[0]</c>.</param>
public sealed record LocalView(bool HasMaster, IReadOnlySet<string> Nodes, IReadOnlyList<string> RedShards);

public sealed partial class ElasticsearchClient
{
    public async Task<LocalView> LocalViewAsync(CancellationToken cancellation)
    {
        const string fields = "master_node,nodes.*.name,routing_table.indices.*.shards.*.state,routing_table.indices.*.shards.*.primary";
        var wire = await GetAsync($"/_cluster/state/master_node,nodes,routing_table?local=true&filter_path={fields}", ElasticsearchJson.Default.WireView, cancellation).ConfigureAwait(false);
        var red = (wire.RoutingTable?.Indices ?? []).SelectMany(index => (index.Value.Shards ?? []).Where(shard => !shard.Value.Any(copy => copy is { Primary: true, State: ShardState.Started or ShardState.Relocating }))
            .Select(shard => $"{index.Key}[{shard.Key}]"));
        return new(wire.MasterNode is { Length: > 0 }, (wire.Nodes ?? []).Values.Select(node => node.Name).ToHashSet(StringComparer.Ordinal), [.. red]);
    }
}

internal sealed record WireView(string? MasterNode, Dictionary<string, WireViewNode>? Nodes, WireRouting? RoutingTable);

internal sealed record WireViewNode([property: JsonPropertyName("name")] string Name);
