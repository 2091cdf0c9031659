using System;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Serilog;

/// <summary>All tests, each project a program of its own.</summary>
interface ITest : IStage
{
    string? TestProject { get; }

    Target Test => _ => _
        .Description("Compiles everything and runs all tests")
        .Executes(async () =>
        {
            var counts = await TestRun.RunAsync(RootDirectory, TestProject, line => Log.Information("{Line}", line));
            ReportSummary(summary => summary.AddPair("Passed", counts.Passed).AddPair("Failed", counts.Failed).AddPair("Skipped", counts.Skipped));
            Session.SayLast($"{counts.Passed} passed, {counts.Failed} failed, {counts.Skipped} skipped");
            Assert.True(counts.Failed == 0, $"{counts.Failed} tests failed; their output is in artifacts/tests");
        });
}
