using System.Globalization;
using Quorum.Elasticsearch;

namespace Quorum.Smoke.Checks;

public sealed class HealthGreen : SmokeCheck
{
    private const int ShardsShown = 5;

    public override string Name => "health-green";

    public override string Remedy => "GET /_cluster/allocation/explain says why a copy is not assigned; red: a primary is missing, see the runbook \"red\"; yellow right after a roll: wait";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Health.Judge(health =>
    {
        if (health.Status == HealthStatus.Green) return Finding.Pass($"green, {health.ActiveShards} copies active");
        var missing = (seen.Shards.Value ?? []).Where(copy => !copy.Serves).Select(copy => $"{copy.ShardName} {(copy.Primary ? "primary" : "replica")} {copy.State.ToString().ToLowerInvariant()}{(copy.UnassignedReason is { } why ? $" ({why})" : "")}").ToList();
        var shown = string.Join(", ", missing.Take(ShardsShown)) + (missing.Count > ShardsShown ? $" and {missing.Count - ShardsShown} more" : "");
        return Finding.Fail($"{health.Status.ToString().ToLowerInvariant()}: {health.UnassignedShards} unassigned, {health.InitializingShards} initializing{(shown.Length > 0 ? $": {shown}" : "")}");
    });
}

public sealed class CopiesInTwoZones : SmokeCheck
{
    private const int ShardsShown = 5;

    public override string Name => "copies-in-two-zones";

    // An index without replicas waits for a person; a copy that starts or moves may be in its place a little later.
    public override bool Settles(SmokeObservation seen) =>
        seen.Nodes.Error is not null || seen.Shards.Value is not { } copies || copies.GroupBy(copy => copy.ShardName).Any(shard => shard.Count() > 1 && Zones(shard, seen.Zones) < 2);

    public override string Remedy => "Give the index at least one replica (PUT /<index>/_settings {\"index.number_of_replicas\": 1}); with replicas: allocation awareness on zone must be set on every node";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Nodes.Judge(_ => seen.Shards.Judge(copies =>
    {
        var zones = seen.Zones;
        var narrow = copies.GroupBy(copy => copy.ShardName)
            .Where(shard => Zones(shard, zones) < 2)
            .Select(shard => $"{shard.Key} has {shard.Count(copy => copy.Serves)} started {(shard.Count(copy => copy.Serves) == 1 ? "copy" : "copies in one zone")}").ToList();
        var total = copies.Select(copy => copy.ShardName).Distinct().Count();
        if (total == 0) return Finding.Skip("there is no shard yet");
        return narrow.Count == 0
            ? Finding.Pass($"{total} shards, each in two zones or more")
            : Finding.Fail($"{narrow.Count} of {total} shards would not survive the loss of a zone: {string.Join(", ", narrow.Take(ShardsShown))}{(narrow.Count > ShardsShown ? " …" : "")}");
    }));

    private static int Zones(IEnumerable<ShardCopy> shard, IReadOnlyDictionary<string, string> zones) =>
        shard.Where(copy => copy.Serves).Select(copy => zones.GetValueOrDefault(copy.NodeName ?? "", "")).Where(zone => zone.Length > 0).Distinct().Count();
}

public sealed class AllocationAwareness : SmokeCheck
{
    private const string Attributes = "cluster.routing.allocation.awareness.attributes";
    private const string Forced = "cluster.routing.allocation.awareness.force.zone.values";

    public override string Name => "allocation-awareness";

    public override string Remedy => $"{Attributes} = zone and {Forced} = all zones must be in every node's configuration: ./build.sh RollService registers the right task definition";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Nodes.Judge(nodes => seen.Settings.Judge(settings =>
    {
        var problems = new List<string>();
        var zones = expected.Slots.Select(slot => slot.Zone).Distinct().ToList();
        foreach (var node in nodes)
        {
            if (!Values(node, settings, Attributes).Contains("zone")) problems.Add($"{node.Name}: {Attributes} is not zone");
            var missing = zones.Except(Values(node, settings, Forced)).ToList();
            if (missing.Count > 0) problems.Add($"{node.Name}: {Forced} lacks {string.Join(", ", missing)}");
        }
        return Finding.Of(problems, $"zone, forced over {string.Join(", ", zones)}");
    }));

    private static string[] Values(NodeInfo node, ClusterSettings settings, string name) =>
        (settings.Transient.GetValueOrDefault(name) ?? settings.Persistent.GetValueOrDefault(name) ?? node.Settings.GetValueOrDefault(name) ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

public sealed class DiskBelowLowWatermark : SmokeCheck
{
    private const string Watermark = "cluster.routing.allocation.disk.watermark.low";

    /// <summary>Elasticsearch's default, for when the cluster does not tell its defaults.</summary>
    private const double DefaultLowPercent = 85;

    public override string Name => "disk-below-low-watermark";

    public override bool Settles(SmokeObservation seen) => seen.Stats.Error is not null;

    public override string Remedy => "Above the low watermark no new copy comes to the node, so a roll cannot recover onto it: delete or move indices, or enlarge the volumes (VolumeSize, ./build.sh ProvisionInfra)";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Stats.Judge(stats =>
    {
        var known = stats.Where(node => node.DiskUsedPercent is not null).ToList();
        if (known.Count == 0) return Finding.Skip("no node told its disk");
        var text = seen.Settings.Value?.Effective(Watermark) ?? "";
        var problems = known.Where(node => Above(node, text)).Select(node => string.Create(CultureInfo.InvariantCulture, $"{node.Name} uses {node.DiskUsedPercent:0.#} % (low watermark {(text.Length == 0 ? "85%" : text)})")).ToList();
        return Finding.Of(problems, string.Create(CultureInfo.InvariantCulture, $"at most {known.Max(node => node.DiskUsedPercent):0.#} % used"));
    });

    // A percentage or ratio is of what is used, an amount of bytes of what must stay free.
    private static bool Above(NodeStats node, string watermark) => watermark switch
    {
        _ when Bytes(watermark) is { } free => node.DiskAvailableBytes < free,
        _ when watermark.EndsWith('%') && double.TryParse(watermark.AsSpan(0, watermark.Length - 1), CultureInfo.InvariantCulture, out var percent) => node.DiskUsedPercent >= percent,
        _ when double.TryParse(watermark, CultureInfo.InvariantCulture, out var ratio) && ratio <= 1 => node.DiskUsedPercent >= 100 * ratio,
        _ => node.DiskUsedPercent >= DefaultLowPercent,
    };

    private static double? Bytes(string text)
    {
        (string Unit, double Factor)[] units = [("tb", 1L << 40), ("gb", 1L << 30), ("mb", 1L << 20), ("kb", 1L << 10)];
        foreach (var (unit, factor) in units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase) && double.TryParse(text.AsSpan(0, text.Length - unit.Length), CultureInfo.InvariantCulture, out var amount)) return amount * factor;
        }
        return null;
    }
}
