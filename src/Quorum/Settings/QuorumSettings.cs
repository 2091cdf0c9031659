namespace Quorum.Settings;

/// <summary>Everything the pipeline is told, as one immutable value; filled by the build's parameters, validated before the first stage.</summary>
public sealed record QuorumSettings
{
    /// <summary>Repository root; all other relative paths start here.</summary>
    public required string Root { get; init; }

    /// <summary>Name of the Nuke profile: <c>local</c>, <c>staging</c>, <c>prod</c>.</summary>
    public required string Profile { get; init; }

    /// <summary><c>local</c>: the embedded AWS on loopback. <c>aws</c>: the account the credentials belong to.</summary>
    public required CloudKind Cloud { get; init; }

    public required string ClusterName { get; init; }

    public required string Region { get; init; }

    /// <summary>12 digits; deploying into another account than this one is refused.</summary>
    public required string AccountId { get; init; }

    /// <summary>Port of the embedded AWS on 127.0.0.1 (Cloud = local only).</summary>
    public required int LocalPort { get; init; }

    /// <summary>What runs the tasks of the embedded AWS: auto | containers | simulated.</summary>
    public required string LocalRuntime { get; init; }

    public required int ZoneCount { get; init; }

    public required int SlotsPerZone { get; init; }

    public required string InstanceType { get; init; }

    /// <summary>Size of each slot's data volume in GiB.</summary>
    public required int VolumeSizeGiB { get; init; }

    public required string VpcCidr { get; init; }

    /// <summary>ECR repository name, e.g. <c>quorum/elasticsearch</c>.</summary>
    public required string RepositoryName { get; init; }

    /// <summary>Elasticsearch version, e.g. <c>8.17.2</c>; the base image's tag must agree.</summary>
    public required string ElasticsearchVersion { get; init; }

    /// <summary>Base image reference without digest, e.g. <c>docker.elastic.co/elasticsearch/elasticsearch:8.17.2</c>.</summary>
    public required string BaseImage { get; init; }

    /// <summary>Base images that would do on the embedded AWS, best first: the one asked for, then the one made for tests on a machine without a registry.</summary>
    public IReadOnlyList<string> BaseImages => [BaseImage, $"{TestImages}{ElasticsearchVersion}"];

    /// <summary>Images made for tests on a machine without a registry; their Elasticsearch has no x-pack.</summary>
    public const string TestImages = "quorum.test/elasticsearch:";

    /// <summary><c>linux/amd64</c>, <c>linux/arm64</c>, or both: <c>linux/amd64+linux/arm64</c>.</summary>
    public required string Platform { get; init; }

    /// <summary><see cref="Platform"/>, one by one, in a fixed order.</summary>
    public IReadOnlyList<string> Platforms => [.. Platform.Split('+').Order(StringComparer.Ordinal)];

    /// <summary>How REST calls reach the cluster: <c>direct</c> or <c>ssm</c>.</summary>
    public required string Access { get; init; }

    /// <summary>Whether a new cluster gets TLS and users: <c>on</c>, or on the embedded AWS only <c>off</c>.</summary>
    public string Security { get; init; } = "on";

    /// <summary>Rollout rules switched off by name; recorded in the outcome.</summary>
    public IReadOnlyList<string> SkipRules { get; init; } = [];

    /// <summary>True when the smoke test may create, write and delete an index of its own.</summary>
    public bool WriteProbe { get; init; }

    /// <summary>Names of known problems (images/known-versions.json) accepted for this run; recorded in the outcome.</summary>
    public IReadOnlyList<string> AllowVersions { get; init; } = [];

    /// <summary>Most slots down at once by our hand; null leaves it to the rules. No parameter: trials compare with rolls of one node at a time.</summary>
    public int? MaxSetSize { get; init; }

    /// <summary>Options of the infrastructure that have no parameter of their own, as <c>key=value</c> pairs; empty for none.</summary>
    public string InfraOptions { get; init; } = "";

    public string ImageFolder => Path.Combine(Root, "images", "elasticsearch");

    public string ArtifactsFolder => Path.Combine(Root, "artifacts");

    /// <summary>State of the embedded AWS of this checkout and profile.</summary>
    public string LocalFolder => Path.Combine(Root, ".nuke", "temp", "local", Profile);

    /// <summary>What the slots of the embedded AWS share in place of a bucket.</summary>
    public string LocalSnapshotFolder => Path.Combine(LocalFolder, "snapshots");

    public string LocalEndpoint => $"http://127.0.0.1:{LocalPort}";

    /// <summary>Path below which the pipeline keeps SSM parameters, e.g. <c>/quorum/quorum-local</c>.</summary>
    public string ParameterPath => $"/quorum/{ClusterName}";

    public string EcsClusterName => ClusterName;
}

public enum CloudKind { Local, Aws }
