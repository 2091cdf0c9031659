using System.Collections.Immutable;
using Quorum.Rollout;
using Xunit;

namespace Quorum.Tests.Rollout;

/// <summary>Which instance is replaced when: the decision alone.</summary>
public sealed class RefreshTests
{
    private const int A2 = 1, B2 = 3;
    private static readonly Goal Goal = Make.Refresh(3, 2);
    private static readonly DateTimeOffset Now = FakeWorld.Epoch;

    private static Decision Decide(Observation observation, Goal? goal = null) => Decider.Decide(observation, goal ?? Goal, Make.Quick);

    private static Observation With(Observation o, int slot, Func<SlotService, SlotService> change) => o with { Ecs = o.Ecs.With(slot, change) };

    private static Observation On(Observation o, int slot, params InstanceView[] instances) => o with { Instances = o.Instances! with { Slots = o.Instances.Slots.SetItem(slot, [.. instances]) } };

    private static InstanceView New(string id, long version = 2) => new(id, new LaunchVersion("lt", version));

    private static SlotService Down(SlotService service) => service with { Desired = 0, Task = null, LiveTasks = 0 };

    /// <summary>es-a2 was stopped by this roll.</summary>
    private static Observation Stopped(Observation o) => With(o with { Record = o.Record.Open(SlotSet.Of(A2)) }, A2, Down);

    [Fact]
    public void Behind_AndTheGoalSaysSo_OpensTheCanaryByTheOrderOfAnyRoll()
    {
        var decision = Decide(Make.Behind(Goal));
        Assert.Equal((DecisionKind.OpenSet, SlotSet.Of(A2)), (decision.Kind, decision.Slots));
    }

    [Fact]
    public void Behind_AndAnOrdinaryGoal_IsNothingToRoll()
    {
        var ordinary = Make.Goal(3, 2, revision: 1);
        var decision = Decide(Make.Behind(Goal), ordinary);
        Assert.Equal((DecisionKind.Complete, SlotSet.Empty), (decision.Kind, decision.Slots));
    }

    [Fact]
    public void Behind_OneSlotOnly_RollsThatOneAlone()
    {
        var seen = Make.Behind(Goal);
        for (var slot = 0; slot < Goal.Slots.Length; slot++) if (slot != B2) seen = On(seen, slot, New($"i-{slot}"));
        var decision = Decide(seen);
        Assert.Equal((DecisionKind.OpenSet, SlotSet.Of(B2)), (decision.Kind, decision.Slots));
    }

    [Theory]
    [InlineData("lt", 2, false)]
    [InlineData("lt", 3, false)]
    [InlineData("lt", 1, true)]
    [InlineData("lt-of-another-group", 2, true)]
    public void Behind_IsAnEarlierVersionOrAnotherTemplate(string template, long version, bool behind) =>
        Assert.Equal(behind, new LaunchVersion(template, version).IsBehind(new LaunchVersion("lt", 2)));

    [Fact]
    public void Instance_OfWhichNobodySaysWhereItIsFrom_IsLeftAlone()
    {
        var seen = Make.Behind(Goal);
        for (var slot = 0; slot < Goal.Slots.Length; slot++) seen = On(seen, slot, new InstanceView($"i-{slot}", null));
        Assert.Equal(DecisionKind.Complete, Decide(seen).Kind);
    }

    [Fact]
    public void Stopped_ByThisRoll_ReplacesItsInstance()
    {
        var decision = Decide(Make.Behind(Goal, Stopped));
        Assert.Equal((DecisionKind.Replace, SlotSet.Of(A2)), (decision.Kind, decision.Slots));
        Assert.Equal("replace the instance of es-a2 (es-a2-0 is of version 1 of lt)", decision.Explain(Make.Behind(Goal, Stopped), Goal, Make.Quick));
    }

    [Fact]
    public void Stopping_ItsTaskNotStoppedYet_DoesNotReplace()
    {
        var seen = Make.Behind(Goal, o => With(o with { Record = o.Record.Open(SlotSet.Of(A2)) }, A2, s => s with { Desired = 0, Task = s.Task! with { Phase = TaskPhase.Stopping, StoppingAt = Now } }));
        Assert.Equal((DecisionKind.Wait, WaitFor.TaskStopped), (Decide(seen).Kind, Decide(seen).For));
    }

    [Fact]
    public void Stopped_BySomebodyElse_IsStartedAsItIsAndReplacedInItsTurn()
    {
        var decision = Decide(Make.Behind(Goal, o => With(o, A2, Down)));
        Assert.Equal((DecisionKind.Start, SlotSet.Of(A2)), (decision.Kind, decision.Slots));
    }

    [Fact]
    public void Stopped_BySomebodyElseAndNothingCanStartOnIt_IsNotedAndReplaced()
    {
        var seen = Make.Behind(Goal, o => With(o, A2, s => Down(s) with { InstanceReady = false, ReadyInstance = null }));
        Assert.Equal((DecisionKind.OpenSet, SlotSet.Of(A2)), (Decide(seen).Kind, Decide(seen).Slots));
        Assert.Equal(DecisionKind.Replace, Decide(seen with { Record = seen.Record.Open(SlotSet.Of(A2)) }).Kind);
    }

    [Fact]
    public void Stopped_OnAReadTooOld_ReadsAgainBeforeItEndsAnything()
    {
        var seen = Make.Behind(Goal, Stopped);
        var decision = Decide(seen with { Ecs = seen.Ecs with { At = Now.AddMinutes(-1) } });
        Assert.Equal((DecisionKind.Wait, WaitFor.Reading), (decision.Kind, decision.For));
    }

    [Fact]
    public void Ended_AMomentAgoAndStillListed_IsNotEndedAgain()
    {
        var seen = Make.Behind(Goal, Stopped);
        seen = seen with { Record = seen.Record.Replace(A2, "es-a2-0", 6), Memory = seen.Memory with { ReplacedAt = Now.AddSeconds(-3) } };
        Assert.Equal((DecisionKind.Wait, WaitFor.Settling), (Decide(seen).Kind, Decide(seen).For));
        // Later it is: the call had no effect.
        Assert.Equal(DecisionKind.Replace, Decide(seen with { Memory = seen.Memory with { ReplacedAt = Now.AddMinutes(-1) } }).Kind);
    }

    [Fact]
    public void Ended_NothingRunsYet_WaitsForAnInstance()
    {
        var seen = On(Make.Behind(Goal, Stopped), A2);
        var decision = Decide(With(seen, A2, s => s with { InstanceReady = false, ReadyInstance = null }));
        Assert.Equal((DecisionKind.Wait, WaitFor.Instance, SlotSet.Of(A2)), (decision.Kind, decision.For, decision.Slots));
    }

    [Fact]
    public void Ended_TheFormerAgentStillSeemsConnected_IsNotStartedThere()
    {
        var decision = Decide(On(Make.Behind(Goal, Stopped), A2, New("i-new")));
        Assert.Equal((DecisionKind.Wait, WaitFor.Instance), (decision.Kind, decision.For));
        Assert.Contains("ECS still has es-a2-0", decision.Explain(On(Make.Behind(Goal, Stopped), A2, New("i-new")), Goal, Make.Quick), StringComparison.Ordinal);
    }

    [Fact]
    public void Ended_TwoInstancesRun_WaitsUntilOneIsLeft()
    {
        var seen = With(On(Make.Behind(Goal, Stopped), A2, New("i-1"), New("i-2")), A2, s => s with { ReadyInstance = "i-2" });
        Assert.Equal(WaitFor.Instance, Decide(seen).For);
    }

    [Fact]
    public void Ended_TheNextIsRegistered_IsStartedWithTheRevisionItHad()
    {
        var decision = Decide(With(On(Make.Behind(Goal, Stopped), A2, New("i-new")), A2, s => s with { ReadyInstance = "i-new" }));
        Assert.Equal((DecisionKind.Start, SlotSet.Of(A2)), (decision.Kind, decision.Slots));
        Assert.False(decision.Why.Blocks);
    }

    [Fact]
    public void Ended_NoneComesInItsBudget_StartsTheServiceForWheneverItDoesAndHalts()
    {
        var seen = With(On(Make.Behind(Goal, Stopped), A2), A2, s => s with { InstanceReady = false, ReadyInstance = null });
        seen = seen with { Record = seen.Record.Replace(A2, "es-a2-0", 6), Memory = seen.Memory with { StartedAt = Now.AddMinutes(-30), ReplacedAt = Now.AddMinutes(-11), LastActionAt = Now.AddMinutes(-11) } };
        var start = Decide(seen);
        Assert.Equal((DecisionKind.Start, "instance-late"), (start.Kind, start.Why.Reason!.Name));

        var started = With(seen with { Memory = seen.Memory with { Overdue = SlotSet.Of(A2) } }, A2, s => s with { Desired = 1 });
        started = started with { Cluster = started.Cluster with { Joined = started.Cluster.Joined - SlotSet.Of(A2), Nodes = started.Cluster.Nodes.SetItem(A2, null) } };
        var end = Decide(started);
        Assert.Equal((DecisionKind.Halt, "instance-late"), (end.Kind, end.Why.Reason!.Name));
        Assert.Equal("es-a2 has no instance of version 2 of lt yet in the place of es-a2-0: none is starting or running (limit 10 min)", end.Why.Explain(started, Goal, Make.Quick));
        foreach (var part in (string[])["run again", "./build.sh ProvisionInfra", "./build.sh RefreshInstances"]) Assert.Contains(part, end.Why.WayOut(started, Goal, Make.Quick), StringComparison.Ordinal);
    }

    [Fact]
    public void Ended_TheNextIsBehindToo_IsStartedFirstAndThenHalts()
    {
        var came = New("i-new", 1);
        var seen = With(On(Make.Behind(Goal, Stopped), A2, came), A2, s => s with { ReadyInstance = "i-new" });
        seen = seen with { Record = seen.Record.Replace(A2, "es-a2-0", 6) };
        Assert.Equal(DecisionKind.Start, Decide(seen).Kind);

        var up = Make.Behind(Goal, o => On(o with { Record = seen.Record }, A2, came));
        var end = Decide(up);
        Assert.Equal((DecisionKind.Halt, "instance-came-behind"), (end.Kind, end.Why.Reason!.Name));
        Assert.Contains("es-a2 got i-new of version 1 of lt in the place of es-a2-0", end.Why.Explain(up, Goal, Make.Quick), StringComparison.Ordinal);
    }

    [Fact]
    public void Halted_AndRunAgain_MayReplaceWhatCameBehind()
    {
        var seen = Make.Behind(Goal);
        var halted = seen.Record.Open(SlotSet.Of(A2)).Replace(A2, "es-a2-0", 6) with { End = RollEnd.Halted, Fingerprint = Goal.Fingerprint };
        Assert.Null(RollRecords.For(halted, Goal, seen.Ecs, seen.Cluster, Now, 0.5).ReplacedOf(A2));
        // A runner that was killed is another matter.
        Assert.Equal("es-a2-0", RollRecords.For(halted with { End = RollEnd.Running }, Goal, seen.Ecs, seen.Cluster, Now, 0.5).ReplacedOf(A2));
    }

    [Fact]
    public void Started_DoesNotComeBackOnItsNewInstance_HaltsAndNamesTheWayToTheFormerAmi()
    {
        var seen = With(On(Make.Behind(Goal), A2, New("i-new")), A2, s => s with { ReadyInstance = "i-new", FailedTasks = 2, Task = null, LiveTasks = 0 });
        seen = seen with
        {
            Record = seen.Record.Open(SlotSet.Of(A2)),
            Cluster = seen.Cluster with { Joined = seen.Cluster.Joined - SlotSet.Of(A2), Nodes = seen.Cluster.Nodes.SetItem(A2, null) },
            Memory = seen.Memory with { Writes = [null, new ServiceWrite(seen.Ecs.Slots[A2].TaskDefinition, 1, null, Now.AddMinutes(-5)), null, null, null, null] },
        };
        var end = Decide(seen);
        Assert.Equal((DecisionKind.Halt, "new-instance-failed"), (end.Kind, end.Why.Reason!.Name));
        Assert.Contains("es-a2 did not come back on its new instance i-new", end.Why.Explain(seen, Goal, Make.Quick), StringComparison.Ordinal);
        Assert.Contains("amiId", end.Why.WayOut(seen, Goal, Make.Quick), StringComparison.Ordinal);
    }

    [Fact]
    public void OutOfTheCluster_AndItsMachineIsBehind_IsTakenUpFirst()
    {
        var seen = With(Make.Behind(Goal), B2, s => s with { FailedTasks = 2, Task = null, LiveTasks = 0 });
        seen = seen with { Cluster = seen.Cluster with { Joined = seen.Cluster.Joined - SlotSet.Of(B2), Nodes = seen.Cluster.Nodes.SetItem(B2, null), Health = ClusterHealth.Yellow } };
        Assert.Equal((DecisionKind.OpenSet, SlotSet.Of(B2)), (Decide(seen).Kind, Decide(seen).Slots));
        Assert.Equal((DecisionKind.Stop, SlotSet.Of(B2)), (Decide(seen with { Record = seen.Record.Open(SlotSet.Of(B2)) }).Kind, SlotSet.Of(B2)));
    }

    /// <summary>Seed 10337: while a slot was on its way back, ECS gave a drained one of another zone up; its machine was ended too, and two zones had none.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OutOfTheCluster_WhileAnotherIsDownByOurHand_IsNotReplacedBeside(bool read)
    {
        var seen = With(Make.Behind(Goal), B2, s => s with { Rollout = RolloutState.Failed, Task = null, LiveTasks = 0, InstanceReady = false, ReadyInstance = null });
        seen = With(On(seen, A2, New("i-new")), A2, s => s with { ReadyInstance = "i-new", Task = s.Task! with { Phase = TaskPhase.Starting }, DeploymentStarted = Now });
        var joined = seen.Cluster.Joined - SlotSet.Of(A2, B2);
        seen = seen with
        {
            Record = seen.Record.Open(SlotSet.Of(A2)),
            Memory = seen.Memory with { StartedAt = Now.AddMinutes(-5), UnreadSince = Now.AddMinutes(-2) },
            Cluster = read ? seen.Cluster with { Joined = joined, Nodes = seen.Cluster.Nodes.SetItem(A2, null).SetItem(B2, null) } : ClusterSnapshot.Unreachable(Now, "no master", 6),
        };
        Assert.Equal((DecisionKind.Wait, WaitFor.Join), (Decide(seen).Kind, Decide(seen).For));
        var stopped = With(seen, B2, s => s with { Desired = 0 });
        Assert.Equal((DecisionKind.Wait, WaitFor.Instance), (Decide(stopped).Kind, Decide(stopped).For));
    }

    [Fact]
    public void OutOfTheCluster_ButOnItsWayBack_IsWaitedFor()
    {
        var seen = With(Make.Behind(Goal), B2, s => s with { Task = s.Task! with { Phase = TaskPhase.Starting }, DeploymentStarted = Now });
        seen = seen with { Cluster = seen.Cluster with { Joined = seen.Cluster.Joined - SlotSet.Of(B2), Nodes = seen.Cluster.Nodes.SetItem(B2, null) } };
        Assert.Equal((DecisionKind.Wait, WaitFor.Join), (Decide(seen).Kind, Decide(seen).For));
    }

    [Fact]
    public void NotDeployed_Halts()
    {
        Assert.Equal("not-deployed", Decide(Make.Behind(Goal) with { Bootstrapped = null }).Why.Reason!.Name);
        Assert.Equal("not-deployed", Decide(With(Make.Behind(Goal), B2, _ => SlotService.Absent)).Why.Reason!.Name);
    }

    [Fact]
    public void Instances_Unreadable_WaitsThenHalts()
    {
        var seen = Make.Behind(Goal, o => o with { Instances = o.Instances! with { Unread = "ec2:DescribeInstances: UnauthorizedOperation" } });
        Assert.Equal((DecisionKind.Wait, "instances-unreadable"), (Decide(seen).Kind, Decide(seen).Why.Reason!.Name));
        var longer = seen with { Memory = seen.Memory with { Waiting = new WaitKey(WaitFor.Reading, "instances-unreadable"), WaitingSince = Now.AddMinutes(-11) } };
        Assert.Equal(DecisionKind.Halt, Decide(longer).Kind);
    }

    /// <summary>Seed 37: a runner that goes on and cannot read ECS at its first look.</summary>
    [Fact]
    public void Resumed_EcsNeverRead_Waits()
    {
        var seen = Make.Behind(Goal, Stopped);
        Assert.Equal("ecs-unreadable", Decide(seen with { Ecs = new EcsSnapshot(DateTimeOffset.MinValue, [], "throttled") }).Why.Reason!.Name);
    }

    [Fact]
    public void Goal_WithARevisionAndAnInstanceForOneSlot_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new Goal("q", Make.Goal(3, 1).Slots.Select(slot => slot with { Launch = new LaunchVersion("lt", 2) })));

    [Fact]
    public void Goal_OfAnotherVersion_IsAnotherRoll() => Assert.NotEqual(Goal.Fingerprint, Make.Refresh(3, 2, version: 3).Fingerprint);

    [Fact]
    public void Plan_NamesWhatIsBehindThenTheOrder()
    {
        var text = RefreshPlan.Of(Make.Behind(Goal, o => On(o, B2, new InstanceView("i-hand", null))), Goal, Make.Quick).ToString();
        Assert.StartsWith("es-a1: es-a1-0 is of version 1 of lt, version 2 is current\n", text, StringComparison.Ordinal);
        Assert.Contains("left alone: es-b2 (i-hand)\n", text, StringComparison.Ordinal);
        Assert.Contains("  1. canary es-a2\n", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("restart es-b1", StringComparison.Ordinal) < text.IndexOf("restart es-a1", StringComparison.Ordinal));
        var none = Make.Behind(Goal);
        for (var slot = 0; slot < Goal.Slots.Length; slot++) none = On(none, slot, New($"i-{slot}"));
        Assert.Equal("every instance is of its launch template's newest version\n", RefreshPlan.Of(none, Goal, Make.Quick).ToString());
    }

    [Fact]
    public void Record_OfTheLargestSet_FitsItsParameterAndComesBack()
    {
        var goal = Make.Refresh(3, 30);
        var record = Make.Calm(goal).Record.Open(goal.InZone(0)) with { BackReason = new string('x', 400), EndReason = new string('y', 400) };
        foreach (var slot in goal.InZone(0)) record = record.Replace(slot, "i-0123456789abcdef0", goal.Slots.Length);
        var text = Quorum.Rollout.Aws.RollRecordText.Write(goal, record);
        Assert.InRange(text.Length, 500, Quorum.Rollout.Aws.RollRecordText.MaxLength);
        Assert.Equal(record.Replaced, Quorum.Rollout.Aws.RollRecordText.Read(goal, text)!.Replaced);
    }
}
