using Quorum.Drills;
using Quorum.Rollout;
using Quorum.Tests.Rollout;

namespace Quorum.Tests.Drills;

public sealed class DrillTests
{
    // es-a1 0, es-a2 1, es-b1 2, es-b2 3, es-c1 4, es-c2 5; the first of each zone votes.
    private static readonly Goal Goal = Make.Goal(3, 2);

    [Fact]
    public void Survival_EveryShardHasACopyElsewhere_NoProblem() =>
        Assert.Empty(Problems(SlotSet.Of(0, 1), c => c with { Shards = [Make.Shard("logs", 0, 1, 3)] }));

    [Fact]
    public void Survival_BothCopiesInTheSet_NamesTheShardAndItsNodes()
    {
        var problem = Assert.Single(Problems(SlotSet.Of(0, 1), c => c with { Shards = [Make.Shard("logs", 7, 0, 1), Make.Shard("kept", 0, 1, 3)] }));
        Assert.Contains("[logs][7]", problem);
        Assert.Contains("es-a1, es-a2", problem);
    }

    [Fact]
    public void Survival_OtherCopyIsNotInSync_NamesTheShard() =>
        Assert.Contains("[logs][0]", Assert.Single(Problems(SlotSet.Of(1), c => c with { Shards = [new ShardView("logs", 0, [new CopyView(1, true, CopyState.Started, true), new CopyView(3, false, CopyState.Started, false)])] })));

    [Fact]
    public void Survival_IndexWithoutReplica_IsAProblemOnlyWhereItIs()
    {
        Assert.Contains("no replica", Assert.Single(Problems(SlotSet.Of(1), c => c with { Shards = [Make.Shard("solo", 0, 1)] })));
        Assert.Empty(Problems(SlotSet.Of(3), c => c with { Shards = [Make.Shard("solo", 0, 1)] }));
    }

    [Fact]
    public void Survival_TwoOfThreeVotersInTheSet_SaysThatThereWouldBeNoMajority() =>
        Assert.Contains(Problems(SlotSet.Of(0, 2), c => c with { Shards = [] }), problem => problem.Contains("1 of 3 voters", StringComparison.Ordinal));

    [Fact]
    public void Survival_YellowAndANodeAway_SaysBoth()
    {
        var problems = Problems(SlotSet.Of(1), c => c with { Shards = [], Health = ClusterHealth.Yellow, Joined = c.Joined - SlotSet.Of(5) });
        Assert.Contains(problems, problem => problem.Contains("es-c2", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("yellow", StringComparison.Ordinal));
    }

    [Fact]
    public void Target_NothingWanted_IsTheBusiestThatIsNotTheMaster()
    {
        var observation = Make.Calm(Goal, cluster: c => c with { ElectedMaster = 0, Shards = [Make.Shard("a", 0, 0, 3), Make.Shard("a", 1, 0, 5), Make.Shard("a", 2, 3, 1)] });
        Assert.Equal(SlotSet.Of(3), DrillTarget.Choose(DrillKind.Node, null, observation, Goal));
    }

    [Fact]
    public void Target_Zone_IsAllItsSlotsByItsNameOrBySlot()
    {
        var observation = Make.Calm(Goal);
        Assert.Equal(SlotSet.Of(2, 3), DrillTarget.Choose(DrillKind.Zone, "us-east-1b", observation, Goal));
        Assert.Equal(SlotSet.Of(2, 3), DrillTarget.Choose(DrillKind.Zone, "es-b2", observation, Goal));
        Assert.Null(DrillTarget.Choose(DrillKind.Node, "us-east-1b", observation, Goal));
    }

    private static IReadOnlyList<string> Problems(SlotSet lost, Func<ClusterSnapshot, ClusterSnapshot> cluster) => DrillSurvival.Problems(Make.Calm(Goal, cluster: cluster), Goal, lost);
}
