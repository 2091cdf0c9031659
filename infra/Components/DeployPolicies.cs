namespace Quorum.Infra.Components;

/// <summary>What the workflows' roles may do.</summary>
internal static class DeployPolicies
{
    public static string Deploy(InfraConfig config, string executionRole, string taskRole)
    {
        string Arn(string service, string rest) => $"arn:aws:{service}:{config.Region}:{config.AccountId}:{rest}";
        var here = Policy.When(("StringEquals", "aws:RequestedRegion", [config.Region]));
        return Policy.Document(
        [
            .. Read(config),
            new(["ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:CreateRepository", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:PutImageScanningConfiguration", "ecr:PutImageTagMutability", "ecr:PutLifecyclePolicy", "ecr:SetRepositoryPolicy", "ecr:StartImageScan", "ecr:TagResource", "ecr:UploadLayerPart"],
                [Arn("ecr", $"repository/{config.RepositoryName}")]),
            new(["ecs:RegisterTaskDefinition", "ecs:DeregisterTaskDefinition"], ["*"]) { Because = "TaskDefinitionsHaveNoResourceLevel" },
            new(["ecs:CreateService", "ecs:DeleteService", "ecs:PutAttributes", "ecs:RunTask", "ecs:StopTask", "ecs:TagResource", "ecs:UpdateContainerInstancesState", "ecs:UpdateService"],
                [Arn("ecs", $"service/{config.ClusterName}/*"), Arn("ecs", $"task/{config.ClusterName}/*"), Arn("ecs", $"container-instance/{config.ClusterName}/*"), Arn("ecs", $"task-definition/{config.ClusterName}-*:*")])
            { Because = "ServicesAndTasksOfThisClusterOnly" },
            new(["iam:PassRole"], [executionRole, taskRole]) { Conditions = Policy.When(("StringEquals", "iam:PassedToService", ["ecs-tasks.amazonaws.com"])) },
            new(["ssm:PutParameter", "ssm:DeleteParameter", "ssm:AddTagsToResource"], [Arn("ssm", $"parameter{config.ParameterPath}/*")]) { Because = "ParametersOfThisClusterOnly" },
            // ProvisionInfra creates, changes and deletes everything of this stack.
            new(["ec2:*", "autoscaling:*", "elasticloadbalancing:*"], ["*"]) { Because = "ProvisionInfraMakesTheNetworkAndSlotsInThisRegion", Conditions = here },
            new(["ecs:CreateCluster", "ecs:DeleteCluster", "ecs:UpdateCluster", "ecs:UpdateClusterSettings"], [Arn("ecs", $"cluster/{config.ClusterName}")]),
            new(["logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:PutRetentionPolicy", "logs:TagResource", "logs:AssociateKmsKey", "cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms", "cloudwatch:TagResource"],
                [Arn("logs", $"log-group:/quorum/{config.ClusterName}/*"), Arn("cloudwatch", $"alarm:{config.ClusterName}-*")])
            { Because = "LogGroupsAndAlarmsOfThisClusterOnly" },
            new(["s3:*"], [$"arn:aws:s3:::{config.SnapshotBucket}"]) { Because = "ProvisionInfraConfiguresTheSnapshotBucketNotItsObjects" },
            new(["route53:*"], ["*"]) { Because = "HostedZonesAreNamedByRoute53" },
            new(["iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile", "iam:CreateRole", "iam:DeleteInstanceProfile", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:PassRole", "iam:PutRolePolicy", "iam:RemoveRoleFromInstanceProfile", "iam:TagInstanceProfile", "iam:TagRole", "iam:UpdateRoleDescription"],
                [$"arn:aws:iam::{config.AccountId}:role/{config.RoleName("")}*", $"arn:aws:iam::{config.AccountId}:instance-profile/{config.RoleName("")}*"])
            { Because = "RolesAndProfilesOfThisClusterByName" },
            // The deploy role may not widen its own trust or rights: those two roles change by hand.
            new(["iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"],
                [$"arn:aws:iam::{config.AccountId}:role/{config.RoleName("deploy")}", $"arn:aws:iam::{config.AccountId}:role/{config.RoleName("nightly")}"])
            { Effect = "Deny" },
        ]);
    }

    public static string Nightly(InfraConfig config) => Policy.Document([.. Read(config)]);

    // Describing and asking; RunCommand is how a read reaches the private cluster.
    private static Statement[] Read(InfraConfig config)
    {
        string Arn(string service, string rest) => $"arn:aws:{service}:{config.Region}:{config.AccountId}:{rest}";
        return
        [
            new(["autoscaling:DescribeAutoScalingGroups", "cloudwatch:DescribeAlarms", "ec2:DescribeInstances", "ec2:DescribeVolumes", "ecr:GetAuthorizationToken", "ecs:DescribeTaskDefinition", "ecs:ListClusters", "ecs:ListTaskDefinitions", "elasticloadbalancing:DescribeTargetHealth", "ssm:GetCommandInvocation", "sts:GetCallerIdentity"], ["*"])
            { Because = "DescribeHasNoResourceLevel" },
            new(["ecr:BatchCheckLayerAvailability", "ecr:DescribeImageScanFindings", "ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "ecr:GetLifecyclePolicy"], [Arn("ecr", $"repository/{config.RepositoryName}")]),
            new(["ecs:DescribeClusters", "ecs:DescribeContainerInstances", "ecs:DescribeServiceDeployments", "ecs:DescribeServices", "ecs:DescribeTasks", "ecs:ListAttributes", "ecs:ListContainerInstances", "ecs:ListServiceDeployments", "ecs:ListServices", "ecs:ListTasks"],
                [Arn("ecs", $"cluster/{config.ClusterName}"), Arn("ecs", $"container-instance/{config.ClusterName}/*"), Arn("ecs", $"service/{config.ClusterName}/*"), Arn("ecs", $"service-deployment/{config.ClusterName}/*"), Arn("ecs", $"task/{config.ClusterName}/*")])
            { Because = "PartsOfThisClusterOnly" },
            new(["logs:FilterLogEvents", "logs:GetLogEvents", "logs:DescribeLogStreams"], [Arn("logs", $"log-group:{config.LogGroup}:*")]) { Because = "StreamsAreNamedByTask" },
            new(["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"], [Arn("ssm", $"parameter{config.ParameterPath}"), Arn("ssm", $"parameter{config.ParameterPath}/*")]) { Because = "ParametersOfThisClusterOnly" },
            new(["ssm:SendCommand"], [$"arn:aws:ssm:{config.Region}::document/AWS-RunShellScript"]),
            new(["ssm:SendCommand"], [Arn("ec2", "instance/*")])
            {
                Because = "TheBastionByItsTag",
                Conditions = Policy.When(("StringEquals", "ssm:resourceTag/quorum:cluster", [config.ClusterName]), ("StringEquals", "ssm:resourceTag/quorum:role", ["bastion"])),
            },
        ];
    }
}
