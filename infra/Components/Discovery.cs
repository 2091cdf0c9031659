using Pulumi;
using Pulumi.Aws.LB;
using Pulumi.Aws.LB.Inputs;
using Pulumi.Aws.Route53;
using Pulumi.Aws.Route53.Inputs;
using Pulumi.Aws.Ssm;

namespace Quorum.Infra.Components;

/// <summary>How nodes and clients find the cluster: the private DNS zone, the load balancer in front of port 9200, and the SSM parameter path.</summary>
public sealed class Discovery : Part
{
    private const int DeregistrationSeconds = 30, HealthSeconds = 10, HealthCount = 2;

    public Discovery(InfraConfig config, Network network, Firewall firewall, Resource parent) : base("Discovery", "discovery", config, parent)
    {
        Zone = new Zone("dns-zone", new()
        {
            Name = config.DnsZone,
            Comment = $"Slots of the Elasticsearch cluster {config.ClusterName}",
            // The slots write their own records; deleting the zone must not depend on having found them all.
            ForceDestroy = true,
            Vpcs = new ZoneVpcArgs { VpcId = network.Vpc.Id },
            Tags = Tags("dns-zone"),
        }, Kept);
        if (config.LoadBalancer) AddBalancer(network, firewall);
        // Where a person on the bastion, or a client's start-up script, looks up how to reach the cluster. Grows with the masters only.
        _ = new Parameter("parameter-seed-hosts", new()
        {
            Name = $"{config.ParameterPath}/seed-hosts",
            Type = "StringList",
            // Value would be treated as a secret; names are none.
            InsecureValue = string.Join(',', config.Slots.Where(slot => slot.MasterEligible).Select(slot => $"{slot.Name}.{config.DnsZone}")),
            Description = "Master-eligible slots, for discovery.seed_hosts",
            Tags = Tags("parameter-seed-hosts"),
        }, Child);
        RegisterOutputs();
    }

    public Zone Zone { get; }

    public LoadBalancer? Balancer { get; private set; }

    public TargetGroup? Targets { get; private set; }

    private void AddBalancer(Network network, Firewall firewall)
    {
        Balancer = new LoadBalancer("balancer", new()
        {
            Name = $"{Config.ClusterName}-es",
            Internal = true,
            LoadBalancerType = "network",
            Subnets = network.PrivateSubnets.Select(subnet => subnet.Id).ToArray(),
            SecurityGroups = firewall.Balancer!.Id,
            // A zone whose only data slot is being rolled still answers.
            EnableCrossZoneLoadBalancing = true,
            EnableDeletionProtection = false,
            Tags = Tags("balancer"),
        }, Child);
        Targets = new TargetGroup("balancer-targets", new()
        {
            Name = $"{Config.ClusterName}-es",
            Port = Firewall.HttpPort,
            Protocol = "TCP",
            TargetType = "instance",
            VpcId = network.Vpc.Id,
            DeregistrationDelay = DeregistrationSeconds,
            HealthCheck = new TargetGroupHealthCheckArgs
            {
                // The port alone: a check of the cluster's state would take every node out at once when the cluster turns red.
                Protocol = "TCP", Port = "traffic-port", Interval = HealthSeconds, HealthyThreshold = HealthCount, UnhealthyThreshold = HealthCount,
            },
            Tags = Tags("balancer-targets"),
        }, Child);
        _ = new Listener("balancer-listener", new()
        {
            LoadBalancerArn = Balancer.Arn,
            Port = Firewall.HttpPort,
            Protocol = "TCP",
            DefaultActions = new ListenerDefaultActionArgs { Type = "forward", TargetGroupArn = Targets.Arn },
            Tags = Tags("balancer-listener"),
        }, Child);
        _ = new Record("balancer-record", new()
        {
            ZoneId = Zone.ZoneId,
            Name = $"elasticsearch.{Config.DnsZone}",
            Type = "A",
            Aliases = new RecordAliasArgs { Name = Balancer.DnsName, ZoneId = Balancer.ZoneId, EvaluateTargetHealth = true },
        }, Child);
    }
}
