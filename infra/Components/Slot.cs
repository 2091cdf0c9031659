using Pulumi;
using Pulumi.Aws.AutoScaling;
using Pulumi.Aws.AutoScaling.Inputs;
using Pulumi.Aws.Ebs;
using Pulumi.Aws.Ec2;
using Pulumi.Aws.Ec2.Inputs;

namespace Quorum.Infra.Components;

/// <summary>One slot: the data volume, and an Auto Scaling group of exactly one instance that attaches it.</summary>
public sealed class Slot : Part
{
    private const int RootVolumeGiB = 30, HopLimit = 2, GracePeriodSeconds = 300, WarmupSeconds = 300;

    public Slot(InfraConfig config, SlotSpec spec, SlotContext context, Resource parent) : base("Slot", $"slot-{spec.Name}", config, parent)
    {
        Spec = spec;
        GroupName = $"{config.ClusterName}-{spec.Name}";
        Volume = AddVolume(context.Encryption);
        var template = AddTemplate(context);
        AddGroup(context, template);
        RegisterOutputs();
    }

    public SlotSpec Spec { get; }

    /// <summary>Name of the Auto Scaling group.</summary>
    public string GroupName { get; }

    public Volume Volume { get; }

    private (string, string)[] SlotTag => [("quorum:slot", Spec.Name)];

    private Volume AddVolume(Encryption encryption)
    {
        var args = new VolumeArgs
        {
            AvailabilityZone = Spec.Zone, Size = Spec.VolumeSize, Type = "gp3",
            Iops = Config.VolumeIops, Throughput = Config.VolumeThroughput, Encrypted = true, Tags = Tags($"{Spec.Name}-data", SlotTag),
        };
        if (encryption.KeyArn is { } key) args.KmsKeyId = key;
        return new Volume($"{Spec.Name}-data", args, Kept);
    }

    private LaunchTemplate AddTemplate(SlotContext context)
    {
        var options = Child;
        // Otherwise every new AMI that AWS recommends would replace the instances of all slots at once.
        if (Config.AmiId.Length == 0) options.IgnoreChanges.Add("imageId");
        return new LaunchTemplate($"{Spec.Name}-template", new()
        {
            Name = GroupName,
            ImageId = context.AmiOf(Spec.InstanceType),
            InstanceType = Spec.InstanceType,
            UserData = context.Discovery.Zone.ZoneId.Apply(zone => UserData.Base64(Config, Spec, zone)),
            VpcSecurityGroupIds = context.Firewall.Slots.Id,
            IamInstanceProfile = new LaunchTemplateIamInstanceProfileArgs { Arn = context.Access.InstanceProfile.Arn },
            MetadataOptions = new LaunchTemplateMetadataOptionsArgs { HttpEndpoint = "enabled", HttpTokens = "required", HttpPutResponseHopLimit = HopLimit },
            Monitoring = new LaunchTemplateMonitoringArgs { Enabled = true },
            BlockDeviceMappings = new LaunchTemplateBlockDeviceMappingArgs
            {
                DeviceName = "/dev/xvda",
                Ebs = new LaunchTemplateBlockDeviceMappingEbsArgs { VolumeSize = RootVolumeGiB, VolumeType = "gp3", Encrypted = "true", DeleteOnTermination = "true" },
            },
            TagSpecifications =
            {
                new LaunchTemplateTagSpecificationArgs { ResourceType = "instance", Tags = Tags(Spec.Name, SlotTag) },
                // Not tagged with the slot: user data finds the data volume by that tag.
                new LaunchTemplateTagSpecificationArgs { ResourceType = "volume", Tags = Tags($"{Spec.Name}-root") },
            },
            UpdateDefaultVersion = true,
            Tags = Tags($"{Spec.Name}-template", SlotTag),
        }, options);
    }

    private void AddGroup(SlotContext context, LaunchTemplate template)
    {
        var args = new GroupArgs
        {
            Name = GroupName,
            MinSize = 1, MaxSize = 1, DesiredCapacity = 1,
            VpcZoneIdentifiers = context.Network.PrivateSubnets[Spec.ZoneIndex].Id,
            LaunchTemplate = new GroupLaunchTemplateArgs { Id = template.Id, Version = template.LatestVersion.Apply(InfraConfig.Text) },
            // EC2's own view of the instance: a group must never replace one because Elasticsearch is slow.
            HealthCheckType = "EC2",
            HealthCheckGracePeriod = GracePeriodSeconds,
            DefaultInstanceWarmup = WarmupSeconds,
            EnabledMetrics = Metric.GroupInServiceInstances,
            // The engine would wait for an instance that needs the volume, and so make one slot's trouble everybody's.
            WaitForCapacityTimeout = "0",
            Tags = [.. Tags(Spec.Name, SlotTag).Select(tag => new GroupTagArgs { Key = tag.Key, Value = tag.Value, PropagateAtLaunch = true })],
        };
        if (Spec.HoldsData && context.Discovery.Targets is { } targets) args.TargetGroupArns = targets.Arn;
        var options = Child;
        options.DependsOn.Add(Volume);
        _ = new Group($"{Spec.Name}-group", args, options);
    }
}

/// <summary>What every slot stands on.</summary>
/// <param name="AmiOf">AMI id for an instance type's processor architecture.</param>
public sealed record SlotContext(Network Network, Firewall Firewall, Encryption Encryption, Discovery Discovery, Access Access, Func<string, string> AmiOf);
