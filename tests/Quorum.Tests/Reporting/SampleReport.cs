using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Smoke;
using Quorum.Tests.Smoke;

namespace Quorum.Tests.Reporting;

/// <summary>A run with something of everything, for the reports.</summary>
internal static class SampleReport
{
    private static readonly DateTimeOffset Start = Healthy.Now;

    internal static RunReport Of(bool failed = false, int slotsPerZone = 2) => new()
    {
        ClusterName = "quorum-local",
        Profile = "local",
        At = Start,
        Stages =
        [
            StageOutcome.Changed("BuildImage", "built 4 layers", ("tag", "c0ffee"), ("digest", "sha256:1111")) with { Duration = TimeSpan.FromSeconds(14) },
            StageOutcome.Changed("PushToEcr", "2 layers pushed, 2 there already") with { Duration = TimeSpan.FromSeconds(3.2) },
            StageOutcome.Unchanged("ProvisionInfra", "93 resources as they should be") with { Duration = TimeSpan.FromSeconds(5) },
            (failed ? StageOutcome.Changed("RollService", "halted: es-b1 did not come back within 10 m") with { Result = StageResult.Failed, Next = ["./build.sh Status", "./build.sh Rollback"] } : StageOutcome.Changed("RollService", "6 slots in 4 sets")) with { Duration = TimeSpan.FromSeconds(184) },
            StageOutcome.Unchanged("SmokeTestCluster", "20 checks passed") with { Duration = TimeSpan.FromSeconds(2), Next = ["curl http://127.64.1.11:9200/"] },
        ],
        Roll = Roll(failed, slotsPerZone),
        Proof = new(Start, At(180), 3412, 2, 5, 3301, 4, [], [], TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(0.3), [], [], [new("writer 1", At(101), At(102.5))]),
        Smoke = new("quorum-local", At(184), TimeSpan.FromSeconds(2), 2,
        [
            new("one-cluster-uuid", Verdict.Pass, "6 nodes say 5SGgttidWdDP7fcJXTHjNg", "", 1),
            new("health-green", Verdict.Pass, "green, 12 copies active", "", 2, "yellow: 1 unassigned, 0 initializing: logs[0] replica unassigned (NODE_RESTARTING)"),
            new("disk-below-low-watermark", Verdict.Fail, "es-c1 uses 91 % (low watermark 85%)", "Delete or move indices, or enlarge the volumes", 2),
            new("snapshot-age", Verdict.Skip, "no snapshot repository is registered", "", 1),
        ]),
        Before = Status(slotsPerZone, "8.17.1"),
        After = Status(slotsPerZone, "8.17.2"),
        Infra = [new("update", "aws:ec2/securityGroup:SecurityGroup", "cluster", "ingress"), new("replace", "aws:ec2/launchTemplate:LaunchTemplate", "es-a1", "imageId")],
        Failure = failed ? "es-b1 did not come back within 10 m: its task exited with 78\n  → look at the log stream es-b1, then ./build.sh RollService" : "",
    };

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private static RollTimeline Roll(bool failed, int perZone)
    {
        var slots = new List<TimelineSlot>();
        foreach (var (zone, letter) in new[] { "a", "b", "c" }.Index())
        {
            for (var n = 1; n <= perZone; n++)
            {
                double from = zone == 0 && n == 1 ? 4 : 20 + zone * 50 + (n == 1 ? 20 : 0);
                SlotSpan[] spans =
                [
                    new(SlotActivity.Preparing, At(from), At(from + 2)), new(SlotActivity.Stopping, At(from + 2), At(from + 5), "exit 143"), new(SlotActivity.Starting, At(from + 5), At(from + 8)),
                    new(SlotActivity.Joining, At(from + 8), At(from + 14)), new(SlotActivity.Recovering, At(from + 14), At(from + 19)), .. zone == 0 && n == 1 ? [new SlotSpan(SlotActivity.Soaking, At(from + 19), At(from + 35))] : Array.Empty<SlotSpan>(),
                ];
                if (failed && letter == "b" && n == 1) spans = [.. spans.Take(3), new(SlotActivity.Failed, At(from + 8), At(180), "exit 78: max virtual memory areas vm.max_map_count [65530] is too low")];
                slots.Add(new($"es-{letter}{n}", $"us-east-1{letter}", spans, $"quorum-local-es-{letter}{n}:4"));
            }
        }
        return new(Start, At(180), failed ? "halted" : "completed", failed ? "es-b1 did not come back within 10 m" : "", slots,
            [new(HealthStatus.Green, At(0), At(6)), new(HealthStatus.Yellow, At(6), At(24)), new(HealthStatus.Green, At(24), At(40)), new(HealthStatus.Yellow, At(40), At(150)), new(HealthStatus.Red, At(150), At(152)), new(HealthStatus.Green, At(152), At(180))],
            [new("writer 1", At(101), At(102.5)), new("reader 1", At(101.2), At(101.9))],
            [new("started-copy-elsewhere", "logs[3] has its only started copy on es-b2; waiting for the replica on es-c1", At(60), At(75))])
        { Sets = 4, Elections = 1 };
    }

    private static ClusterStatus Status(int perZone, string version) => new(
        "quorum-local", Start, "5SGgttidWdDP7fcJXTHjNg", HealthStatus.Green, "es-b1", 12, 0,
        [.. new[] { "a", "b", "c" }.Select(letter => new ZoneStatus($"us-east-1{letter}", [.. Enumerable.Range(1, perZone).Select(n => new SlotStatus(
            $"es-{letter}{n}", letter != "c" || n != 2, ["master", "data", "ingest", "ml", "transform"], letter == "b" && n == 1, n == 1, version, "sha256:0123456789abcdef0123", $"quorum-local-es-{letter}{n}:4", "RUNNING", 41.2, 35, 2, TimeSpan.FromMinutes(3)))]))],
        ["es-c2 → quorum-local-es-c2:5"], ["persistent cluster.routing.allocation.enable = primaries"], [], "completed 2026-11-23");
}
