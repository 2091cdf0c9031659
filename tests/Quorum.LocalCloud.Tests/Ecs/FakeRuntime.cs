using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Tests.Ecs;

/// <summary>Tasks that run, are healthy and stop at once; all launches are kept for the test to see.</summary>
internal sealed class FakeRuntime(World world) : ITaskRuntime
{
    private readonly Dictionary<string, ITaskEvents> _alive = [];

    public List<TaskLaunch> Launches { get; } = [];

    public void Start(TaskLaunch launch, ITaskEvents events)
    {
        Launches.Add(launch);
        _alive[launch.TaskArn] = events;
        world.Queue.After(TimeSpan.Zero, () =>
        {
            events.Running(launch.TaskArn);
            events.Health(launch.TaskArn, true);
        });
    }

    public void Stop(string taskArn, TimeSpan stopTimeout)
    {
        if (_alive.Remove(taskArn, out var events)) world.Queue.After(TimeSpan.Zero, () => events.Exited(taskArn, 143, null));
    }

    public void Kill(string taskArn) => _alive.Remove(taskArn);
}
