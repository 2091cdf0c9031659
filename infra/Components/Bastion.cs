using Pulumi;
using Pulumi.Aws.Ec2;
using Pulumi.Aws.Ec2.Inputs;

namespace Quorum.Infra.Components;

/// <summary>An instance in a private subnet, without inbound rules, reached by Session Manager: the way to the cluster for people and for the pipeline's curl.</summary>
public sealed class Bastion : Part
{
    private const int RootVolumeGiB = 30, HopLimit = 1;

    public Bastion(InfraConfig config, SlotContext context, Resource parent) : base("Bastion", "bastion-host", config, parent)
    {
        var options = Child;
        options.IgnoreChanges.Add("ami");
        Instance = new Instance("bastion", new()
        {
            Ami = context.AmiOf(config.BastionInstanceType),
            InstanceType = config.BastionInstanceType,
            SubnetId = context.Network.PrivateSubnets[0].Id,
            VpcSecurityGroupIds = context.Firewall.Bastion!.Id,
            IamInstanceProfile = context.Access.BastionProfile!.Name,
            AssociatePublicIpAddress = false,
            MetadataOptions = new InstanceMetadataOptionsArgs { HttpEndpoint = "enabled", HttpTokens = "required", HttpPutResponseHopLimit = HopLimit },
            RootBlockDevice = new InstanceRootBlockDeviceArgs { Encrypted = true, VolumeType = "gp3", VolumeSize = RootVolumeGiB, DeleteOnTermination = true },
            Tags = Tags("bastion", ("quorum:role", "bastion")),
        }, options);
        RegisterOutputs();
    }

    public Instance Instance { get; }
}
