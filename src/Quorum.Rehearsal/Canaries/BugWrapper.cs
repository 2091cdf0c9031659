using Quorum.Rehearsal.Running;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Canaries;

/// <summary>Plants one bug by changing what the driver is given: its policy, its goal, what it reads, what its calls do.</summary>
internal sealed class BugWrapper(PlantedBug bug) : IPortWrapper
{
    public Policy Wrap(Policy policy) => bug switch
    {
        PlantedBug.SkipGreen => Without(policy, "green", "one-zone"),
        PlantedBug.IgnoreLeftovers => Without(policy, "no-leftovers"),
        PlantedBug.IgnoreZeroReplicas => Without(policy, "zero-replicas", "copy-outside-set"),
        PlantedBug.IgnoreDisk => Without(policy, "disk-low-watermark"),
        PlantedBug.IgnoreSnapshot => Without(policy, "no-snapshot-running"),
        PlantedBug.MastersLikeOthers => Without(policy, "voters-under-half", "ha-cluster") with { Canary = false },
        PlantedBug.TwoZonesAtOnce => policy with { Canary = false },
        // The setting says that every shard has a replica somewhere.
        PlantedBug.TrustTheSetting => Without(policy, "copy-outside-set", "green", "one-zone", "voters-under-half"),
        _ => policy,
    };

    public Goal Wrap(Goal goal) => bug switch
    {
        PlantedBug.TwoZonesAtOnce => new Goal(goal.ClusterName, goal.Slots.Select(slot => slot.Zone == goal.Zones[0] ? slot with { Zone = goal.Zones[1] } : slot)),
        PlantedBug.MastersLikeOthers => new Goal(goal.ClusterName, goal.Slots.Select(slot => slot with { Zone = slot.Zone == goal.Zones[0] ? goal.Zones[1] : slot.Zone, Roles = (slot.Roles & ~SlotRoles.Master) | SlotRoles.Data })),
        _ => goal,
    };

    public IEcsPort Wrap(IEcsPort port, SimWorld world, SimRunner runner) => bug switch
    {
        PlantedBug.StoppingIsGone => new EcsView(port, StoppingGone),
        PlantedBug.IgnoreExit137 => new EcsView(port, service => service.LastStop is { } stop ? service with { LastStop = stop with { ExitCode = 143, Took = TimeSpan.Zero }, LastKilled = null } : service),
        PlantedBug.StableIsSuccess => new EcsView(port, (service, goal, slot) => service with
        {
            TaskDefinition = goal.Slots[slot].Target ?? service.TaskDefinition,
            Task = service.Task is { } task ? task with { TaskDefinition = goal.Slots[slot].Target ?? task.TaskDefinition, Digest = "" } : null,
        }),
        PlantedBug.RestartAfterResume when runner.Number > 1 => new ForgetsProgress(port, world),
        PlantedBug.EndBeforeStopped when world.Scenario.Change == Scenarios.ChangeKind.NewInstances => new EcsView(port, StoppingGone),
        PlantedBug.RollVersionBack => new EcsView(port, (service, goal, slot) => service with { Version = goal.Slots[slot].Version }),
        _ => port,
    };

    public IElasticsearchPort Wrap(IElasticsearchPort port, SimWorld world, SimRunner runner) => bug switch
    {
        PlantedBug.NeverReRead => new ReadsOnce(port),
        PlantedBug.NoHandOver => new ClusterView(port, (cluster, _) => cluster with { ElectedMaster = ClusterSnapshot.Foreign }),
        PlantedBug.RollVersionBack => new ClusterView(port, (cluster, goal) => cluster with { Nodes = [.. cluster.Nodes.Select((node, slot) => node is null ? null : node with { Version = goal.Slots[slot].Version })] }),
        PlantedBug.LeaveRecords => new Forgets(port, records: true),
        PlantedBug.LeaveSetting => new Forgets(port, setting: true),
        PlantedBug.KeepExclusion => new KeepsExclusion(port),
        PlantedBug.LeaveExclusion => new Forgets(port, exclusion: true),
        _ => port,
    };

    public IInstancePort Wrap(IInstancePort port, SimWorld world, SimRunner runner) => bug switch
    {
        PlantedBug.ReplaceAfterResume when runner.Number > 1 => new ForgetsReplaced(port),
        PlantedBug.EndTheNext => new EndsTheNext(port),
        PlantedBug.BelieveReplaced => new BelievesReplaced(port),
        _ => port,
    };

    public IRollStore Wrap(IRollStore store) => bug == PlantedBug.NoLock ? new NoLockStore(store) : store;

    private static Policy Without(Policy policy, params string[] rules) => policy with { SkipRules = policy.SkipRules.Union(rules) };

    private static SlotService StoppingGone(SlotService service) =>
        service.Task is { Phase: TaskPhase.Stopping } ? service with { Task = null, LiveTasks = 0 } : service;
}
