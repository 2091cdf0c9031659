namespace Quorum.Provisioning;

/// <summary>
/// What the later stages need to know of the provisioned infrastructure; made from the outputs of the Pulumi program, the same way for
/// the embedded AWS and for an account. Holds no secret: those live in SSM below <see cref="ParameterPath"/>.
/// </summary>
public sealed record InfraOutputs
{
    /// <summary>Name of the Elasticsearch cluster and of the ECS cluster.</summary>
    public required string ClusterName { get; init; }

    public required string Region { get; init; }

    /// <summary>12 digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>Every slot, ordered by zone, then by number.</summary>
    public required IReadOnlyList<SlotOutputs> Slots { get; init; }

    /// <summary>CloudWatch log group of the Elasticsearch containers, e.g. <c>/quorum/quorum-local/elasticsearch</c>.</summary>
    public required string LogGroup { get; init; }

    /// <summary>Role the ECS agent uses to pull the image, write the log stream and read the secrets.</summary>
    public required string ExecutionRoleArn { get; init; }

    /// <summary>Role of the Elasticsearch container itself (snapshot bucket).</summary>
    public required string TaskRoleArn { get; init; }

    /// <summary>SSM path without a trailing slash, e.g. <c>/quorum/quorum-local</c>.</summary>
    public required string ParameterPath { get; init; }

    /// <summary>Private DNS zone of the slots without a trailing dot, e.g. <c>quorum-local.internal</c>.</summary>
    public required string DiscoveryZone { get; init; }

    /// <summary>Where an instance has its data volume mounted; the source of the task's bind mount.</summary>
    public string DataPath { get; init; } = "/var/lib/quorum/data";

    public required string SnapshotBucket { get; init; }

    /// <summary>ARN of the customer's KMS key; null when AWS-managed keys are used.</summary>
    public string? KmsKeyArn { get; init; }

    public required string VpcId { get; init; }

    /// <summary>DNS name of the internal network load balancer in front of port 9200; null when it is switched off.</summary>
    public string? LoadBalancerDnsName { get; init; }

    /// <summary>Instance reached by Session Manager; null when it is switched off.</summary>
    public string? BastionInstanceId { get; init; }

    /// <summary>Role that GitHub's deploy workflow assumes; null when the trust is switched off.</summary>
    public string? DeployRoleArn { get; init; }

    /// <summary>Read-only role of the nightly smoke test; null when the trust is switched off.</summary>
    public string? NightlyRoleArn { get; init; }

    public IEnumerable<SlotOutputs> MasterEligible => Slots.Where(slot => slot.MasterEligible);

    public IEnumerable<string> Zones => Slots.Select(slot => slot.Zone).Distinct();
}

/// <summary>One slot: one instance, one data volume, one ECS service of the same name.</summary>
public sealed record SlotOutputs
{
    /// <summary><c>es-&lt;zone letter&gt;&lt;n&gt;</c>, e.g. <c>es-a1</c>; n is 0 for a dedicated master.</summary>
    public required string Name { get; init; }

    /// <summary>Availability zone, e.g. <c>us-east-1a</c>.</summary>
    public required string Zone { get; init; }

    public required bool MasterEligible { get; init; }

    /// <summary>Value of <c>node.roles</c>; empty means all of Elasticsearch's default roles.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    public required string InstanceType { get; init; }

    public required string VolumeId { get; init; }

    /// <summary>Name of the Auto Scaling group that keeps the slot's one instance.</summary>
    public required string AutoScalingGroup { get; init; }

    /// <summary>Private DNS name, e.g. <c>es-a1.quorum-local.internal</c>; upserted by the instance itself.</summary>
    public required string HostName { get; init; }

    /// <summary>Private IPv4 address when it is already known (embedded AWS); null on AWS, where the instance decides.</summary>
    public string? Address { get; init; }
}
