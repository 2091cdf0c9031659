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
    private readonly Output<string>? boundary;

    public Access(InfraConfig config, Encryption encryption, Snapshots snapshots, Discovery discovery, Observability observability, Resource parent)
        : base("Access", "access", config, parent)
    {
        this.encryption = encryption;
        boundary = AddBoundary(Output.Tuple(Output.Tuple(discovery.Zone.Arn, snapshots.Bucket.Arn, observability.Logs.Arn), Key()));
        var instance = AddRole("instance", "ec2.amazonaws.com", "Instances of the slots");
        AddPolicy("instance", instance, Output.Tuple(discovery.Zone.Arn, snapshots.Bucket.Arn, Key()).Apply(given => Policy.Document([.. InstanceRights(given.Item1, given.Item2, given.Item3)])));
        InstanceProfile = AddProfile("instance", instance);

        ExecutionRole = AddRole("execution", "ecs-tasks.amazonaws.com", "ECS agent: pulls the image, writes the log, reads the secrets", VerifiedBy);
        AddPolicy("execution", ExecutionRole, Output.Tuple(observability.Logs.Arn, Key()).Apply(given => Policy.Document([.. ExecutionRights(given.Item1, given.Item2)])));

        TaskRole = AddRole("task", "ecs-tasks.amazonaws.com", "Elasticsearch: its snapshot repository");
        AddPolicy("task", TaskRole, Output.Tuple(snapshots.Bucket.Arn, Key()).Apply(given => Policy.Document([.. TaskRights(given.Item1, given.Item2)])));

        if (config.Bastion)
        {
            var bastion = AddRole("bastion", "ec2.amazonaws.com", "Bastion: Session Manager, and the parameters that curl needs");
            AddPolicy("bastion", bastion, Key().Apply(key => Policy.Document([.. BastionRights(key)])));
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

    // Made before the roles and apart from them: who may give a role rights must not be who says how far they may go.
    private Output<string>? AddBoundary(Output<((string Zone, string Bucket, string Logs) Arns, string KeyArn)> given) => Config.PermissionsBoundary switch
    {
        "off" => null,
        "own" => new Pulumi.Aws.Iam.Policy("policy-boundary", new()
        {
            Name = Config.RoleName("boundary"), Description = "At most what the cluster's roles do together", Tags = Tags("policy-boundary"),
            PolicyDocument = given.Apply(all => Policy.Document([.. Boundary(all.Arns.Zone, all.Arns.Bucket, all.Arns.Logs, all.KeyArn)])),
        }, Child).Arn,
        var arn => Output.Create(arn),
    };

    private IEnumerable<Statement> Boundary(string zoneArn, string bucketArn, string logsArn, string keyArn)
    {
        var rights = InstanceRights(zoneArn, bucketArn, keyArn).Concat(ExecutionRights(logsArn, keyArn)).Concat(TaskRights(bucketArn, keyArn));
        // A statement that several roles have is in it once: IAM takes 6144 characters.
        return (Config.Bastion ? rights.Concat(BastionRights(keyArn)) : rights).DistinctBy(statement => Policy.Document(statement));
    }

    private Role AddRole(string name, string service, string description, params Statement[] alsoTrusted)
    {
        var role = new RoleArgs { Name = Config.RoleName(name), Description = description, AssumeRolePolicy = Policy.Trust(service, alsoTrusted), Tags = Tags($"role-{name}") };
        if (boundary is not null) role.PermissionsBoundary = boundary;
        return new($"role-{name}", role, Child);
    }

    private void AddPolicy(string name, Role role, Output<string> document) =>
        _ = new RolePolicy($"policy-{name}", new() { Name = name, Role = role.Name, Policy = document }, Child);

    private InstanceProfile AddProfile(string name, Role role) => new($"profile-{name}", new()
    {
        Name = Config.RoleName(name), Role = role.Name, Tags = Tags($"profile-{name}"),
    }, Child);

    private List<Statement> InstanceRights(string zoneArn, string bucketArn, string keyArn)
    {
        var ours = Policy.When(("StringEquals", "aws:ResourceTag/quorum:cluster", [Config.ClusterName]));
        List<Statement> statements =
        [
            new(["ecs:DiscoverPollEndpoint"], ["*"]) { Because = "AgentLooksUpItsEndpointBeforeItKnowsACluster" },
            new(["ecs:RegisterContainerInstance", "ecs:DeregisterContainerInstance"], [Arn("ecs", $"cluster/{Config.ClusterName}")]) { Because = "TheInstanceJoinsItsCluster" },
            new(["ecs:Poll", "ecs:StartTelemetrySession", "ecs:SubmitAttachmentStateChanges", "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange", "ecs:UpdateContainerInstancesState", "ecs:PutSystemLogEvents"],
                [Arn("ecs", $"container-instance/{Config.ClusterName}/*"), Arn("ecs", $"cluster/{Config.ClusterName}")])
            { Because = "ContainerInstancesAreNamedByEcs" },
            new(["ec2:DescribeVolumes"], ["*"]) { Because = "DescribeHasNoResourceLevel" },
            new(["ec2:AttachVolume"], [Arn("ec2", "volume/*"), Arn("ec2", "instance/*")]) { Because = "VolumesAndInstancesOfThisClusterByTag", Conditions = ours },
            new(["route53:ChangeResourceRecordSets"], [zoneArn]) { Because = "TheSlotsPrivateName" },
            new(["s3:GetObject"], [$"{bucketArn}/{Snapshots.LatestKey}"]) { Because = "AgeOfTheLastSnapshotForItsAlarm" },
            new(["cloudwatch:PutMetricData"], ["*"])
            {
                Because = "MetricsHaveNoResourceLevel", Conditions = Policy.When(("StringEquals", "cloudwatch:namespace", [Observability.MetricNamespace])),
            },
            SessionManager,
        ];
        if (keyArn.Length > 0)
        {
            statements.Add(new(["kms:DescribeKey", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"], [keyArn]) { Because = "TheDataVolumeIsEncrypted" });
            statements.Add(new(["kms:CreateGrant"], [keyArn]) { Because = "EbsUsesTheKeyForTheAttachedVolume", Conditions = Policy.When(("Bool", "kms:GrantIsForAWSResource", ["true"])) });
        }

        return statements;
    }

    private Statement[] ExecutionRights(string logsArn, string keyArn) =>
    [
        new(["ecr:GetAuthorizationToken"], ["*"]) { Because = "TokenIsForTheWholeRegistry" },
        new(["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], [Arn("ecr", $"repository/{Config.RepositoryName}")]) { Because = "PullsTheImage" },
        new(["logs:CreateLogStream", "logs:PutLogEvents"], [$"{logsArn}:*"]) { Because = "StreamsAreNamedByTask" },
        new(["ssm:GetParameters"], Parameters("bootstrapped", "ca-certificate", "elastic-password", "tls/*")) { Because = "SecretsOfThisClustersTasks" },
        .. Decrypt(keyArn),
    ];

    private Statement[] TaskRights(string bucketArn, string keyArn) =>
    [
        new(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"], [bucketArn]) { Because = "FindsTheSnapshotsInItsBucket" },
        new(["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"], [$"{bucketArn}/*"]) { Because = "ObjectsOfTheSnapshotBucketOnly" },
        .. keyArn.Length > 0 ? [new Statement(["kms:Decrypt", "kms:GenerateDataKey"], [keyArn]) { Because = "SnapshotsAreEncrypted" }] : Array.Empty<Statement>(),
    ];

    private Statement[] BastionRights(string keyArn) =>
    [
        SessionManager,
        new(["ssm:GetParameter", "ssm:GetParameters"], Parameters("ca-certificate", "elastic-password", "elastic-password-next", "users/*")) { Because = "WhatCurlNeedsOfThisCluster" },
        .. Decrypt(keyArn),
    ];

    private static Statement[] Decrypt(string keyArn) => keyArn.Length > 0 ? [new(["kms:Decrypt"], [keyArn]) { Because = "ParametersAreEncrypted" }] : [];
}
