using Pulumi;
using Pulumi.Aws.Ec2;

namespace Quorum.Infra.Components;

/// <summary>Interface endpoints in every private subnet, so that slots reach the services a roll needs without the NAT gateways.</summary>
public sealed class Endpoints : Part
{
    public static readonly IReadOnlyList<string> Services =
        ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs", "ssm", "ssmmessages", "ec2messages"];

    public Endpoints(InfraConfig config, Network network, Firewall firewall, Resource parent) : base("Endpoints", "endpoints", config, parent)
    {
        foreach (var service in Services)
        {
            var name = $"endpoint-{service.Replace('.', '-')}";
            _ = new VpcEndpoint(name, new()
            {
                VpcId = network.Vpc.Id,
                ServiceName = $"com.amazonaws.{config.Region}.{service}",
                VpcEndpointType = "Interface",
                PrivateDnsEnabled = true,
                SubnetIds = network.PrivateSubnets.Select(subnet => subnet.Id).ToArray(),
                SecurityGroupIds = firewall.Endpoints!.Id,
                Tags = Tags(name),
            }, Child);
        }

        RegisterOutputs();
    }
}
