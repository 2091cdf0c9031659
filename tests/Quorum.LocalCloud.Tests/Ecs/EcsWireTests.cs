using Amazon.ECS;
using Amazon.ECS.Model;
using Quorum.LocalCloud.Tests.Host;
using Task = System.Threading.Tasks.Task;

namespace Quorum.LocalCloud.Tests.Ecs;

public sealed class EcsWireTests
{
    [Fact]
    public async Task Slot_FromDefinitionToRunningTask_AsTheSdkSeesIt()
    {
        await using var ecs = await EcsFixture.StartAsync();
        var definition = (await ecs.Client.RegisterTaskDefinitionAsync(EcsFixture.Definition("quorum-test-es-a1"))).TaskDefinition;
        Assert.Equal(1, definition.Revision);
        Assert.Equal($"arn:aws:ecs:{Graphs.Region}:000000000000:task-definition/quorum-test-es-a1:1", definition.TaskDefinitionArn);
        Assert.Equal(9200, definition.ContainerDefinitions[0].PortMappings[0].HostPort);
        Assert.Equal(UlimitName.Nofile, definition.ContainerDefinitions[0].Ulimits[0].Name);
        Assert.Equal("/var/lib/quorum/data", definition.Volumes[0].Host.SourcePath);

        var created = await ecs.CreateServiceAsync("es-a1", definition.TaskDefinitionArn);
        Assert.StartsWith("ecs-svc/", created.Deployments[0].Id);
        Assert.Equal(DeploymentRolloutState.IN_PROGRESS, created.Deployments[0].RolloutState);
        var service = await ecs.CompletedAsync("es-a1");
        Assert.Equal(1, service.RunningCount);
        Assert.Equal(AvailabilityZoneRebalancing.DISABLED, service.AvailabilityZoneRebalancing);

        var task = Assert.Single(await ecs.TasksAsync("es-a1"));
        Assert.Equal(("RUNNING", "RUNNING"), (task.LastStatus, task.DesiredStatus));
        Assert.Equal(HealthStatus.HEALTHY, task.HealthStatus);
        Assert.Equal(EcsFixture.Digest1, task.Containers[0].ImageDigest);
        Assert.Equal(service.Deployments[0].Id, task.StartedBy);
        Assert.Equal(Graphs.Region + "a", task.AvailabilityZone);
        Assert.Null(task.StopCode);

        var launch = Assert.Single(ecs.Runtime.Launches);
        Assert.Equal(("es-a1", Graphs.Region + "a"), (launch.Slot, launch.Zone));
        Assert.StartsWith("127.", launch.Address);
        Assert.True(Directory.Exists(launch.VolumePath));
        Assert.Equal(TimeSpan.FromSeconds(240), launch.StopTimeout);
        Assert.Equal("quorum-test-es-a1", launch.Environment["node.name"]);
        Assert.Equal("/usr/share/elasticsearch/data", Assert.Single(launch.Mounts).ContainerPath);
    }

    [Fact]
    public async Task Roll_ByDesiredZeroThenNewRevision_FollowsTheDeploymentId()
    {
        await using var ecs = await EcsFixture.StartAsync();
        await ecs.Client.RegisterTaskDefinitionAsync(EcsFixture.Definition("f"));
        await ecs.CreateServiceAsync("es-a1", "f");
        await ecs.CompletedAsync("es-a1");
        var old = Assert.Single(await ecs.TasksAsync("es-a1"));
        await ecs.Client.UpdateServiceAsync(new UpdateServiceRequest { Cluster = Graphs.Cluster, Service = "es-a1", DesiredCount = 0 });
        await TestCloud.UntilAsync(async () => (await ecs.TasksAsync("es-a1", DesiredStatus.STOPPED)) is [{ LastStatus: "STOPPED" }], "STOPPED");
        var stopped = Assert.Single(await ecs.TasksAsync("es-a1", DesiredStatus.STOPPED));
        Assert.Equal(old.TaskArn, stopped.TaskArn);
        Assert.Equal(143, stopped.Containers[0].ExitCode);
        Assert.Equal(TaskStopCode.ServiceSchedulerInitiated, stopped.StopCode);
        Assert.NotNull(stopped.StoppedAt);

        await ecs.Client.RegisterTaskDefinitionAsync(EcsFixture.Definition("f", "r/es@" + EcsFixture.Digest2));
        var updated = (await ecs.Client.UpdateServiceAsync(new UpdateServiceRequest { Cluster = Graphs.Cluster, Service = "es-a1", DesiredCount = 1, TaskDefinition = "f:2" })).Service;
        var id = updated.Deployments.Single(d => d.Status == "PRIMARY").Id;
        var done = await ecs.CompletedAsync("es-a1");
        Assert.Equal(id, done.Deployments[0].Id);
        Assert.Equal(EcsFixture.Digest2, Assert.Single(await ecs.TasksAsync("es-a1")).Containers[0].ImageDigest);

        var listed = (await ecs.Client.ListServiceDeploymentsAsync(new ListServiceDeploymentsRequest { Cluster = Graphs.Cluster, Service = "es-a1" })).ServiceDeployments;
        Assert.Equal(2, listed.Count);
        Assert.Equal(ServiceDeploymentStatus.SUCCESSFUL, listed[0].Status);
        var described = (await ecs.Client.DescribeServiceDeploymentsAsync(new DescribeServiceDeploymentsRequest { ServiceDeploymentArns = [done.CurrentServiceDeployment] })).ServiceDeployments;
        Assert.Equal(3, Assert.Single(described).DeploymentCircuitBreaker.Threshold);
    }

    [Fact]
    public async Task Restart_OfTheProcess_KeepsServicesTasksAndRevisions()
    {
        await using var ecs = await EcsFixture.StartAsync();
        await ecs.Client.RegisterTaskDefinitionAsync(EcsFixture.Definition("f"));
        await ecs.CreateServiceAsync("es-a1", "f");
        var before = await ecs.CompletedAsync("es-a1");
        var task = Assert.Single(await ecs.TasksAsync("es-a1"));
        var address = ecs.Runtime.Launches[0].Address;
        await ecs.RestartAsync();
        await TestCloud.UntilAsync(async () => (await ecs.TasksAsync("es-a1")) is [{ HealthStatus.Value: "HEALTHY" }], "HEALTHY again");
        Assert.Equal(task.TaskArn, Assert.Single(await ecs.TasksAsync("es-a1")).TaskArn);
        Assert.Equal(before.Deployments[0].Id, (await ecs.ServiceAsync("es-a1")).Deployments[0].Id);
        Assert.Equal(address, Assert.Single(ecs.Runtime.Launches).Address);
        var again = await Graphs.ApplyAsync(ecs.Cloud, Graphs.WithSlots("es-a1", "es-b1", "es-c1"));
        Assert.Empty(again["applied"]!.AsArray());
    }

    // The ids of what is kept come from seeded chance; a process that drew the same ones again could not start the task that came to have one of them.
    [Fact]
    public async Task Restart_OfTheProcess_GivesNoIdASecondTime()
    {
        string[] slots = ["es-a1", "es-b1", "es-c1"];
        await using var ecs = await EcsFixture.StartAsync();
        await ecs.Client.RegisterTaskDefinitionAsync(EcsFixture.Definition("f"));
        foreach (var slot in slots) await ecs.CreateServiceAsync(slot, "f");
        var seen = new HashSet<string>();
        for (var start = 0; start < 4; start++)
        {
            if (start > 0)
            {
                await ecs.RestartAsync();
                foreach (var slot in slots) await ecs.Client.UpdateServiceAsync(new UpdateServiceRequest { Cluster = Graphs.Cluster, Service = slot, ForceNewDeployment = true });
            }

            foreach (var slot in slots)
            {
                var service = await ecs.CompletedAsync(slot);
                foreach (var id in (string[])[service.Deployments[0].Id, service.CurrentServiceDeployment, Assert.Single(await ecs.TasksAsync(slot)).TaskArn]) Assert.True(seen.Add(id), $"start {start}: {id} again");
            }
        }
    }

    [Fact]
    public async Task Errors_AreTypedAsOnAws()
    {
        await using var ecs = await EcsFixture.StartAsync();
        var cluster = await Assert.ThrowsAsync<ClusterNotFoundException>(() => ecs.Client.ListTasksAsync(new ListTasksRequest { Cluster = "none" }));
        Assert.Equal("ClusterNotFoundException", cluster.ErrorCode);
        Assert.True(Guid.TryParse(cluster.RequestId, out _));
        await Assert.ThrowsAsync<ServiceNotFoundException>(() => ecs.Client.UpdateServiceAsync(new UpdateServiceRequest { Cluster = Graphs.Cluster, Service = "none" }));
        await Assert.ThrowsAsync<ClientException>(() => ecs.Client.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = "none" }));
        await Assert.ThrowsAsync<InvalidParameterException>(() => ecs.Client.DescribeServicesAsync(new DescribeServicesRequest { Cluster = Graphs.Cluster, Services = [] }));
        var missing = await ecs.Client.DescribeServicesAsync(new DescribeServicesRequest { Cluster = Graphs.Cluster, Services = ["none"] });
        Assert.Equal("MISSING", Assert.Single(missing.Failures).Reason);
        await Assert.ThrowsAsync<UnsupportedFeatureException>(() => ecs.Client.CreateServiceAsync(new CreateServiceRequest { Cluster = Graphs.Cluster, ServiceName = "x", TaskDefinition = "f", LaunchType = LaunchType.FARGATE }));
    }

    [Fact]
    public async Task Faults_Throttling_IsRetriedByTheSdkItself()
    {
        await using var ecs = await EcsFixture.StartAsync();
        ecs.Cloud.World.Get<Quorum.LocalCloud.Host.FaultPlan>().Set(new Quorum.LocalCloud.Host.FaultRates(0.5, 0, 0, 0), seed: 3);
        using var patient = ecs.NewClient(retries: 8);
        for (var i = 0; i < 5; i++) Assert.Single((await patient.ListClustersAsync(new ListClustersRequest())).ClusterArns);
        using var hasty = ecs.NewClient();
        ecs.Cloud.World.Get<Quorum.LocalCloud.Host.FaultPlan>().Set(new Quorum.LocalCloud.Host.FaultRates(1, 0, 0, 0), seed: 3);
        Assert.Equal("ThrottlingException", (await Assert.ThrowsAnyAsync<AmazonECSException>(() => hasty.ListClustersAsync(new ListClustersRequest()))).ErrorCode);
    }

    [Fact]
    public async Task Pages_AreFollowedByThePaginator()
    {
        await using var ecs = await EcsFixture.StartAsync();
        for (var i = 0; i < 5; i++) await ecs.Client.RegisterTaskDefinitionAsync(EcsFixture.Definition("f"));
        var arns = new List<string>();
        await foreach (var arn in ecs.Client.Paginators.ListTaskDefinitions(new ListTaskDefinitionsRequest { FamilyPrefix = "f", MaxResults = 2 }).TaskDefinitionArns) arns.Add(arn);
        Assert.Equal(5, arns.Count);
        await ecs.Client.DeregisterTaskDefinitionAsync(new DeregisterTaskDefinitionRequest { TaskDefinition = "f:2" });
        Assert.Equal(4, (await ecs.Client.ListTaskDefinitionsAsync(new ListTaskDefinitionsRequest { FamilyPrefix = "f" })).TaskDefinitionArns.Count);
        Assert.Equal(6, (await ecs.Client.RegisterTaskDefinitionAsync(EcsFixture.Definition("f"))).TaskDefinition.Revision);
    }

    [Fact]
    public async Task Secret_Missing_TaskFailsToStartAndSaysWhich()
    {
        await using var ecs = await EcsFixture.StartAsync();
        var definition = EcsFixture.Definition("f");
        definition.ContainerDefinitions[0].Secrets = [new Secret { Name = "ELASTIC_PASSWORD", ValueFrom = $"arn:aws:ssm:{Graphs.Region}:000000000000:parameter/quorum/none" }];
        await ecs.Client.RegisterTaskDefinitionAsync(definition);
        var run = await ecs.Client.RunTaskAsync(new RunTaskRequest { Cluster = Graphs.Cluster, TaskDefinition = "f" });
        var arn = Assert.Single(run.Tasks).TaskArn;
        Amazon.ECS.Model.Task? task = null;
        await TestCloud.UntilAsync(async () => (task = (await ecs.Client.DescribeTasksAsync(new DescribeTasksRequest { Cluster = Graphs.Cluster, Tasks = [arn] })).Tasks[0]).LastStatus == "STOPPED", "STOPPED");
        Assert.Equal(TaskStopCode.TaskFailedToStart, task!.StopCode);
        Assert.Contains("ResourceInitializationError", task.StoppedReason);
        Assert.Contains("/quorum/none", task.StoppedReason);
    }

    [Fact]
    public async Task ContainerInstances_HaveTheSlotsAttributesAndResources()
    {
        await using var ecs = await EcsFixture.StartAsync();
        var arns = (await ecs.Client.ListContainerInstancesAsync(new ListContainerInstancesRequest { Cluster = Graphs.Cluster, Filter = "attribute:quorum.slot == es-b1" })).ContainerInstanceArns;
        var instance = Assert.Single((await ecs.Client.DescribeContainerInstancesAsync(new DescribeContainerInstancesRequest { Cluster = Graphs.Cluster, ContainerInstances = arns })).ContainerInstances);
        Assert.True(instance.AgentConnected);
        Assert.Equal("ACTIVE", instance.Status);
        Assert.Equal("es-b1", instance.Attributes.Single(a => a.Name == "quorum.slot").Value);
        Assert.Equal(Graphs.Region + "b", instance.Attributes.Single(a => a.Name == "ecs.availability-zone").Value);
        Assert.Equal(2048, instance.RegisteredResources.Single(r => r.Name == "CPU").IntegerValue);
        var drained = await ecs.Client.UpdateContainerInstancesStateAsync(new UpdateContainerInstancesStateRequest { Cluster = Graphs.Cluster, ContainerInstances = arns, Status = ContainerInstanceStatus.DRAINING });
        Assert.Equal("DRAINING", drained.ContainerInstances[0].Status);
    }

    [Fact]
    public async Task Tags_AreKeptAndListed()
    {
        await using var ecs = await EcsFixture.StartAsync();
        var request = EcsFixture.Definition("f");
        request.Tags = [new Tag { Key = "quorum:image", Value = "x" }];
        var arn = (await ecs.Client.RegisterTaskDefinitionAsync(request)).TaskDefinition.TaskDefinitionArn;
        await ecs.Client.TagResourceAsync(new TagResourceRequest { ResourceArn = arn, Tags = [new Tag { Key = "b", Value = "2" }] });
        Assert.Equal(["b", "quorum:image"], (await ecs.Client.ListTagsForResourceAsync(new ListTagsForResourceRequest { ResourceArn = arn })).Tags.Select(t => t.Key));
    }
}
