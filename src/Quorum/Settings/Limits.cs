namespace Quorum.Settings;

/// <summary>Bounds of the settings, in one place, so that messages, checks and documentation agree.</summary>
public static class Limits
{
    /// <summary>Three master-eligible nodes over three zones are the least that survives the loss of one zone.</summary>
    public const int Zones = 3;

    /// <summary>90 slots are the most the rollout has been rehearsed with.</summary>
    public const int MinSlotsPerZone = 1, MaxSlotsPerZone = 30;

    public const int MinPort = 1024, MaxPort = 65535;

    /// <summary>GiB; gp3 allows 1 to 65,536 since 2025, Elasticsearch needs room for its watermarks.</summary>
    public const int MinVolumeGiB = 10, MaxVolumeGiB = 65_536;

    /// <summary>Longest cluster name for which the names made from it fit AWS (load balancer and target group: 32 characters).</summary>
    public const int ClusterNameLength = 24;
}
