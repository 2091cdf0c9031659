using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Smoke;
using Quorum.Tests.Elasticsearch;

namespace Quorum.Tests.Smoke;

public sealed class SmokeStageTests
{
    private static readonly Finding Good = Finding.Pass("good"), Bad = Finding.Fail("bad"), Worse = Finding.Fail("worse");

    [Fact]
    public void Result_PassedAtOnce_IsAttemptOne()
    {
        var result = SmokeStage.Result("x", "do this", [Good, Good, Good]);
        Assert.Equal((Verdict.Pass, 1, "", "", false), (result.Verdict, result.Attempt, result.Remedy, result.FirstEvidence, result.PassedOnRetry));
    }

    [Fact]
    public void Result_PassedOnRetry_IsReportedAsSuchWithWhatTheFirstSaw()
    {
        var result = SmokeStage.Result("x", "do this", [Bad, Good, Worse, Good, Good]);
        Assert.Equal((Verdict.Pass, 4, "bad", true), (result.Verdict, result.Attempt, result.FirstEvidence, result.PassedOnRetry));
        var outcome = SmokeStage.Outcome(Whole(result), null);
        Assert.Contains(outcome.Facts, fact => fact.Key == "x on attempt 4" && fact.Value == "bad");
    }

    [Fact]
    public void Result_FailedAtTheEnd_HasItsRemedy()
    {
        var result = SmokeStage.Result("x", "do this", [Good, Bad, Worse]);
        Assert.Equal((Verdict.Fail, 3, "worse", "do this"), (result.Verdict, result.Attempt, result.Evidence, result.Remedy));
        var e = Assert.Throws<StageException>(() => SmokeStage.ThrowIfFailed(Whole(result)));
        Assert.Contains("x: worse", e.Message);
        Assert.Contains("x: do this", e.WayOut);
        Assert.Equal(StageResult.Failed, SmokeStage.Outcome(Whole(result), null).Result);
    }

    [Fact]
    public void Result_NothingButSkips_HasNotPassed()
    {
        var nothing = Whole(SmokeStage.Result("x", "", [Finding.Skip("cannot")]));
        Assert.False(nothing.Passed);
        Assert.Throws<StageException>(() => SmokeStage.ThrowIfFailed(nothing));
    }

    [Fact]
    public void Since_EarlierResult_ListsWhatChangedInBothDirections()
    {
        CheckResult Check(string name, Finding finding) => SmokeStage.Result(name, "", [finding]);
        var earlier = Whole(Check("same", Good), Check("healed", Bad), Check("broke", Good), Check("gone", Good));
        var now = Whole(Check("same", Good), Check("healed", Good), Check("broke", Bad), Check("new", Good));
        Assert.Equal(
            ["healed: fail → pass (good)", "broke: pass → fail (bad)", "new: not checked → pass (good)", "gone: pass → not checked (not checked this time)"],
            now.Since(earlier).Select(change => change.ToString()));
        Assert.Empty(now.Since(now));
        Assert.Contains(SmokeStage.Outcome(now, earlier).Facts, fact => fact.Key == "changed: broke");
    }

    [Fact]
    public async Task Test_NobodyAnswers_FailsAtItsDeadlineWithEveryCheckNamed()
    {
        using var http = new HttpClient();
        var clock = new ManualClock();
        var client = new ElasticsearchClient(http, [ScriptedNode.Nobody()], new ElasticsearchClientOptions { Rounds = 1 }, clock);
        var seen = new List<StageProgress>();
        var result = await new SmokeStage(client, clock).TestAsync(
            Healthy.Expected, new SmokeOptions(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2), WriteProbe: true), new SynchronousProgress<StageProgress>(seen.Add), default);
        Assert.False(result.Passed);
        Assert.Equal((3, TimeSpan.FromSeconds(4)), (result.Attempts, result.Took));
        Assert.Equal([.. SmokeChecks.All.Select(check => check.Name), SmokeChecks.WriteProbe], result.Checks.Select(check => check.Name));
        Assert.Equal(Verdict.Skip, result.Checks[^1].Verdict);
        // The one finding is that nobody answers; what could not be looked at is skipped, not said to be bad.
        Assert.Equal(["cluster-answers"], result.Checks.Where(check => check.Verdict == Verdict.Fail).Select(check => check.Name));
        Assert.Contains(seen, progress => progress is { Item: "health-green", State: "skip" });
    }

    [Fact]
    public void Json_OfAResult_ReadsBackTheSame()
    {
        var result = Whole(SmokeStage.Result("x", "do this", [Bad]), SmokeStage.Result("y", "", [Bad, Good]));
        var text = System.Text.Json.JsonSerializer.Serialize(result, SmokeJson.Default.SmokeResult);
        var read = System.Text.Json.JsonSerializer.Deserialize(text, SmokeJson.Default.SmokeResult)!;
        Assert.Equal(result.Checks, read.Checks);
        Assert.Contains("\"verdict\": \"Fail\"", text);
    }

    [Fact]
    public void Status_OfAHealthyCluster_HasZonesSlotsAndMaster()
    {
        var status = ClusterStatus.From(Healthy.Seen, Healthy.Expected, "completed yesterday");
        Assert.Equal(["za", "zb", "zc"], status.Zones.Select(zone => zone.Name));
        var slot = status.Zones[1].Slots[0];
        Assert.Equal(("es-b1", true, true, true, "8.17.2", Healthy.Digest, "f-es-b1:4", 1), (slot.Name, slot.InCluster, slot.IsMaster, slot.Votes, slot.Version, slot.Digest, slot.Revision, slot.Copies));
        Assert.Empty(status.Leftovers.Concat(status.Errors).Concat(status.Deployments));
    }

    [Fact]
    public void Status_NodeMissingAndLeftovers_AreShown()
    {
        var seen = Healthy.Seen with
        {
            Nodes = Reading<IReadOnlyList<NodeInfo>>.Of([.. Healthy.Seen.Nodes.Value!.Where(node => node.Name != "es-c1")]),
            Settings = Healthy.Settings(persistent: new() { ["cluster.routing.allocation.enable"] = "primaries" }),
            Stats = Reading<IReadOnlyList<NodeStats>>.Failed("GET /_nodes/stats: no answer"),
        };
        var status = ClusterStatus.From(seen, Healthy.Expected, "");
        Assert.False(status.Zones[2].Slots[0].InCluster);
        Assert.Equal(["persistent cluster.routing.allocation.enable = primaries"], status.Leftovers);
        Assert.Equal(["GET /_nodes/stats: no answer"], status.Errors);
    }

    /// <summary>what is wrong | whether a later look may find it right</summary>
    public static TheoryData<string, bool> Wrong => new()
    {
        { "nothing", false }, { "disk", false }, { "certificate", false }, { "snapshot", false }, { "snapshots unread", true }, { "stats unread", true }, { "yellow", true }, { "no replica", false }, { "replica not started", true }, { "disk and yellow", true },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Waiting_OnlyWhereItMayHelp(string wrong, bool waits)
    {
        var disk = new Dictionary<string, HealthIndicator> { ["disk"] = new(HealthStatus.Red, "1 index is read-only.") };
        var well = Healthy.Seen;
        var seen = wrong switch
        {
            "disk" => well with { Stats = Healthy.Stats(97), HealthReport = Reading<HealthReport>.Of(new HealthReport { Status = HealthStatus.Red, Indicators = disk }) },
            "certificate" => well with { Certificates = Reading<IReadOnlyList<CertificateInfo>>.Of([new("http.p12", "CN=es-a1", true, Healthy.Now)]) },
            "snapshot" => well with { Snapshots = Reading<IReadOnlyList<SnapshotInfo>>.Of([]) },
            "snapshots unread" => well with { Snapshots = Reading<IReadOnlyList<SnapshotInfo>>.Failed("no answer") },
            "stats unread" => well with { Stats = Reading<IReadOnlyList<NodeStats>>.Failed("no answer") },
            "no replica" => well with { Shards = Reading<IReadOnlyList<ShardCopy>>.Of([Healthy.Copy(true, "a")]) },
            "replica not started" => well with { Shards = Reading<IReadOnlyList<ShardCopy>>.Of([Healthy.Copy(true, "a"), Healthy.Copy(false, null, ShardState.Unassigned)]) },
            "yellow" => well with { Health = Reading<ClusterHealth>.Of(well.Health.Value! with { Status = HealthStatus.Yellow }) },
            "disk and yellow" => well with { Stats = Healthy.Stats(97), Health = Reading<ClusterHealth>.Of(well.Health.Value! with { Status = HealthStatus.Yellow }) },
            _ => well,
        };
        var judged = SmokeChecks.Judge(seen, Healthy.Expected).ToList();
        Assert.Equal(wrong != "nothing", judged.Any(each => each.Finding.Verdict == Verdict.Fail));
        Assert.Equal(waits, SmokeChecks.MayPass(judged, seen));
    }

    [Fact]
    public void Status_PrimaryAssignedNowhere_IsNamedWithItsReason()
    {
        var red = Healthy.Seen with { Shards = Reading<IReadOnlyList<ShardCopy>>.Of([Healthy.Copy(true, null, ShardState.Unassigned), Healthy.Copy(false, null, ShardState.Unassigned)]) };
        Assert.Equal(["logs[0] (NODE_LEFT)"], ClusterStatus.From(red, Healthy.Expected, "").WithoutPrimary);
        Assert.Empty(ClusterStatus.From(Healthy.Seen, Healthy.Expected, "").WithoutPrimary);
    }

    private static SmokeResult Whole(params CheckResult[] checks) => new("quorum-local", Healthy.Now, TimeSpan.FromSeconds(3), 1, checks);
}
