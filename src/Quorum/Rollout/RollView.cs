namespace Quorum.Rollout;

/// <summary>An observation seen against a goal: each slot in exactly one of the states below. Computed once per decision.</summary>
public readonly ref struct RollView
{
    /// <summary>The instances' clocks and ECS's may differ by this much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    public readonly Observation O;
    public readonly Goal Goal;
    public readonly Policy Policy;

    /// <summary>No service.</summary>
    public readonly SlotSet Missing;

    /// <summary>Desired 0 and every task STOPPED, with an instance to start on.</summary>
    public readonly SlotSet Stopped;

    /// <summary>Desired 0 and a task that is not STOPPED yet.</summary>
    public readonly SlotSet Stopping;

    /// <summary>Desired 0 and every task STOPPED, and the instance is behind its launch template.</summary>
    public readonly SlotSet ToReplace;

    /// <summary>Desired 0 and every task STOPPED, and the instance to start on has not come yet.</summary>
    public readonly SlotSet Bare;

    /// <summary>A slot whose instance was replaced by this roll, and the one that came is behind too; -1 when there is none.</summary>
    public readonly int CameBehind;

    /// <summary>Desired 1 with another revision than the target, or in the cluster on an instance that is to be replaced.</summary>
    public readonly SlotSet Outdated;

    /// <summary>Desired 1 with the target revision, but its node is not (yet) in the cluster with it.</summary>
    public readonly SlotSet Starting;

    /// <summary>Those of <see cref="Starting"/> that will not come by waiting.</summary>
    public readonly SlotSet Failed;

    /// <summary>Runs the target revision and is in the cluster.</summary>
    public readonly SlotSet Up;

    /// <summary>Those of <see cref="Outdated"/> whose node is certainly not in the cluster: a restart takes nothing away.</summary>
    public readonly SlotSet OutOfCluster;

    /// <summary>Some shutdown record is ours, be it for a node that is away.</summary>
    public readonly bool HasOurRecords;

    /// <summary>Slots with a shutdown record of ours.</summary>
    public readonly SlotSet OurRecords;

    /// <summary>A service set to a revision that is neither the goal's nor the one before; -1 when there is none.</summary>
    public readonly int Strange;

    /// <summary>A slot whose read is older than our own last write to it; -1 when there is none.</summary>
    public readonly int Stale;

    /// <summary>A slot whose running digest is not the goal's though its revision is; -1 when there is none.</summary>
    public readonly int WrongDigest;

    public RollView(Observation observation, Goal goal, Policy policy)
    {
        (O, Goal, Policy) = (observation, goal, policy);
        (Strange, Stale, WrongDigest, CameBehind) = (-1, -1, -1, -1);
        var services = observation.Ecs.Slots;
        var all = AllOfOursAreBack();
        for (var slot = 0; slot < services.Length; slot++)
        {
            var service = services[slot];
            var target = goal.Slots[slot];
            var me = SlotSet.Of(slot);
            if (IsStale(slot, service)) Stale = slot;
            if (!service.Exists)
            {
                Missing |= me;
                continue;
            }
            if (IsStrange(slot, service, target)) Strange = slot;
            var behind = observation.Instances?.BehindOf(slot, goal);
            if (behind is not null && observation.Record.ReplacedOf(slot) is { } replaced && !Same(replaced, behind.Id)) (CameBehind, behind) = (slot, null);
            if (service.Desired == 0)
            {
                if (service.LiveTasks > 0) Stopping |= me;
                else if (behind is not null && (IsOurs(slot) || (all && !service.InstanceReady))) ToReplace |= me;
                else if (HasWhereToStart(slot, service, target, behind)) Stopped |= me;
                else Bare |= me;
                continue;
            }
            var joined = observation.Cluster.Joined.Contains(slot) && !IsGhost(slot, service);
            if (target.Target is not null && !Same(service.TaskDefinition, target.Target))
            {
                Outdated |= me;
                if (service.LiveTasks > 1 || service.Task is { Phase: TaskPhase.Stopping }) Leaving |= me;
                if (!joined && IsOut(service)) OutOfCluster |= me;
                continue;
            }
            if (joined && Runs(service, target, out var wrongDigest))
            {
                if (behind is not null) Outdated |= me; else Up |= me;
                if (wrongDigest) WrongDigest = slot;
                continue;
            }
            if (HasFailed(slot, service))
            {
                // It does not come by waiting, and the machine may be why: that is going to be another one.
                if (behind is not null && (all || IsOurs(slot)) && !joined && IsOut(service))
                {
                    Outdated |= me;
                    OutOfCluster |= me;
                    continue;
                }
                Failed |= me;
            }
            Starting |= me;
        }
        foreach (var record in observation.Cluster.ShutdownRecords)
        {
            if (!record.IsOurs) continue;
            HasOurRecords = true;
            if (record.Slot >= 0) OurRecords |= SlotSet.Of(record.Slot);
        }
    }

    /// <summary>Slots whose running task is being stopped by somebody else: in the cluster still, perhaps, but about to leave it.</summary>
    public readonly SlotSet Leaving;

    /// <summary>Slots of the goal whose node is not in the cluster now, or leaves it.</summary>
    public SlotSet Away => (Goal.All - O.Cluster.Joined) | Leaving;

    public bool ClusterRead => O.Cluster.Unread is null;

    /// <summary>The version the slot runs, or ran before it was taken down.</summary>
    public ElasticsearchVersion RunningVersion(int slot) =>
        O.Cluster.Nodes.Length > slot && O.Cluster.Nodes[slot] is { } node ? node.Version : O.Record.PreviousOf(slot)?.Version ?? ElasticsearchVersion.Unknown;

    /// <summary>Some slot of the roll changes its Elasticsearch version: there is no way back for its data path.</summary>
    public bool IsVersionChange
    {
        get
        {
            for (var slot = 0; slot < Goal.Slots.Length; slot++)
            {
                if (O.Record.PreviousOf(slot) is { Version.IsKnown: true } previous && Goal.Slots[slot].Version.IsKnown && previous.Version != Goal.Slots[slot].Version) return true;
            }
            return false;
        }
    }

    /// <summary>Every touched slot is known to have run the very version it is rolled to. Not knowing is not enough.</summary>
    public bool MayGoBack
    {
        get
        {
            foreach (var slot in O.Record.TouchedSlots)
            {
                if (O.Record.PreviousOf(slot) is { } previous && (!previous.Version.IsKnown || previous.Version != Goal.Slots[slot].Version)) return false;
            }
            return true;
        }
    }

    public bool AllocationIsOurs => O.Record.AllocationSet && O.Cluster.Allocation == AllocationEnable.Primaries;

    public bool ExclusionIsOurs => O.Record.HandOver >= 0 && O.Cluster.Excluded.Contains(O.Record.HandOver);

    public bool UsesRecords => Policy.Suppression == SuppressionMode.RestartRecord && O.Cluster.ShutdownRecordsUsable;

    /// <summary>
    /// This roll stopped it. One that somebody else stopped is started as it is first: a machine is replaced in its turn, not because its slot happens to be
    /// down; and one that nothing can start on is replaced only while no slot is down by our hand.
    /// </summary>
    private bool IsOurs(int slot) => O.Record.TouchedSlots.Contains(slot);

    private bool AllOfOursAreBack()
    {
        if (!Goal.Refreshes || O.Record.TouchedSlots.IsEmpty || O.Ecs.Slots.IsEmpty) return true;
        if (!ClusterRead || !O.Record.TouchedSlots.IsWithin(O.Cluster.Joined)) return false;
        foreach (var slot in O.Record.TouchedSlots) if (O.Ecs.Slots[slot].Desired == 0) return false;
        return true;
    }

    private bool HasWhereToStart(int slot, SlotService service, RollSlot target, InstanceView? behind)
    {
        if (target.Launch is null) return true;
        if (behind is not null || CameBehind == slot) return service.InstanceReady;
        // While the former instance's agent still seems connected, ECS would place the task there.
        return O.Instances?.OnlyOf(slot) is { } only && Same(only.Id, service.ReadyInstance);
    }

    private static bool Same(string? a, string? b) => ReferenceEquals(a, b) || string.Equals(a, b, StringComparison.Ordinal);

    private static bool Runs(SlotService service, RollSlot target, out bool wrongDigest)
    {
        wrongDigest = false;
        if (service.Task is not { Phase: TaskPhase.Running } task || service.LiveTasks != 1 || !Same(task.TaskDefinition, service.TaskDefinition)) return false;
        wrongDigest = target.Digest.Length > 0 && task.Digest.Length > 0 && !Same(task.Digest, target.Digest);
        return true;
    }

    /// <summary>The cluster still lists the process that was stopped: it notices a loss late, or was read before.</summary>
    private bool IsGhost(int slot, SlotService service)
    {
        if (O.Cluster.Nodes[slot]?.StartedAt is not { } started) return false;
        // A task that took long to end may end after the next one began: what began with the present task is the present task.
        if (service.Task is { Phase: TaskPhase.Running, StartedAt: { } begun } && started + ClockSkew >= begun) return false;
        return (service.LastStop is { } stop && started + ClockSkew < stop.StoppedAt) || (service.LastFailure is { } failure && started + ClockSkew < failure.StoppedAt);
    }

    /// <summary>
    /// Without a running task there is no node. With an unreadable cluster a healthy task may be one that we merely cannot reach, and ECS may answer late:
    /// only when that has lasted is it believed. Before the cluster was formed there is nothing to lose by it.
    /// </summary>
    private bool IsOut(SlotService service)
    {
        if (!ClusterRead && O.Bootstrapped is not null && !(O.Memory.UnreadSince is { } since && O.At - since >= Policy.UnreadPatience)) return false;
        return service.Task is not { Phase: TaskPhase.Running } task || (ClusterRead ? service.FailedTasks > 0 || Waited(task, service) : service.FailedTasks > 0 && task.Health != TaskHealth.Healthy);
    }

    private bool Waited(TaskView task, SlotService service) => O.At - (task.StartedAt ?? service.DeploymentStarted) > Policy.JoinBudget;

    private bool IsStale(int slot, SlotService service) =>
        O.Memory.WriteOf(slot) is { } write
        && O.Ecs.At - write.At < Policy.StaleReadWindow
        && (!service.Exists || service.Desired != write.Desired || !Same(service.TaskDefinition, write.TaskDefinition) || IsOtherDeployment(service, write));

    private static bool IsOtherDeployment(SlotService service, ServiceWrite write) => write.Deployment is not null && service.Deployment is not null && !Same(service.Deployment, write.Deployment);

    private bool IsStrange(int slot, SlotService service, RollSlot target) => target.Target is not null && (IsForeign(slot, service, target) || IsTakenBack(slot, service, target));

    /// <summary>Our own call brought the target, and another deployment than the one it returned took it away again: stable on the earlier revision is no success.</summary>
    private bool IsTakenBack(int slot, SlotService service, RollSlot target) =>
        O.Memory.WriteOf(slot) is { Desired: > 0 } write
        && Same(write.TaskDefinition, target.Target)
        && !Same(service.TaskDefinition, target.Target)
        && IsOtherDeployment(service, write);

    private bool IsForeign(int slot, SlotService service, RollSlot target) =>
        !Same(service.TaskDefinition, target.Target)
        && !Same(service.TaskDefinition, target.Abandoned)
        && !Same(service.TaskDefinition, O.Record.PreviousOf(slot)?.TaskDefinition)
        && !Same(service.TaskDefinition, O.Record.PreviousOf(slot)?.Found);

    private bool HasFailed(int slot, SlotService service)
    {
        if (service.Rollout == RolloutState.Failed || service.FailedTasks >= Policy.MaxFailedTasks) return true;
        // Whether it joined is not known while the cluster cannot be read.
        if (!ClusterRead) return false;
        // A resumed runner gives a slot the whole budget again: it cannot know how long the last one had been waiting for what.
        var started = service.DeploymentStarted > O.Memory.StartedAt ? service.DeploymentStarted : O.Memory.StartedAt;
        if (O.Memory.WriteOf(slot) is { } write && write.At > started) started = write.At;
        return O.At - started > Policy.JoinBudget;
    }
}
