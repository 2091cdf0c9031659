using Quorum.Models.Ecs;
using Quorum.Rollout;

namespace Quorum.Rehearsal.World;

/// <summary>Remembers how each slot's tasks ended for as long as ECS would describe them.</summary>
internal sealed class TaskEnds(SimWorld world)
{
    private static readonly TimeSpan Kept = EcsTimings.Aws.StoppedTaskKept;
    private readonly Slot[] _slots = [.. world.Scenario.Slots.Select(_ => new Slot())];

    public void Note(EcsTask task)
    {
        world.EcsRevision++;
        if (task.Service is not { } service || world.SlotOf(service.Name) is not (>= 0 and var index)) return;
        var slot = _slots[index];
        var view = new StopView(task.Arn, task.Definition.Arn, task.ExitCode, task.StoppedAt!.Value, task.ExecutionStoppedAt - task.StoppingAt, task.StoppedReason ?? "");
        world.Trace?.Line($"{service.Name}: task of {task.Definition} STOPPED, exit {task.ExitCode?.ToString() ?? "-"} ({task.StoppedReason})");
        world.Checks.StopEnded(index, IsDeliberate(task) ? task.ExitCode : null);
        if (IsDeliberate(task))
        {
            slot.LastStop = view;
            if (task.ExitCode == Models.Elasticsearch.ClusterModel.ExitKilled) slot.LastKilled = view;
            return;
        }
        slot.LastFailure = view;
        slot.Failures.Add((task.Definition.Arn, task.CreatedAt, view.StoppedAt));
    }

    public StopView? LastStop(int slot) => Fresh(_slots[slot].LastStop);

    public StopView? LastKilled(int slot) => Fresh(_slots[slot].LastKilled);

    public StopView? LastFailure(int slot) => Fresh(_slots[slot].LastFailure);

    /// <summary>Tasks of this deployment that ended on their own.</summary>
    public int Ended(int slot, EcsDeployment deployment)
    {
        var failures = _slots[slot].Failures;
        if (failures.Count == 0) return 0;
        failures.RemoveAll(f => world.Now - f.StoppedAt > Kept);
        var count = 0;
        foreach (var failure in failures) if (failure.CreatedAt >= deployment.CreatedAt && failure.Definition == deployment.Definition.Arn) count++;
        return count;
    }

    private StopView? Fresh(StopView? view) => view is not null && world.Now - view.StoppedAt <= Kept ? view : null;

    // As the real reading of ECS has it.
    private static bool IsDeliberate(EcsTask task) => task.StopCode == EcsStopCode.UserInitiated
        || task.StopCode == EcsStopCode.ServiceSchedulerInitiated && task.StoppedReason?.Contains("health check", StringComparison.OrdinalIgnoreCase) != true;

    private sealed class Slot
    {
        public StopView? LastStop, LastKilled, LastFailure;
        public List<(string Definition, DateTimeOffset CreatedAt, DateTimeOffset StoppedAt)> Failures { get; } = [];
    }
}
