using System.Collections.Immutable;
using Quorum.Models.Kernel;
using Quorum.Rehearsal.Scenarios;

namespace Quorum.Rehearsal.Faults;

/// <summary>Draws which kinds of fault a seed knows and how often each strikes, then their times.</summary>
public static class FaultPlanner
{
    /// <summary>A seed without any fault keeps the plain way tested.</summary>
    private const double CalmShare = 0.15;

    private const int MostKinds = 6, MostPerKind = 3;
    private static readonly FaultKind[] All = Enum.GetValues<FaultKind>();

    /// <returns>Faults in the order of their times, and when the last one ends (seconds after the roll's begin).</returns>
    public static (ImmutableArray<Fault> Faults, double Safety) Plan(SeededRandom random, ImmutableArray<SlotPlan> slots, IReadOnlySet<FaultKind>? only = null)
    {
        if (only is null && random.Chance(CalmShare)) return ([], 0);
        // The roll of a small cluster takes some ten minutes; faults fall into that time, and some behind it.
        var span = 240 + 120 * Math.Min(slots.Length, 12) * random.NextDouble();
        var kinds = only is null ? 1 + random.Next(MostKinds) : only.Count;
        var faults = new List<Fault>();
        var chosen = only?.ToArray() ?? [];
        for (var i = 0; i < kinds; i++)
        {
            var kind = only is null ? All[random.Next(All.Length)] : chosen[i];
            var times = 1 + random.Next(MostPerKind);
            for (var n = 0; n < times; n++) faults.Add(Draw(random, kind, span, slots.Length));
        }
        faults.Sort((a, b) => a.At.CompareTo(b.At));
        var safety = faults.Max(f => f.At + f.For) + 30;
        return ([.. faults], safety);
    }

    private static Fault Draw(SeededRandom random, FaultKind kind, double span, int slots)
    {
        var (least, most) = Length(kind);
        var duration = least + (most - least) * random.NextDouble() * random.NextDouble();
        return new Fault(kind, Math.Round(span * random.NextDouble(), 1), Math.Round(duration, 1), random.Next(slots), Math.Round(random.NextDouble(), 3));
    }

    private static (double Least, double Most) Length(FaultKind kind) => kind switch
    {
        FaultKind.ThrottledCalls or FaultKind.ServerErrors or FaultKind.LostAnswers => (20, 600),
        FaultKind.StaleEcsReads or FaultKind.StaleClusterReads or FaultKind.SlowCalls => (60, 900),
        FaultKind.ClusterUnreadable or FaultKind.CredentialsExpired => (5, 300),
        FaultKind.SlowStart or FaultKind.CrashAtStart or FaultKind.ImagePullFailure => (60, 600),
        FaultKind.ZoneLoss or FaultKind.InstanceLost or FaultKind.InstanceDrained or FaultKind.AgentDisconnected => (60, 400),
        FaultKind.Partition or FaultKind.BlackHole or FaultKind.JvmStall => (5, 150),
        FaultKind.KilledOnStop or FaultKind.StopOverrun => (300, 1200),
        FaultKind.DiskOverWatermark or FaultKind.SnapshotRunning or FaultKind.PendingTasks => (30, 600),
        FaultKind.ForeignSetting or FaultKind.ForeignExclusion or FaultKind.ForeignRecord => (60, 600),
        FaultKind.RunnerKilled or FaultKind.RunnerCancelled or FaultKind.RunnerStalled => (2, 200),
        _ => (0, 1),
    };
}
