using Quorum.Pipeline;
using Quorum.Rollout;
using Quorum.Tests.Smoke;
using Xunit;

namespace Quorum.Tests.Rollout;

public sealed class ForecastTests
{
    private static readonly Goal Goal = Make.Goal(3, 2, roles: name => name[^1] == '1' ? SlotRoles.Master : SlotRoles.Data | SlotRoles.Content);
    private static readonly Policy Policy = Policy.Default with { CanarySoak = TimeSpan.FromMinutes(2) };

    private static RollForecast? Of(Observation observation, Goal? goal = null) => Planner.PlanRoll(observation, goal ?? Goal, Policy).Forecast;

    private static RollPace Pace(int data, int dataMinutes, int others = 0, int otherMinutes = 0) => new(data, TimeSpan.FromMinutes(dataMinutes), others, TimeSpan.FromMinutes(otherMinutes));

    [Fact]
    public void Forecast_NothingMeasured_AssumesAndSaysSo()
    {
        var forecast = Of(Make.Calm(Goal))!;
        Assert.Equal((3, 3), (forecast.DataSets, forecast.OtherSets));
        Assert.Equal(3 * Forecast.AssumedWithData + 3 * Forecast.AssumedWithout, forecast.Left);
        Assert.Equal("about 12 min: 3 sets with data × 3 min + 3 sets without × 60 s (assumed, nothing is measured yet)", forecast.ToString());
    }

    [Fact]
    public void Forecast_LastRollMeasured_UsesItUntilThisRollHasItsOwn()
    {
        var last = Make.Calm(Goal, record: record => record with { LastPace = Pace(3, 30) });
        Assert.Equal((ForecastSource.LastRoll, TimeSpan.FromMinutes(10)), (Of(last)!.Source, Of(last)!.PerDataSet));
        var own = last with { Record = last.Record with { Pace = Pace(1, 4) } };
        Assert.Equal((ForecastSource.ThisRoll, TimeSpan.FromMinutes(4)), (Of(own)!.Source, Of(own)!.PerDataSet));
    }

    [Fact]
    public void Forecast_SetUnderWay_CountsWhatIsLeftOfIt()
    {
        var slot = Goal.IndexOf("es-a2");
        var down = Make.Calm(Goal, ecs: ecs => ecs.With(slot, service => service with { TaskDefinition = Goal.Slots[slot].Target, LiveTasks = 0, Task = null }),
            record: record => record.Open(SlotSet.Of(slot)) with { SetsDone = 1, CanaryDone = FakeWorld.Epoch.AddHours(-1), Pace = Pace(1, 10, 1, 1) },
            memory: memory => memory with { OpenedAt = FakeWorld.Epoch.AddMinutes(-4) });
        Assert.Equal(TimeSpan.FromMinutes(2 * 10 + 3 * 1 + 6), Of(down)!.Left);
        var late = down with { Memory = down.Memory with { OpenedAt = FakeWorld.Epoch.AddMinutes(-40) } };
        Assert.Equal(TimeSpan.FromMinutes(2 * 10 + 3 * 1), Of(late)!.Left);
    }

    [Fact]
    public void Forecast_NothingLeft_IsNone() => Assert.Null(Of(Make.Calm(Make.Goal(3, 2, revision: 1)), Make.Goal(3, 2, revision: 1)));

    // A first roll of a small cluster took seconds and began with "about 18 min left".
    [Fact]
    public void Progress_NothingMeasured_HasNoTimeLeft()
    {
        var calm = Make.Calm(Goal, record: record => record with { RollId = "r1" }) with { Bootstrapped = "uuid" };
        Assert.Null(Left(calm));
        Assert.Equal("about 36 min left", Left(calm with { Record = calm.Record with { LastPace = Pace(3, 30, 3, 6) } }));
        Assert.Null(Left(calm with { Record = calm.Record with { LastPace = Pace(3, 30, 3, 6) } }, Make.Goal(3, 2, revision: 1)));

        static string? Left(Observation observation, Goal? goal = null)
        {
            StageProgress? said = null;
            new RollJournal(new ManualClock(), new SynchronousProgress<StageProgress>(progress => said = progress)).Decided(observation, goal ?? Goal, Policy, new Decision(DecisionKind.Flush, SlotSet.Of(0)));
            return said!.Left;
        }
    }

    [Fact]
    public void Plan_Text_TellsHowLongItTakes() => Assert.Contains("takes about 12 min: 3 sets with data", Planner.PlanRoll(Make.Calm(Goal), Goal, Policy).ToString(), StringComparison.Ordinal);
}
