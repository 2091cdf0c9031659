using System.Text.RegularExpressions;
using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>
/// Reads a task as the image's entrypoint and the server do: <c>elasticsearch.yml</c>, then the environment (dotted names or
/// <c>ES_SETTING_…</c>), then the entrypoint's decision on <c>cluster.initial_master_nodes</c>.
/// </summary>
public static partial class NodeSettings
{
    public const string VersionLabel = "org.opencontainers.image.version", ConfigLabel = "quorum.config";
    public const string DefaultVersion = "8.17.2";

    /// <summary>What the entrypoint reads: the names for a first start, and whether the cluster has been formed before.</summary>
    public const string InitialMasters = "QUORUM_INITIAL_MASTER_NODES", Bootstrapped = "QUORUM_BOOTSTRAPPED";

    /// <summary>Value of <see cref="Bootstrapped"/> before the cluster has formed: an SSM parameter cannot be empty.</summary>
    public const string NotBootstrapped = "none";

    private static readonly string[] KnownTops =
    [
        "action", "async_search", "bootstrap", "cache", "client", "cluster", "discovery", "gateway", "health", "http", "indices", "ingest", "logger", "monitor",
        "network", "node", "path", "persistent_tasks", "processors", "readiness", "reindex", "remote_cluster", "repositories", "rest", "s3", "script", "search", "slm",
        "snapshot", "stack", "thread_pool", "tracing", "transport", "xpack", "ml", "metrics", "telemetry", "write_load_forecaster",
    ];

    private static readonly string[] KnownNames =
    [
        "cluster.name", "cluster.initial_master_nodes", "cluster.auto_shrink_voting_configuration", "cluster.max_voting_config_exclusions", "cluster.no_master_block",
        "cluster.max_shards_per_node", "cluster.election.*", "cluster.fault_detection.*", "cluster.routing.*", "cluster.publish.*", "cluster.join.*", "cluster.remote.*",
        "cluster.blocks.*", "cluster.info.update.*", "cluster.indices.*", "cluster.persistent_tasks.*", "cluster.service.*", "cluster.snapshot.*", "cluster.follower_lag.*",
        "cluster.deprecation_indexing.*", "cluster.nodes.*", "cluster.discovery_configuration_check.*", "cluster.lifecycle.*", "cluster.logsdb.*",
        "node.name", "node.roles", "node.attr.*", "node.store.*", "node.processors", "node.maximum_shutdown_grace_period", "node.maximum_reindexing_grace_period",
        "node.external_id", "node.bandwidth.*", "node._internal.*", "node.enable_lucene_segment_infos_trace",
        "path.data", "path.logs", "path.repo", "path.home", "path.conf", "path.shared_data", "network.host", "network.bind_host", "network.publish_host", "network.tcp.*", "network.server", "network.breaker.*",
        "discovery.type", "discovery.seed_hosts", "discovery.seed_providers", "discovery.seed_resolver.*", "discovery.initial_state_timeout", "discovery.find_peers_interval",
        "discovery.find_peers_warning_timeout", "discovery.request_peers_timeout", "discovery.probe.*", "discovery.cluster_formation_warning_timeout", "discovery.ec2.*", "discovery.unconfigured_bootstrap_timeout",
        "bootstrap.memory_lock", "bootstrap.system_call_filter", "bootstrap.ctrlhandler",
    ];

    /// <summary>Static settings of known tops that may be named freely; the tops of <see cref="KnownNames"/> are checked to the name.</summary>
    private static readonly string[] CheckedTops = ["cluster", "node", "path", "network", "discovery", "bootstrap"];

    /// <summary>Never throws for the task's own faults: those become <see cref="NodeStart.ConfigurationError"/>.</summary>
    public static NodeStart Read(TaskLaunch launch, bool emptyVolume)
    {
        ArgumentNullException.ThrowIfNull(launch);
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in new[] { launch.ImageConfig.Environment, launch.Environment, launch.Secrets })
            foreach (var (key, value) in source) environment[key] = value;
        string? error = null;
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (launch.ImageConfig.Labels.TryGetValue(ConfigLabel, out var yaml)) error = ReadYaml(yaml, environment, settings);
        foreach (var (key, value) in environment) if (SettingName(key) is { } name) settings[name] = value;
        settings.Remove("cluster.initial_master_nodes", out var direct);
        var initial = direct ?? (emptyVolume && environment.GetValueOrDefault(Bootstrapped) is null or "" or NotBootstrapped ? environment.GetValueOrDefault(InitialMasters) : null);
        if (!string.IsNullOrEmpty(initial)) settings["cluster.initial_master_nodes"] = initial;
        foreach (var key in settings.Keys) error ??= Unknown(key);

        var versionText = launch.ImageConfig.Labels.GetValueOrDefault(VersionLabel) ?? environment.GetValueOrDefault("ELASTICSEARCH_VERSION") ?? DefaultVersion;
        if (!ElasticsearchVersion.TryParse(versionText, out var version)) error ??= $"the image's label {VersionLabel} is not an Elasticsearch version: {versionText}";
        var roles = NodeRoles.All;
        if (settings.TryGetValue("node.roles", out var given))
        {
            if (NodeRolesText.Parse(given, out var unknown) is { } parsed) roles = parsed;
            else error ??= $"unknown role [{unknown}]";
        }
        return new NodeStart(settings.GetValueOrDefault("node.name") ?? launch.Slot, settings.GetValueOrDefault("network.host") is { } host && System.Net.IPAddress.TryParse(host, out var ip) && !ip.Equals(System.Net.IPAddress.Any) ? host : launch.Address, version)
        {
            ClusterName = settings.GetValueOrDefault("cluster.name") ?? "elasticsearch",
            Roles = roles,
            Zone = settings.GetValueOrDefault("node.attr.zone") ?? "",
            SeedHosts = List(settings.GetValueOrDefault("discovery.seed_hosts")),
            InitialMasterNodes = List(settings.GetValueOrDefault("cluster.initial_master_nodes")),
            SingleNode = settings.GetValueOrDefault("discovery.type") == "single-node",
            AwareOfZones = List(settings.GetValueOrDefault("cluster.routing.allocation.awareness.attributes")).Contains("zone"),
            ForcedZones = List(settings.GetValueOrDefault("cluster.routing.allocation.awareness.force.zone.values")),
            HttpPort = int.TryParse(settings.GetValueOrDefault("http.port"), out var port) ? port : 9200,
            MemoryLocked = settings.GetValueOrDefault("bootstrap.memory_lock") == "true",
            MemoryMiB = launch.MemoryMiB,
            ConfigurationError = error,
            Settings = settings,
        };
    }

    internal static string? Unknown(string key)
    {
        var top = key.Split('.')[0];
        var known = CheckedTops.Contains(top) ? Array.Exists(KnownNames, k => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(k, key, ignoreCase: false)) : KnownTops.Contains(top);
        return known ? null : $"unknown setting [{key}] please check that any required plugins are installed, or check the breaking changes documentation for removed settings";
    }

    private static string? SettingName(string key)
    {
        if (Dotted().IsMatch(key)) return key;
        if (!Prefixed().IsMatch(key)) return null;
        return key["ES_SETTING_".Length..].Replace("__", "%", StringComparison.Ordinal).Replace('_', '.').Replace('%', '_').ToLowerInvariant();
    }

    private static string? ReadYaml(string text, SortedDictionary<string, string> environment, SortedDictionary<string, string> settings)
    {
        var stream = new YamlStream();
        try { stream.Load(new StringReader(text)); }
        catch (YamlException e) { return $"Failed to load settings from [elasticsearch.yml]: {e.Message}"; }
        string? missing = null;
        if (stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root) Walk(root, "");
        return missing;

        void Walk(YamlMappingNode map, string prefix)
        {
            foreach (var (key, value) in map.Children)
            {
                var name = prefix + ((YamlScalarNode)key).Value;
                if (value is YamlMappingNode inner) Walk(inner, name + ".");
                else if (value is YamlSequenceNode list) settings[name] = string.Join(",", list.Children.Select(c => Resolve(((YamlScalarNode)c).Value)));
                else if (value is YamlScalarNode scalar) settings[name] = Resolve(scalar.Value);
            }
        }

        string Resolve(string? value) => Placeholder().Replace(value ?? "", match =>
        {
            var (name, otherwise) = match.Groups[1].Value.Split(':', 2) is [var n, var o] ? (n, o) : (match.Groups[1].Value, null);
            if (environment.TryGetValue(name, out var found)) return found;
            if (otherwise is null) missing ??= $"Could not resolve placeholder '{name}'";
            return otherwise ?? "";
        });
    }

    private static string[] List(string? text) => (text ?? "").Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(t => t.Trim('"', '\'')).ToArray();

    [GeneratedRegex(@"^[a-z0-9_]+(\.[a-z0-9_-]+)+$")]
    private static partial Regex Dotted();

    [GeneratedRegex("^ES_SETTING_[A-Z0-9_]+$")]
    private static partial Regex Prefixed();

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Placeholder();
}
