using Quorum.Smoke.Checks;

namespace Quorum.Smoke;

/// <summary>All read-only checks in the order of the report.</summary>
public static class SmokeChecks
{
    public static IReadOnlyList<SmokeCheck> All { get; } =
    [
        new ClusterAnswers(), new OneClusterUuid(), new ExpectedNodes(), new ExpectedVersion(), new ExpectedDigest(), new ZonesSpread(),
        new MasterElected(), new VotersAreMasters(), new NoVotingExclusions(), new NoShutdownRecords(), new NoLeftoverSettings(), new NoInitialMasterNodes(), new PendingTasksShort(),
        new HealthGreen(), new CopiesInTwoZones(), new AllocationAwareness(), new DiskBelowLowWatermark(),
        new MemoryLocked(), new MaxMapCount(), new ClockSkew(), new TlsExpiry(), new SnapshotAge(), new HealthReportGreen(),
    ];

    /// <summary>One finding for each check. Where no node answers, that is the finding, and not that of every other check as well.</summary>
    public static IEnumerable<(SmokeCheck Check, Finding Finding)> Judge(SmokeObservation seen, SmokeExpectation expected)
    {
        var reached = All[0].Judge(seen, expected);
        return All.Select((check, index) => (check, index == 0 ? reached : reached.Verdict == Verdict.Fail ? Finding.Skip("no node answers") : check.Judge(seen, expected)));
    }

    /// <summary>Whether looking again is worth its time: something failed that may pass by itself.</summary>
    public static bool MayPass(IEnumerable<(SmokeCheck Check, Finding Finding)> judged, SmokeObservation seen) =>
        judged.Any(each => each.Finding.Verdict == Verdict.Fail && each.Check.Settles(seen));

    public const string WriteProbe = "write-probe";
}
