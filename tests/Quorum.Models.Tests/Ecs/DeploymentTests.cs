using Quorum.Models.Ecs;

namespace Quorum.Models.Tests.Ecs;

public sealed class DeploymentTests
{
    [Fact]
    public void Service_Created_RunsItsTaskAndCompletesItsDeployment()
    {
        var world = new EcsWorld();
        world.Register();
        var service = world.Service("f");
        Assert.Equal(EcsRolloutState.InProgress, service.Primary.RolloutState);
        world.Run(5);
        Assert.Equal(EcsRolloutState.Completed, service.Primary.RolloutState);
        Assert.Equal((1, 0), (service.Running, service.PendingTasks));
        Assert.Equal(EcsServiceDeploymentStatus.Successful, Assert.Single(service.ServiceDeployments).Status);
        Assert.Contains(service.Events, e => e.Message.Contains("steady state"));
    }

    [Fact]
    public void Update_InPlace_StopsFirstAndShowsTwoDeploymentsMeanwhile()
    {
        var world = new EcsWorld();
        world.Register();
        var service = world.Service("f");
        world.Run(5);
        var first = Assert.Single(service.Tasks);
        var second = world.Register();
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { TaskDefinition = second.Arn });
        world.Run(0.15);
        Assert.Equal(2, service.Deployments.Count);
        Assert.Equal(second, service.Primary.Definition);
        Assert.Equal(EcsTaskStatus.Stopped, first.DesiredStatus);
        world.Run(5);
        Assert.Single(service.Deployments);
        Assert.Equal(EcsTaskStatus.Stopped, first.LastStatus);
        Assert.Equal((143, EcsStopCode.ServiceSchedulerInitiated), (first.ExitCode, first.StopCode));
        Assert.Equal(second, Assert.Single(service.Tasks).Definition);
        Assert.Equal(1, world.MostOnOneAddress);
    }

    [Fact]
    public void Update_OfCountOnly_MintsNoDeployment()
    {
        var world = new EcsWorld();
        world.Register();
        var service = world.Service("f");
        world.Run(5);
        var id = service.Primary.Id;
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { DesiredCount = 0 });
        world.Run(5);
        Assert.Empty(service.Tasks);
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { DesiredCount = 1, TaskDefinition = "f:1" });
        world.Run(5);
        Assert.Equal(id, service.Primary.Id);
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { ForceNewDeployment = true });
        Assert.NotEqual(id, service.Primary.Id);
    }

    [Theory]
    [InlineData(66, 100, 2, 3)]
    [InlineData(100, 200, 3, 6)]
    [InlineData(50, 150, 2, 4)]
    public void Update_OfThree_KeepsBothBoundsAllTheTime(int minimum, int maximum, int least, int most)
    {
        var world = new EcsWorld(slots: 6);
        world.Register(port: 0);
        var service = world.Service("f", desired: 3, minimum: minimum, maximum: maximum);
        world.Run(10);
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { TaskDefinition = world.Register(port: 0).Arn });
        var until = world.Queue.Now + TimeSpan.FromMinutes(15);
        while (world.Queue.NextDue < until && world.Queue.Step())
        {
            Assert.InRange(service.Tasks.Count(t => t.Live && t.WasHealthy), least, most);
            Assert.InRange(service.Tasks.Count(t => t.Live), 0, most);
        }
        Assert.Equal(EcsRolloutState.Completed, service.Primary.RolloutState);
        Assert.All(service.Tasks, t => Assert.Equal(2, t.Definition.Revision));
    }

    [Fact]
    public void Breaker_WithRollback_ReturnsToTheLastCompletedDeployment()
    {
        var world = new EcsWorld();
        world.Register();
        var service = world.Service("f", breaker: true, rollback: true);
        world.Run(5);
        var good = service.Primary.Id;
        world.Fate = l => l.Revision == 2 ? "fail" : "run";
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { TaskDefinition = world.Register().Arn });
        var bad = service.Primary;
        world.Run(30);
        Assert.Equal(EcsRolloutState.Failed, bad.RolloutState);
        Assert.Equal(good, service.Primary.Id);
        Assert.Equal(EcsRolloutState.Completed, service.Primary.RolloutState);
        Assert.Equal(1, Assert.Single(service.Tasks).Definition.Revision);
        var record = service.ServiceDeployments[0];
        Assert.Equal((EcsServiceDeploymentStatus.RollbackSuccessful, true), (record.Status, record.BreakerTriggered));
        Assert.Equal(3, world.Launches.Count(l => l.Revision == 2));
    }

    [Fact]
    public void Breaker_WithoutRollback_FailsAndStartsNoMore()
    {
        var world = new EcsWorld();
        world.Register();
        var service = world.Service("f", breaker: true);
        world.Run(5);
        world.Fate = _ => "fail";
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { TaskDefinition = world.Register().Arn });
        world.Run(60);
        Assert.Equal(EcsRolloutState.Failed, service.Primary.RolloutState);
        Assert.Equal(2, service.Primary.Definition.Revision);
        Assert.Empty(service.Tasks);
        Assert.Equal(3, world.Launches.Count(l => l.Revision == 2));
    }

    [Theory]
    [InlineData(false, EcsRolloutState.InProgress)]
    [InlineData(true, EcsRolloutState.Failed)]
    public void Breaker_CrashAfterRunning_CountsOnlyWithAHealthCheck(bool healthCheck, EcsRolloutState expected)
    {
        var world = new EcsWorld { Fate = _ => "crash" };
        world.Register(healthCheck: healthCheck);
        var service = world.Service("f", breaker: true);
        world.Run(30);
        Assert.Equal(expected, service.Primary.RolloutState);
    }

    [Fact]
    public void Breaker_NoCapacity_LooksLikeFailureAsOnEc2()
    {
        var world = new EcsWorld(slots: 0);
        world.Register();
        var service = world.Service("f", breaker: true);
        world.Run(10);
        Assert.Equal(EcsRolloutState.Failed, service.Primary.RolloutState);
        Assert.Contains(service.Events, e => e.Message.Contains("was unable to place a task"));
    }

    [Fact]
    public void Unhealthy_Container_IsReplacedByTheService()
    {
        var world = new EcsWorld();
        world.Fate = _ => world.Launches.Count == 1 ? "sick" : "run";
        world.Register(healthCheck: true);
        var service = world.Service("f");
        world.Run(10);
        Assert.Equal(2, world.Launches.Count);
        var stopped = world.Cluster.Tasks[world.Launches[0].TaskArn];
        Assert.Equal("Task failed container health checks", stopped.StoppedReason);
        Assert.Equal(EcsHealth.Healthy, Assert.Single(service.Tasks).Health);
    }

    [Fact]
    public void StopServiceDeployment_Rollback_BringsTheOldRevisionBack()
    {
        var world = new EcsWorld();
        world.Register();
        var service = world.Service("f");
        world.Run(5);
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { TaskDefinition = world.Register().Arn });
        world.Model.StopServiceDeployment(service.ServiceDeployments[0], rollback: true);
        world.Run(10);
        Assert.Equal(1, Assert.Single(service.Tasks).Definition.Revision);
        Assert.Equal(EcsServiceDeploymentStatus.RollbackSuccessful, service.ServiceDeployments[0].Status);
    }

    [Fact]
    public void NewerDeployment_SupersedesTheRunningOne()
    {
        var world = new EcsWorld();
        world.Register();
        var service = world.Service("f");
        world.Run(5);
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { TaskDefinition = world.Register().Arn });
        world.Run(0.3);
        world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate { TaskDefinition = world.Register().Arn });
        Assert.Equal(EcsServiceDeploymentStatus.Stopped, service.ServiceDeployments[1].Status);
        world.Run(10);
        Assert.Equal(3, Assert.Single(service.Tasks).Definition.Revision);
        Assert.Single(service.Deployments);
    }

    [Fact]
    public void DeleteService_Forced_DrainsThenIsInactive()
    {
        var world = new EcsWorld();
        world.Register();
        var service = world.Service("f");
        world.Run(5);
        Assert.Throws<EcsException>(() => world.Model.DeleteService(world.Cluster, "svc", force: false));
        world.Model.DeleteService(world.Cluster, "svc", force: true);
        Assert.Equal(EcsServiceStatus.Draining, service.Status);
        world.Run(5);
        Assert.Equal(EcsServiceStatus.Inactive, service.Status);
        Assert.Equal("ServiceNotActiveException", Assert.Throws<EcsException>(() => world.Model.UpdateService(world.Cluster, "svc", new EcsServiceUpdate())).Code);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(-1, 100)]
    [InlineData(150, 100)]
    public void Configuration_ThatWouldBlock_IsRefused(int minimum, int maximum)
    {
        var world = new EcsWorld();
        world.Register();
        Assert.Equal("InvalidParameterException", Assert.Throws<EcsException>(() => world.Service("f", minimum: minimum, maximum: maximum)).Code);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 3)]
    [InlineData(7, 4)]
    [InlineData(1000, 200)]
    public void BreakerThreshold_IsHalfTheCountWithinItsBounds(int desired, int expected) =>
        Assert.Equal(expected, EcsDeploymentConfiguration.BreakerThreshold(desired));
}
