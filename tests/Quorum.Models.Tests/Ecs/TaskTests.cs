using CsCheck;
using Quorum.Models.Ecs;

namespace Quorum.Models.Tests.Ecs;

public sealed class TaskTests
{
    [Fact]
    public void StopThenStart_OnOneInstance_WaitsForTheHostToBeFree()
    {
        var world = new EcsWorld { StopTakes = TimeSpan.FromSeconds(100) };
        world.Register(stopTimeout: 240);
        var service = world.Service("f");
        world.Run(5);
        var old = Assert.Single(service.Tasks);
        world.Model.StopTask(old, "test");
        world.Run(0.5);
        // the scheduler counts the stopping task's memory and port as free, so the next one is placed at once …
        var next = Assert.Single(service.Tasks, t => t.Live);
        Assert.Equal(old.Instance, next.Instance);
        Assert.Equal(EcsTaskStatus.Stopping, old.LastStatus);
        // … but the agent does not start it beside the old one
        Assert.Equal(EcsTaskStatus.Pending, next.LastStatus);
        world.Run(5);
        Assert.Equal(EcsTaskStatus.Running, next.LastStatus);
        Assert.Equal(1, world.MostOnOneAddress);
        Assert.Equal((EcsStopCode.UserInitiated, "test"), (old.StopCode, old.StoppedReason));
    }

    [Fact]
    public void StopTimeout_Overrun_EndsIn137()
    {
        var world = new EcsWorld { StopTakes = TimeSpan.FromMinutes(10) };
        world.Register(stopTimeout: 60);
        var service = world.Service("f");
        world.Run(5);
        var task = Assert.Single(service.Tasks);
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { DesiredCount = 0 });
        world.Run(5);
        Assert.Equal(137, task.ExitCode);
    }

    [Fact]
    public void Stopped_Task_CanBeDescribedForAnHour()
    {
        var world = new EcsWorld();
        world.Register();
        var service = world.Service("f");
        world.Run(5);
        var task = Assert.Single(service.Tasks);
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { DesiredCount = 0 });
        world.Run(5);
        Assert.Same(task, world.Model.FindTask(world.Cluster, task.Id));
        world.Run(60);
        Assert.Null(world.Model.FindTask(world.Cluster, task.Arn));
    }

    [Fact]
    public void Instance_Terminated_TasksStopAndComeBackOnAnother()
    {
        var world = new EcsWorld(slots: 2);
        world.Register();
        var service = world.Service("f");
        world.Run(5);
        var task = Assert.Single(service.Tasks);
        world.Model.TerminateInstance(task.Instance);
        Assert.Empty(world.Alive);
        Assert.False(task.Instance.AgentConnected);
        Assert.Equal(EcsTaskStatus.Running, task.LastStatus);
        world.Run(5);
        Assert.Equal(EcsTaskStatus.Stopped, task.LastStatus);
        Assert.Contains("terminated", task.StoppedReason);
        Assert.NotEqual(task.Instance, Assert.Single(service.Tasks).Instance);
        Assert.Single(world.Cluster.Instances);
    }

    [Fact]
    public void Instance_Draining_EmptiesAndTakesNothing()
    {
        var world = new EcsWorld(slots: 2);
        world.Register();
        var service = world.Service("f");
        world.Run(5);
        var instance = Assert.Single(service.Tasks).Instance;
        world.Model.SetInstanceStatus(instance, EcsInstanceStatus.Draining);
        world.Run(5);
        Assert.Empty(instance.Tasks);
        Assert.NotEqual(instance, Assert.Single(service.Tasks).Instance);
    }

    [Fact]
    public void Agent_Disconnected_StopsHappenWhenItIsBack()
    {
        var world = new EcsWorld();
        world.Register();
        var service = world.Service("f");
        world.Run(5);
        var task = Assert.Single(service.Tasks);
        world.Model.SetAgentConnected(task.Instance, false);
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { DesiredCount = 0 });
        world.Run(5);
        Assert.Equal((EcsTaskStatus.Running, EcsTaskStatus.Stopped), (task.LastStatus, task.DesiredStatus));
        world.Model.SetAgentConnected(task.Instance, true);
        world.Run(5);
        Assert.Equal(EcsTaskStatus.Stopped, task.LastStatus);
    }

    [Fact]
    public void Restart_OfTheControlPlane_KeepsArnsAndRunsTheTasksAgain()
    {
        var world = new EcsWorld(slots: 3);
        for (var i = 0; i < 3; i++) world.Service(world.Register("f" + i).Arn, on: EcsWorld.Slot(i));
        world.Run(5);
        var before = world.Cluster.Services.Select(s => (s.Name, s.Primary.Id, s.Tasks[0].Arn)).ToArray();
        world.RestartModel();
        world.Run(5);
        Assert.Equal(before, world.Cluster.Services.Select(s => (s.Name, s.Primary.Id, s.Tasks[0].Arn)));
        Assert.All(world.Cluster.Services, s => Assert.Equal(EcsRolloutState.Completed, s.Primary.RolloutState));
        Assert.Equal(3, world.Alive.Count);
        Assert.Equal(6, world.Launches.Count);
    }

    [Fact]
    public void RunTask_ThatFitsNowhere_SaysWhy()
    {
        var world = new EcsWorld();
        world.Register(memory: 3000);
        world.Register("big", memory: 99999);
        world.Service("f");
        world.Run(5);
        Assert.Equal("RESOURCE:PORTS", Why("f"));
        Assert.Equal("RESOURCE:MEMORY", Why("big"));
        Assert.Equal("MemberOf placement constraint unsatisfied.", Why("f", "attribute:quorum.slot == es-z9"));

        string Why(string definition, string? expression = null) => Assert.Single(world.Model.RunTask(
            world.Cluster, definition, 1, expression is null ? [] : [new EcsPlacementConstraint("memberOf", expression)], [], null, null, null).Failures).Reason;
    }

    [Fact]
    public void Start_ThatNeverRuns_IsRetriedSlowerAndSlower()
    {
        var world = new EcsWorld { Fate = _ => "fail" };
        world.Register();
        var starts = new List<TimeSpan>();
        world.Fate = _ => { starts.Add(world.Queue.Now); return "fail"; };
        world.Service("f");
        world.Run(30);
        var pauses = starts.Zip(starts.Skip(1), (a, b) => b - a).ToList();
        Assert.True(pauses.Count >= 4);
        Assert.Equal(pauses.Order(), pauses);
    }

    [Fact]
    public void Seed_Same_SameHistory() => Gen.ULong.Sample(seed =>
    {
        static string History(ulong seed)
        {
            var world = new EcsWorld(slots: 3, timings: EcsTimings.Aws with { Jitter = 0.5 }, seed: seed);
            world.Register(port: 0);
            var service = world.Service("f", desired: 3, minimum: 66, maximum: 100);
            world.Run(5);
            world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { TaskDefinition = world.Register(port: 0).Arn });
            world.Run(10);
            return string.Join('\n', service.Events.Select(e => $"{e.CreatedAt:O} {e.Message}"));
        }
        return History(seed) == History(seed);
    }, iter: 20);
}
