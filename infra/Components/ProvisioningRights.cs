namespace Quorum.Infra.Components;

/// <summary>What ProvisionInfra calls for one type of resource.</summary>
/// <param name="Type">Type token of the resource; the rights of types that share an API stand with the first of them.</param>
/// <param name="Why">Letters and digits, for the statement's Sid.</param>
/// <param name="Makes">Actions that only make something, or that AWS cannot limit to one resource.</param>
/// <param name="Changes">Actions that change or delete something that is there and carries this cluster's tag.</param>
/// <param name="Resources">Where the actions are allowed; null: anything of this region (<paramref name="Changes"/>: with this cluster's tag).</param>
public sealed record TypeRights(string Type, string Why, string[] Makes, string[] Changes, string[]? Resources = null)
{
    /// <summary>Operator → key → values, for every action.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>>? Conditions { get; init; }
}

/// <summary>
/// The rights of the deploy role by type of resource: the actions with which the provider creates, changes and deletes it. Reading is separate, because it
/// changes nothing and the provider reads more with every version. Types that are missing here are made by hand only: see <see cref="ByHand"/>.
/// </summary>
public static class ProvisioningRights
{
    /// <summary>Who may become the deploy role, and what it may do, is not for the deploy role to say: these change with a person's rights.</summary>
    public static readonly IReadOnlyList<string> ByHand =
        ["aws:iam/openIdConnectProvider:OpenIdConnectProvider", "aws:iam/policy:Policy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"];

    public static IReadOnlyList<TypeRights> Ec2 { get; } =
    [
        new("aws:ec2/vpc:Vpc", "Vpc", ["CreateVpc", "ModifyVpcAttribute"], ["DeleteVpc"]),
        new("aws:ec2/subnet:Subnet", "Subnets", ["CreateSubnet", "ModifySubnetAttribute"], ["DeleteSubnet"]),
        new("aws:ec2/internetGateway:InternetGateway", "InternetGateway", ["CreateInternetGateway", "AttachInternetGateway"], ["DetachInternetGateway", "DeleteInternetGateway"]),
        new("aws:ec2/natGateway:NatGateway", "NatGateways", ["CreateNatGateway"], ["DeleteNatGateway"]),
        // Disassociation also names a network interface, which carries no tag.
        new("aws:ec2/eip:Eip", "NatAddresses", ["AllocateAddress", "DisassociateAddress"], ["ReleaseAddress"]),
        new("aws:ec2/routeTable:RouteTable", "RouteTables", ["CreateRouteTable"], ["DeleteRouteTable"]),
        new("aws:ec2/route:Route", "Routes", ["CreateRoute"], ["ReplaceRoute", "DeleteRoute"]),
        new("aws:ec2/routeTableAssociation:RouteTableAssociation", "RoutesOfSubnets", ["AssociateRouteTable", "ReplaceRouteTableAssociation"], ["DisassociateRouteTable"]),
        // The provider takes away the rule that AWS puts into every new group.
        new("aws:ec2/securityGroup:SecurityGroup", "SecurityGroups", ["CreateSecurityGroup"], ["DeleteSecurityGroup", "RevokeSecurityGroupEgress"]),
        new("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "InboundRules", ["AuthorizeSecurityGroupIngress", "ModifySecurityGroupRules"], ["RevokeSecurityGroupIngress"]),
        new("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "OutboundRules", ["AuthorizeSecurityGroupEgress"], []),
        // An Auto Scaling group's template is tried with the rights of whoever sets it: that takes RunInstances.
        new("aws:ec2/launchTemplate:LaunchTemplate", "LaunchTemplates", ["CreateLaunchTemplate", "RunInstances"], ["CreateLaunchTemplateVersion", "ModifyLaunchTemplate", "DeleteLaunchTemplateVersions", "DeleteLaunchTemplate"]),
        new("aws:ec2/instance:Instance", "Bastion", ["ModifyInstanceAttribute"], ["StartInstances", "StopInstances", "TerminateInstances"]),
        new("aws:ebs/volume:Volume", "DataVolumes", ["CreateVolume"], ["ModifyVolume", "DeleteVolume"]),
        new("aws:ec2/vpcEndpoint:VpcEndpoint", "Endpoints", ["CreateVpcEndpoint", "ModifyVpcEndpoint"], ["DeleteVpcEndpoints"]),
    ];

    public static IReadOnlyList<TypeRights> Named(InfraConfig config)
    {
        string Arn(string service, string rest) => $"arn:aws:{service}:{config.Region}:{config.AccountId}:{rest}";
        var name = $"{config.ClusterName}-es";
        List<TypeRights> rights =
        [
            new("aws:autoscaling/group:Group", "GroupsOfThisCluster",
                Of("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup", "DeleteAutoScalingGroup", "CreateOrUpdateTags", "DeleteTags", "EnableMetricsCollection", "DisableMetricsCollection", "AttachLoadBalancerTargetGroups", "DetachLoadBalancerTargetGroups"),
                [], [Arn("autoscaling", $"autoScalingGroup:*:autoScalingGroupName/{config.ClusterName}-*")]),
            new("aws:lb/loadBalancer:LoadBalancer", "BalancerOfThisCluster",
                Of("elasticloadbalancing", "CreateLoadBalancer", "ModifyLoadBalancerAttributes", "SetSecurityGroups", "SetSubnets", "DeleteLoadBalancer", "CreateListener", "AddTags", "RemoveTags"),
                [], [Arn("elasticloadbalancing", $"loadbalancer/net/{name}/*")]),
            new("aws:lb/targetGroup:TargetGroup", "TargetsOfThisCluster",
                Of("elasticloadbalancing", "CreateTargetGroup", "ModifyTargetGroup", "ModifyTargetGroupAttributes", "DeleteTargetGroup", "AddTags", "RemoveTags"),
                [], [Arn("elasticloadbalancing", $"targetgroup/{name}/*")]),
            new("aws:lb/listener:Listener", "ListenersOfThisCluster",
                Of("elasticloadbalancing", "ModifyListener", "ModifyListenerAttributes", "DeleteListener", "AddTags", "RemoveTags"),
                [], [Arn("elasticloadbalancing", $"listener/net/{name}/*")]),
            new("aws:ecs/cluster:Cluster", "Cluster",
                Of("ecs", "CreateCluster", "UpdateCluster", "UpdateClusterSettings", "DeleteCluster", "TagResource", "UntagResource"), [], [Arn("ecs", $"cluster/{config.ClusterName}")]),
            new("aws:cloudwatch/logGroup:LogGroup", "LogGroupsOfThisCluster",
                Of("logs", "CreateLogGroup", "DeleteLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy", "TagResource", "UntagResource", "AssociateKmsKey", "DisassociateKmsKey"),
                [], [Arn("logs", $"log-group:/quorum/{config.ClusterName}/*")]),
            new("aws:cloudwatch/metricAlarm:MetricAlarm", "AlarmsOfThisCluster",
                Of("cloudwatch", "PutMetricAlarm", "DeleteAlarms", "TagResource", "UntagResource"), [], [Arn("cloudwatch", $"alarm:{config.ClusterName}-*")]),
            // The bucket, never its objects.
            new("aws:s3/bucket:Bucket", "SnapshotBucket",
                Of("s3", "CreateBucket", "DeleteBucket", "DeleteBucketPolicy", "PutBucketPolicy", "PutBucketPublicAccessBlock", "PutBucketTagging", "PutBucketVersioning", "PutEncryptionConfiguration", "PutLifecycleConfiguration", "TagResource", "UntagResource"),
                [], [$"arn:aws:s3:::{config.SnapshotBucket}"]),
            new("aws:ssm/parameter:Parameter", "ParametersOfThisCluster",
                Of("ssm", "PutParameter", "DeleteParameter", "AddTagsToResource", "RemoveTagsFromResource"), [], [Arn("ssm", $"parameter{config.ParameterPath}/*")]),
            new("aws:route53/zone:Zone", "HostedZonesAreNamedByRoute53",
                Of("route53", "CreateHostedZone", "DeleteHostedZone", "UpdateHostedZoneComment", "AssociateVPCWithHostedZone", "DisassociateVPCFromHostedZone", "ChangeTagsForResource"), [], ["*"]),
        ];
        if (config.KmsKey == "own")
            rights.Add(new("aws:kms/alias:Alias", "KeyAliasOfThisCluster", Of("kms", "CreateAlias", "UpdateAlias", "DeleteAlias"), [], [Arn("kms", $"alias/{config.ClusterName}")]));
        return rights;
    }

    public static IReadOnlyList<TypeRights> Roles(InfraConfig config)
    {
        string Iam(string rest) => $"arn:aws:iam::{config.AccountId}:{rest}/{config.RoleName("")}*";
        return
        [
            new("aws:iam/role:Role", "RolesOfThisClusterByName",
                Of("iam", "DeleteRole", "TagRole", "UntagRole", "UpdateAssumeRolePolicy", "UpdateRole", "UpdateRoleDescription"), [], [Iam("role")]),
            new("aws:iam/rolePolicy:RolePolicy", config.BoundaryArn is null ? "RightsOfRolesOfThisCluster" : "RightsOnlyWithinTheBoundary",
                Of("iam", "CreateRole", "DeleteRolePolicy", "PutRolePermissionsBoundary", "PutRolePolicy"), [], [Iam("role")])
            {
                Conditions = config.BoundaryArn is { } boundary ? Policy.When(("StringEquals", "iam:PermissionsBoundary", [boundary])) : null,
            },
            new("aws:iam/instanceProfile:InstanceProfile", "ProfilesOfThisClusterByName",
                Of("iam", "AddRoleToInstanceProfile", "CreateInstanceProfile", "DeleteInstanceProfile", "RemoveRoleFromInstanceProfile", "TagInstanceProfile", "UntagInstanceProfile"), [], [Iam("instance-profile"), Iam("role")]),
        ];
    }

    /// <summary>Managing the stack's own key: made without a name, so known by its tag afterwards.</summary>
    public static readonly string[] KeyMade = Of("kms", "CreateKey", "TagResource"), KeyChanged = Of("kms",
        "CreateAlias", "UpdateAlias", "DeleteAlias", "DisableKeyRotation", "EnableKeyRotation", "PutKeyPolicy", "ScheduleKeyDeletion", "UntagResource", "UpdateKeyDescription");

    /// <summary>Making an encrypted volume, log group or parameter takes the use of the key, not only its name.</summary>
    public static readonly string[] KeyUsed = Of("kms", "Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo");

    /// <summary>Everything the provider reads that AWS cannot limit to one resource.</summary>
    public static readonly string[] Reads =
        ["autoscaling:Describe*", "cloudwatch:DescribeAlarms", "ec2:Describe*", "elasticloadbalancing:Describe*", "kms:ListAliases", "logs:DescribeLogGroups", "route53:Get*", "route53:List*", "ssm:DescribeParameters"];

    private static string[] Of(string service, params string[] actions) => [.. actions.Select(action => $"{service}:{action}")];
}
