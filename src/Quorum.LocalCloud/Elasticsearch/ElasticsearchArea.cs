using Microsoft.AspNetCore.Builder;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>Adds the simulated Elasticsearch nodes to the world; the ECS area finds them there as its task runtime.</summary>
public static class ElasticsearchArea
{
    public static void Map(WebApplication app, World world)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(world);
        world.Set(new SimulatedNodes(world));
    }
}
