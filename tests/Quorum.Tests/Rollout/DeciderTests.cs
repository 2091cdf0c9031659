using CsCheck;
using Quorum.Rollout;
using Xunit;

namespace Quorum.Tests.Rollout;

public sealed class DeciderTests
{
    private static readonly Goal Goal = Make.Goal(3, 2);
    private static readonly SlotSet A2 = SlotSet.Of(1);

    private static Decision Decide(Observation observation, Goal? goal = null, Policy? policy = null) => Decider.Decide(observation, goal ?? Goal, policy ?? Make.Quick);

    private static Observation Opened(Func<ClusterSnapshot, ClusterSnapshot>? cluster = null, Func<EcsSnapshot, EcsSnapshot>? ecs = null, Func<RollMemory, RollMemory>? memory = null) =>
        Make.Calm(Goal, cluster: cluster, ecs: ecs, record: r => r.Open(A2), memory: memory);

    private static ClusterSnapshot Recorded(ClusterSnapshot cluster) => cluster with { ShutdownRecords = [new ShutdownRecord("n1", 1, "RESTART", "quorum:x")] };

    private static RollMemory Flushed(RollMemory memory) => memory with { Flushed = A2, FlushedAt = FakeWorld.Epoch };

    [Fact]
    public void Calm_OutdatedSlots_OpensTheCanary() => Assert.Equal((DecisionKind.OpenSet, A2), KindAndSlots(Decide(Make.Calm(Goal))));

    [Fact]
    public void Opened_NotSuppressed_Suppresses() => Assert.Equal((DecisionKind.Suppress, A2), KindAndSlots(Decide(Opened())));

    [Fact]
    public void Opened_Suppressed_Flushes() => Assert.Equal((DecisionKind.Flush, A2), KindAndSlots(Decide(Opened(Recorded))));

    [Fact]
    public void Opened_Flushed_Stops() => Assert.Equal((DecisionKind.Stop, A2), KindAndSlots(Decide(Opened(Recorded, memory: Flushed))));

    [Fact]
    public void Opened_FlushedButReadTooOld_ReadsAgainFirst()
    {
        var decision = Decide(Opened(c => Recorded(c) with { At = FakeWorld.Epoch.AddMinutes(-1) }, memory: Flushed));
        Assert.Equal((DecisionKind.Wait, WaitFor.Reading), (decision.Kind, decision.For));
    }

    [Fact]
    public void Opened_CopyLostSinceTheChoice_WaitsInsteadOfStopping()
    {
        var decision = Decide(Opened(c => Recorded(c) with { Shards = [Make.Shard("logs", 0, 1, 0), new ShardView("logs", 1, [new CopyView(1, true, CopyState.Started, true), new CopyView(-1, false, CopyState.Unassigned, false)])] }, memory: Flushed));
        Assert.Equal((DecisionKind.Wait, "copy-outside-set"), (decision.Kind, decision.Why.Reason!.Name));
    }

    [Fact]
    public void Opened_BlockedForTooLong_GivesTheSetUp()
    {
        var decision = Decide(Opened(c => Recorded(c) with { SnapshotsInFlight = 1 }, memory: m => Flushed(m) with { Waiting = new WaitKey(WaitFor.Rule, "no-snapshot-running"), WaitingSince = FakeWorld.Epoch.AddMinutes(-5), LastActionAt = FakeWorld.Epoch.AddMinutes(-5) }));
        Assert.Equal(DecisionKind.ReleaseSet, decision.Kind);
    }

    [Fact]
    public void Down_StillStopping_WaitsAndNeverStartsBesideTheOldProcess()
    {
        var decision = Decide(Opened(ecs: e => e.With(1, s => s with { Desired = 0, Task = s.Task! with { Phase = TaskPhase.Stopping, StoppingAt = FakeWorld.Epoch } })));
        Assert.Equal((DecisionKind.Wait, WaitFor.TaskStopped), (decision.Kind, decision.For));
    }

    [Fact]
    public void Down_NotStoppedInItsBudget_Halts()
    {
        var decision = Decide(Opened(ecs: e => e.With(1, s => s with { Desired = 0, Task = s.Task! with { Phase = TaskPhase.Stopping, StoppingAt = FakeWorld.Epoch.AddMinutes(-10) } })));
        Assert.Equal((DecisionKind.Halt, "stop-stuck"), (decision.Kind, decision.Why.Reason!.Name));
    }

    [Fact]
    public void Down_Stopped_StartsEvenIfElasticsearchCannotBeRead()
    {
        var decision = Decide(Opened(c => ClusterSnapshot.Unreachable(c.At, "no master", 6), e => e.With(1, s => s with { Desired = 0, Task = null, LiveTasks = 0 })));
        Assert.Equal((DecisionKind.Start, A2), KindAndSlots(decision));
    }

    [Fact]
    public void Started_NodeOfTheStoppedProcessStillListed_IsNotTakenForTheNewOne()
    {
        var decision = Decide(Opened(ecs: e => e.With(1, s => s with { TaskDefinition = Goal.Slots[1].Target, Task = s.Task! with { TaskDefinition = Goal.Slots[1].Target!, StartedAt = FakeWorld.Epoch.AddSeconds(20) }, LastStop = new StopView("t", "td", 143, FakeWorld.Epoch, TimeSpan.FromSeconds(5), "") }), memory: m => m with { StartedAt = FakeWorld.Epoch }));
        Assert.Equal((DecisionKind.Wait, WaitFor.Join), (decision.Kind, decision.For));
    }

    [Fact]
    public void Write_NotVisibleYet_Settles()
    {
        var decision = Decide(Opened(memory: m => m with { Writes = [null, new ServiceWrite(FakeWorld.Arn("es-a2", 2), 1, "d9", FakeWorld.Epoch)] }));
        Assert.Equal((DecisionKind.Wait, WaitFor.Settling), (decision.Kind, decision.For));
    }

    [Fact]
    public void Resumed_JustNow_LetsReadsSettleFirst() =>
        Assert.Equal(WaitFor.Settling, Decide(Opened(memory: m => m with { Resumed = true })).For);

    [Fact]
    public void Ecs_Unreadable_WaitsThenHalts()
    {
        Assert.Equal(DecisionKind.Wait, Decide(Make.Calm(Goal, ecs: e => e with { Unread = "throttled" })).Kind);
        var late = Decide(Make.Calm(Goal, ecs: e => e with { Unread = "throttled" }, memory: m => m with { Waiting = new WaitKey(WaitFor.Reading, "ecs-unreadable"), WaitingSince = FakeWorld.Epoch.AddHours(-1) }));
        Assert.Equal((DecisionKind.Halt, "ecs-unreadable"), (late.Kind, late.Why.Reason!.Name));
    }

    [Fact]
    public void Digest_OtherThanTheRevisions_Halts()
    {
        var goal = new Goal("q", Goal.Slots.Select(slot => slot with { Target = FakeWorld.Arn(slot.Name, 1), Digest = Make.Digest(1) }));
        var decision = Decide(Make.Calm(goal, ecs: e => e.With(3, s => s with { Task = s.Task! with { Digest = Make.Digest(2) } })), goal);
        Assert.Equal((DecisionKind.Halt, "wrong-digest"), (decision.Kind, decision.Why.Reason!.Name));
    }

    [Fact]
    public void Elected_OnlyOneLeft_HandsOverBeforeItsSet()
    {
        var goal = new Goal("q", Goal.Slots.Select(slot => slot.Name == "es-a1" ? slot : slot with { Target = FakeWorld.Arn(slot.Name, 1) }));
        Assert.Equal((DecisionKind.HandOver, SlotSet.Of(0)), KindAndSlots(Decide(Make.Calm(goal), goal)));
    }

    /// <summary>Only es-a1, the elected master, is left.</summary>
    private static readonly Goal OnlyElected = new("q", Goal.Slots.Select(slot => slot.Name == "es-a1" ? slot : slot with { Target = FakeWorld.Arn(slot.Name, 1) }));

    private static ClusterSnapshot HandedOver(ClusterSnapshot cluster, bool excluded) => cluster with
    {
        ElectedMaster = 2, Excluded = excluded ? SlotSet.Of(0) : SlotSet.Empty, Voters = excluded ? cluster.Voters - SlotSet.Of(0) : cluster.Voters,
    };

    [Fact]
    public void HandedOver_StillExcluded_ClearsTheExclusionBeforeAnythingElse()
    {
        var decision = Decide(Make.Calm(OnlyElected, cluster: c => HandedOver(c, excluded: true), record: r => r with { HandOver = 0 }), OnlyElected);
        Assert.Equal((DecisionKind.ClearExclusions, SlotSet.Of(0)), KindAndSlots(decision));
    }

    [Fact]
    public void HandedOver_NotBackInTheVotingConfiguration_IsWaitedForBeforeTheStop()
    {
        var decision = Decide(Make.Calm(OnlyElected, cluster: c => HandedOver(c, excluded: true) with { Excluded = SlotSet.Empty }), OnlyElected);
        Assert.Equal((DecisionKind.Wait, "voters-under-half"), (decision.Kind, decision.Why.Reason!.Name));
        Assert.Contains("2 of 3 voters", decision.Why.Explain(Make.Calm(OnlyElected), OnlyElected, Make.Quick), StringComparison.Ordinal);
    }

    [Fact]
    public void HandedOver_AllVote_OpensItsSet() =>
        Assert.Equal((DecisionKind.OpenSet, SlotSet.Of(0)), KindAndSlots(Decide(Make.Calm(OnlyElected, cluster: c => HandedOver(c, excluded: false)), OnlyElected)));

    [Fact]
    public void HandedOver_ElectedAgainBeforeItsStop_HandsOverAgainAndNotForEver()
    {
        var back = Make.Calm(OnlyElected, record: r => r.Open(SlotSet.Of(0)), memory: m => m with { HandOvers = 1 });
        Assert.Equal((DecisionKind.HandOver, SlotSet.Of(0)), KindAndSlots(Decide(back, OnlyElected)));
        var often = Decide(back with { Memory = back.Memory with { HandOvers = Make.Quick.MaxHandOvers } }, OnlyElected);
        Assert.Equal((DecisionKind.Halt, "elected-again"), (often.Kind, often.Why.Reason!.Name));
    }

    [Fact]
    public void Deployment_OfOursTakenBackByAnother_IsSuperseded()
    {
        var write = new ServiceWrite(Goal.Slots[1].Target, 1, "d9", FakeWorld.Epoch.AddMinutes(-1));
        var decision = Decide(Opened(ecs: e => e.With(1, s => s with { Deployment = "d10" }), memory: m => m with { Writes = [null, write] }));
        Assert.Equal((DecisionKind.Superseded, A2), KindAndSlots(decision));
    }

    [Fact]
    public void Deployment_OlderThanOurCallReturned_Settles()
    {
        var target = Goal.Slots[1].Target!;
        var decision = Decide(Opened(ecs: e => e.With(1, s => s with { TaskDefinition = target, Deployment = "d8", Task = s.Task! with { TaskDefinition = target } }), memory: m => m with { Writes = [null, new ServiceWrite(target, 1, "d9", FakeWorld.Epoch)] }));
        Assert.Equal((DecisionKind.Wait, WaitFor.Settling), (decision.Kind, decision.For));
    }

    // A slot whose desired count somebody had set to 0 had no line in the plan: "nothing to roll: every slot runs its target revision".
    [Fact]
    public void Plan_SlotStoppedBySomebody_IsListedFirstAsSuch()
    {
        var same = new Goal("q", Goal.Slots.Select(slot => slot with { Target = FakeWorld.Arn(slot.Name, 1) }));
        Assert.True(Planner.PlanRoll(Make.Calm(same), same, Policy.Default).NothingToDo);
        var stopped = Make.Calm(same, ecs: e => e.With(1, s => s with { Desired = 0, LiveTasks = 0, Task = null }));
        var plan = Planner.PlanRoll(stopped, same, Policy.Default);
        Assert.Equal(("start", "es-a2"), (Assert.Single(plan.Steps).What, plan.Steps[0].Slots.Single()));
        Assert.StartsWith("  1. start es-a2\n     why: stopped: the desired count is 0 and no task runs", plan.ToString(), StringComparison.Ordinal);
        Assert.Null(plan.Forecast);
        Assert.DoesNotContain(plan.Steps, step => step.TakesDown);
        // It is what the roll does next; beside outdated slots it takes the canary's place.
        Assert.Equal((DecisionKind.OpenSet, A2), KindAndSlots(Decide(stopped, same)));
        var rolled = Planner.PlanRoll(Make.Calm(Goal, ecs: e => e.With(1, s => s with { Desired = 0, LiveTasks = 0, Task = null })), Goal, Policy.Default);
        Assert.Equal("start", rolled.Steps[0].What);
        Assert.DoesNotContain(rolled.Steps, step => step.What == "canary");
    }

    [Theory]
    [InlineData(0, 1, "start", "being stopped")]
    [InlineData(1, 0, "await", "no task runs though the desired count is 1")]
    public void Plan_SlotWithoutARunningTask_IsListed(int desired, int live, string what, string why)
    {
        var same = new Goal("q", Goal.Slots.Select(slot => slot with { Target = FakeWorld.Arn(slot.Name, 1) }));
        var down = Make.Calm(same, ecs: e => e.With(1, s => s with { Desired = desired, LiveTasks = live, Task = live == 0 ? null : s.Task! with { Phase = TaskPhase.Stopping } }));
        var step = Assert.Single(Planner.PlanRoll(down, same, Policy.Default).Steps);
        Assert.Equal((what, "es-a2"), (step.What, step.Slots.Single()));
        Assert.StartsWith(why, step.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Masters_Left_ElectedIsNotTouchedBeforeTheOthers()
    {
        var goal = new Goal("q", Goal.Slots.Select(slot => goal1(slot)));
        Assert.Equal((DecisionKind.OpenSet, SlotSet.Of(2)), KindAndSlots(Decide(Make.Calm(goal), goal)));
        static RollSlot goal1(RollSlot slot) => slot.Phase == RollPhase.MasterEligible ? slot : slot with { Target = FakeWorld.Arn(slot.Name, 1) };
    }

    [Fact]
    public void Order_OfTiers_IsFrozenColdWarmHotOtherNeitherMaster()
    {
        var kinds = new[] { SlotRoles.Master, SlotRoles.Other, SlotRoles.Data, SlotRoles.Hot, SlotRoles.Warm, SlotRoles.Cold, SlotRoles.Frozen };
        var goal = Make.Goal(3, 7, roles: name => kinds[name[^1] - '1']);
        var plan = Planner.PlanRoll(Make.Calm(goal), goal, Policy.Default with { Canary = false });
        var order = plan.Steps.Select(step => goal.Slots[goal.IndexOf(step.Slots[0])].Phase).ToList();
        Assert.Equal(order.Order(), order);
        Assert.Equal(7, order.Distinct().Count());
        Assert.Equal(6 * 3 + 3, plan.Steps.Length);
    }

    [Fact]
    public void Set_OneSlotOfTheZoneHoldsTheOnlyOtherCopy_TakesTheLargestSubsetWithoutIt()
    {
        var goal = Make.Goal(3, 4);
        // es-a2, es-a3, es-a4 are 1, 2, 3; a misplaced shard has both copies on 1 and 2.
        var decision = Decide(Make.Calm(goal, cluster: c => c with { Shards = [Make.Shard("odd", 0, 1, 2)] }), goal, Policy.Default with { Canary = false });
        Assert.Equal((DecisionKind.OpenSet, SlotSet.Of(1, 3)), KindAndSlots(decision));
    }

    [Fact]
    public void Plan_SameInput_IsTheSameToTheByteAndNamesWhatBlocks()
    {
        var blocked = Make.Calm(Goal, cluster: c => c with { Shards = [Make.Shard("scratch", 0, 3)] });
        var text = Planner.PlanRoll(blocked, Goal, Policy.Default).ToString();
        Assert.Equal(text, Planner.PlanRoll(Make.Calm(Make.Goal(3, 2), cluster: c => c with { Shards = [Make.Shard("scratch", 0, 3)] }), Make.Goal(3, 2), Policy.Default).ToString());
        Assert.Contains("1. canary es-a2", text, StringComparison.Ordinal);
        Assert.Contains("blocked now by zero-replicas", text, StringComparison.Ordinal);
        Assert.Contains("hands over by a voting exclusion", text, StringComparison.Ordinal);
        foreach (var slot in Goal.Slots) Assert.Contains(slot.Name, text, StringComparison.Ordinal);
    }

    private static readonly Gen<(int Zones, int PerZone, (int A, int B)[] Shards, int Down, int Moving, int Outdated)> Worlds =
        Gen.Select(Gen.Int[2, 4], Gen.Int[1, 5], Gen.Select(Gen.Int[0, 19], Gen.Int[-1, 19]).Array[0, 12], Gen.Int[-1, 19], Gen.Int[0, 1], Gen.Int[0, 1 << 20]);

    /// <summary>Whatever the world looks like: a set that may be opened or stopped keeps every promise.</summary>
    [Fact]
    public void Choice_InAnyWorld_KeepsZonesVotersAndCopies() => Worlds.Sample(world =>
    {
        var all = Make.Goal(world.Zones, world.PerZone);
        var goal = new Goal("q", all.Slots.Select((slot, index) => (world.Outdated >> index & 1) != 0 ? slot : slot with { Target = FakeWorld.Arn(slot.Name, 1) }));
        var slots = goal.Slots.Length;
        var down = world.Down >= 0 ? SlotSet.Of(world.Down % slots) : SlotSet.Empty;
        var observation = Make.Calm(goal, cluster: c => c with
        {
            Shards = [.. world.Shards.Select((pair, number) => pair.B < 0 || pair.B % slots == pair.A % slots ? Make.Shard("x", number, pair.A % slots) : Make.Shard("x", number, pair.A % slots, pair.B % slots))],
            Joined = c.Joined - down,
            Relocating = world.Moving,
        });
        var policy = Policy.Default with { SkipRules = ["zero-replicas"] };
        var decision = Decider.Decide(observation, goal, policy);
        Assert.Equal(decision, Decider.Decide(observation, goal, policy));
        Assert.Equal(decision.Explain(observation, goal, policy), Decider.Decide(observation, goal, policy).Explain(observation, goal, policy));
        if (decision.Kind is not (DecisionKind.OpenSet or DecisionKind.HandOver) || decision.Slots.IsWithin(down)) return;
        var set = decision.Slots | down;
        Assert.Single(Enumerable.Range(0, slots).Where(slot => set.Contains(slot)).Select(goal.ZoneOf).Distinct());
        Assert.True((observation.Cluster.Voters & set).Count * 2 < observation.Cluster.Voters.Count || !observation.Cluster.Voters.Overlaps(decision.Slots));
        Assert.Equal(0, world.Moving);
        foreach (var shard in observation.Cluster.Shards) if (shard.Copies.Length > 1 && shard.Placed.Overlaps(decision.Slots)) Assert.False((shard.Started - decision.Slots).IsEmpty);
        Assert.True(decision.Slots.Count == 1 || !decision.Slots.Overlaps(goal.Masters));
    }, iter: 3000);

    /// <summary>Any number of slots, any call lost: the roll arrives, and the small world saw every promise kept.</summary>
    [Fact]
    public void Roll_InAnyTopologyWithLostAnswers_CompletesCleanly() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[3, 40], Gen.Bool).Sample((perZone, lose, records) =>
        {
            var goal = Make.Goal(3, perZone);
            var world = FakeWorld.Running(goal, 1, "8.17.2");
            world.LoseEvery = lose;
            world.RecordsUsable = records;
            var result = world.Driver(Make.Quick).RunAsync(goal, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            Assert.True(result.End == RollEnd.Completed, result.Reason);
            Assert.Empty(world.Violations);
            Assert.Empty(world.Records);
            Assert.False(world.AllocationPrimaries);
            Assert.All(world.Slots, slot => Assert.Equal(1, slot.Stops));
        }, iter: 60);

    private static (DecisionKind, SlotSet) KindAndSlots(Decision decision) => (decision.Kind, decision.Slots);

    // On real nodes an instance lost in a drill half an hour before was given as the reason why a slot did not come back.
    [Fact]
    public void Failed_LastTaskEndedBeforeThisDeployment_IsNotGivenAsTheReason()
    {
        var lost = new StopView("t", "td", null, FakeWorld.Epoch.AddMinutes(-30), null, "Host EC2 (instance i-1) terminated.");
        var late = Opened(ecs: e => e.With(1, s => s with
        {
            TaskDefinition = Goal.Slots[1].Target, Task = s.Task! with { TaskDefinition = Goal.Slots[1].Target! }, DeploymentStarted = FakeWorld.Epoch.AddMinutes(-20), LastFailure = lost,
        }), cluster: c => c with { Joined = c.Joined - A2 }, memory: m => m with { StartedAt = FakeWorld.Epoch.AddMinutes(-20) });
        var text = HaltReason.SlotFailed.Explain(new Finding(HaltReason.SlotFailed, 1), late, Goal, Make.Quick);
        Assert.DoesNotContain("i-1", text, StringComparison.Ordinal);
        Assert.Contains("did not join the cluster in time", text, StringComparison.Ordinal);
        var now = late with { Ecs = late.Ecs.With(1, s => s with { LastFailure = lost with { StoppedAt = FakeWorld.Epoch.AddMinutes(-1) } }) };
        Assert.Contains("i-1", HaltReason.SlotFailed.Explain(new Finding(HaltReason.SlotFailed, 1), now, Goal, Make.Quick), StringComparison.Ordinal);
    }
}
