using Quorum.Rollout;
using Quorum.Rollout.Rules;
using Xunit;

namespace Quorum.Tests.Rollout;

/// <summary>Each rule in both directions: what it lets pass, and what it stops, with the words it says.</summary>
public sealed class RuleTests
{
    private static readonly Goal Goal = Make.Goal(3, 2);

    // es-a1 0, es-a2 1, es-b1 2, es-b2 3, es-c1 4, es-c2 5
    private static readonly SlotSet A2 = SlotSet.Of(1);

    private static (string Name, string Why, string WayOut) Ask(RollRule rule, SlotSet set, Func<ClusterSnapshot, ClusterSnapshot>? cluster = null, Goal? goal = null, Policy? policy = null,
        string version = "8.17.2", Func<EcsSnapshot, EcsSnapshot>? ecs = null, Func<RollRecord, RollRecord>? record = null, string bootstrapped = "uuid-1")
    {
        goal ??= Goal;
        policy ??= Policy.Default;
        var observation = Make.Calm(goal, version, cluster, ecs, record) with { Bootstrapped = bootstrapped };
        var finding = rule.Check(new RollView(observation, goal, policy), set);
        return (finding.Reason?.Name ?? "", finding.Explain(observation, goal, policy), finding.WayOut(observation, goal, policy));
    }

    private static void Passes((string Name, string Why, string WayOut) answer) => Assert.Equal("", answer.Name);

    private static void Blocks((string Name, string Why, string WayOut) answer, string rule, params string[] words)
    {
        Assert.Equal(rule, answer.Name);
        foreach (var word in words) Assert.Contains(word, answer.Why, StringComparison.Ordinal);
        Assert.NotEmpty(answer.WayOut);
    }

    [Fact]
    public void Green_GreenCluster_Passes() => Passes(Ask(new GreenRule(), A2));

    [Fact]
    public void Green_CopiesMoving_Blocks() => Blocks(Ask(new GreenRule(), A2, c => c with { Relocating = 2 }), "green", "2 copies");

    [Fact]
    public void Green_RedCluster_BlocksAndNamesTheShard() =>
        Blocks(Ask(new GreenRule(), A2, c => c with { Health = ClusterHealth.Red, Shards = [new ShardView("logs", 3, [new CopyView(-1, true, CopyState.Unassigned, false)])] }), "green", "[logs][3]", "red");

    [Fact]
    public void Green_YellowWithoutAVersionChange_Blocks() => Blocks(Ask(new GreenRule(), A2, c => c with { Health = ClusterHealth.Yellow, Shards = [Unreplicated(1)] }), "green", "[logs][0]");

    [Fact]
    public void Green_YellowBecauseOldNodesCannotTakeReplicasOfANewOne_Passes() =>
        Passes(Ask(new GreenRule(), SlotSet.Of(3), c => Upgraded(c, 0, 1) with { Health = ClusterHealth.Yellow, Shards = [Unreplicated(1)] }, Make.Goal(3, 2, version: "8.18.0")));

    [Fact]
    public void Green_YellowThoughANewNodeInAnotherZoneCouldTakeTheReplica_Blocks() =>
        Blocks(Ask(new GreenRule(), SlotSet.Of(5), c => Upgraded(c, 0, 1, 2, 3) with { Health = ClusterHealth.Yellow, Shards = [Unreplicated(1)] }, Make.Goal(3, 2, version: "8.18.0")), "green", "a node could take");

    [Fact]
    public void CopyOutsideSet_ReplicaInAnotherZone_Passes() => Passes(Ask(new CopyOutsideSetRule(), A2, c => c with { Shards = [Make.Shard("logs", 0, 1, 3)] }));

    [Fact]
    public void CopyOutsideSet_BothCopiesInTheSetThoughGreen_BlocksAndNamesShardAndNodes() =>
        Blocks(Ask(new CopyOutsideSetRule(), SlotSet.Of(0, 1), c => c with { Shards = [Make.Shard("logs", 7, 0, 1)] }), "copy-outside-set", "[logs][7]", "es-a1, es-a2");

    [Fact]
    public void CopyOutsideSet_OtherCopyNotInSync_Blocks() =>
        Blocks(Ask(new CopyOutsideSetRule(), A2, c => c with { Shards = [new ShardView("logs", 0, [new CopyView(1, true, CopyState.Started, true), new CopyView(3, false, CopyState.Started, false)])] }), "copy-outside-set");

    [Fact]
    public void ZeroReplicas_IndexWithoutReplicaInTheSet_BlocksWithTheCallThatHelps()
    {
        var answer = Ask(new ZeroReplicaRule(), A2, c => c with { Shards = [Make.Shard("scratch", 0, 1)] });
        Blocks(answer, "zero-replicas", "scratch", "es-a2");
        Assert.Contains("PUT /scratch/_settings", answer.WayOut, StringComparison.Ordinal);
        Passes(Ask(new ZeroReplicaRule(), SlotSet.Of(3), c => c with { Shards = [Make.Shard("scratch", 0, 1)] }));
    }

    [Fact]
    public void WaitForActiveShards_TooFewLeft_Blocks()
    {
        Blocks(Ask(new WaitForActiveShardsRule(), A2, c => c with { Shards = [new ShardView("strict", 0, Make.Shard("strict", 0, 1, 3).Copies, 2)] }), "wait-for-active-shards", "1 started copy", "demands 2");
        Passes(Ask(new WaitForActiveShardsRule(), A2, c => c with { Shards = [new ShardView("strict", 0, Make.Shard("strict", 0, 1, 3, 5).Copies, 2)] }));
    }

    [Fact]
    public void Disk_AboveTheLowWatermark_BlocksWithBothNumbers()
    {
        Blocks(Ask(new DiskRule(), A2, c => c with { Nodes = c.Nodes.SetItem(4, c.Nodes[4]! with { DiskUsed = 0.871 }) }), "disk-low-watermark", "es-c1", "87.1 %", "85 %");
        Passes(Ask(new DiskRule(), A2, c => c with { Nodes = c.Nodes.SetItem(4, c.Nodes[4]! with { DiskUsed = double.NaN }) }));
    }

    [Fact]
    public void OneZone_AnotherZoneIsDown_BlocksAndNamesIt()
    {
        Blocks(Ask(new OneZoneRule(), A2, c => c with { Joined = c.Joined - SlotSet.Of(3) }), "one-zone", "es-b2", "us-east-1b");
        Blocks(Ask(new OneZoneRule(), SlotSet.Of(1, 3)), "one-zone", "es-b2");
        Passes(Ask(new OneZoneRule(), SlotSet.Of(0, 1), c => c with { Joined = c.Joined - SlotSet.Of(0) }));
    }

    [Fact]
    public void Voters_HalfOrMoreDown_Blocks()
    {
        Passes(Ask(new VotersRule(), SlotSet.Of(0)));
        Blocks(Ask(new VotersRule(), SlotSet.Of(0), c => c with { Joined = c.Joined - SlotSet.Of(2) }), "voters-under-half", "2 of 3 voters", "es-a1");
        Blocks(Ask(new VotersRule(), SlotSet.Of(0), c => c with { Voters = SlotSet.Of(0, 2), AbsentVoters = 1 }), "voters-under-half");
        Passes(Ask(new VotersRule(), A2, c => c with { Joined = c.Joined - SlotSet.Of(2) }));
    }

    [Fact]
    public void HighlyAvailable_TwoMasters_BlocksAndNamesBothRulesToSkip()
    {
        var answer = Ask(new HighlyAvailableRule(), SlotSet.Of(0), goal: Make.Goal(2, 1));
        Blocks(answer, "ha-cluster", "2 master-eligible slots");
        Assert.Contains("voters-under-half", answer.WayOut, StringComparison.Ordinal);
        Passes(Ask(new HighlyAvailableRule(), SlotSet.Of(0)));
    }

    [Fact]
    public void TierKeepsMember_AllHotNodesInTheSet_Blocks()
    {
        var goal = Make.Goal(3, 3, roles: name => name[^1] == '1' ? SlotRoles.All : name[3] == 'a' ? SlotRoles.Hot : SlotRoles.Data);
        Blocks(Ask(new TierKeepsMemberRule(), SlotSet.Of(1, 2), goal: Make.Goal(3, 3, roles: name => name[^1] == '1' ? SlotRoles.Master : name[3] == 'a' ? SlotRoles.Hot : SlotRoles.Data)), "tier-keeps-a-member", "2", "hot");
        Passes(Ask(new TierKeepsMemberRule(), SlotSet.Of(1, 2), goal: goal));
        Passes(Ask(new TierKeepsMemberRule(), SlotSet.Of(1), goal: goal));
    }

    [Fact]
    public void Capacity_InstanceGone_BlocksAndNamesTheSlot()
    {
        Blocks(Ask(new CapacityRule(), A2, ecs: e => e.With(1, s => s with { InstanceReady = false })), "capacity", "es-a2");
        Passes(Ask(new CapacityRule(), A2, ecs: e => e.With(2, s => s with { InstanceReady = false })));
    }

    [Fact]
    public void Background_SnapshotOrShrinkOrQueue_Blocks()
    {
        Blocks(Ask(new NoSnapshotRule(), A2, c => c with { SnapshotsInFlight = 1 }), "no-snapshot-running", "1 snapshot");
        Blocks(Ask(new NoShrinkRule(), A2, c => c with { Shrinking = ["logs-1"] }), "no-ilm-shrink", "logs-1");
        Blocks(Ask(new PendingTasksRule(), A2, c => c with { PendingTasks = 21 }), "pending-tasks", "21", "20");
        Passes(Ask(new NoSnapshotRule(), A2));
        Passes(Ask(new NoShrinkRule(), A2));
        Passes(Ask(new PendingTasksRule(), A2, c => c with { PendingTasks = 20 }));
    }

    [Fact]
    public void Leftovers_OfOthers_BlockAndOursDoNot()
    {
        Passes(Ask(new NoLeftoversRule(), A2));
        Blocks(Ask(new NoLeftoversRule(), A2, c => c with { Allocation = AllocationEnable.Primaries }), "no-leftovers", "primaries");
        Passes(Ask(new NoLeftoversRule(), A2, c => c with { Allocation = AllocationEnable.Primaries }, record: r => r with { AllocationSet = true }));
        Blocks(Ask(new NoLeftoversRule(), A2, c => c with { Allocation = AllocationEnable.None }, record: r => r with { AllocationSet = true }), "no-leftovers", "none");
        Blocks(Ask(new NoLeftoversRule(), A2, c => c with { StuckSettings = ["cluster.routing.allocation.exclude._name=es-a2"] }), "no-leftovers", "exclude._name");
        Blocks(Ask(new NoLeftoversRule(), A2, c => c with { Excluded = SlotSet.Of(4) }), "no-leftovers", "es-c1");
        Passes(Ask(new NoLeftoversRule(), A2, c => c with { Excluded = SlotSet.Of(4) }, record: r => r with { HandOver = 4 }));
        Blocks(Ask(new NoLeftoversRule(), A2, c => c with { ForeignExclusions = ["old-node"] }), "no-leftovers", "old-node");
        Blocks(Ask(new NoLeftoversRule(), A2, c => c with { ShutdownRecords = [new ShutdownRecord("n3", 3, "RESTART", "maintenance by Ann")] }), "no-leftovers", "es-b2", "maintenance by Ann");
        Passes(Ask(new NoLeftoversRule(), A2, c => c with { ShutdownRecords = [new ShutdownRecord("n3", 3, "RESTART", "quorum:20260101-000000-0001")] }));
    }

    [Theory]
    [InlineData("8.17.2", "8.17.2", "")]
    [InlineData("8.17.2", "8.19.0", "")]
    [InlineData("8.18.1", "9.1.0", "")]
    [InlineData("7.17.9", "8.1.0", "")]
    [InlineData("8.17.2", "9.0.0", "at least 8.18.0 must come first")]
    [InlineData("7.16.0", "8.1.0", "at least 7.17.0 must come first")]
    [InlineData("8.17.2", "8.17.1", "cannot be downgraded")]
    [InlineData("7.17.9", "9.0.0", "a major version is skipped")]
    public void UpgradePath_OfAnEdge_IsAsElasticsearchHasIt(string from, string to, string why)
    {
        var answer = Ask(new UpgradePathRule(), A2, goal: Make.Goal(3, 2, version: to), version: from);
        if (why.Length == 0) Passes(answer); else Blocks(answer, "upgrade-path", why, "es-a2");
    }

    [Fact]
    public void KnownBadVersion_Listed_BlocksForThatEdgeOnly()
    {
        var policy = Policy.Default with { KnownBad = [new KnownBadVersion(new ElasticsearchVersion(8, 17, 2), new ElasticsearchVersion(8, 18, 0), "it loses its socks")] };
        Blocks(Ask(new KnownBadVersionRule(), A2, goal: Make.Goal(3, 2, version: "8.18.0"), policy: policy), "known-bad-version", "8.18.0", "it loses its socks");
        Passes(Ask(new KnownBadVersionRule(), A2, goal: Make.Goal(3, 2, version: "8.18.0"), policy: policy, version: "8.17.3"));
        Passes(Ask(new KnownBadVersionRule(), A2, goal: Make.Goal(3, 2, version: "8.18.1"), policy: policy));
    }

    [Theory]
    [InlineData(143, 30, 1, false, "")]
    [InlineData(137, 30, 1, false, "exit code 137")]
    [InlineData(143, 400, 1, false, "7 min")]
    [InlineData(137, 30, -1, false, "")]
    [InlineData(137, 30, 1, true, "")]
    public void GracefulStop_KilledOrTooSlow_BlocksTheNextSet(int code, int seconds, int minutesAfterStart, bool back, string why)
    {
        var stop = new StopView("t", "td", code, FakeWorld.Epoch.AddMinutes(minutesAfterStart), TimeSpan.FromSeconds(seconds), "");
        var answer = Ask(new GracefulStopRule(), A2, ecs: e => e.With(3, s => s with { LastStop = stop }), record: r => r.Open(SlotSet.Of(3)) with { Direction = back ? RollDirection.Back : RollDirection.Forward });
        if (why.Length == 0) Passes(answer); else Blocks(answer, "graceful-stop", why, "es-b2");
    }

    [Fact]
    public void GracefulStop_OfASlotThisRollDidNotTouch_Passes() =>
        Passes(Ask(new GracefulStopRule(), A2, ecs: e => e.With(3, s => s with { LastStop = new StopView("t", "td", 137, FakeWorld.Epoch.AddMinutes(1), null, "") })));

    [Fact]
    public void SameCluster_AnotherUuid_BlocksAndCannotBeSwitchedOff()
    {
        Blocks(Ask(new SameClusterRule(), A2, bootstrapped: "uuid-0"), "same-cluster", "uuid-0", "uuid-1");
        Passes(Ask(new SameClusterRule(), A2));
        Assert.False(new SameClusterRule().CanBeSwitchedOff);
    }

    [Fact]
    public void Rules_All_HaveANameAndAReasonOfTheirOwn()
    {
        Assert.Equal(AllRules.InOrder.Length, AllRules.InOrder.Select(rule => rule.Name).Distinct().Count());
        Assert.All(AllRules.InOrder, rule => Assert.EndsWith(".", rule.Because, StringComparison.Ordinal));
    }

    [Fact]
    public void Rules_SwitchedOffByName_NoLongerBlock()
    {
        var observation = Make.Calm(Goal, cluster: c => c with { SnapshotsInFlight = 1 });
        Assert.True(AllRules.Check(new RollView(observation, Goal, Policy.Default), A2).Blocks);
        Assert.False(AllRules.Check(new RollView(observation, Goal, Policy.Default with { SkipRules = ["no-snapshot-running"] }), A2).Blocks);
    }

    private static ShardView Unreplicated(int slot) => new("logs", 0, [new CopyView(slot, true, CopyState.Started, true), new CopyView(-1, false, CopyState.Unassigned, false)]);

    private static ClusterSnapshot Upgraded(ClusterSnapshot cluster, params int[] slots)
    {
        var nodes = cluster.Nodes;
        foreach (var slot in slots) nodes = nodes.SetItem(slot, nodes[slot]! with { Version = new ElasticsearchVersion(8, 18, 0) });
        return cluster with { Nodes = nodes };
    }
}
