using System.Globalization;

namespace Quorum.Models.Elasticsearch;

public enum AllocationVerdict { Yes, Throttle, No }

/// <summary>One decider's word on one node, as <c>_cluster/allocation/explain</c> gives it.</summary>
public sealed record DeciderWord(string Decider, AllocationVerdict Verdict, string Explanation);

public sealed partial class ClusterModel
{
    /// <summary>Whether a copy may be allocated to a node. With <paramref name="words"/> every objection is collected, without it the first one ends it.</summary>
    public AllocationVerdict Decide(ClusterState state, ShardCopy copy, ElasticsearchNode node, List<DeciderWord>? words)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(copy);
        ArgumentNullException.ThrowIfNull(node);
        var verdict = AllocationVerdict.Yes;
        var group = copy.Group;
        if (!node.Roles.HoldsData()) return AllocationVerdict.No;

        if (EnableOf(state, copy) is { } blocked && !No("enable", blocked, words, ref verdict)) return verdict;
        if (HasCopy(group, node) && !No("same_shard", words is null ? "" : $"a copy of this shard is already allocated to this node [{group}, node[{node.Id}]]", words, ref verdict)) return verdict;
        if (!WithinAwareness(state, copy, node, true, words, ref verdict)) return verdict;
        if (!PassesFilters(state, copy, node, words, ref verdict)) return verdict;
        if (state.ShutdownMap.Count > 0 && state.ShutdownMap.TryGetValue(node.Id, out var record) && record.Type != ShutdownType.Restart &&
            !No("node_shutdown", words is null ? "" : $"node [{node.Id}] is preparing to be removed from the cluster", words, ref verdict)) return verdict;
        if (!copy.Primary && group.Primary.Node is { } leader && node.Version < leader.Version &&
            !No("node_version", words is null ? "" : $"cannot allocate replica shard to a node with version [{node.Version}] since this is older than the primary version [{leader.Version}]", words, ref verdict)) return verdict;
        if (copy is { Primary: true, Active: true } && node.Version < copy.Node!.Version &&
            !No("node_version", words is null ? "" : $"cannot relocate primary shard from a node with version [{copy.Node.Version}] to a node with older version [{node.Version}]", words, ref verdict)) return verdict;
        if (!copy.Primary && !group.Primary.Active && !No("replica_after_primary_active", "primary shard for this replica is not yet active", words, ref verdict)) return verdict;
        if (!FitsDisk(state, copy, node, words, ref verdict)) return verdict;
        if (copy.FailedAttempts >= MaxRetries && !No("max_retry", words is null ? "" : $"shard has exceeded the maximum number of retries [{MaxRetries}] on failed allocation attempts", words, ref verdict)) return verdict;
        if (verdict == AllocationVerdict.No) return verdict;
        return Throttled(state, copy, node, words);
    }

    /// <summary>Whether a started copy may stay where it is.</summary>
    private bool CanRemain(ClusterState state, ShardCopy copy, ElasticsearchNode node, List<DeciderWord>? words)
    {
        var verdict = AllocationVerdict.Yes;
        if (state.ShutdownMap.Count > 0 && state.ShutdownMap.TryGetValue(node.Id, out var record) && record.Type != ShutdownType.Restart)
            No("node_shutdown", "this node is being removed", words, ref verdict);
        PassesFilters(state, copy, node, words, ref verdict);
        var settings = state.Allocation;
        if (settings.DiskThreshold && node.Volume.OtherBytes > 0 && Used(node) > settings.HighWatermark) No("disk_threshold", "the shard cannot remain on this node because it is above the high watermark", words, ref verdict);
        if (verdict == AllocationVerdict.Yes) WithinAwareness(state, copy, node, false, words, ref verdict);
        return verdict == AllocationVerdict.Yes;
    }

    private static bool No(string decider, string explanation, List<DeciderWord>? words, ref AllocationVerdict verdict)
    {
        verdict = AllocationVerdict.No;
        words?.Add(new DeciderWord(decider, AllocationVerdict.No, explanation));
        return words is not null;
    }

    private string? EnableOf(ClusterState state, ShardCopy copy)
    {
        var enable = copy.Group.Index.Enable ?? state.Allocation.Enable;
        if (enable == AllocationEnable.All) return null;
        var allowed = enable switch
        {
            AllocationEnable.Primaries => copy.Primary,
            AllocationEnable.NewPrimaries => copy is { Primary: true, Active: false } && copy.Group.InSync.Count == 0,
            _ => false,
        };
        if (allowed) return null;
        var name = enable switch { AllocationEnable.Primaries => "primaries", AllocationEnable.NewPrimaries => "new_primaries", _ => "none" };
        return copy.Group.Index.Enable is not null
            ? $"{(name == "none" ? "no" : name is "primaries" ? "replica" : "non-new primary")} allocations are forbidden due to index setting [index.routing.allocation.enable={name}]"
            : $"{(name == "none" ? "no" : name is "primaries" ? "replica" : "non-new primary")} allocations are forbidden due to cluster setting [cluster.routing.allocation.enable={name}]";
    }

    private bool WithinAwareness(ClusterState state, ShardCopy copy, ElasticsearchNode node, bool joining, List<DeciderWord>? words, ref AllocationVerdict verdict)
    {
        if (!Aware(state)) return true;
        if (node.Zone.Length == 0) return No("awareness", "node does not contain the awareness attribute [zone]; required attributes cluster setting [cluster.routing.allocation.awareness.attributes=zone]", words, ref verdict);
        var forced = state.Allocation.ForcedZones ?? state.Master!.Start.ForcedZones;
        if (state.Zones == 0) state.Zones = CountZones(state, forced);
        var zones = state.Zones;
        var total = copy.Group.Copies.Count;
        var most = (total + zones - 1) / zones;
        var here = joining ? 1 : 0;
        foreach (var other in copy.Group.Copies)
        {
            if (ReferenceEquals(other, copy) && joining) continue;
            if ((other.Target ?? other.Node) is { } at && at.Zone == node.Zone) here++;
        }
        if (here <= most) return true;
        return No("awareness", words is null ? "" : string.Create(CultureInfo.InvariantCulture,
            $"there are [{total}] copies of this shard and [{zones}] values for attribute [zone] ({ZoneList(state.NodeList.Where(n => n.Roles.HoldsData()).Select(n => n.Zone))} from nodes in the cluster and {(forced.Count == 0 ? "no forced awareness" : $"{ZoneList(forced)} from forced awareness")}) so there may be at most [{most}] copies of this shard allocated to nodes with each value, but (including this copy) there would be [{here}] copies allocated to nodes with [node.attr.zone: {node.Zone}]"), words, ref verdict);
    }

    private static bool Aware(ClusterState state) => state.Allocation.AwareOfZones ?? state.Master!.Start.AwareOfZones;

    private static string ZoneList(IEnumerable<string> zones) => $"[{string.Join(", ", zones.Where(z => z.Length > 0).Distinct().Order(StringComparer.Ordinal))}]";

    private static int CountZones(ClusterState state, IReadOnlyList<string> forced)
    {
        var zones = forced.Count;
        for (var i = 0; i < state.NodeList.Count; i++)
        {
            var node = state.NodeList[i];
            if (!node.Roles.HoldsData() || node.Zone.Length == 0 || Contains(forced, node.Zone)) continue;
            var seen = false;
            for (var j = 0; j < i && !seen; j++) seen = state.NodeList[j].Zone == node.Zone && state.NodeList[j].Roles.HoldsData();
            if (!seen) zones++;
        }
        return Math.Max(1, zones);
    }

    private static bool PassesFilters(ClusterState state, ShardCopy copy, ElasticsearchNode node, List<DeciderWord>? words, ref AllocationVerdict verdict)
    {
        foreach (var (kind, attribute, values) in state.Allocation.Filters)
        {
            var match = MatchesAny(values, attribute switch { "_name" => node.Name, "_id" => node.Id, "_ip" or "_host" or "_publish_ip" => node.Address, "zone" => node.Zone, _ => "" });
            if (kind == "exclude" ? !match : match) continue;
            if (!No("filter", words is null ? "" : $"node {(kind == "exclude" ? "matches" : "does not match")} cluster setting [cluster.routing.allocation.{kind}] filters [{attribute}:\"{values}\"]", words, ref verdict)) return false;
        }
        var index = copy.Group.Index;
        if (index.ExcludedNames is { } names && MatchesAny(names, node.Name) &&
            !No("filter", words is null ? "" : $"node matches index setting [index.routing.allocation.exclude.] filters [_name:\"{names}\"]", words, ref verdict)) return false;
        if (index.Tiers.Length > 0)
        {
            var tier = NodeRoles.None;
            foreach (var preferred in index.Tiers)
            {
                if (!AnyServes(state, preferred | NodeRoles.Data)) continue;
                tier = preferred;
                break;
            }
            if (tier != NodeRoles.None && !node.Serves(tier) && !node.Serves(NodeRoles.Data))
                return No("data_tier", words is null ? "" : $"index has a preference for tiers [{string.Join(",", index.Tiers.SelectMany(t => t.Names()))}] and node does not meet the required [{string.Join(",", tier.Names())}] tier", words, ref verdict);
        }
        return true;
    }

    private static bool AnyServes(ClusterState state, NodeRoles roles)
    {
        foreach (var node in state.NodeList) if (node.Serves(roles)) return true;
        return false;
    }

    internal static bool MatchesAny(string patterns, string value)
    {
        foreach (var pattern in patterns.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, value, ignoreCase: false)) return true;
        return false;
    }

    private bool FitsDisk(ClusterState state, ShardCopy copy, ElasticsearchNode node, List<DeciderWord>? words, ref AllocationVerdict verdict)
    {
        var settings = state.Allocation;
        if (!settings.DiskThreshold) return true;
        var fresh = copy is { Primary: true } && copy.Group.InSync.Count == 0;
        var limit = fresh ? settings.HighWatermark : settings.LowWatermark;
        var volume = node.Volume;
        var used = (double)(volume.UsedBytes + (volume.Find(copy.Group.Index.Uuid, copy.Group.Number) is null ? copy.Group.Bytes : 0)) / volume.TotalBytes;
        if (used < limit || copy is { Primary: true, Active: false } && !fresh) return true;
        return No("disk_threshold", words is null ? "" : string.Create(CultureInfo.InvariantCulture,
            $"the node is above the {(fresh ? "high" : "low")} watermark cluster setting [cluster.routing.allocation.disk.watermark.{(fresh ? "high" : "low")}={limit:0.##%}], having {1 - used:0.##%} free"), words, ref verdict);
    }

    private static double Used(ElasticsearchNode node) => (double)node.Volume.UsedBytes / node.Volume.TotalBytes;

    private int MostRecoveries(ClusterState state) => state.Allocation.ConcurrentRecoveries ?? Options.NodeConcurrentRecoveries;

    private AllocationVerdict Throttled(ClusterState state, ShardCopy copy, ElasticsearchNode node, List<DeciderWord>? words)
    {
        var most = MostRecoveries(state);
        if (copy is { Primary: true, Active: false })
        {
            if (copy.Group.InSync.Count == 0 || node.InitialPrimaries < Options.NodeInitialPrimariesRecoveries) return AllocationVerdict.Yes;
            words?.Add(new DeciderWord("throttling", AllocationVerdict.Throttle, $"reached the limit of ongoing initial primary recoveries [{Options.NodeInitialPrimariesRecoveries}]"));
            return AllocationVerdict.Throttle;
        }
        if (node.IncomingRecoveries < most && (copy.Group.Primary.Node is not { } source || source.OutgoingRecoveries < most)) return AllocationVerdict.Yes;
        words?.Add(new DeciderWord("throttling", AllocationVerdict.Throttle, $"reached the limit of concurrent recoveries [{most}], cluster setting [cluster.routing.allocation.node_concurrent_recoveries={most}]"));
        return AllocationVerdict.Throttle;
    }
}
