using Pulumi;
using Pulumi.Aws;
using Pulumi.Aws.Ecs.Inputs;
using Pulumi.Aws.Ssm;

namespace Quorum.Infra.Components;

/// <summary>The whole: everything on AWS but the ECS services and task definitions, which belong to the rollout.</summary>
public sealed class Cluster : ComponentResource
{
    private readonly InfraConfig config;
    private readonly List<Slot> slots = [];
    private readonly Network network;
    private readonly Discovery discovery;
    private readonly Snapshots snapshots;
    private readonly Observability observability;
    private readonly Encryption encryption;
    private readonly Access access;
    private readonly Bastion? bastion;
    private readonly GitHubTrust? trust;
    private readonly Pulumi.Aws.Ecs.Cluster ecs;

    /// <param name="amis">AMI id by "is arm".</param>
    private Cluster(InfraConfig config, IReadOnlyDictionary<bool, string> amis, ComponentResourceOptions options)
        : base("quorum:index:Cluster", config.ClusterName, options)
    {
        this.config = config;
        network = new Network(config, this);
        var firewall = new Firewall(config, network, this);
        if (config.InterfaceEndpoints) _ = new Endpoints(config, network, firewall, this);
        encryption = new Encryption(config, this);
        snapshots = new Snapshots(config, encryption, this);
        observability = new Observability(config, encryption, this);
        discovery = new Discovery(config, network, firewall, this);
        access = new Access(config, encryption, snapshots, discovery, observability, this);
        ecs = new("ecs-cluster", new()
        {
            Name = config.ClusterName,
            Settings = new ClusterSettingArgs { Name = "containerInsights", Value = config.ContainerInsights ? "enabled" : "disabled" },
            Tags = new Dictionary<string, string> { ["Name"] = config.ClusterName, ["quorum:cluster"] = config.ClusterName },
        }, new() { Parent = this, Protect = true });
        var context = new SlotContext(network, firewall, encryption, discovery, access, type => amis[InstanceTypes.Find(type)!.Arm]);
        foreach (var spec in config.Slots)
        {
            var slot = new Slot(config, spec, context, this);
            observability.Watch(slot);
            slots.Add(slot);
        }

        observability.WatchSnapshots();
        if (config.Bastion) bastion = new Bastion(config, context, this);
        if (config.GitHubRepository.Length > 0) trust = new GitHubTrust(config, access, this);
        RegisterOutputs();
    }

    /// <param name="options">Options of the outermost component; null for the usual ones.</param>
    /// <exception cref="RunException">A zone is not available in the region.</exception>
    public static async Task<Cluster> CreateAsync(InfraConfig config, ComponentResourceOptions? options = null)
    {
        var available = (await GetAvailabilityZones.InvokeAsync(new() { State = "available" })).Names;
        var missing = config.Zones.Where(zone => !available.Contains(zone)).ToArray();
        if (missing.Length > 0)
            throw new RunException($"quorum:zoneLetters = {string.Join(',', config.ZoneLetters)}: {string.Join(", ", missing)} is not available to this account; there are {string.Join(", ", available)}");
        var amis = new Dictionary<bool, string>();
        foreach (var arm in Architectures(config)) amis[arm] = await AmiAsync(config, arm);
        return new Cluster(config, amis, options ?? new ComponentResourceOptions());
    }

    public IDictionary<string, object?> Outputs() => new Dictionary<string, object?>
    {
        ["clusterName"] = config.ClusterName,
        ["ecsClusterArn"] = ecs.Arn,
        ["region"] = config.Region,
        ["accountId"] = config.AccountId,
        ["logGroup"] = observability.Logs.Name,
        ["executionRoleArn"] = access.ExecutionRole.Arn,
        ["taskRoleArn"] = access.TaskRole.Arn,
        ["parameterPath"] = config.ParameterPath,
        ["discoveryZone"] = discovery.Zone.Name,
        ["snapshotBucket"] = snapshots.Bucket.BucketName,
        ["kmsKeyArn"] = encryption.KeyArn,
        ["vpcId"] = network.Vpc.Id,
        ["dataPath"] = UserData.DataPath,
        ["loadBalancerDnsName"] = discovery.Balancer?.DnsName,
        ["bastionInstanceId"] = bastion?.Instance.Id,
        ["deployRoleArn"] = trust?.DeployRole.Arn,
        ["nightlyRoleArn"] = trust?.NightlyRole.Arn,
        ["slots"] = Output.All(slots.Select(Describe)),
    };

    private Output<Dictionary<string, object?>> Describe(Slot slot) => slot.Volume.Id.Apply(volume => new Dictionary<string, object?>
    {
        ["name"] = slot.Spec.Name,
        ["zone"] = slot.Spec.Zone,
        ["masterEligible"] = slot.Spec.MasterEligible,
        ["roles"] = slot.Spec.Roles.ToArray(),
        ["instanceType"] = slot.Spec.InstanceType,
        ["volumeId"] = volume,
        ["autoScalingGroup"] = slot.GroupName,
        ["hostName"] = $"{slot.Spec.Name}.{config.DnsZone}",
    });

    private static IEnumerable<bool> Architectures(InfraConfig config) => config.Slots.Select(slot => slot.InstanceType)
        .Concat(config.Bastion ? [config.BastionInstanceType] : [])
        .Select(type => InstanceTypes.Find(type)!.Arm).Distinct();

    private static async Task<string> AmiAsync(InfraConfig config, bool arm)
    {
        if (config.AmiId.Length > 0 && arm == InstanceTypes.Find(config.InstanceType)!.Arm) return config.AmiId;
        var parameter = await GetParameter.InvokeAsync(new() { Name = EcsAmi.Parameter(arm) });
        return parameter.Value;
    }
}
