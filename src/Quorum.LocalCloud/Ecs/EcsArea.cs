using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

/// <summary>ECS: the model in this world's time, and its operations on the wire.</summary>
internal static class EcsArea
{
    public const string Target = "AmazonEC2ContainerServiceV20141113";

    public static void Map(WebApplication app, World world, AwsOperations operations)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = new EcsOptions { Account = World.Account, Epoch = world.Epoch };
        var model = new EcsModel(world.Queue, world.Random, EcsTimings.Quick, options, new RuntimeSwitch(world), new TaskPreparer(world));
        var store = new EcsStore(world, model);
        world.Set(model);
        world.Set(store);
        world.State.Add(store);
        model.Changed = store.Changed;

        var table = new EcsTable(operations, store);
        ClusterOperations.Add(table);
        InstanceOperations.Add(table);
        TaskDefinitionOperations.Add(table);
        ServiceOperations.Add(table);
        ServiceDeploymentOperations.Add(table);
        TaskOperations.Add(table);
        TagOperations.Add(table);
    }

    /// <summary>Whichever runtime the world was given; areas register in any order.</summary>
    private sealed class RuntimeSwitch(World world) : ITaskRuntime
    {
        public void Start(TaskLaunch launch, ITaskEvents events)
        {
            if (world.Find<ITaskRuntime>() is { } runtime) runtime.Start(launch, events);
            else events.StartFailed(launch.TaskArn, "CannotStartContainerError: this embedded AWS has no task runtime");
        }

        public void Stop(string taskArn, TimeSpan stopTimeout) => world.Find<ITaskRuntime>()?.Stop(taskArn, stopTimeout);

        public void Kill(string taskArn) => world.Find<ITaskRuntime>()?.Kill(taskArn);
    }
}

/// <summary>Registers ECS operations; the model's errors become the wire's.</summary>
internal sealed class EcsTable(AwsOperations operations, EcsStore store)
{
    public void Add(string operation, Func<EcsStore, AwsRequest, JsonNode?> handler) => operations.Add(EcsArea.Target, operation, request =>
    {
        store.Model.Region = request.Region;
        try
        {
            return handler(store, request);
        }
        catch (EcsException e)
        {
            throw new AwsException(e.Code, e.Message);
        }
    });
}
