namespace Quorum.Drills;

/// <summary>What a drill does to the cluster.</summary>
public enum DrillKind
{
    /// <summary>SIGKILL to one node's process.</summary>
    Node,

    /// <summary>The instance under one slot is terminated; its group starts another, which finds the slot's volume.</summary>
    Instance,

    /// <summary>All instances of one zone are terminated at once.</summary>
    Zone,

    /// <summary>One node stalls and later goes on.</summary>
    Pause,

    /// <summary>One slot's disk fills up over the flood stage and is freed.</summary>
    Disk,

    /// <summary>One node is cut off from the others and found again.</summary>
    Cut,
}

public static class DrillKinds
{
    public static readonly IReadOnlyList<string> Names = [.. Enum.GetNames<DrillKind>().Select(name => name.ToLowerInvariant())];

    /// <returns>Null for a name that is none.</returns>
    public static DrillKind? Parse(string name) => Names.Contains(name) ? Enum.Parse<DrillKind>(name, ignoreCase: true) : null;

    public static string Name(this DrillKind kind) => Names[(int)kind];
}
