using Amazon.ECS;
using Amazon.ECS.Model;
using Quorum.Infra;
using Quorum.Provisioning;
using Quorum.Registry;
using Quorum.Secrets;
using Quorum.Settings;
using KeyValuePair = Amazon.ECS.Model.KeyValuePair;

namespace Quorum.Rollout.Aws;

/// <summary>Makes one slot's task definition: Elasticsearch on the host's network, on the slot's volume, from an image named by digest.</summary>
public sealed class TaskDefinitionSpec(QuorumSettings settings, InfraOutputs infra, PushedImage image, TaskSecrets secrets)
{
    /// <summary>Known to have <c>http.shutdown_grace_period</c>; 7.17.29 refuses it.</summary>
    private static readonly ElasticsearchVersion GracePeriodFrom = new(8, 16, 0);

    public const string ContainerName = "elasticsearch";

    /// <summary>Where the slot's data volume is mounted on its instance.</summary>
    public const string HostDataPath = "/var/lib/quorum/data";

    public const string ContainerDataPath = "/usr/share/elasticsearch/data";

    /// <summary>Where an fs repository is, on the embedded AWS only: a folder of this machine that all slots share, as an account's slots share the bucket.</summary>
    public const string ContainerSnapshotPath = "/usr/share/elasticsearch/snapshots";

    /// <summary>Label with the Elasticsearch version, by which a later roll tells whether there is a way back.</summary>
    public const string VersionLabel = "org.opencontainers.image.version";

    public const int HttpPort = 9200;

    private const string VolumeName = "quorum-data", SnapshotVolumeName = "quorum-snapshots";

    /// <summary>Shutting down flushes every shard; ECS's own 30 s is the classic cause of a kill.</summary>
    private const int StopTimeoutSeconds = 240;

    private const int StartTimeoutSeconds = 600;

    /// <summary>Start-up of a node with many shards may take minutes before it answers.</summary>
    private const int HealthStartSeconds = 300;

    private const int HealthIntervalSeconds = 30, HealthTimeoutSeconds = 10, HealthRetries = 5;

    private const int OpenFiles = 65535, Processes = 4096, Unlimited = -1;

    /// <summary>Share of the instance's memory given to the container; the rest is the operating system's and the agent's.</summary>
    private const int MemoryNumerator = 7, MemoryDenominator = 8;

    /// <summary>On the embedded AWS's containers: a whole cluster shares one developer's machine, so a node does not size its heap by the instance type it plays.</summary>
    private const int LocalHeapMiB = 256;

    public static string Family(string clusterName, string slot) => $"{clusterName}-{slot}";

    /// <summary>The instance's address where it is known beforehand; on an account the entry point asks the instance itself.</summary>
    public RegisterTaskDefinitionRequest For(SlotOutputs slot, string? address) => new()
    {
        Family = Family(infra.ClusterName, slot.Name),
        TaskRoleArn = infra.TaskRoleArn,
        ExecutionRoleArn = infra.ExecutionRoleArn,
        NetworkMode = NetworkMode.Host,
        RequiresCompatibilities = [Compatibility.EC2.Value],
        ContainerDefinitions = [Container(slot, address)],
        Volumes = [.. Mounts.Select(mount => new Volume { Name = mount.Name, Host = new HostVolumeProperties { SourcePath = mount.Host } })],
        PlacementConstraints = [new TaskDefinitionPlacementConstraint { Type = TaskDefinitionPlacementConstraintType.MemberOf, Expression = $"attribute:quorum.slot == {slot.Name}" }],
        Tags = [new Tag { Key = "quorum:cluster", Value = infra.ClusterName }, new Tag { Key = "quorum:slot", Value = slot.Name }],
    };

    private IEnumerable<(string Name, string Host, string Container)> Mounts
    {
        get
        {
            yield return (VolumeName, HostDataPath, ContainerDataPath);
            if (settings.Cloud == CloudKind.Local) yield return (SnapshotVolumeName, settings.LocalSnapshotFolder, ContainerSnapshotPath);
        }
    }

    private ContainerDefinition Container(SlotOutputs slot, string? address) => new()
    {
        Name = ContainerName,
        Image = image.ByDigest,
        Essential = true,
        Memory = MemoryMiB(slot),
        StopTimeout = StopTimeoutSeconds,
        StartTimeout = StartTimeoutSeconds,
        Environment = [.. Environment(slot, address).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new KeyValuePair { Name = pair.Key, Value = pair.Value })],
        Secrets = [.. secrets.For(slot.Name).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new Secret { Name = pair.Key, ValueFrom = pair.Value })],
        MountPoints = [.. Mounts.Select(mount => new MountPoint { SourceVolume = mount.Name, ContainerPath = mount.Container, ReadOnly = false })],
        DockerLabels = new Dictionary<string, string> { [VersionLabel] = settings.ElasticsearchVersion, ["quorum.slot"] = slot.Name },
        Ulimits =
        [
            new Ulimit { Name = UlimitName.Memlock, SoftLimit = Unlimited, HardLimit = Unlimited },
            new Ulimit { Name = UlimitName.Nofile, SoftLimit = OpenFiles, HardLimit = OpenFiles },
            new Ulimit { Name = UlimitName.Nproc, SoftLimit = Processes, HardLimit = Processes },
        ],
        LogConfiguration = new LogConfiguration
        {
            LogDriver = LogDriver.Awslogs,
            Options = new Dictionary<string, string> { ["awslogs-group"] = infra.LogGroup, ["awslogs-region"] = infra.Region, ["awslogs-stream-prefix"] = slot.Name },
        },
        HealthCheck = Health(address),
    };

    // Local, and any HTTP answer will do: a check that looks at the cluster's state lets ECS kill good nodes during an election.
    private HealthCheck Health(string? address) => new()
    {
        Command = ["CMD-SHELL", $"curl -sk -o /dev/null --max-time 5 {(secrets.HasTls ? "https" : "http")}://{address ?? "localhost"}:{HttpPort}/ || exit 1"],
        Interval = HealthIntervalSeconds,
        Timeout = HealthTimeoutSeconds,
        Retries = HealthRetries,
        StartPeriod = HealthStartSeconds,
    };

    private Dictionary<string, string> Environment(SlotOutputs slot, string? address)
    {
        var masters = infra.MasterEligible.ToList();
        var environment = new Dictionary<string, string>
        {
            ["node.name"] = slot.Name,
            ["cluster.name"] = infra.ClusterName,
            ["node.attr.zone"] = slot.Zone,
            ["http.port"] = $"{HttpPort}",
            ["discovery.seed_hosts"] = string.Join(',', masters.Select(master => master.HostName)),
            ["cluster.routing.allocation.awareness.attributes"] = "zone",
            ["cluster.routing.allocation.awareness.force.zone.values"] = string.Join(',', infra.Zones.Order(StringComparer.Ordinal)),
            ["QUORUM_SLOT"] = slot.Name,
            ["QUORUM_DATA_MOUNT"] = ContainerDataPath,
            ["QUORUM_INITIAL_MASTER_NODES"] = string.Join(',', masters.Select(master => master.Name)),
        };
        // Clients drain before the node goes; Elasticsearch's default cuts them off. An older server does not start with a setting that it does not know.
        if (ElasticsearchVersion.Parse(settings.ElasticsearchVersion) >= GracePeriodFrom) environment["http.shutdown_grace_period"] = "10s";
        if (slot.Roles.Count > 0) environment["node.roles"] = string.Join(',', slot.Roles);
        if (settings.Cloud == CloudKind.Local) environment["path.repo"] = ContainerSnapshotPath;
        if (address is not null) environment["network.host"] = address;
        // The trusted CAs keep their parameter's name; this makes a new revision of the slot when they become more, so that it is restarted with them.
        if (secrets.Tls is { } tls) environment["QUORUM_TLS_TRUST"] = $"{tls.Trust}";
        // Without certificates only the embedded AWS may run; the entry point refuses it anywhere but on loopback.
        if (!secrets.HasTls && settings.Cloud == CloudKind.Local) environment["xpack.security.enabled"] = "false";
        if (settings is { Cloud: CloudKind.Local, LocalRuntime: "containers" }) environment["ES_JAVA_OPTS"] = $"-Xms{LocalHeapMiB}m -Xmx{LocalHeapMiB}m";
        return environment;
    }

    private static int MemoryMiB(SlotOutputs slot) => InstanceTypes.Find(slot.InstanceType) is { } shape
        ? shape.MemoryMiB * MemoryNumerator / MemoryDenominator
        : throw new Pipeline.StageException($"slot {slot.Name}: the memory of instance type {slot.InstanceType} is not known", $"use one of {InstanceTypes.Known}");
}

/// <summary>Container variables that ECS fills from SSM; holds names only, never a value.</summary>
/// <param name="Tls">Generation of trust and certificates: each slot gets its own, and the password of <c>elastic</c>. Null: the cluster has no security.</param>
public sealed record TaskSecrets(InfraOutputs Infra, TlsState? Tls)
{
    /// <summary>Value of the bootstrapped flag before the cluster forms: SSM has no empty values, and ECS refuses a missing parameter.</summary>
    public const string NotBootstrapped = "none";

    public bool HasTls => Tls is not null;

    public static string BootstrappedParameter(string path) => $"{path}/bootstrapped";

    public IEnumerable<KeyValuePair<string, string>> For(string slot)
    {
        yield return new("QUORUM_BOOTSTRAPPED", Arn(BootstrappedParameter(Infra.ParameterPath)));
        if (Tls is null) yield break;
        var names = new SecretNames(Infra.ParameterPath, Infra.ClusterName);
        yield return new("ELASTIC_PASSWORD", Arn(names.ElasticPassword));
        yield return new("QUORUM_TLS_CA", Arn(names.TrustedCas));
        yield return new("QUORUM_TLS_CERT", Arn(names.Certificate(Tls.Certificates, slot)));
        yield return new("QUORUM_TLS_KEY", Arn(names.Key(Tls.Certificates, slot)));
    }

    private string Arn(string parameter) => $"arn:aws:ssm:{Infra.Region}:{Infra.AccountId}:parameter{parameter}";
}
