using System.Collections.Concurrent;
using Quorum.Rehearsal.Running;
using Quorum.Rehearsal.Scenarios;

namespace Quorum.Simulation;

/// <summary>The runner dies at every single call, before and after its effect; the next run must finish, restart nothing twice, leave nothing.</summary>
public sealed class KillTests
{
    public static TheoryData<int, ChangeKind, bool> Cases => new()
    {
        { 1, ChangeKind.SameVersion, false },
        { 1, ChangeKind.NewVersion, true },
        { 1, ChangeKind.BrokenConfiguration, false },
        { 2, ChangeKind.SameVersion, true },
        { 2, ChangeKind.NewVersion, false },
        { 2, ChangeKind.BrokenConfiguration, true },
        { 1, ChangeKind.BrokenVersion, false },
        { 1, ChangeKind.NewInstances, false },
        { 2, ChangeKind.NewInstances, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kill_AtEveryCall_TheNextRunConverges(int perZone, ChangeKind change, bool settingMode)
    {
        var scenario = new Scenario
        {
            Seed = 4711,
            Slots = [.. ScenarioGenerator.Slots(perZone).Select(slot => slot with { Behind = change == ChangeKind.NewInstances })],
            Indices = [new IndexPlan("logs", 3, 1, 64L << 20, "data_content")],
            Change = change,
            SettingMode = settingMode,
            BrokenSlot = change is ChangeKind.BrokenConfiguration or ChangeKind.BrokenVersion ? 1 : -1,
        };
        var whole = Rehearse.Run(scenario);
        Assert.False(whole.Failed, $"{whole.Failure} {whole.Problem}");
        var calls = whole.Calls;
        Assert.True(calls > 30);

        var problems = new ConcurrentBag<string>();
        Parallel.For(0, 2 * calls, at =>
        {
            var (call, after) = (1 + at / 2, at % 2 == 1);
            var result = Rehearse.Run(scenario, null, prepare: people => people.Prepare = runner =>
            {
                if (runner.Number == 1) (runner.KillAtCall, runner.KillAfterEffect) = (call, after);
            });
            if (result.Failed) problems.Add($"killed at call {call} {(after ? "after" : "before")} its effect: {result.Failure} {result.Problem} {string.Join("; ", result.Violations)}");
            else if (result.End != whole.End) problems.Add($"killed at call {call}: {result.End} instead of {whole.End}");
            else if (change is ChangeKind.SameVersion or ChangeKind.NewVersion or ChangeKind.NewInstances && result.Stops != scenario.Slots.Length) problems.Add($"killed at call {call}: {result.Stops} restarts of {scenario.Slots.Length} slots");
        });
        Assert.Empty(problems);
    }
}
