using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Quorum.Elasticsearch;

// What the cluster says of itself.
public sealed partial class ElasticsearchClient
{
    public Task<RootInfo> RootAsync(CancellationToken cancellation) => GetAsync("/", ElasticsearchJson.Default.RootInfo, cancellation);

    /// <summary>The present health, or the health after waiting; look at <see cref="ClusterHealth.TimedOut"/> then.</summary>
    public Task<ClusterHealth> HealthAsync(HealthWait? wait, CancellationToken cancellation)
    {
        if (wait is null) return GetAsync("/_cluster/health", ElasticsearchJson.Default.ClusterHealth, cancellation);
        var query = new List<string> { $"timeout={Span(wait.Timeout)}" };
        if (wait.Status is { } status) query.Add($"wait_for_status={status.ToString().ToLowerInvariant()}");
        if (wait.Nodes is { } nodes) query.Add($"wait_for_nodes={Escape(nodes)}");
        if (wait.NoInitializing) query.Add("wait_for_no_initializing_shards=true");
        if (wait.NoRelocating) query.Add("wait_for_no_relocating_shards=true");
        if (wait.Languid) query.Add("wait_for_events=languid");
        // 408 has a complete health as its body, with timed_out.
        return GetAsync($"/_cluster/health{(wait.Index is { } index ? $"/{Escape(index)}" : "")}?{string.Join('&', query)}", ElasticsearchJson.Default.ClusterHealth, cancellation, wait.Timeout, HttpStatusCode.RequestTimeout);
    }

    public async Task<IReadOnlyList<NodeInfo>> NodesAsync(CancellationToken cancellation)
    {
        var wire = await GetAsync("/_nodes/settings,process,jvm,http?flat_settings=true", ElasticsearchJson.Default.WireNodes, cancellation).ConfigureAwait(false);
        return [.. wire.Nodes.Select(pair => Node(pair.Key, pair.Value)).OrderBy(node => node.Name, StringComparer.Ordinal)];
    }

    private static NodeInfo Node(string id, WireNode node) => new()
    {
        Id = id,
        Name = node.Name,
        Ip = node.Ip ?? node.Host ?? "",
        HttpAddress = node.Http?.PublishAddress,
        Version = node.Version ?? "",
        Roles = node.Roles ?? [],
        Zone = node.Attributes?.GetValueOrDefault("zone"),
        Mlockall = node.Process?.Mlockall,
        Started = node.Jvm?.StartTimeInMillis is { } start ? DateTimeOffset.FromUnixTimeMilliseconds(start) : null,
        Settings = Flat(node.Settings),
    };

    public async Task<IReadOnlyList<NodeStats>> StatsAsync(CancellationToken cancellation)
    {
        var wire = await GetAsync("/_nodes/stats/fs,jvm", ElasticsearchJson.Default.WireNodeStats, cancellation).ConfigureAwait(false);
        return [.. wire.Nodes.Select(pair => new NodeStats
        {
            Id = pair.Key,
            Name = pair.Value.Name,
            DiskTotalBytes = pair.Value.Fs?.Total?.TotalInBytes,
            DiskAvailableBytes = pair.Value.Fs?.Total?.AvailableInBytes,
            HeapUsedPercent = pair.Value.Jvm?.Mem?.HeapUsedPercent,
            Uptime = pair.Value.Jvm?.UptimeInMillis is { } up ? TimeSpan.FromMilliseconds(up) : null,
            Clock = pair.Value.Timestamp is { } millis ? DateTimeOffset.FromUnixTimeMilliseconds(millis) : null,
        }).OrderBy(node => node.Name, StringComparer.Ordinal)];
    }

    /// <returns>Null while there is no elected master.</returns>
    public async Task<ElectedMaster?> MasterAsync(CancellationToken cancellation)
    {
        try
        {
            var wire = await GetAsync("/_cat/master?format=json", ElasticsearchJson.Default.ListWireMaster, cancellation).ConfigureAwait(false);
            return wire is [{ } master, ..] && master.Node != "-" ? new(master.Id, master.Node, master.Ip ?? master.Host ?? "") : null;
        }
        catch (ElasticsearchException e) when (e.Type == "master_not_discovered_exception")
        {
            return null;
        }
    }

    /// <summary>Voting configuration and exclusions.</summary>
    public async Task<Coordination> CoordinationAsync(CancellationToken cancellation)
    {
        var wire = await GetAsync("/_cluster/state/metadata?filter_path=cluster_uuid,metadata.cluster_uuid,metadata.cluster_coordination", ElasticsearchJson.Default.WireState, cancellation)
            .ConfigureAwait(false);
        var coordination = wire.Metadata?.ClusterCoordination;
        return new(wire.Metadata?.ClusterUuid ?? wire.ClusterUuid ?? "", coordination?.Term ?? 0, coordination?.LastCommittedConfig ?? [], coordination?.LastAcceptedConfig ?? [],
            [.. (coordination?.VotingConfigExclusions ?? []).Select(each => new VotingExclusion(each.NodeId, each.NodeName))]);
    }

    /// <param name="defaults">True: with default values too, e.g. of the disk watermarks.</param>
    public async Task<ClusterSettings> SettingsAsync(bool defaults, CancellationToken cancellation)
    {
        var wire = await GetAsync($"/_cluster/settings?flat_settings=true{(defaults ? "&include_defaults=true" : "")}", ElasticsearchJson.Default.WireSettings, cancellation).ConfigureAwait(false);
        return new(Flat(wire.Persistent), Flat(wire.Transient), Flat(wire.Defaults));
    }

    /// <returns>Null when this Elasticsearch has no node shutdown records (before 7.15, or a distribution without them).</returns>
    public async Task<IReadOnlyList<ShutdownRecord>?> ShutdownsAsync(CancellationToken cancellation)
    {
        var wire = await GetIfKnownAsync("/_nodes/shutdown", ElasticsearchJson.Default.WireShutdown, cancellation).ConfigureAwait(false);
        // Where the call is not known, the path reads as "nodes named shutdown" and answers with an (empty) object.
        return wire?.Nodes.ValueKind != JsonValueKind.Array ? null : [.. wire.Nodes.EnumerateArray().Select(Shutdown)];
    }

    private static ShutdownRecord Shutdown(JsonElement record) => new(
        String(record, "node_id"), String(record, "type").ToUpperInvariant(), String(record, "reason"), String(record, "status").ToUpperInvariant(), ParseSpan(String(record, "allocation_delay")));

    private static string String(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? Text(value) : "";

    /// <summary>Reads <c>20m</c>, <c>1500ms</c>, <c>30s</c>, <c>1h</c>, <c>1d</c>; null for anything else.</summary>
    internal static TimeSpan? ParseSpan(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var amount)) return null;
        return text[digits..] switch
        {
            "d" => TimeSpan.FromDays(amount),
            "h" => TimeSpan.FromHours(amount),
            "m" => TimeSpan.FromMinutes(amount),
            "s" => TimeSpan.FromSeconds(amount),
            "ms" => TimeSpan.FromMilliseconds(amount),
            _ => null,
        };
    }

    public async Task<IReadOnlyList<PendingTask>> PendingTasksAsync(CancellationToken cancellation)
    {
        var wire = await GetAsync("/_cluster/pending_tasks", ElasticsearchJson.Default.WirePendingTasks, cancellation).ConfigureAwait(false);
        return [.. (wire.Tasks ?? []).Select(task => new PendingTask(task.Priority ?? "", task.Source ?? "", TimeSpan.FromMilliseconds(task.TimeInQueueMillis ?? 0)))];
    }

    /// <returns>Null before 8.7.</returns>
    public Task<HealthReport?> HealthReportAsync(CancellationToken cancellation) =>
        GetIfKnownAsync("/_health_report?verbose=false", ElasticsearchJson.Default.HealthReport, cancellation);

    /// <summary>Certificates of the node that answers.</summary>
    /// <returns>Null when this Elasticsearch does not tell.</returns>
    public async Task<IReadOnlyList<CertificateInfo>?> CertificatesAsync(CancellationToken cancellation) =>
        await GetIfKnownAsync("/_ssl/certificates", ElasticsearchJson.Default.ListCertificateInfo, cancellation).ConfigureAwait(false);

    /// <returns><c>RUNNING</c>, <c>STOPPING</c>, <c>STOPPED</c>; null when there is no index lifecycle management.</returns>
    public async Task<string?> IlmStatusAsync(CancellationToken cancellation) =>
        (await GetIfKnownAsync("/_ilm/status", ElasticsearchJson.Default.WireOperationMode, cancellation).ConfigureAwait(false))?.OperationMode;

    /// <returns>As <see cref="IlmStatusAsync"/>, for snapshot lifecycle management.</returns>
    public async Task<string?> SlmStatusAsync(CancellationToken cancellation) =>
        (await GetIfKnownAsync("/_slm/status", ElasticsearchJson.Default.WireOperationMode, cancellation).ConfigureAwait(false))?.OperationMode;

    /// <returns>Managed indices and where they are; null when there is no index lifecycle management.</returns>
    public async Task<IReadOnlyList<IlmStep>?> IlmStepsAsync(CancellationToken cancellation)
    {
        var wire = await GetIfKnownAsync("/*/_ilm/explain?only_managed=true&expand_wildcards=all", ElasticsearchJson.Default.WireIlmExplain, cancellation).ConfigureAwait(false);
        return wire is null ? null : [.. (wire.Indices ?? []).Select(pair => new IlmStep(pair.Key, pair.Value.Phase, pair.Value.Action, pair.Value.Step))];
    }
}
