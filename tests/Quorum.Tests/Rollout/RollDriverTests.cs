using Quorum.Rollout;
using Xunit;

namespace Quorum.Tests.Rollout;

public sealed class RollDriverTests
{
    private static async Task<RollResult> Run(FakeWorld world, Goal goal, Policy? policy = null, string token = "t1") =>
        await world.Driver(policy ?? Make.Quick, token: token).RunAsync(goal, CancellationToken.None);

    private static void AssertClean(FakeWorld world)
    {
        Assert.Empty(world.Violations);
        Assert.Empty(world.Records);
        Assert.False(world.AllocationPrimaries);
        Assert.True(world.Excluded.IsEmpty);
    }

    [Fact]
    public async Task Roll_NothingChanged_WritesNothing()
    {
        var goal = Make.Goal(3, 1, revision: 1);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        var result = await Run(world, goal);
        Assert.True(result.ChangedNothing);
        Assert.Empty(world.Log);
    }

    [Fact]
    public async Task Roll_FirstDeployment_CreatesAllAtOnceAndMarksTheClusterFormed()
    {
        var goal = Make.Goal(3, 2);
        var world = new FakeWorld(goal);
        var result = await Run(world, goal);
        Assert.Equal(RollEnd.Completed, result.End);
        Assert.Equal(goal.All, result.Created);
        Assert.Equal("uuid-1", world.Bootstrapped);
        Assert.DoesNotContain(world.Log, line => line.StartsWith("stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Roll_ThreeMasters_RollsOneByOneAndTheElectedMasterLastAfterHandOver()
    {
        var goal = Make.Goal(3, 1);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        var result = await Run(world, goal);
        Assert.Equal(RollEnd.Completed, result.End);
        Assert.Equal(["stop es-b1", "stop es-c1", "stop es-a1"], world.Log.Where(line => line.StartsWith("stop", StringComparison.Ordinal)));
        // Cleared before the stop: three stay in the voting configuration, of whom two are up.
        Assert.True(world.Log.IndexOf("exclude es-a1") < world.Log.IndexOf("clear exclusions"));
        Assert.True(world.Log.IndexOf("clear exclusions") < world.Log.IndexOf("stop es-a1"));
        Assert.Equal(1, world.Elections);
        Assert.Equal(3, world.Voters.Count);
        AssertClean(world);
    }

    [Fact]
    public async Task Roll_ManySlots_TakesCanaryThenWholeZonesThenMasters()
    {
        var goal = Make.Goal(3, 4);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        var result = await Run(world, goal);
        Assert.Equal(RollEnd.Completed, result.End);
        Assert.All(world.Slots, slot => Assert.Equal(1, slot.Stops));
        // canary, rest of zone a, zone b, zone c, three masters
        Assert.Equal(7, result.Record.SetsDone);
        AssertClean(world);
    }

    [Fact]
    public async Task Roll_AllocationSettingMode_SetsAndResetsIt()
    {
        var goal = Make.Goal(3, 2);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        var result = await Run(world, goal, Make.Quick with { Suppression = SuppressionMode.AllocationSetting });
        Assert.Equal(RollEnd.Completed, result.End);
        Assert.Contains("allocation True", world.Log);
        Assert.DoesNotContain(world.Log, line => line.StartsWith("record", StringComparison.Ordinal));
        AssertClean(world);
    }

    [Fact]
    public async Task Roll_ShutdownRecordsNotUsable_FallsBackToTheSetting()
    {
        var goal = Make.Goal(3, 1);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        world.RecordsUsable = false;
        Assert.Equal(RollEnd.Completed, (await Run(world, goal)).End);
        Assert.Contains("allocation True", world.Log);
        AssertClean(world);
    }

    [Fact]
    public async Task Roll_NewRevisionFailsInTheThirdSet_RollsBackExactlyTheTouchedSlotsInReverse()
    {
        var goal = Make.Goal(3, 2);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        world.BadRevisions.Add(FakeWorld.Arn("es-c2", 2));
        var result = await Run(world, goal);
        Assert.Equal(RollEnd.RolledBack, result.End);
        Assert.Contains("es-c2", result.Reason, StringComparison.Ordinal);
        Assert.All(world.Slots, slot => Assert.Equal(FakeWorld.Arn(slot.Goal.Name, 1), slot.TaskDefinition));
        Assert.Equal(["stop es-a2", "stop es-b2", "stop es-c2", "stop es-c2", "stop es-b2", "stop es-a2"], world.Log.Where(line => line.StartsWith("stop", StringComparison.Ordinal)));
        Assert.Equal(goal.IndexOf("es-a2"), result.Record.Touched[0].Slot);
        AssertClean(world);
    }

    [Fact]
    public async Task Roll_NewVersionFails_HaltsWithThreeWaysOutAndNeverGoesBack()
    {
        var goal = Make.Goal(3, 2, version: "8.18.0");
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        world.BadRevisions.Add(FakeWorld.Arn("es-b2", 2));
        var result = await Run(world, goal);
        Assert.Equal(RollEnd.Halted, result.End);
        Assert.Equal("version-cannot-go-back", result.Decision.Why.Reason!.Name);
        Assert.Contains("(1) forward", result.WayOut, StringComparison.Ordinal);
        Assert.Contains("every shard has a started copy outside es-b2", result.WayOut, StringComparison.Ordinal);
        Assert.Contains("(3) restore", result.WayOut, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Slots, slot => slot.TaskDefinition == FakeWorld.Arn(slot.Goal.Name, 1) && slot.Stops > 0);
        AssertClean(world);
    }

    [Fact]
    public async Task Roll_AfterAHaltedVersionChange_ForwardFixTakesTheFailedSlotFirst()
    {
        var bad = Make.Goal(3, 2, revision: 2, version: "8.18.0");
        var world = FakeWorld.Running(bad, 1, "8.17.2");
        world.BadRevisions.Add(FakeWorld.Arn("es-b2", 2));
        Assert.Equal(RollEnd.Halted, (await Run(world, bad)).End);
        world.Log.Clear();
        var good = Make.Goal(3, 2, revision: 3, version: "8.18.0");
        var result = await Run(world, good, token: "t2");
        Assert.Equal(RollEnd.Completed, result.End);
        Assert.Equal("stop es-b2", world.Log.First(line => line.StartsWith("stop", StringComparison.Ordinal)));
        AssertClean(world);
    }

    [Fact]
    public async Task Roll_StopEndsWith137_HaltsBeforeTheNextSetWithTheSlotBack()
    {
        var goal = Make.Goal(3, 2);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        world.StopExitCode = 137;
        var result = await Run(world, goal);
        Assert.Equal(RollEnd.Halted, result.End);
        Assert.Equal("graceful-stop", result.Decision.Why.Reason!.Name);
        Assert.Equal(1, result.Record.SetsDone);
        Assert.Equal(goal.All, world.Joined);
        AssertClean(world);
    }

    [Fact]
    public async Task Roll_AfterAHaltForAKill_GoesOnWhenRunAgain()
    {
        var goal = Make.Goal(3, 2);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        world.StopExitCode = 137;
        await Run(world, goal);
        world.StopExitCode = 143;
        Assert.Equal(RollEnd.Completed, (await Run(world, goal, token: "t2")).End);
        Assert.All(world.Slots, slot => Assert.Equal(1, slot.Stops));
        AssertClean(world);
    }

    [Fact]
    public async Task Roll_SomebodyElsesRevisionAppears_EndsAsSuperseded()
    {
        var goal = Make.Goal(3, 2);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        world.After(60, () => world.Slots[5].TaskDefinition = FakeWorld.Arn("es-c2", 9));
        var result = await Run(world, goal);
        Assert.Equal(RollEnd.Superseded, result.End);
        Assert.Contains("es-c2", result.Reason, StringComparison.Ordinal);
        Assert.Contains(":9", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roll_LockTakenByAnother_StopsBeforeTheNextStop()
    {
        var goal = Make.Goal(3, 2);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        world.After(60, () => world.StealLock("somebody else"));
        var result = await Run(world, goal);
        Assert.Equal(RollEnd.Superseded, result.End);
        Assert.Contains("somebody else", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roll_LockHeldByALivingDeployer_IsRefusedByName()
    {
        var goal = Make.Goal(3, 1);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        var other = new LockOwner("ci@runner-7", "other");
        await world.AcquireAsync(other, world.Now, TimeSpan.FromSeconds(90), default);
        for (var beat = 1; beat < 40; beat++) world.After(beat * 10, () => _ = world.HeartbeatAsync(other, world.Now, default));
        var refused = await Assert.ThrowsAsync<RollLockedException>(() => Run(world, goal));
        Assert.Contains("ci@runner-7", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Log, line => line.StartsWith("stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Roll_EveryFifthAnswerLost_StillCompletesAndRestartsNothingTwice()
    {
        var goal = Make.Goal(3, 2);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        world.LoseEvery = 5;
        Assert.Equal(RollEnd.Completed, (await Run(world, goal)).End);
        Assert.All(world.Slots, slot => Assert.Equal(1, slot.Stops));
        AssertClean(world);
    }

    [Theory]
    [InlineData(SuppressionMode.RestartRecord, false)]
    [InlineData(SuppressionMode.RestartRecord, true)]
    [InlineData(SuppressionMode.AllocationSetting, true)]
    public async Task Roll_KilledAtEveryCall_RunAgainCompletesWithoutASecondRestart(SuppressionMode mode, bool afterEffect)
    {
        var goal = Make.Goal(3, 2);
        var policy = Make.Quick with { Suppression = mode };
        var kills = 0;
        for (var at = 1; ; at++)
        {
            var world = FakeWorld.Running(goal, 1, "8.17.2");
            (world.KillAt, world.KillAfterEffect) = (at, afterEffect);
            try
            {
                await Run(world, goal, policy);
                break;
            }
            catch (KilledException)
            {
                kills++;
            }
            world.KillAt = int.MaxValue;
            world.Advance(TimeSpan.FromSeconds(at % 50));
            var result = await Run(world, goal, policy, "t2");
            Assert.True(result.End == RollEnd.Completed, $"killed at call {at}: {result.End} {result.Reason}");
            Assert.All(world.Slots, slot => Assert.True(slot.Stops == 1, $"killed at call {at}: {slot.Goal.Name} stopped {slot.Stops} times"));
            AssertClean(world);
        }
        Assert.True(kills > 100, $"only {kills} calls in the whole roll");
    }

    [Fact]
    public async Task Roll_KilledAtEveryCallOfARollback_RunAgainRollsBack()
    {
        var goal = Make.Goal(3, 1);
        for (var at = 1; ; at++)
        {
            var world = FakeWorld.Running(goal, 1, "8.17.2");
            world.BadRevisions.Add(FakeWorld.Arn("es-c1", 2));
            (world.KillAt, world.KillAfterEffect) = (at, true);
            try
            {
                Assert.Equal(RollEnd.RolledBack, (await Run(world, goal)).End);
                break;
            }
            catch (KilledException)
            {
                world.KillAt = int.MaxValue;
            }
            var turned = world.Stored is { End: RollEnd.RolledBack };
            var result = await Run(world, goal, token: "t2");
            // Killed after the end was noted: the next run is a new attempt, and it fails in the same way.
            Assert.True(result.End == RollEnd.RolledBack, $"killed at call {at}: {result.End} {result.Reason}");
            Assert.All(world.Slots, slot => Assert.Equal(FakeWorld.Arn(slot.Goal.Name, 1), slot.TaskDefinition));
            if (!turned) AssertClean(world);
        }
    }

    [Fact]
    public async Task Roll_Cancelled_SaysWhereItStands()
    {
        var goal = Make.Goal(3, 2);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        using var source = new CancellationTokenSource();
        world.After(5, source.Cancel);
        var cancelled = await Assert.ThrowsAsync<RollCancelledException>(async () => await world.Driver(Make.Quick).RunAsync(goal, source.Token));
        Assert.Contains("es-a2", cancelled.Message, StringComparison.Ordinal);
        Assert.Contains("run the same command again", cancelled.WayOut, StringComparison.Ordinal);
        Assert.Equal(RollEnd.Completed, (await Run(world, goal, token: "t2")).End);
    }

    [Fact]
    public async Task Roll_SlotAdded_CreatesOnlyItsService()
    {
        var goal = Make.Goal(3, 2, revision: 1);
        var world = FakeWorld.Running(goal, 1, "8.17.2");
        var added = world.Slots[1];
        (added.Exists, added.Joined, added.Live, added.TaskDefinition) = (false, false, false, null);
        foreach (var shard in world.Shards.Where(shard => shard.Slots.Contains(1)).ToArray()) world.Shards.Remove(shard);
        var result = await Run(world, goal);
        Assert.Equal(RollEnd.Completed, result.End);
        Assert.Equal(SlotSet.Of(1), result.Created);
        Assert.Equal(["create es-a2"], world.Log.Where(line => line.Contains("es-", StringComparison.Ordinal)));
    }
}
