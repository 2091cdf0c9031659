using Pulumi;
using Pulumi.Aws.Ec2;
using Pulumi.Aws.Vpc;

namespace Quorum.Infra.Components;

/// <summary>Who may talk to whom. Every inbound rule names another group, never an address (but the bastion's SSH, when asked for).</summary>
public sealed class Firewall : Part
{
    public const int HttpPort = 9200, TransportPort = 9300;
    private const int HttpsPort = 443, SshPort = 22;

    private readonly Network network;

    public Firewall(InfraConfig config, Network network, Resource parent) : base("Firewall", "firewall", config, parent)
    {
        this.network = network;
        Slots = Group("slots", "Elasticsearch nodes");
        Clients = Group("clients", "May use Elasticsearch through its load balancer");
        Between("transport", Slots, Slots, TransportPort, "Elasticsearch transport between the slots");
        Out("slots-https", Slots, "AWS services and the image registry through NAT or endpoints");
        if (config.LoadBalancer)
        {
            Balancer = Group("balancer", "Load balancer of Elasticsearch");
            Between("balancer-slots", Balancer, Slots, HttpPort, "Elasticsearch HTTP from the load balancer");
            Between("clients-balancer", Clients, Balancer, HttpPort, "Elasticsearch HTTP from its clients");
        }

        if (config.Bastion)
        {
            Bastion = Group("bastion", "Bastion reached by Session Manager");
            Between("bastion-slots", Bastion, Slots, HttpPort, "Elasticsearch HTTP from the bastion");
            Out("bastion-https", Bastion, "Session Manager through NAT or endpoints");
            if (config.BastionSshCidr.Length > 0)
                _ = new SecurityGroupIngressRule("bastion-ssh", new()
                {
                    SecurityGroupId = Bastion.Id, IpProtocol = "tcp", FromPort = SshPort, ToPort = SshPort, CidrIpv4 = config.BastionSshCidr,
                    Description = "SSH from the configured block", Tags = Tags("bastion-ssh"),
                }, Child);
        }

        if (config.InterfaceEndpoints)
        {
            Endpoints = Group("endpoints", "Interface endpoints of AWS services");
            Between("slots-endpoints", Slots, Endpoints, HttpsPort, "AWS services from the slots");
            if (Bastion is not null) Between("bastion-endpoints", Bastion, Endpoints, HttpsPort, "AWS services from the bastion");
        }

        RegisterOutputs();
    }

    public SecurityGroup Slots { get; }

    public SecurityGroup Clients { get; }

    public SecurityGroup? Balancer { get; }

    public SecurityGroup? Bastion { get; }

    public SecurityGroup? Endpoints { get; }

    private SecurityGroup Group(string name, string description) => new($"sg-{name}", new()
    {
        // A group's name may not begin with "sg-".
        Name = $"{Config.ClusterName}-{name}",
        VpcId = network.Vpc.Id,
        Description = description,
        Tags = Tags($"sg-{name}"),
    }, Child);

    private void Between(string name, SecurityGroup from, SecurityGroup to, int port, string description)
    {
        _ = new SecurityGroupIngressRule($"{name}-in", new()
        {
            SecurityGroupId = to.Id, ReferencedSecurityGroupId = from.Id, IpProtocol = "tcp", FromPort = port, ToPort = port,
            Description = description, Tags = Tags($"{name}-in"),
        }, Child);
        _ = new SecurityGroupEgressRule($"{name}-out", new()
        {
            SecurityGroupId = from.Id, ReferencedSecurityGroupId = to.Id, IpProtocol = "tcp", FromPort = port, ToPort = port,
            Description = description, Tags = Tags($"{name}-out"),
        }, Child);
    }

    private void Out(string name, SecurityGroup from, string description) => _ = new SecurityGroupEgressRule(name, new()
    {
        SecurityGroupId = from.Id, CidrIpv4 = "0.0.0.0/0", IpProtocol = "tcp", FromPort = HttpsPort, ToPort = HttpsPort,
        Description = description, Tags = Tags(name),
    }, Child);
}
