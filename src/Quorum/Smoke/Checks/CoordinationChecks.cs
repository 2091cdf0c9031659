namespace Quorum.Smoke.Checks;

public sealed class MasterElected : SmokeCheck
{
    public override string Name => "master-elected";

    public override string Remedy => "Without a master nothing can be changed. More than half of the voting nodes must run and reach each other on the transport port: ./build.sh Status, then the log streams of the master slots";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) =>
        seen.Master is { Error: null, Value: null } ? Finding.Fail("no elected master") : seen.Master.Judge(master => Finding.Pass($"{master.NodeName} is the elected master"));
}

public sealed class VotersAreMasters : SmokeCheck
{
    public override string Name => "voters-are-masters";

    public override string Remedy => "Clear exclusions (DELETE /_cluster/voting_config_exclusions?wait_for_removal=false) and see that every master-eligible node has joined; the voting configuration then grows by itself";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Nodes.Judge(nodes => seen.Coordination.Judge(coordination =>
    {
        var names = nodes.ToDictionary(node => node.Id, node => node.Name, StringComparer.Ordinal);
        var masters = nodes.Where(node => node.MasterEligible).Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        var problems = coordination.LastCommitted.Where(id => !masters.Contains(id)).Select(id => $"{names.GetValueOrDefault(id, id)} votes but is not a master-eligible node of the cluster").ToList();
        var missing = masters.Except(coordination.LastCommitted).Select(id => names[id]).Order(StringComparer.Ordinal).ToList();
        // With an even number Elasticsearch leaves one out on purpose, so that an even split has a winner.
        if (missing.Count > (masters.Count % 2 == 0 ? 1 : 0)) problems.Add($"{string.Join(", ", missing)} should vote but {(missing.Count == 1 ? "does" : "do")} not");
        problems.AddRange(expected.Slots.Where(slot => nodes.Any(node => node.Name == slot.Name && node.MasterEligible != slot.MasterEligible))
            .Select(slot => $"{slot.Name} is {(slot.MasterEligible ? "not " : "")}master-eligible, expected {(slot.MasterEligible ? "to be" : "not to be")}"));
        return Finding.Of(problems, $"{coordination.LastCommitted.Count} voters: {string.Join(", ", coordination.LastCommitted.Select(id => names.GetValueOrDefault(id, id)).Order(StringComparer.Ordinal))}");
    }));
}

public sealed class NoVotingExclusions : SmokeCheck
{
    public override string Name => "no-voting-exclusions";

    public override string Remedy => "DELETE /_cluster/voting_config_exclusions?wait_for_removal=false";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Coordination.Judge(coordination => Finding.Of(
        [.. coordination.Exclusions.Select(exclusion => $"{exclusion.NodeName} is excluded from voting")], "no exclusions"));
}

public sealed class NoShutdownRecords : SmokeCheck
{
    public override string Name => "no-shutdown-records";

    public override string Remedy => "DELETE /_nodes/<node id>/shutdown for each; Elasticsearch never removes them by itself";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Shutdowns.Judge(records =>
    {
        var names = (seen.Nodes.Value ?? []).ToDictionary(node => node.Id, node => node.Name, StringComparer.Ordinal);
        return Finding.Of([.. records.Select(record => $"{names.GetValueOrDefault(record.NodeId, record.NodeId)} is marked {record.Type} ({record.Reason})")], "no records");
    });
}

public sealed class NoLeftoverSettings : SmokeCheck
{
    public override string Name => "no-leftover-settings";

    public override string Remedy => "PUT /_cluster/settings with the named settings set to null, in persistent or transient as shown";

    // What rolls and repairs set for a while, and what hurts when it stays.
    private static readonly string[] Temporary =
    [
        "cluster.routing.allocation.enable", "cluster.routing.rebalance.enable", "cluster.routing.allocation.exclude.", "cluster.routing.allocation.include.",
        "cluster.routing.allocation.require.", "cluster.routing.allocation.disk.threshold_enabled", "cluster.blocks.read_only", "indices.recovery.max_bytes_per_sec",
    ];

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Settings.Judge(settings => Finding.Of(
        [
            // Transient settings are deprecated and vanish in a full restart: nothing of a running cluster should depend on one.
            .. settings.Transient.Where(pair => !expected.AllowedSettings.Contains(pair.Key)).Select(pair => $"transient {pair.Key} = {pair.Value}"),
            .. settings.Persistent.Where(pair => Temporary.Any(name => pair.Key.StartsWith(name, StringComparison.Ordinal)) && !expected.AllowedSettings.Contains(pair.Key))
                .Select(pair => $"persistent {pair.Key} = {pair.Value}"),
        ],
        "no temporary settings"));
}

public sealed class NoInitialMasterNodes : SmokeCheck
{
    public override string Name => "no-initial-master-nodes";

    public override string Remedy =>
        "The bootstrapped flag (SSM parameter <path>/bootstrapped) must be set and the slot restarted: ./build.sh RollService. With the setting, a node that loses its volume may found a second cluster";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.Nodes.Judge(nodes =>
    {
        var with = nodes.Where(node => node.Settings.GetValueOrDefault("cluster.initial_master_nodes") is { Length: > 0 }).ToList();
        var first = with.Where(node => node.Started < expected.BootstrappedAt).ToList();
        return Finding.Of(
            [.. with.Except(first).Select(node => $"{node.Name} has cluster.initial_master_nodes{(expected.BootstrappedAt is null ? " and the bootstrapped flag is not set" : " although it started after the bootstrapped flag was set")}")],
            first.Count == 0 ? "no node has it" : $"{string.Join(", ", first.Select(node => node.Name))} still from the cluster's first start; the flag is set, so the next start goes without");
    });
}

public sealed class PendingTasksShort : SmokeCheck
{
    public override string Name => "pending-tasks";

    public override string Remedy => "The elected master does not keep up: GET /_cluster/pending_tasks, then its CPU, disk and heap (./build.sh Status)";

    public override Finding Judge(SmokeObservation seen, SmokeExpectation expected) => seen.PendingTasks.Judge(tasks => Finding.Of(
        [.. tasks.Where(task => task.InQueue > expected.MaxPendingTask).Select(task => $"{task.Source} waits for {task.InQueue.TotalSeconds:0} s")],
        $"{tasks.Count} in the queue, none older than {expected.MaxPendingTask.TotalSeconds:0} s"));
}
