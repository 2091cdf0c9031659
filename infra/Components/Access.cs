using Pulumi;
using Pulumi.Aws.Iam;

namespace Quorum.Infra.Components;

/// <summary>Roles of the slots' instances, of the ECS agent for their tasks, of Elasticsearch itself and of the bastion: what they use and no more.</summary>
public sealed class Access : Part
{
    /// <summary>What the Systems Manager agent calls; none of it can be limited to one instance.</summary>
    internal static readonly Statement SessionManager = new(
        [
            "ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel", "ec2messages:AcknowledgeMessage", "ec2messages:DeleteMessage", "ec2messages:FailMessage", "ec2messages:GetEndpoint",
            "ec2messages:GetMessages", "ec2messages:SendReply",
        ], ["*"])
    { Because = "SessionManagerHasNoResourceLevel" };

    private readonly Encryption encryption;

    public Access(InfraConfig config, Encryption encryption, Snapshots snapshots, Discovery discovery, Observability observability, Resource parent)
        : base("Access", "access", config, parent)
    {
        this.encryption = encryption;
        var instance = AddRole("instance", "ec2.amazonaws.com", "Instances of the slots");
        AddPolicy("instance", instance, Output.Tuple(discovery.Zone.Arn, snapshots.Bucket.Arn, Key()).Apply(given => InstancePolicy(given.Item1, given.Item2, given.Item3)));
        InstanceProfile = AddProfile("instance", instance);

        ExecutionRole = AddRole("execution", "ecs-tasks.amazonaws.com", "ECS agent: pulls the image, writes the log, reads the secrets", VerifiedBy);
        AddPolicy("execution", ExecutionRole, Output.Tuple(observability.Logs.Arn, Key()).Apply(given => ExecutionPolicy(given.Item1, given.Item2)));

        TaskRole = AddRole("task", "ecs-tasks.amazonaws.com", "Elasticsearch: its snapshot repository");
        AddPolicy("task", TaskRole, Output.Tuple(snapshots.Bucket.Arn, Key()).Apply(given => TaskPolicy(given.Item1, given.Item2)));

        if (config.Bastion)
        {
            var bastion = AddRole("bastion", "ec2.amazonaws.com", "Bastion: Session Manager, and the parameters that curl needs");
            AddPolicy("bastion", bastion, Key().Apply(BastionPolicy));
            BastionProfile = AddProfile("bastion", bastion);
        }

        RegisterOutputs();
    }

    public InstanceProfile InstanceProfile { get; }

    public InstanceProfile? BastionProfile { get; }

    public Role ExecutionRole { get; }

    public Role TaskRole { get; }

    private string Arn(string service, string rest) => $"arn:aws:{service}:{Config.Region}:{Config.AccountId}:{rest}";

    private string[] Parameters(params string[] names) => [.. names.Select(name => Arn("ssm", $"parameter{Config.ParameterPath}/{name}"))];

    private Output<string> Key() => encryption.KeyArn ?? Output.Create("");

    // ./build.sh Verify looks with this role's own rights. The root principal alone lets nobody in: a caller needs sts:AssumeRole on the role besides.
    private Statement VerifiedBy => new(["sts:AssumeRole"], [])
    {
        Because = "VerifyUsesTheRolesOwnRights",
        Principal = ("AWS", $"arn:aws:iam::{Config.AccountId}:root"),
        Conditions = Policy.When(("StringEquals", "sts:RoleSessionName", ["quorum-verify"])),
    };

    private Role AddRole(string name, string service, string description, params Statement[] alsoTrusted) => new($"role-{name}", new()
    {
        Name = Config.RoleName(name), Description = description, AssumeRolePolicy = Policy.Trust(service, alsoTrusted), Tags = Tags($"role-{name}"),
    }, Child);

    private void AddPolicy(string name, Role role, Output<string> document) =>
        _ = new RolePolicy($"policy-{name}", new() { Name = name, Role = role.Name, Policy = document }, Child);

    private InstanceProfile AddProfile(string name, Role role) => new($"profile-{name}", new()
    {
        Name = Config.RoleName(name), Role = role.Name, Tags = Tags($"profile-{name}"),
    }, Child);

    private string InstancePolicy(string zoneArn, string bucketArn, string keyArn)
    {
        var ours = Policy.When(("StringEquals", "aws:ResourceTag/quorum:cluster", [Config.ClusterName]));
        List<Statement> statements =
        [
            new(["ecs:DiscoverPollEndpoint"], ["*"]) { Because = "AgentLooksUpItsEndpointBeforeItKnowsACluster" },
            new(["ecs:RegisterContainerInstance", "ecs:DeregisterContainerInstance"], [Arn("ecs", $"cluster/{Config.ClusterName}")]),
            new(["ecs:Poll", "ecs:StartTelemetrySession", "ecs:SubmitAttachmentStateChanges", "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange", "ecs:UpdateContainerInstancesState", "ecs:PutSystemLogEvents"],
                [Arn("ecs", $"container-instance/{Config.ClusterName}/*"), Arn("ecs", $"cluster/{Config.ClusterName}")])
            { Because = "ContainerInstancesAreNamedByEcs" },
            new(["ec2:DescribeVolumes"], ["*"]) { Because = "DescribeHasNoResourceLevel" },
            new(["ec2:AttachVolume"], [Arn("ec2", "volume/*"), Arn("ec2", "instance/*")]) { Because = "VolumesAndInstancesOfThisClusterByTag", Conditions = ours },
            new(["route53:ChangeResourceRecordSets"], [zoneArn]),
            new(["s3:GetObject"], [$"{bucketArn}/{Snapshots.LatestKey}"]),
            new(["cloudwatch:PutMetricData"], ["*"])
            {
                Because = "MetricsHaveNoResourceLevel", Conditions = Policy.When(("StringEquals", "cloudwatch:namespace", [Observability.MetricNamespace])),
            },
            SessionManager,
        ];
        if (keyArn.Length > 0)
        {
            statements.Add(new(["kms:DescribeKey", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"], [keyArn]));
            statements.Add(new(["kms:CreateGrant"], [keyArn]) { Conditions = Policy.When(("Bool", "kms:GrantIsForAWSResource", ["true"])) });
        }

        return Policy.Document([.. statements]);
    }

    private string ExecutionPolicy(string logsArn, string keyArn) => Policy.Document(
    [
        new(["ecr:GetAuthorizationToken"], ["*"]) { Because = "TokenIsForTheWholeRegistry" },
        new(["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], [Arn("ecr", $"repository/{Config.RepositoryName}")]),
        new(["logs:CreateLogStream", "logs:PutLogEvents"], [$"{logsArn}:*"]) { Because = "StreamsAreNamedByTask" },
        new(["ssm:GetParameters"], Parameters("bootstrapped", "ca-certificate", "elastic-password", "tls/*")) { Because = "SecretsOfThisClustersTasks" },
        .. Decrypt(keyArn),
    ]);

    private string TaskPolicy(string bucketArn, string keyArn) => Policy.Document(
    [
        new(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"], [bucketArn]),
        new(["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"], [$"{bucketArn}/*"]) { Because = "ObjectsOfTheSnapshotBucketOnly" },
        .. keyArn.Length > 0 ? [new Statement(["kms:Decrypt", "kms:GenerateDataKey"], [keyArn])] : Array.Empty<Statement>(),
    ]);

    private string BastionPolicy(string keyArn) => Policy.Document(
    [
        SessionManager,
        new(["ssm:GetParameter", "ssm:GetParameters"], Parameters("ca-certificate", "elastic-password", "users/*")) { Because = "WhatCurlNeedsOfThisCluster" },
        .. Decrypt(keyArn),
    ]);

    private static Statement[] Decrypt(string keyArn) => keyArn.Length > 0 ? [new(["kms:Decrypt"], [keyArn])] : [];
}
