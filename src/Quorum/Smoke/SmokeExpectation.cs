using Quorum.Provisioning;
using Quorum.Settings;

namespace Quorum.Smoke;

/// <summary>What the cluster should be; made from the infrastructure's outputs and what ECS runs.</summary>
public sealed record SmokeExpectation
{
    public required string ClusterName { get; init; }

    /// <summary>E.g. <c>8.17.2</c>.</summary>
    public required string Version { get; init; }

    public required IReadOnlyList<ExpectedSlot> Slots { get; init; }

    /// <summary>Image digest every task should run, e.g. <c>sha256:…</c>; null when the caller does not know one.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>What ECS runs, by slot; null when ECS was not asked.</summary>
    public IReadOnlyList<RunningTask>? Tasks { get; init; }

    /// <summary>False when the cluster is reached by plain HTTP.</summary>
    public required bool Tls { get; init; }

    /// <summary>
    /// When the bootstrapped flag was set; null when it is not set. A node that started before still shows cluster.initial_master_nodes of its
    /// first start; with the flag its next start goes without.
    /// </summary>
    public DateTimeOffset? BootstrappedAt { get; init; }

    /// <summary>Persistent settings that are meant to be there although they look like leftovers.</summary>
    public IReadOnlyList<string> AllowedSettings { get; init; } = [];

    /// <summary>True: a cluster without a snapshot repository fails the check of the snapshots' age.</summary>
    public bool Snapshots { get; init; }

    public TimeSpan MaxSnapshotAge { get; init; } = TimeSpan.FromHours(26);

    /// <summary>A certificate with less than this left fails the check.</summary>
    public TimeSpan MinCertificateLeft { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A task that waits longer than this in the master's queue fails the check.</summary>
    public TimeSpan MaxPendingTask { get; init; } = TimeSpan.FromSeconds(30);

    public static SmokeExpectation From(QuorumSettings settings, InfraOutputs outputs, bool tls, string? imageDigest, IReadOnlyList<RunningTask>? tasks, DateTimeOffset? bootstrappedAt) => new()
    {
        ClusterName = outputs.ClusterName,
        Version = settings.ElasticsearchVersion,
        Slots = [.. outputs.Slots.Select(slot => new ExpectedSlot(slot.Name, slot.Zone, slot.MasterEligible))],
        ImageDigest = imageDigest,
        Tasks = tasks,
        Tls = tls,
        BootstrappedAt = bootstrappedAt,
        Snapshots = true,
    };
}

/// <param name="Zone">Availability zone, e.g. <c>us-east-1a</c>; the same text as the node attribute <c>zone</c>.</param>
public sealed record ExpectedSlot(string Name, string Zone, bool MasterEligible);

/// <param name="TaskDefinition">Family and revision, e.g. <c>quorum-local-es-a1:4</c>.</param>
/// <param name="Digest">Digest the container really runs; null while ECS does not know it yet.</param>
/// <param name="Status">ECS's last status, e.g. <c>RUNNING</c>.</param>
/// <param name="ServiceRevision">Family and revision the service wants.</param>
public sealed record RunningTask(string Slot, string TaskDefinition, string? Digest, string Status, string ServiceRevision, bool DeploymentUnderWay, string Reason = "");
