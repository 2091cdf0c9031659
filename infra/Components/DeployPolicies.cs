namespace Quorum.Infra.Components;

/// <summary>What the workflows' roles may do.</summary>
internal static class DeployPolicies
{
    public static string Deploy(InfraConfig config, string executionRole, string taskRole)
    {
        string Arn(string service, string rest) => $"arn:aws:{service}:{config.Region}:{config.AccountId}:{rest}";
        return Policy.Document(
        [
            .. Read(config),
            new(["ecr:BatchDeleteImage", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:CreateRepository", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:PutImageScanningConfiguration", "ecr:PutImageTagMutability", "ecr:PutLifecyclePolicy", "ecr:SetRepositoryPolicy", "ecr:StartImageScan", "ecr:TagResource", "ecr:UploadLayerPart"],
                [Arn("ecr", $"repository/{config.RepositoryName}")]) { Because = "PushesChecksAndProtectsImages" },
            new(["ecs:RegisterTaskDefinition", "ecs:DeregisterTaskDefinition"], ["*"]) { Because = "TaskDefinitionsHaveNoResourceLevel" },
            new(["ecs:CreateService", "ecs:DeleteService", "ecs:PutAttributes", "ecs:RunTask", "ecs:StopTask", "ecs:TagResource", "ecs:UpdateContainerInstancesState", "ecs:UpdateService"],
                [Arn("ecs", $"service/{config.ClusterName}/*"), Arn("ecs", $"task/{config.ClusterName}/*"), Arn("ecs", $"container-instance/{config.ClusterName}/*"), Arn("ecs", $"task-definition/{config.ClusterName}-*:*")])
            { Because = "ServicesAndTasksOfThisClusterOnly" },
            new(["iam:PassRole"], [executionRole, taskRole]) { Because = "TasksRunWithTheseTwoRoles", Conditions = Policy.When(("StringEquals", "iam:PassedToService", ["ecs-tasks.amazonaws.com"])) },
            // RefreshInstances: their groups start others. The bastion, which has no slot, is ProvisionInfra's.
            new(["ec2:TerminateInstances"], [Arn("ec2", "instance/*")])
            {
                Because = "SlotsAreReplacedByTheirGroups", Conditions = Policy.When(("StringEquals", "aws:ResourceTag/quorum:cluster", [config.ClusterName]), ("StringLike", "aws:ResourceTag/quorum:slot", ["es-*"])),
            },
            // The pipeline makes certificates and passwords; nobody else reads the CA's key.
            new(["ssm:DeleteParameter", "ssm:GetParameter", "ssm:PutParameter"], [Arn("ssm", $"parameter{config.CaPath}/*")]) { Because = "TheCasKeyIsForTheDeployRoleAlone" },
            new(["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"], [Arn("ssm", $"parameter{config.ParameterPath}"), Arn("ssm", $"parameter{config.ParameterPath}/*")]) { Because = "ParametersOfThisClusterOnly" },
            new(["sts:AssumeRole"], [executionRole]) { Because = "VerifyUsesTheRolesOwnRights" },
            // The deploy role may not widen its own trust or rights: those two roles change by hand.
            new(["iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole"],
                [$"arn:aws:iam::{config.AccountId}:role/{config.RoleName("deploy")}", $"arn:aws:iam::{config.AccountId}:role/{config.RoleName("nightly")}"])
            { Effect = "Deny", Because = "NobodyWidensItsOwnRights" },
        ]);
    }

    // ProvisionInfra creates, changes and deletes everything of this stack; what and why by type of resource is in ProvisioningRights.
    // IAM takes 10240 characters of inline policies for a role and 6144 of each managed one, so it is cut in parts.

    /// <summary>Reading, the network, machines and volumes, the key.</summary>
    public static string ProvisionEc2(InfraConfig config) => Policy.Document([.. Ec2Rights(config)]);

    /// <summary>Everything else that has a name of this cluster, but for roles.</summary>
    public static string ProvisionNamed(InfraConfig config) => Policy.Document([.. NamedRights(config)]);

    public static string ProvisionRoles(InfraConfig config) => Policy.Document([.. RoleRights(config)]);

    private static IEnumerable<Statement> Ec2Rights(InfraConfig config)
    {
        var here = Policy.When(("StringEquals", "aws:RequestedRegion", [config.Region]));
        var ours = Policy.When(("StringEquals", "aws:RequestedRegion", [config.Region]), ("StringEquals", "aws:ResourceTag/quorum:cluster", [config.ClusterName]));
        var bastion = ProvisioningRights.Ec2.Single(type => type.Type == "aws:ec2/instance:Instance");
        var ec2 = ProvisioningRights.Ec2;
        yield return new(ProvisioningRights.Reads, ["*"]) { Because = "ReadingChangesNothing" };
        yield return new(["ssm:GetParameter"], [$"arn:aws:ssm:{config.Region}::parameter/aws/service/ecs/optimized-ami/*"]) { Because = "TheRecommendedAmi" };

        yield return new(Ec2(ec2.SelectMany(type => type.Makes)), ["*"]) { Because = "NewThingsHaveNoTagYet", Conditions = here };
        yield return new(Ec2(ec2.Where(type => type != bastion).SelectMany(type => type.Changes)), ["*"]) { Because = "ThingsOfThisClusterByTag", Conditions = ours };
        // The only instance that is made here: those of the slots are their groups'.
        yield return new(Ec2(bastion.Changes), ["*"])
        {
            Because = "TheBastionByItsTag",
            Conditions = Policy.When(("StringEquals", "aws:RequestedRegion", [config.Region]), ("StringEquals", "aws:ResourceTag/quorum:cluster", [config.ClusterName]), ("StringEquals", "aws:ResourceTag/quorum:role", ["bastion"])),
        };
        // Tagging what is somebody else's would make it this cluster's: only what is being made, and what is ours already.
        yield return new(["ec2:CreateTags"], ["*"])
        {
            Because = "TagsOfWhatIsBeingMade", Conditions = Policy.When(("StringEquals", "aws:RequestedRegion", [config.Region]), ("Null", "ec2:CreateAction", ["false"])),
        };
        yield return new(["ec2:CreateTags", "ec2:DeleteTags"], ["*"]) { Because = "ThingsOfThisClusterByTag", Conditions = ours };
        foreach (var statement in Key(config, here, ours)) yield return statement;
    }

    private static IEnumerable<Statement> NamedRights(InfraConfig config)
    {
        string Arn(string service, string rest) => $"arn:aws:{service}:{config.Region}:{config.AccountId}:{rest}";
        // Actions on the bucket's ARN do not reach its objects.
        yield return new(["s3:Get*", "s3:ListBucket", "s3:ListTagsForResource"], [$"arn:aws:s3:::{config.SnapshotBucket}"]) { Because = "ReadingOfThisCluster" };
        yield return new(["cloudwatch:ListTagsForResource", "logs:ListTagsForResource", "ssm:ListTagsForResource"],
            [Arn("cloudwatch", $"alarm:{config.ClusterName}-*"), Arn("logs", $"log-group:/quorum/{config.ClusterName}/*"), Arn("ssm", $"parameter{config.ParameterPath}/*")]) { Because = "ReadingOfThisCluster" };
        foreach (var type in ProvisioningRights.Named(config)) yield return new(type.Makes, type.Resources!) { Because = type.Why };
        yield return new(["route53:ChangeResourceRecordSets"], ["arn:aws:route53:::hostedzone/*"])
        {
            Because = "NamesOfThisCluster",
            Conditions = Policy.When(("ForAllValues:StringLike", "route53:ChangeResourceRecordSetsNormalizedRecordNames", [config.DnsZone, $"*.{config.DnsZone}"])),
        };
    }

    private static IEnumerable<Statement> Key(
        InfraConfig config, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>> here, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>> ours)
    {
        if (config.KmsKey == "aws") yield break;
        var own = config.KmsKey == "own";
        string[] keys = [own ? $"arn:aws:kms:{config.Region}:{config.AccountId}:key/*" : config.KmsKey];
        var grants = own ? ours : here;
        yield return new(["kms:DescribeKey", .. own ? ["kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"] : Array.Empty<string>()], keys) { Because = "ReadingOfKeys" };
        yield return new(ProvisioningRights.KeyUsed, keys) { Because = "EncryptsVolumesLogsAndParameters", Conditions = grants };
        yield return new(["kms:CreateGrant"], keys)
        {
            Because = "VolumesAreEncryptedByEbs", Conditions = Policy.When(("Bool", "kms:GrantIsForAWSResource", ["true"]),
                own ? ("StringEquals", "aws:ResourceTag/quorum:cluster", [config.ClusterName]) : ("StringEquals", "aws:RequestedRegion", [config.Region])),
        };
        if (!own) yield break;
        yield return new(ProvisioningRights.KeyMade, ["*"])
        {
            Because = "ANewKeyHasNoName",
            Conditions = Policy.When(("StringEquals", "aws:RequestedRegion", [config.Region]), ("StringEquals", "aws:RequestTag/quorum:cluster", [config.ClusterName])),
        };
        yield return new(ProvisioningRights.KeyChanged, keys) { Because = "TheKeyOfThisClusterByTag", Conditions = ours };
    }

    private static IEnumerable<Statement> RoleRights(InfraConfig config)
    {
        string Iam(string kind, string name) => $"arn:aws:iam::{config.AccountId}:{kind}/{config.RoleName(name)}";
        yield return new(["iam:Get*", "iam:List*"], [Iam("role", "*"), Iam("instance-profile", "*"), Iam("policy", "*"), $"arn:aws:iam::{config.AccountId}:oidc-provider/*"]) { Because = "ReadingOfThisCluster" };
        foreach (var type in ProvisioningRights.Roles(config)) yield return new(type.Makes, type.Resources!) { Because = type.Why, Conditions = type.Conditions };
        yield return new(["iam:PassRole"], [Iam("role", "instance"), Iam("role", "bastion")]) { Because = "InstancesRunWithTheseTwoRoles", Conditions = Policy.When(("StringEquals", "iam:PassedToService", ["ec2.amazonaws.com"])) };
        yield return new(["iam:CreateServiceLinkedRole"], [$"arn:aws:iam::{config.AccountId}:role/aws-service-role/*"])
        {
            Because = "FirstUseOfAServiceInAnAccount",
            Conditions = Policy.When(("StringEquals", "iam:AWSServiceName", ["autoscaling.amazonaws.com", "ecs.amazonaws.com", "elasticloadbalancing.amazonaws.com"])),
        };
    }

    private static string[] Ec2(IEnumerable<string> actions) => [.. actions.Select(action => $"ec2:{action}").Order(StringComparer.Ordinal)];

    public static string Nightly(InfraConfig config) => Policy.Document(
    [
        .. Read(config),
        // Without the superuser's and the deploy user's password, and without a node's key: looking is done as the smoke user.
        new(["ssm:GetParameter", "ssm:GetParameters"],
            [.. new[] { "bootstrapped", "ca-certificate", "roll/*", "tls/state", "users/quorum-smoke-*", "users/smoke" }
                .Select(name => $"arn:aws:ssm:{config.Region}:{config.AccountId}:parameter{config.ParameterPath}/{name}")])
        { Because = "WhatASmokeTestNeeds" },
        // Of both architectures: the profile may change to the other before this policy, which a person applies, does.
        new(["ssm:GetParameter"], [EcsAmi.ParameterArn(config.Region, arm: false), EcsAmi.ParameterArn(config.Region, arm: true)]) { Because = "TheRecommendedAmiToPin" },
    ]);

    // Describing and asking; RunCommand is how a read reaches the private cluster.
    private static Statement[] Read(InfraConfig config)
    {
        string Arn(string service, string rest) => $"arn:aws:{service}:{config.Region}:{config.AccountId}:{rest}";
        return
        [
            new(["autoscaling:DescribeAutoScalingGroups", "cloudwatch:DescribeAlarms", "ec2:DescribeInstances", "ec2:DescribeLaunchTemplates", "ec2:DescribeVolumes", "ecr:GetAuthorizationToken", "ecs:DescribeTaskDefinition", "ecs:ListClusters", "ecs:ListTaskDefinitions", "elasticloadbalancing:DescribeTargetHealth", "ssm:DescribeInstanceInformation", "ssm:GetCommandInvocation", "sts:GetCallerIdentity"], ["*"])
            { Because = "DescribeHasNoResourceLevel" },
            new(["ecr:BatchCheckLayerAvailability", "ecr:DescribeImageScanFindings", "ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "ecr:GetLifecyclePolicy"], [Arn("ecr", $"repository/{config.RepositoryName}")]) { Because = "TheImageItsScanAndItsRetention" },
            new(["ecs:DescribeClusters", "ecs:DescribeContainerInstances", "ecs:DescribeServiceDeployments", "ecs:DescribeServices", "ecs:DescribeTasks", "ecs:ListAttributes", "ecs:ListContainerInstances", "ecs:ListServiceDeployments"],
                [Arn("ecs", $"cluster/{config.ClusterName}"), Arn("ecs", $"container-instance/{config.ClusterName}/*"), Arn("ecs", $"service/{config.ClusterName}/*"), Arn("ecs", $"service-deployment/{config.ClusterName}/*"), Arn("ecs", $"task/{config.ClusterName}/*")])
            { Because = "PartsOfThisClusterOnly" },
            // Asked for a whole cluster these two have no resource: a statement that names one does not allow them.
            new(["ecs:ListServices", "ecs:ListTasks"], ["*"]) { Because = "ListsOfThisClusterByCondition", Conditions = Policy.When(("ArnEquals", "ecs:cluster", [Arn("ecs", $"cluster/{config.ClusterName}")])) },
            new(["logs:FilterLogEvents", "logs:GetLogEvents", "logs:DescribeLogStreams"], [Arn("logs", $"log-group:{config.LogGroup}:*")]) { Because = "StreamsAreNamedByTask" },
            new(["ssm:SendCommand"], [$"arn:aws:ssm:{config.Region}::document/AWS-RunShellScript"]) { Because = "ReadsReachThePrivateClusterByRunCommand" },
            new(["ssm:SendCommand"], [Arn("ec2", "instance/*")])
            {
                Because = "TheBastionByItsTag",
                Conditions = Policy.When(("StringEquals", "ssm:resourceTag/quorum:cluster", [config.ClusterName]), ("StringEquals", "ssm:resourceTag/quorum:role", ["bastion"])),
            },
        ];
    }
}
