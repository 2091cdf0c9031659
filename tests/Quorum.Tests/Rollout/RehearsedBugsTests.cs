using Quorum.Rollout;
using Quorum.Rollout.Rules;
using Xunit;

namespace Quorum.Tests.Rollout;

/// <summary>Bugs that the rehearsal found, each with its story.</summary>
public sealed class RehearsedBugsTests
{
    private static readonly Policy NoCanary = Make.Quick with { Canary = false };

    private static SlotService Failed(SlotService service, Goal goal, int slot) => service with
    {
        TaskDefinition = goal.Slots[slot].Target, Rollout = RolloutState.Failed, FailedTasks = 3, LiveTasks = 0, Task = null,
    };

    private static ClusterSnapshot Without(ClusterSnapshot cluster, int slot) => cluster with { Joined = cluster.Joined - SlotSet.Of(slot), Nodes = cluster.Nodes.SetItem(slot, null) };

    /// <summary>A registry was down for five minutes; the circuit breaker ended the deployment, the roll halted, and every later run halted at once for ever.</summary>
    [Fact]
    public void Decide_SlotGivenUpByAnEarlierRun_IsStartedOnceMore()
    {
        var goal = Make.Goal(3, 1);
        var before = Make.Calm(goal, ecs: ecs => ecs.With(0, service => Failed(service, goal, 0)), cluster: cluster => Without(cluster, 0), record: record => record.Open(SlotSet.Of(0)));
        var decision = Decider.Decide(before, goal, Make.Quick);
        Assert.Equal(DecisionKind.Stop, decision.Kind);
        Assert.Equal(SlotSet.Of(0), decision.Slots);

        var tried = before with { Memory = before.Memory with { Writes = [new ServiceWrite(goal.Slots[0].Target, 1, "d1", before.At.AddMinutes(-5)), null, null] } };
        Assert.Equal(DecisionKind.TurnBack, Decider.Decide(tried, goal, Make.Quick).Kind);
    }

    /// <summary>Somebody deployed another slot while ours was starting; the next run took our slot for one it had not touched, and there was no way back for it.</summary>
    [Fact]
    public void Record_AfterASupersededRollToTheSameGoal_KeepsTouchedSlotsAndTheirWayBack()
    {
        var goal = Make.Goal(3, 1);
        var calm = Make.Calm(goal);
        var found = calm.Record.Open(SlotSet.Of(0)) with { End = RollEnd.Superseded };
        var ecs = calm.Ecs.With(0, service => service with { TaskDefinition = goal.Slots[0].Target });
        var record = RollRecords.For(found, goal, ecs, calm.Cluster, calm.At, 0.5);
        Assert.Equal(SlotSet.Of(0), record.TouchedSlots);
        Assert.Equal(FakeWorld.Arn(goal.Slots[0].Name, 1), record.PreviousOf(0)!.TaskDefinition);
    }

    /// <summary>A slot stopped by hand was started with the new revision and failed; nobody had noted what it ran before.</summary>
    [Fact]
    public void Decide_SlotStoppedByOthers_IsNotedBeforeItIsStarted()
    {
        var goal = Make.Goal(3, 1);
        var stopped = Make.Calm(goal, ecs: ecs => ecs.With(1, service => service with { Desired = 0, LiveTasks = 0, Task = null }), cluster: cluster => Without(cluster, 1));
        var decision = Decider.Decide(stopped, goal, Make.Quick);
        Assert.Equal(DecisionKind.OpenSet, decision.Kind);
        Assert.Equal(SlotSet.Of(1), decision.Slots);
        Assert.Equal(DecisionKind.Start, Decider.Decide(stopped with { Record = stopped.Record.Open(SlotSet.Of(1)) }, goal, Make.Quick).Kind);
    }

    /// <summary>A foreign deployment was stopping a slot whose agent had lost its connection: the node was still there, and a voter of another zone was stopped beside it.</summary>
    [Fact]
    public void Decide_SlotThatOthersAreStopping_CountsAsAway()
    {
        var goal = Make.Goal(3, 1);
        var calm = Make.Calm(goal, ecs: ecs => ecs.With(0, service => service with { Task = service.Task! with { Phase = TaskPhase.Stopping } }));
        var decision = Decider.Decide(calm, goal, Make.Quick);
        Assert.False(decision.Kind == DecisionKind.OpenSet && !decision.Slots.Contains(0), "a slot of another zone was chosen");
        var finding = new OneZoneRule().Check(new RollView(calm, goal, Make.Quick), SlotSet.Of(1));
        Assert.True(finding.Blocks);
        Assert.Equal(0, finding.Slot);
    }

    /// <summary>Cold and warm nodes were all new; hot replicas waited for ever, because a warm node counted as one that could take them.</summary>
    [Fact]
    public void Green_NewerNodeOfAnotherTier_DoesNotCountAsOneThatCouldTakeTheCopy()
    {
        var goal = Make.Goal(3, 2, version: "8.18.1", roles: name => name[^1] == '1' ? SlotRoles.Master | SlotRoles.Hot | SlotRoles.Content : SlotRoles.Warm);
        var (a1, b2) = (goal.IndexOf("es-a1"), goal.IndexOf("es-b2"));
        var (old, fresh) = (Version("8.17.2"), Version("8.18.1"));
        var calm = Make.Calm(goal, cluster: cluster => cluster with
        {
            Health = ClusterHealth.Yellow,
            Nodes = [.. cluster.Nodes.Select((node, slot) => node! with { Roles = goal.Slots[slot].Roles, Version = slot == a1 || slot == b2 ? fresh : old })],
            Shards = Make.Shards(new ShardView("logs", 0, [new CopyView(a1, true, CopyState.Started, true), new CopyView(-1, false, CopyState.Unassigned, false)])),
        });
        Assert.False(new GreenRule().Check(new RollView(calm, goal, Make.Quick), SlotSet.Of(goal.IndexOf("es-c1"))).Blocks);
    }

    /// <summary>A crash elsewhere elected the slot that was already chosen: it was stopped without a hand-over.</summary>
    [Fact]
    public void Decide_ChosenSlotBecomesTheElectedMaster_HandsOverFirst()
    {
        var goal = Make.Goal(3, 1);
        var calm = Make.Calm(goal, cluster: cluster => cluster with { ElectedMaster = 1 }, record: record => record.Open(SlotSet.Of(1)));
        var decision = Decider.Decide(calm, goal, NoCanary);
        Assert.Equal(DecisionKind.HandOver, decision.Kind);
        Assert.Equal(SlotSet.Of(1), decision.Slots);
    }

    /// <summary>Two of three nodes were new when the old third one lost its machine: the cluster refused it for ever, and the roll waited for a green that needed it.</summary>
    [Fact]
    public void Decide_OldNodeCannotComeBackWhileASetRecovers_IsRepairedWithoutWaiting()
    {
        var goal = Make.Goal(3, 1, version: "8.18.1");
        var calm = Make.Calm(goal,
            ecs: ecs => ecs.With(0, service => service with { TaskDefinition = goal.Slots[0].Target, Task = service.Task! with { TaskDefinition = goal.Slots[0].Target! } })
                .With(1, service => service with { FailedTasks = 1 }),
            cluster: cluster => Without(cluster, 1) with { Health = ClusterHealth.Yellow },
            record: record => record.Open(SlotSet.Of(0)));
        var decision = Decider.Decide(calm, goal, NoCanary);
        Assert.Equal(DecisionKind.OpenSet, decision.Kind);
        Assert.True(decision.Slots.Contains(1));
    }

    /// <summary>On the way back two voters of three were down with the broken revision; the roll waited for the third to join a cluster that could have no master.</summary>
    [Fact]
    public void Decide_VotersDownWithARevisionTheyCannotRun_ComeBeforeAWaitThatNeedsThem()
    {
        var goal = Make.Goal(3, 1);
        var calm = Make.Calm(goal,
            ecs: ecs => ecs.With(0, Dead).With(1, Dead).With(2, service => service with { TaskDefinition = goal.Slots[2].Target, Task = service.Task! with { Phase = TaskPhase.Starting } }),
            cluster: cluster => ClusterSnapshot.Unreachable(cluster.At, "no master", 3),
            memory: memory => memory with { UnreadSince = FakeWorld.Epoch - NoCanary.UnreadPatience });
        var decision = Decider.Decide(calm, goal, NoCanary);
        Assert.Equal(DecisionKind.OpenSet, decision.Kind);
        Assert.Equal(SlotSet.Of(0, 1), decision.Slots);

        static SlotService Dead(SlotService service) => service with { LiveTasks = 0, Task = null, FailedTasks = 3 };
    }

    /// <summary>Credentials expired between the lock and the record: the port's exception came out raw, without a way out.</summary>
    [Fact]
    public async Task Roll_RecordCannotBeRead_SaysSoWithAWayOut()
    {
        var goal = Make.Goal(3, 1);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        var driver = new RollDriver(new RollWorld(world, world, new Refusing(world), world, () => 0.5, NoEvents.Instance, new LockOwner("runner", "t1")), Make.Quick);
        var refused = await Assert.ThrowsAsync<Quorum.Pipeline.StageException>(async () => await driver.RunAsync(goal, CancellationToken.None));
        Assert.Contains("ExpiredToken", refused.Message, StringComparison.Ordinal);
    }

    private static ElasticsearchVersion Version(string text) => ElasticsearchVersion.Parse(text);

    private sealed class Refusing(IRollStore inner) : IRollStore
    {
        public ValueTask<LockAnswer> AcquireAsync(LockOwner owner, DateTimeOffset now, TimeSpan expiry, CancellationToken cancellation) => inner.AcquireAsync(owner, now, expiry, cancellation);

        public ValueTask<LockAnswer> HeartbeatAsync(LockOwner owner, DateTimeOffset now, CancellationToken cancellation) => inner.HeartbeatAsync(owner, now, cancellation);

        public ValueTask ReleaseAsync(LockOwner owner, CancellationToken cancellation) => inner.ReleaseAsync(owner, cancellation);

        public ValueTask<RollRecord?> ReadRecordAsync(Goal goal, CancellationToken cancellation) => throw new RefusedPortException("ssm:GetParameter: ExpiredTokenException");

        public ValueTask WriteRecordAsync(Goal goal, RollRecord record, CancellationToken cancellation) => inner.WriteRecordAsync(goal, record, cancellation);

        public ValueTask<string?> ReadBootstrappedAsync(CancellationToken cancellation) => inner.ReadBootstrappedAsync(cancellation);

        public ValueTask WriteBootstrappedAsync(string clusterUuid, CancellationToken cancellation) => inner.WriteBootstrappedAsync(clusterUuid, cancellation);
    }

    /// <summary>
    /// A stop overran while its instance was drained; with room for two the next task had begun five seconds before the old one was killed. Its node was
    /// taken for the old one for ever, and every run halted: it had "not come back" with a version that cannot go back.
    /// </summary>
    [Fact]
    public void View_OldTaskEndedAfterTheNextBegan_NextIsNotTakenForTheOld()
    {
        var goal = Make.Goal(3, 1);
        var calm = Make.Calm(goal);
        var started = calm.Cluster.Nodes[0]!.StartedAt!.Value;
        var late = new StopView("t", "td", 137, started.AddMinutes(1), TimeSpan.FromMinutes(4), "Scaling activity");
        var seen = calm with { Ecs = calm.Ecs.With(0, service => service with { TaskDefinition = goal.Slots[0].Target, Task = service.Task! with { TaskDefinition = goal.Slots[0].Target!, StartedAt = started.AddSeconds(-1) }, LastStop = late }) };
        Assert.True(new RollView(seen, goal, Make.Quick).Up.Contains(0));
        var old = seen with { Ecs = seen.Ecs.With(0, service => service with { Task = service.Task! with { StartedAt = started.AddMinutes(2) } }) };
        Assert.True(new RollView(old, goal, Make.Quick).Starting.Contains(0));
    }

    /// <summary>A slot was killed at its stop; somebody's deployment put a task there that never ran, and its stop hid the killed one: the roll went on.</summary>
    [Fact]
    public void GracefulStop_KilledThenStoppedBeforeItRan_StillBlocks()
    {
        var goal = Make.Goal(3, 1);
        var killed = new StopView("t1", "td", GracefulStopRule.Killed, FakeWorld.Epoch.AddMinutes(1), TimeSpan.FromSeconds(26), "");
        var calm = Make.Calm(goal, ecs: ecs => ecs.With(0, service => service with { LastKilled = killed, LastStop = killed with { TaskArn = "t2", ExitCode = null, StoppedAt = killed.StoppedAt.AddSeconds(16) } }), record: record => record.Open(SlotSet.Of(0)));
        var finding = new GracefulStopRule().Check(new RollView(calm, goal, Make.Quick), SlotSet.Of(1));
        Assert.True(finding.Blocks);
        Assert.Equal(GracefulStopRule.Killed, finding.A);
    }

    /// <summary>
    /// es-c2 had not come back; es-a1's task had failed some times and was just up again, which ECS's late reads did not show. Elasticsearch could not be
    /// read for six seconds, and es-a1 was stopped as one that keeps the cluster from forming: two zones were down.
    /// </summary>
    [Fact]
    public void Unread_ForAMoment_SlotThatEcsCallsFailedIsNotStopped()
    {
        var goal = Make.Goal(3, 2);
        var (a1, c2) = (goal.IndexOf("es-a1"), goal.IndexOf("es-c2"));
        Observation After(TimeSpan unread) => Make.Calm(goal,
            cluster: cluster => ClusterSnapshot.Unreachable(cluster.At, "no node answers", goal.Slots.Length),
            ecs: ecs => ecs.With(c2, service => service with { TaskDefinition = goal.Slots[c2].Target, Task = service.Task! with { TaskDefinition = goal.Slots[c2].Target! } })
                .With(a1, service => service with { FailedTasks = 1, Task = service.Task! with { Health = TaskHealth.Unknown } }),
            record: record => record.Open(SlotSet.Of(c2)),
            memory: memory => memory with { UnreadSince = FakeWorld.Epoch.AddMinutes(1) - unread });
        var now = After(TimeSpan.Zero);
        var moment = Decider.Decide(now with { At = FakeWorld.Epoch.AddMinutes(1) }, goal, Make.Quick);
        Assert.Equal((DecisionKind.Wait, WaitFor.Join), (moment.Kind, moment.For));
        // When it lasts, a voter with a revision it cannot run is what keeps a master from being elected.
        var lasting = Decider.Decide(After(Make.Quick.UnreadPatience) with { At = FakeWorld.Epoch.AddMinutes(1) }, goal, Make.Quick);
        Assert.Equal((DecisionKind.OpenSet, SlotSet.Of(a1) | SlotSet.Of(c2)), (lasting.Kind, lasting.Slots));
    }

    /// <summary>
    /// A broken newer version halted the roll; the next one, to the mended image, was superseded before it touched anything; the one after that took the
    /// broken revision for what had run well, went back to it when an image could not be pulled, and every later run did so again.
    /// </summary>
    [Fact]
    public void Record_AfterARollThatFoundAnUnfinishedOneAndTouchedNothing_StillKnowsWhatRanBefore()
    {
        var goal = Make.Goal(3, 1, version: "8.18.1");
        var calm = Make.Calm(goal);
        var first = FakeWorld.Arn(goal.Slots[0].Name, 1);
        const string broken = "arn:aws:ecs:eu-central-1:123456789012:task-definition/q-es-a1:broken";
        var ecs = calm.Ecs.With(0, service => service with { TaskDefinition = broken, Version = Version("8.18.1") });
        var halted = calm.Record.Open(SlotSet.Of(0)) with { End = RollEnd.Halted, Fingerprint = "the broken one" };

        var second = RollRecords.For(halted, goal, ecs, Without(calm.Cluster, 0), calm.At, 0.5) with { End = RollEnd.Superseded };
        var third = RollRecords.For(second, goal, ecs, Without(calm.Cluster, 0), calm.At, 0.5);

        Assert.Equal((first, Version("8.17.2"), broken), (third.PreviousOf(0)!.TaskDefinition, third.PreviousOf(0)!.Version, third.PreviousOf(0)!.Found));
        // Something else that somebody put there meanwhile is what it is.
        var other = calm.Ecs.With(0, service => service with { TaskDefinition = "arn:other" });
        Assert.Equal("arn:other", RollRecords.For(second, goal, other, calm.Cluster, calm.At, 0.5).PreviousOf(0)!.TaskDefinition);
    }

    /// <summary>
    /// On the way back, two nodes ran the newer version by somebody else's deployments; the third, untouched, was drained and refused by them. Every later run
    /// went on with the way back, and waited for it again.
    /// </summary>
    [Fact]
    public void Back_UntouchedSlotIsTooOldForTheRest_EndsTheWayBackForGood()
    {
        var goal = Make.Goal(3, 1, version: "8.18.1");
        var calm = Make.Calm(goal,
            ecs: ecs => ecs.With(1, service => service with { Version = Version("8.17.2"), FailedTasks = 3 }),
            cluster: cluster => Without(cluster, 1) with { Nodes = [.. Without(cluster, 1).Nodes.Select(node => node is null ? null : node with { Version = Version("8.18.1") })] },
            record: record => record.Open(SlotSet.Of(2)).TurnBack("rehearsed"),
            memory: memory => memory with { Writes = [null, new ServiceWrite(null, 1, "d", FakeWorld.Epoch.AddHours(-1)), null] });
        var back = goal.Back(calm.Record);
        var end = Decider.Decide(calm, back, NoCanary);
        Assert.Equal((DecisionKind.Halt, "old-among-new"), (end.Kind, end.Why.Reason?.Name));
        Assert.Contains("goes forward", end.Why.WayOut(calm, back, NoCanary), StringComparison.Ordinal);
        var (direction, touched) = (calm.Record.TurnForward().Direction, calm.Record.TurnForward().TouchedSlots);
        Assert.Equal((RollDirection.Forward, SlotSet.Of(2)), (direction, touched));

        // One node of its own version is enough to let it in: then it is waited for.
        var mixed = calm with { Cluster = calm.Cluster with { Nodes = calm.Cluster.Nodes.SetItem(0, calm.Cluster.Nodes[0]! with { Version = Version("8.17.2") }) } };
        Assert.Equal(DecisionKind.Wait, Decider.Decide(mixed, back, NoCanary).Kind);
    }
}
