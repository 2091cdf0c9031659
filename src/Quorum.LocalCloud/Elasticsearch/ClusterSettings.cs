using System.IO.Enumeration;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>The cluster settings that the model obeys or at least keeps, and what the real server says about others.</summary>
internal static class ClusterSettings
{
    /// <summary>Defaults of 8.17.2, those that a deployment tool looks at.</summary>
    public static readonly IReadOnlyDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        ["action.auto_create_index"] = "true",
        ["action.destructive_requires_name"] = "true",
        ["bootstrap.memory_lock"] = "false",
        ["cluster.auto_shrink_voting_configuration"] = "true",
        ["cluster.blocks.read_only"] = "false",
        ["cluster.election.duration"] = "500ms",
        ["cluster.election.initial_timeout"] = "100ms",
        ["cluster.info.update.interval"] = "30s",
        ["cluster.max_shards_per_node"] = "1000",
        ["cluster.max_voting_config_exclusions"] = "10",
        ["cluster.no_master_block"] = "write",
        ["cluster.routing.allocation.awareness.attributes"] = "",
        ["cluster.routing.allocation.cluster_concurrent_rebalance"] = "2",
        ["cluster.routing.allocation.disk.threshold_enabled"] = "true",
        ["cluster.routing.allocation.disk.watermark.flood_stage"] = "95%",
        ["cluster.routing.allocation.disk.watermark.high"] = "90%",
        ["cluster.routing.allocation.disk.watermark.low"] = "85%",
        ["cluster.routing.allocation.enable"] = "all",
        ["cluster.routing.allocation.node_concurrent_recoveries"] = "2",
        ["cluster.routing.allocation.node_initial_primaries_recoveries"] = "4",
        ["cluster.routing.rebalance.enable"] = "all",
        ["indices.recovery.max_bytes_per_sec"] = "40mb",
    };

    private static readonly string[] Obeyed =
    [
        "cluster.auto_shrink_voting_configuration", "cluster.max_voting_config_exclusions", "cluster.no_master_block",
        "cluster.routing.allocation.enable", "cluster.routing.rebalance.enable", "cluster.routing.allocation.exclude.*", "cluster.routing.allocation.include.*",
        "cluster.routing.allocation.require.*", "cluster.routing.allocation.awareness.attributes", "cluster.routing.allocation.awareness.force.zone.values",
        "cluster.routing.allocation.disk.watermark.low", "cluster.routing.allocation.disk.watermark.high", "cluster.routing.allocation.disk.watermark.flood_stage",
        "cluster.routing.allocation.disk.threshold_enabled", "cluster.routing.allocation.node_concurrent_recoveries",
    ];

    // Kept and shown, without an effect in the model.
    private static readonly string[] Kept = ["cluster.max_shards_per_node", "indices.recovery.*", "logger.*", "action.destructive_requires_name", "action.auto_create_index", "cluster.metadata.*", "cluster.info.update.interval"];

    private static readonly string[] Static = ["node.*", "path.*", "network.*", "discovery.*", "cluster.name", "cluster.initial_master_nodes", "http.*", "bootstrap.*"];

    /// <exception cref="RestError">As the real server refuses it.</exception>
    public static void Check(string scope, string key, string? value)
    {
        if (key.EndsWith('*')) return;
        if (Array.Exists(Obeyed, k => Matches(k, key)))
        {
            if (key == "cluster.routing.allocation.enable" && value is not null && AllocationSettings.ParseEnable(value) is null)
                throw RestError.Argument($"No enum constant org.elasticsearch.cluster.routing.allocation.decider.EnableAllocationDecider.Allocation.{value.ToUpperInvariant()}");
            if (key.Contains(".disk.watermark.", StringComparison.Ordinal) && value is not null && !value.EndsWith('%') && !double.TryParse(value, out _))
                throw RestError.Argument($"not modelled by the embedded Elasticsearch: {key} as an absolute value [{value}]; use a percentage");
            return;
        }
        if (Array.Exists(Kept, k => Matches(k, key)) || Array.Exists(Obeyed, _ => Defaults.ContainsKey(key))) return;
        throw RestError.Argument(Array.Exists(Static, k => Matches(k, key)) ? $"{scope} setting [{key}], not dynamically updateable" : $"{scope} setting [{key}], not recognized");
    }

    private static bool Matches(string pattern, string key) => FileSystemName.MatchesSimpleExpression(pattern, key, ignoreCase: false);
}
