using System.Globalization;

namespace Quorum.Models.Elasticsearch;

public enum AllocationEnable { All, Primaries, NewPrimaries, None }

/// <summary>The cluster settings that allocation reads, parsed once per change.</summary>
public sealed record AllocationSettings
{
    public static readonly AllocationSettings Default = new();

    public AllocationEnable Enable { get; init; } = AllocationEnable.All;
    public bool RebalanceEnabled { get; init; } = true;

    /// <summary>Filters by node attribute (<c>_name</c>, <c>_ip</c>, <c>_host</c>, <c>_id</c>, <c>zone</c>): values with <c>*</c>, separated by commas.</summary>
    public IReadOnlyList<(string Kind, string Attribute, string Values)> Filters { get; init; } = [];

    public double LowWatermark { get; init; } = 0.85;
    public double HighWatermark { get; init; } = 0.90;
    public double FloodWatermark { get; init; } = 0.95;
    public bool DiskThreshold { get; init; } = true;
    public int? ConcurrentRecoveries { get; init; }

    /// <summary>Overrides of the master's own configuration; null: not set by an API.</summary>
    public bool? AwareOfZones { get; init; }
    public IReadOnlyList<string>? ForcedZones { get; init; }
    public bool AutoShrink { get; init; } = true;
    public int MaxExclusions { get; init; } = 10;

    /// <summary><c>cluster.no_master_block</c>: <c>write</c>, <c>all</c> or <c>metadata_write</c>.</summary>
    public string NoMasterBlock { get; init; } = "write";

    private const string Prefix = "cluster.routing.allocation.";

    public static AllocationSettings From(ClusterState state)
    {
        var filters = new List<(string, string, string)>();
        foreach (var key in state.Persistent.Keys.Concat(state.Transient.Keys).Distinct())
            foreach (var kind in new[] { "exclude", "include", "require" })
                if (key.StartsWith($"{Prefix}{kind}.", StringComparison.Ordinal) && state.Setting(key) is { Length: > 0 } values)
                    filters.Add((kind, key[(Prefix.Length + kind.Length + 1)..], values));
        return new AllocationSettings
        {
            Enable = ParseEnable(state.Setting(Prefix + "enable")) ?? AllocationEnable.All,
            RebalanceEnabled = state.Setting("cluster.routing.rebalance.enable") is null or "all",
            Filters = filters,
            LowWatermark = Ratio(state.Setting(Prefix + "disk.watermark.low"), 0.85),
            HighWatermark = Ratio(state.Setting(Prefix + "disk.watermark.high"), 0.90),
            FloodWatermark = Ratio(state.Setting(Prefix + "disk.watermark.flood_stage"), 0.95),
            DiskThreshold = state.Setting(Prefix + "disk.threshold_enabled") != "false",
            ConcurrentRecoveries = Number(state.Setting(Prefix + "node_concurrent_recoveries")),
            AwareOfZones = state.Setting(Prefix + "awareness.attributes") is { } aware ? aware.Split(',', StringSplitOptions.TrimEntries).Contains("zone") : null,
            ForcedZones = state.Setting(Prefix + "awareness.force.zone.values")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            AutoShrink = state.Setting("cluster.auto_shrink_voting_configuration") != "false",
            MaxExclusions = Number(state.Setting("cluster.max_voting_config_exclusions")) ?? 10,
            NoMasterBlock = state.Setting("cluster.no_master_block") ?? "write",
        };
    }

    public static AllocationEnable? ParseEnable(string? text) => text?.ToLowerInvariant() switch
    {
        "all" => AllocationEnable.All,
        "primaries" => AllocationEnable.Primaries,
        "new_primaries" => AllocationEnable.NewPrimaries,
        "none" => AllocationEnable.None,
        _ => null,
    };

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    // 85% or 0.85; absolute byte values are refused when they are set (ClusterModel.PutSettings).
    internal static double Ratio(string? text, double otherwise)
    {
        if (text is null) return otherwise;
        if (text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)) return percent / 100;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is > 0 and <= 1 ? ratio : otherwise;
    }
}
