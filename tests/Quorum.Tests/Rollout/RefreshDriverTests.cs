using Quorum.Rollout;
using Xunit;

namespace Quorum.Tests.Rollout;

/// <summary>The driver carries a refresh through, and whoever kills it, each instance is replaced once.</summary>
public sealed class RefreshDriverTests
{
    private static async Task<RollResult> Run(FakeWorld world, Goal goal, string token = "t1", Policy? policy = null) =>
        await world.Driver(policy ?? Make.Quick, token: token).RunAsync(goal, CancellationToken.None);

    private static FakeWorld World(Goal goal) => FakeWorld.Running(goal, 1, "8.17.2");

    private static void AssertRefreshed(FakeWorld world)
    {
        Assert.Empty(world.Violations);
        Assert.Empty(world.Records);
        Assert.True(world.Excluded.IsEmpty);
        foreach (var slot in world.Slots)
        {
            Assert.Equal((1, new LaunchVersion("lt", 2), true), (slot.Ended, slot.From, slot.Joined));
            Assert.Equal(FakeWorld.Arn(slot.Goal.Name, 1), slot.TaskDefinition);
        }
    }

    [Fact]
    public async Task Refresh_AllBehind_ReplacesEachOnceInTheOrderOfARoll()
    {
        var goal = Make.Refresh(3, 2);
        var world = World(goal);
        var result = await Run(world, goal);
        Assert.Equal(RollEnd.Completed, result.End);
        AssertRefreshed(world);
        Assert.All(world.Slots, slot => Assert.Equal(1, slot.Stops));
        Assert.Equal(["es-a2-0", "es-b2-0", "es-c2-0", "es-b1-0", "es-c1-0", "es-a1-0"], world.Log.Where(line => line.StartsWith("terminate ", StringComparison.Ordinal)).Select(line => line["terminate ".Length..]));
        // The node is away for as long as a roll's, and for an instance's start.
        Assert.Equal([Make.Quick.AllocationDelay + Make.Quick.InstanceBudget], world.Delays);
        Assert.True(world.Log.IndexOf("exclude es-a1") < world.Log.IndexOf("stop es-a1"));
    }

    [Fact]
    public async Task Refresh_Twice_TheSecondChangesNothing()
    {
        var goal = Make.Refresh(3, 2);
        var world = World(goal);
        await Run(world, goal);
        world.Log.Clear();
        var again = await Run(world, goal, "t2");
        Assert.True(again.ChangedNothing);
        Assert.Empty(world.Log);
    }

    [Fact]
    public async Task Roll_OfARevision_LeavesInstancesThatAreBehind()
    {
        var goal = Make.Goal(3, 1);
        var world = World(goal);
        Assert.Equal(RollEnd.Completed, (await Run(world, goal)).End);
        Assert.All(world.Slots, slot => Assert.Equal(0, slot.Ended));
        Assert.Equal([Make.Quick.AllocationDelay], world.Delays);
    }

    /// <summary>Killed before and after the effect of every single call, and run again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refresh_KilledAtEachCall_GoesOnAndReplacesNothingTwice(bool afterEffect)
    {
        var goal = Make.Refresh(3, 1);
        var whole = World(goal);
        await Run(whole, goal);
        Assert.True(whole.Calls > 60, $"{whole.Calls} calls");
        for (var kill = 1; kill < whole.Calls; kill++)
        {
            var world = World(goal);
            (world.KillAt, world.KillAfterEffect) = (kill, afterEffect);
            await Assert.ThrowsAsync<KilledException>(() => Run(world, goal));
            world.KillAt = int.MaxValue;
            world.Advance(TimeSpan.FromMinutes(2));
            var result = await Run(world, goal, "t2");
            Assert.True(result.End == RollEnd.Completed, $"killed at call {kill}: {result.End}: {result.Reason}");
            AssertRefreshed(world);
        }
    }

    [Fact]
    public async Task Refresh_AnswersLostNowAndThen_ReplacesNothingTwice()
    {
        // Others fall on the same call of each round for ever.
        foreach (var every in (int[])[7, 11, 13])
        {
            var goal = Make.Refresh(3, 1);
            var world = World(goal);
            world.LoseEvery = every;
            var result = await Run(world, goal);
            Assert.True(result.End == RollEnd.Completed, $"every {every}: {result.Reason}");
            AssertRefreshed(world);
        }
    }

    [Fact]
    public async Task Refresh_CancelledWhileAnInstanceIsAwaited_SaysWhereItStandsAndGoesOn()
    {
        var goal = Make.Refresh(3, 1);
        var world = World(goal);
        using var cancel = new CancellationTokenSource();
        var events = new CancelAt(cancel, WaitFor.Instance);
        var cancelled = await Assert.ThrowsAsync<RollCancelledException>(() => world.Driver(Make.Quick, events).RunAsync(goal, cancel.Token).AsTask());
        Assert.Contains("waiting for a new instance: es-b1", cancelled.Message, StringComparison.Ordinal);
        Assert.Equal(RollEnd.Completed, (await Run(world, goal, "t2")).End);
        AssertRefreshed(world);
    }

    [Fact]
    public async Task Refresh_NoInstanceComes_HaltsWithThatSlotAloneDownAndItStartsByItselfLater()
    {
        var goal = Make.Refresh(3, 2);
        var world = World(goal);
        world.Group = null;
        var result = await Run(world, goal);
        Assert.Equal((RollEnd.Halted, "instance-late"), (result.End, result.Decision.Why.Reason!.Name));
        Assert.Contains("es-a2-0", result.Reason, StringComparison.Ordinal);
        Assert.Equal(goal.All - SlotSet.Of(1), world.Joined);
        Assert.Equal(1, world.Slots.Sum(slot => slot.Ended));
        Assert.Empty(world.Records);

        // The group gets its instance at last; ECS starts the task, and the next run takes the others.
        (world.Slots[1].Instance, world.Slots[1].From, world.Slots[1].InstanceReady) = ("late", new LaunchVersion("lt", 2), true);
        world.Group = new LaunchVersion("lt", 2);
        world.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(goal.All, world.Joined);
        Assert.Equal(RollEnd.Completed, (await Run(world, goal, "t2")).End);
        AssertRefreshed(world);
    }

    [Fact]
    public async Task Refresh_TheGroupStartsTheFormerVersion_HaltsAfterOneAndWithAWholeCluster()
    {
        var goal = Make.Refresh(3, 2);
        var world = World(goal);
        world.Group = new LaunchVersion("lt", 1);
        var result = await Run(world, goal);
        Assert.Equal((RollEnd.Halted, "instance-came-behind"), (result.End, result.Decision.Why.Reason!.Name));
        Assert.Contains("ProvisionInfra", result.WayOut, StringComparison.Ordinal);
        Assert.Equal(goal.All, world.Joined);
        Assert.Equal(1, world.Slots.Sum(slot => slot.Ended));

        world.Group = new LaunchVersion("lt", 2);
        Assert.Equal(RollEnd.Completed, (await Run(world, goal, "t2")).End);
        Assert.All(world.Slots, slot => Assert.Equal(2, slot.From!.Number));
        Assert.Empty(world.Violations);
    }

    /// <summary>What the halt says: the former AMI as another version. The slot that is down on the bad machine comes first, and its machine goes.</summary>
    [Fact]
    public async Task Refresh_ToTheFormerAmiAfterABadOne_TakesTheSlotThatIsDownFirst()
    {
        var goal = Make.Refresh(3, 2);
        var world = World(goal);
        world.Slots[1].Registers = false;
        var halted = await Run(world, goal);
        Assert.Equal("instance-late", halted.Decision.Why.Reason!.Name);

        world.Slots[1].Registers = true;
        var former = Make.Refresh(3, 2, version: 3);
        world.Group = new LaunchVersion("lt", 3);
        var result = await Run(world, former, "t2");
        Assert.True(result.End == RollEnd.Completed, result.Reason);
        Assert.All(world.Slots, slot => Assert.Equal(3, slot.From!.Number));
        var log = world.Log.Where(line => line.StartsWith("terminate ", StringComparison.Ordinal)).ToList();
        Assert.Equal(["terminate es-a2-0", "terminate es-a2-1"], log.Take(2));
        Assert.Empty(world.Violations);
    }

    private sealed class CancelAt(CancellationTokenSource cancel, WaitFor at) : IRollEvents
    {
        public void Decided(Observation observation, Goal goal, Policy policy, in Decision decision)
        {
            if (decision.For == at) cancel.Cancel();
        }

        public void Acted(Observation observation, Goal goal, in Decision decision, TimeSpan took) { }

        public void Troubled(DateTimeOffset at, string what) { }
    }
}
