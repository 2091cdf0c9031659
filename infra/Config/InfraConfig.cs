using System.Globalization;

namespace Quorum.Infra;

/// <summary>
/// Everything the infrastructure is told. Made either from the keys of <c>Pulumi.&lt;stack&gt;.yaml</c> or from the pipeline's settings, with
/// the same keys and the same meaning: see <see cref="InfraConfigKeys"/>. Sizes are in GiB, throughput in MiB/s.
/// </summary>
public sealed record InfraConfig
{
    public required string ClusterName { get; init; }

    public required string Region { get; init; }

    public required string AccountId { get; init; }

    /// <summary>Letters of the availability zones, e.g. a, b, c. Slots are named after them.</summary>
    public IReadOnlyList<string> ZoneLetters { get; init; } = ["a", "b", "c"];

    /// <summary>Slots with data in each zone. Without dedicated masters the first of each zone is also master-eligible.</summary>
    public int SlotsPerZone { get; init; } = 1;

    /// <summary>One more slot in each zone, number 0, that is master-eligible and holds no data.</summary>
    public bool DedicatedMasters { get; init; }

    public string InstanceType { get; init; } = "m6i.large";

    public string MasterInstanceType { get; init; } = "m6i.large";

    public int VolumeSize { get; init; } = 100;

    public int VolumeIops { get; init; } = 3000;

    public int VolumeThroughput { get; init; } = 125;

    public int MasterVolumeSize { get; init; } = 20;

    /// <summary>AMI of the slots. Empty: the recommended ECS-optimised one at a slot's creation, not touched afterwards.</summary>
    public string AmiId { get; init; } = "";

    public string VpcCidr { get; init; } = "10.42.0.0/16";

    /// <summary><c>zone</c>: one NAT gateway in each zone. <c>one</c>: a single one, whose zone's loss cuts all slots off the registry.</summary>
    public string NatGateways { get; init; } = "zone";

    /// <summary>Interface endpoints for ECR, ECS, CloudWatch Logs and Systems Manager, so that slots need no NAT for them.</summary>
    public bool InterfaceEndpoints { get; init; }

    public bool ContainerInsights { get; init; } = true;

    /// <summary>Internal network load balancer that passes TCP 9200 through to the data slots.</summary>
    public bool LoadBalancer { get; init; } = true;

    public bool Bastion { get; init; } = true;

    public string BastionInstanceType { get; init; } = "t3.micro";

    /// <summary>Who may reach the bastion by SSH. Empty: nobody, only Session Manager. Never the whole world.</summary>
    public string BastionSshCidr { get; init; } = "";

    public int LogRetentionDays { get; init; } = 30;

    /// <summary><c>aws</c>: keys managed by AWS. <c>own</c>: a customer managed key of this stack. Or the ARN of an existing key.</summary>
    public string KmsKey { get; init; } = "aws";

    /// <summary>
    /// What the cluster's own roles may be given at most. <c>own</c>: a policy of this stack with the union of their rights, which the deploy role cannot
    /// change. <c>off</c>: no boundary. Or the ARN of a policy of the account.
    /// </summary>
    public string PermissionsBoundary { get; init; } = "own";

    /// <summary>ARN of the boundary; null when there is none.</summary>
    public string? BoundaryArn => PermissionsBoundary switch
    {
        "off" => null,
        "own" => $"arn:aws:iam::{AccountId}:policy/{RoleName("boundary")}",
        var given => given,
    };

    /// <summary>Days after which superseded versions of snapshot files are deleted.</summary>
    public int SnapshotVersionDays { get; init; } = 30;

    /// <summary>SNS topic that alarms notify. Empty: alarms only show.</summary>
    public string AlarmTopicArn { get; init; } = "";

    /// <summary>ECR repository the execution role may pull from.</summary>
    public string RepositoryName { get; init; } = "quorum/elasticsearch";

    /// <summary><c>owner@owner-id/repository@repository-id</c>, the immutable form. Empty: no trust in GitHub.</summary>
    public string GitHubRepository { get; init; } = "";

    public string GitHubEnvironment { get; init; } = "production";

    public string GitHubBranch { get; init; } = "main";

    /// <summary>False when the account already has GitHub's OIDC provider (there can be only one).</summary>
    public bool CreateGitHubProvider { get; init; } = true;

    public IReadOnlyList<string> Zones => [.. ZoneLetters.Select(letter => Region + letter)];

    public IReadOnlyList<SlotSpec> Slots => SlotSpec.Of(this);

    public string DnsZone => $"{ClusterName}.internal";

    public string ParameterPath => $"/quorum/{ClusterName}";

    /// <summary>Not below <see cref="ParameterPath"/>: who reads the slots' secrets must not be able to make certificates.</summary>
    public string CaPath => $"/quorum-ca/{ClusterName}";

    public string LogGroup => $"/quorum/{ClusterName}/elasticsearch";

    public string SnapshotBucket => $"{ClusterName}-snapshots-{AccountId}-{Region}";

    /// <summary>IAM names are global to the account, so they carry the region.</summary>
    public string RoleName(string role) => $"{ClusterName}-{Region}-{role}";

    /// <summary>All values by key, as text, in the order of the keys: for the engine's configuration and for the graph.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ToKeys() =>
        [.. InfraConfigKeys.All.Select(key => KeyValuePair.Create(key.Name, key.Get(this)))];

    /// <exception cref="InfraConfigException">A value is missing, unreadable or wrong; all problems are listed.</exception>
    public static InfraConfig FromKeys(Func<string, string?> value)
    {
        var problems = new List<ConfigProblem>();
        var config = new InfraConfig { ClusterName = "", Region = "", AccountId = "" };
        foreach (var key in InfraConfigKeys.All)
        {
            if (value(key.Name) is not { } text)
            {
                if (key.Required) problems.Add(new(key.Name, "", $"must be set: pulumi config set quorum:{key.Name} …"));
                continue;
            }

            if (key.Set(config, text) is { } read) config = read;
            else problems.Add(new(key.Name, text, key.Right));
        }

        var unreadable = problems.Select(problem => problem.Key).ToHashSet();
        problems.AddRange(InfraConfigValidator.Validate(config).Where(problem => !unreadable.Contains(problem.Key)));
        return problems.Count == 0 ? config : throw new InfraConfigException(problems);
    }

    public IReadOnlyList<ConfigProblem> Validate() => InfraConfigValidator.Validate(this);

    internal static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Key">Configuration key without the namespace, e.g. <c>vpcCidr</c>.</param>
/// <param name="Right">What would be right, with an example.</param>
public sealed record ConfigProblem(string Key, string Value, string Right)
{
    public override string ToString() => $"quorum:{Key} = {(Value.Length == 0 ? "(empty)" : Value)}: {Right}";
}

public sealed class InfraConfigException(IReadOnlyList<ConfigProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems.Select(problem => problem.ToString())))
{
    public IReadOnlyList<ConfigProblem> Problems { get; } = problems;
}
