using Quorum.Rehearsal.Running;
using Quorum.Rehearsal.Scenarios;

namespace Quorum.Simulation;

public sealed class RehearsalTests
{
    [Fact]
    public async Task Rehearsal_ManySeeds_BreakNoPromise()
    {
        var report = await RehearsalRunner.RunAsync(new RehearsalOptions(FirstSeed: 1, Seeds: 600, Folder: Folder), null, CancellationToken.None);
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(600, report.Rehearsals);
        Assert.True(report.KindsHit >= 30, report.ToString());
        Assert.True(report.Stops > 600, "a rehearsal that restarts nothing proves nothing");
        Assert.True(report.Acknowledged > 0);
        Assert.Equal(0, report.ExitCode);
    }

    [Fact]
    public void Rehearsal_SameSeedTwice_TakesTheSameSteps()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var (first, second) = (Rehearse.Run(ScenarioGenerator.Make(seed), trace: true), Rehearse.Run(ScenarioGenerator.Make(seed), trace: true));
            Assert.Equal(first.Timeline, second.Timeline);
            Assert.Equal(first.Calls, second.Calls);
        }
    }

    [Fact]
    public void Trace_WrittenAndRead_PlaysTheSame()
    {
        var result = Rehearse.Run(ScenarioGenerator.Make(7), trace: true);
        var failure = TraceFile.Write(Folder, result);
        var again = Rehearse.Run(TraceFile.Read(failure.Trace), trace: true);
        Assert.NotEmpty(again.Timeline);
        Assert.Equal(result.Timeline, again.Timeline);
    }

    internal static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "rehearsal-traces");
}
