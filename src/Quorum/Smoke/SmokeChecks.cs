using Quorum.Smoke.Checks;

namespace Quorum.Smoke;

/// <summary>All read-only checks in the order of the report.</summary>
public static class SmokeChecks
{
    public static IReadOnlyList<SmokeCheck> All { get; } =
    [
        new OneClusterUuid(), new ExpectedNodes(), new ExpectedVersion(), new ExpectedDigest(), new ZonesSpread(),
        new MasterElected(), new VotersAreMasters(), new NoVotingExclusions(), new NoShutdownRecords(), new NoLeftoverSettings(), new NoInitialMasterNodes(), new PendingTasksShort(),
        new HealthGreen(), new CopiesInTwoZones(), new AllocationAwareness(), new DiskBelowLowWatermark(),
        new MemoryLocked(), new MaxMapCount(), new TlsExpiry(), new SnapshotAge(), new HealthReportGreen(),
    ];

    public const string WriteProbe = "write-probe";
}
