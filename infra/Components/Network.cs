using Pulumi;
using Pulumi.Aws.Ec2;

namespace Quorum.Infra.Components;

/// <summary>VPC over the zones: public subnets for NAT gateways only, private ones for everything else, and the ways out.</summary>
public sealed class Network : Part
{
    private readonly List<Subnet> publicSubnets = [];
    private readonly List<Subnet> privateSubnets = [];
    private readonly List<RouteTable> privateTables = [];

    public Network(InfraConfig config, Resource parent) : base("Network", "network", config, parent)
    {
        Vpc = new Vpc("vpc", new()
        {
            CidrBlock = config.VpcCidr,
            EnableDnsHostnames = true,
            EnableDnsSupport = true,
            Tags = Tags("vpc"),
        }, Child);
        var gateway = new InternetGateway("internet", new() { VpcId = Vpc.Id, Tags = Tags("internet") }, Child);
        var publicTable = new RouteTable("public-routes", new() { VpcId = Vpc.Id, Tags = Tags("public-routes") }, Child);
        _ = new Route("public-default", new() { RouteTableId = publicTable.Id, DestinationCidrBlock = "0.0.0.0/0", GatewayId = gateway.Id }, Child);

        var plan = new AddressPlan(config.VpcCidr);
        NatGateway? nat = null;
        for (var index = 0; index < config.ZoneLetters.Count; index++)
        {
            var letter = config.ZoneLetters[index];
            var publicSubnet = AddSubnet($"public-{letter}", config.Zones[index], plan.Public(index), publicTable);
            publicSubnets.Add(publicSubnet);
            if (nat is null || config.NatGateways == "zone") nat = AddNat(letter, publicSubnet, gateway);
            var table = new RouteTable($"private-routes-{letter}", new() { VpcId = Vpc.Id, Tags = Tags($"private-routes-{letter}") }, Child);
            _ = new Route($"private-default-{letter}", new() { RouteTableId = table.Id, DestinationCidrBlock = "0.0.0.0/0", NatGatewayId = nat.Id }, Child);
            privateTables.Add(table);
            privateSubnets.Add(AddSubnet($"private-{letter}", config.Zones[index], plan.Private(index), table));
        }

        _ = new VpcEndpoint("endpoint-s3", new()
        {
            VpcId = Vpc.Id,
            ServiceName = $"com.amazonaws.{config.Region}.s3",
            VpcEndpointType = "Gateway",
            RouteTableIds = privateTables.Select(table => table.Id).ToArray(),
            Tags = Tags("endpoint-s3"),
        }, Child);
        RegisterOutputs();
    }

    public Vpc Vpc { get; }

    public IReadOnlyList<Subnet> PrivateSubnets => privateSubnets;

    private Subnet AddSubnet(string name, string zone, string cidr, RouteTable table)
    {
        var subnet = new Subnet(name, new()
        {
            VpcId = Vpc.Id,
            AvailabilityZone = zone,
            CidrBlock = cidr,
            // Nothing gets a public address by itself, in the public subnets neither: NAT gateways bring theirs.
            MapPublicIpOnLaunch = false,
            Tags = Tags(name),
        }, Child);
        _ = new RouteTableAssociation($"{name}-routes", new() { SubnetId = subnet.Id, RouteTableId = table.Id }, Child);
        return subnet;
    }

    private NatGateway AddNat(string letter, Subnet subnet, InternetGateway gateway)
    {
        var address = new Eip($"nat-address-{letter}", new() { Domain = "vpc", Tags = Tags($"nat-address-{letter}") }, Child);
        var options = Child;
        options.DependsOn.Add(gateway);
        return new NatGateway($"nat-{letter}", new() { SubnetId = subnet.Id, AllocationId = address.Id, Tags = Tags($"nat-{letter}") }, options);
    }
}
