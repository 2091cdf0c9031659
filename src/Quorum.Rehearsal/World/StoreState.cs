using Quorum.Rollout;

namespace Quorum.Rehearsal.World;

/// <summary>What lies in the parameter store: shared by all runners of a world.</summary>
public sealed class StoreState
{
    public LockOwner? Owner { get; set; }

    public DateTimeOffset Heartbeat { get; set; }

    public RollRecord? Record { get; set; }

    public string? Bootstrapped { get; set; }
}
