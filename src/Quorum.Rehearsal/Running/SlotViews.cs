using System.Collections.Immutable;
using Quorum.Models.Ecs;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Running;

/// <summary>Slots as the real adapter reads them from ECS. A slot of which nothing changed since the last look keeps its view.</summary>
internal sealed class SlotViews(SimWorld world)
{
    private static readonly SlotService Unready = SlotService.Absent with { InstanceReady = false };
    private readonly SlotService?[] _seen = new SlotService?[world.Scenario.Slots.Length];
    private readonly Key[] _keys = new Key[world.Scenario.Slots.Length];

    /// <summary>All that a view is made of.</summary>
    private readonly record struct Key(
        EcsDeployment Primary, EcsRolloutState Rollout, int Desired, int Failed, int Tasks, EcsTask? Newest, long Version, StopView? LastStop, StopView? LastKilled, StopView? LastFailure, string? Ready);

    public EcsSnapshot Snapshot(DateTimeOffset at)
    {
        var slots = ImmutableArray.CreateBuilder<SlotService>(_seen.Length);
        for (var slot = 0; slot < _seen.Length; slot++) slots.Add(View(slot));
        return new EcsSnapshot(at, slots.MoveToImmutable());
    }

    private SlotService View(int slot)
    {
        var ready = world.Instances[slot] is { Placeable: true } instance ? instance.Spec.Ec2InstanceId : null;
        if (world.Service(slot) is not { } service) return ready is not null ? SlotService.Absent : Unready;
        var primary = service.Primary;
        EcsTask? newest = null;
        for (var i = 0; i < service.Tasks.Count; i++) if (newest is null || service.Tasks[i].CreatedAt > newest.CreatedAt) newest = service.Tasks[i];
        var failed = Math.Max(primary.FailedTasks, world.Stops.Ended(slot, primary));
        var key = new Key(primary, primary.RolloutState, service.DesiredCount, failed, service.Tasks.Count, newest, newest?.Version ?? 0, world.Stops.LastStop(slot), world.Stops.LastKilled(slot), world.Stops.LastFailure(slot), ready);
        if (_seen[slot] is { } seen && _keys[slot] == key) return seen;
        _keys[slot] = key;
        return _seen[slot] = new SlotService
        {
            Exists = true,
            TaskDefinition = primary.Definition.Arn,
            Version = world.VersionOf(primary.Definition.Revision),
            Desired = service.DesiredCount,
            Deployment = primary.Id,
            Rollout = primary.RolloutState switch { EcsRolloutState.Failed => RolloutState.Failed, EcsRolloutState.Completed => RolloutState.Completed, _ => RolloutState.InProgress },
            DeploymentStarted = primary.CreatedAt,
            FailedTasks = failed,
            LiveTasks = service.Tasks.Count,
            Task = newest is null ? null : Task(newest),
            LastStop = world.Stops.LastStop(slot),
            LastKilled = world.Stops.LastKilled(slot),
            LastFailure = world.Stops.LastFailure(slot),
            InstanceReady = ready is not null,
            ReadyInstance = ready,
        };
    }

    private static TaskView Task(EcsTask task) => new(
        task.Arn,
        task.Definition.Arn,
        task.ImageDigest,
        task.DesiredStatus == EcsTaskStatus.Stopped || task.LastStatus >= EcsTaskStatus.Deactivating ? TaskPhase.Stopping : task.LastStatus == EcsTaskStatus.Running ? TaskPhase.Running : TaskPhase.Starting,
        task.Health switch { EcsHealth.Healthy => TaskHealth.Healthy, EcsHealth.Unhealthy => TaskHealth.Unhealthy, _ => TaskHealth.Unknown },
        task.StartedAt,
        task.StoppingAt);
}
