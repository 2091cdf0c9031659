using Microsoft.AspNetCore.Builder;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>Adds the simulated Elasticsearch nodes to the world; the ECS area finds them there as its task runtime.</summary>
public static class ElasticsearchArea
{
    public static void Map(WebApplication app, World world)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(world);
        var nodes = new SimulatedNodes(world);
        world.Set(nodes);
        // The runtime unless another takes its place: containers, where an engine answers and was not refused.
        if (world.Find<ITaskRuntime>() is null) world.Set<ITaskRuntime>(nodes);
    }
}
