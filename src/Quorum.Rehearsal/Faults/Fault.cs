namespace Quorum.Rehearsal.Faults;

/// <summary>What can go wrong around a roll.</summary>
public enum FaultKind
{
    ThrottledCalls, ServerErrors, LostAnswers, StaleEcsReads, StaleClusterReads, SlowCalls, ClusterUnreadable, CredentialsExpired,
    SlowStart, CrashAtStart, ImagePullFailure, HealthCheckFlap,
    NodeCrash, MasterCrash, ZoneLoss, InstanceLost, InstanceDrained, AgentDisconnected,
    Partition, BlackHole, JvmStall, DiskOverWatermark, KilledOnStop, StopOverrun,
    RunnerKilled, RunnerCancelled, RunnerStalled, SecondRunner, ClockJump,
    ForeignSetting, ForeignExclusion, ForeignRecord, ForeignDeploy,
    SnapshotRunning, IndexCreated, PendingTasks,
}

/// <summary>One fault with its time. Calls fail within the window with the probability <see cref="Amount"/>.</summary>
/// <param name="At">Seconds after the roll's begin.</param>
/// <param name="For">Seconds it lasts; what else it means is the kind's.</param>
/// <param name="Slot">Index of the slot (or a slot of the zone) it hits.</param>
/// <param name="Amount">A rate or a size from 0 to 1.</param>
public sealed record Fault(FaultKind Kind, double At, double For, int Slot, double Amount);
