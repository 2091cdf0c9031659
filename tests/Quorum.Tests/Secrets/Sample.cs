using Quorum.Provisioning;
using Quorum.Secrets;

namespace Quorum.Tests.Secrets;

internal static class Sample
{
    public static readonly InfraOutputs Infra = new()
    {
        ClusterName = "q", Region = "us-east-1", AccountId = "000000000000", LogGroup = "/quorum/q/elasticsearch", ExecutionRoleArn = "arn:e", TaskRoleArn = "arn:t",
        ParameterPath = "/quorum/q", DiscoveryZone = "q.internal", SnapshotBucket = "q-snapshots", VpcId = "vpc-1", LoadBalancerDnsName = "q-1.elb.us-east-1.amazonaws.com",
        Slots = [Slot("es-a1", "us-east-1a", "127.70.1.11"), Slot("es-b1", "us-east-1b", null)],
    };

    public static readonly SecretNames Names = new(Infra.ParameterPath, Infra.ClusterName);

    public static SlotOutputs Slot(string name, string zone, string? address) => new()
    {
        Name = name, Zone = zone, MasterEligible = true, Roles = [], InstanceType = "m6i.large", VolumeId = "vol-1", AutoScalingGroup = name, HostName = $"{name}.q.internal", Address = address,
    };
}
