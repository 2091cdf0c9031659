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
        options.IgnoreChanges.Add("imageId");
        var template = new LaunchTemplate("bastion-template", new()
        {
            Name = $"{config.ClusterName}-bastion",
            ImageId = context.AmiOf(config.BastionInstanceType),
            InstanceType = config.BastionInstanceType,
            IamInstanceProfile = new LaunchTemplateIamInstanceProfileArgs { Arn = context.Access.BastionProfile!.Arn },
            MetadataOptions = new LaunchTemplateMetadataOptionsArgs { HttpEndpoint = "enabled", HttpTokens = "required", HttpPutResponseHopLimit = HopLimit },
            BlockDeviceMappings = new LaunchTemplateBlockDeviceMappingArgs
            {
                DeviceName = "/dev/xvda",
                Ebs = new LaunchTemplateBlockDeviceMappingEbsArgs { VolumeSize = RootVolumeGiB, VolumeType = "gp3", Encrypted = "true", DeleteOnTermination = "true" },
            },
            Tags = Tags("bastion-template"),
        }, options);
        Instance = new Instance("bastion", new()
        {
            LaunchTemplate = new InstanceLaunchTemplateArgs { Id = template.Id, Version = template.LatestVersion.Apply(InfraConfig.Text) },
            SubnetId = context.Network.PrivateSubnets[0].Id,
            VpcSecurityGroupIds = context.Firewall.Bastion!.Id,
            AssociatePublicIpAddress = false,
            Tags = Tags("bastion", ("quorum:role", "bastion")),
        }, Child);
        RegisterOutputs();
    }

    public Instance Instance { get; }
}
