using Microsoft.AspNetCore.Builder;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud;

/// <summary>The areas of the embedded AWS, in the order they register; each one line, so that an area is added without touching another.</summary>
public static class Areas
{
    public static void All(WebApplication app, World world, AwsOperations operations)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(operations);
        Ssm.SsmArea.Map(world, operations);
        Ssm.CommandArea.Map(app, world, operations);
        Sts.StsArea.Map(app, world, operations);
        Logs.LogsArea.Map(world, operations);
        Ecs.EcsArea.Map(app, world, operations);
        Apply.ApplyArea.Map(app, world);
        Ec2.Ec2Area.Map(world, operations);
        Oci.DistributionArea.Map(app, world);
        Ecr.EcrArea.Map(app, world, operations);
        Elasticsearch.ElasticsearchArea.Map(app, world);
        Containers.RuntimeArea.Map(world);
        Faults.FaultArea.Map(app, world);
        DockerEngine.EngineArea.Map(app, world);
    }
}
