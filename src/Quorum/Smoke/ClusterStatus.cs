using Quorum.Elasticsearch;
using Quorum.Smoke.Checks;

namespace Quorum.Smoke;

/// <summary>One screen: zones × slots, and what is under way or left over.</summary>
/// <param name="Leftovers">Settings, records and exclusions that should not stay.</param>
/// <param name="LastRoll">One line about the last roll of this checkout; empty when none is known.</param>
public sealed record ClusterStatus(
    string ClusterName, DateTimeOffset At, string ClusterUuid, HealthStatus Health, string Master, int Shards, int UnassignedShards,
    IReadOnlyList<ZoneStatus> Zones, IReadOnlyList<string> Deployments, IReadOnlyList<string> Leftovers, IReadOnlyList<string> Errors, string LastRoll)
{
    /// <summary>What ECS says of running tasks' containers, e.g. limits that the machine refused.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Shards that nobody can read or write: their primary is assigned to no node, with Elasticsearch's reason.</summary>
    public IReadOnlyList<string> WithoutPrimary { get; init; } = [];

    /// <summary>Puts together what was observed; never fails: what could not be read is listed in <see cref="Errors"/>.</summary>
    public static ClusterStatus From(SmokeObservation seen, SmokeExpectation expected, string lastRoll)
    {
        var nodes = (seen.Nodes.Value ?? []).GroupBy(node => node.Name).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var voters = seen.Coordination.Value?.LastCommitted ?? [];
        var slots = expected.Slots.Select(slot => (slot.Zone, Status: Slot(slot.Name, nodes.GetValueOrDefault(slot.Name), seen, expected, voters)))
            .Concat(nodes.Values.Where(node => expected.Slots.All(slot => slot.Name != node.Name)).Select(node => (Zone: node.Zone ?? "(no zone)", Status: Slot(node.Name, node, seen, expected, voters))));
        SmokeCheck[] leftover = [new NoLeftoverSettings(), new NoShutdownRecords(), new NoVotingExclusions(), new NoInitialMasterNodes()];
        return new(
            expected.ClusterName, seen.At, seen.Roots.Values.Select(root => root.Value?.ClusterUuid).FirstOrDefault(uuid => uuid is not null) ?? "",
            seen.Health.Value?.Status ?? HealthStatus.Unavailable, seen.Master.Value?.NodeName ?? "", seen.Shards.Value?.Count ?? 0, seen.Health.Value?.UnassignedShards ?? 0,
            [.. slots.GroupBy(slot => slot.Zone).OrderBy(zone => zone.Key, StringComparer.Ordinal).Select(zone => new ZoneStatus(zone.Key, [.. zone.Select(slot => slot.Status).OrderBy(slot => slot.Name, StringComparer.Ordinal)]))],
            [.. (expected.Tasks ?? []).Where(task => task.DeploymentUnderWay).Select(task => $"{task.Slot} → {task.ServiceRevision}").Distinct()],
            [.. leftover.Select(check => check.Judge(seen, expected)).Where(finding => finding.Verdict == Verdict.Fail && !finding.Evidence.StartsWith("could not be read", StringComparison.Ordinal)).Select(finding => finding.Evidence)],
            [.. ReadErrors(seen)], lastRoll)
        {
            WithoutPrimary = [.. (seen.Shards.Value ?? []).Where(copy => copy is { Primary: true, State: ShardState.Unassigned }).Select(copy => $"{copy.ShardName}{(copy.UnassignedReason is { } why ? $" ({why})" : "")}").Order(StringComparer.Ordinal)],
            Remarks = [.. (expected.Tasks ?? []).Where(task => task.Reason.Length > 0).GroupBy(task => task.Reason).Select(group => $"{string.Join(", ", group.Select(task => task.Slot).Order(StringComparer.Ordinal))}: {group.Key}")],
        };
    }

    private static SlotStatus Slot(string name, NodeInfo? node, SmokeObservation seen, SmokeExpectation expected, IReadOnlyList<string> voters)
    {
        var stats = seen.Stats.Value?.FirstOrDefault(each => each.Name == name);
        var task = expected.Tasks?.Where(each => each.Slot == name).OrderByDescending(each => each.Status == "RUNNING").FirstOrDefault();
        return new(
            name, node is not null, node?.Roles ?? [], seen.Master.Value?.NodeName == name, node is not null && voters.Contains(node.Id), node?.Version ?? "",
            task?.Digest ?? "", task?.TaskDefinition ?? "", task?.Status ?? "", stats?.DiskUsedPercent, stats?.HeapUsedPercent,
            seen.Shards.Value?.Count(copy => copy.NodeName == name && copy.Serves) ?? 0, stats?.Uptime ?? (node?.Started is { } started ? seen.At - started : null));
    }

    private static IEnumerable<string> ReadErrors(SmokeObservation seen) => new[]
    {
        seen.Health.Error, seen.Nodes.Error, seen.Stats.Error, seen.Master.Error, seen.Coordination.Error, seen.Settings.Error, seen.Shutdowns.Error, seen.Shards.Error,
    }.OfType<string>().Distinct();
}

public sealed record ZoneStatus(string Name, IReadOnlyList<SlotStatus> Slots);

/// <param name="InCluster">False: the slot's node is not a member now; most other values are empty then.</param>
/// <param name="Digest">Of the running task's image; empty when not known.</param>
/// <param name="Copies">Started shard copies on the node.</param>
public sealed record SlotStatus(
    string Name, bool InCluster, IReadOnlyList<string> Roles, bool IsMaster, bool Votes, string Version, string Digest, string Revision, string TaskStatus,
    double? DiskUsedPercent, int? HeapUsedPercent, int Copies, TimeSpan? Uptime);
