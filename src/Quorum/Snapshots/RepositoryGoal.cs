using Quorum.Elasticsearch;
using Quorum.Provisioning;
using Quorum.Rollout.Aws;
using Quorum.Settings;

namespace Quorum.Snapshots;

/// <summary>Where snapshots go and how often: the bucket of the infrastructure by the task role on an account, a folder that all slots share on the embedded AWS.</summary>
/// <param name="Type"><c>s3</c> or <c>fs</c>.</param>
/// <param name="Settings">Never keys: on an account the S3 client gets them from the task role.</param>
public sealed record RepositoryGoal(string Name, string Type, IReadOnlyDictionary<string, string?> Settings)
{
    public const string DefaultName = "quorum";

    /// <summary>Nightly, kept for two weeks, never fewer than three: what a failed week must not take away.</summary>
    public static readonly SlmPolicyInfo Nightly = new("quorum-nightly", "<quorum-nightly-{now/d}>", "0 30 1 * * ?", DefaultName, "14d", 3, 60, null);

    public static RepositoryGoal For(QuorumSettings settings, InfraOutputs infra)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(infra);
        return settings.Cloud == CloudKind.Aws
            ? new(DefaultName, "s3", new Dictionary<string, string?> { ["bucket"] = infra.SnapshotBucket })
            : new(DefaultName, "fs", new Dictionary<string, string?> { ["location"] = TaskDefinitionSpec.ContainerSnapshotPath });
    }

    /// <summary>Whether what is registered is what is wanted; settings that somebody added (a rate limit, say) are theirs.</summary>
    public bool Matches(SnapshotRepository there) => there.Name == Name && there.Type == Type && Settings.All(wanted => there.Settings.GetValueOrDefault(wanted.Key) == wanted.Value);
}
