namespace Build.Tests.Engine;

public sealed class OutcomeTests : IDisposable
{
    private readonly ContractBuild _build = new();

    public void Dispose() => _build.Dispose();

    [Fact]
    public async Task FailingTarget_WithDependentsAndAnAssuredTarget_StopsThePlanButRunsTheAssured()
    {
        var result = await _build.RunAsync("AfterFails", "CleanUp");

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Equal(
            ["Fails Failed // InvalidOperationException: it broke", "AfterFails NotRun", "CleanUp Succeeded"],
            result.Rows());
        Assert.Contains(result.Lines, x => x.EndsWith("[ERR] Target Fails has thrown an exception", StringComparison.Ordinal));
        Assert.Contains(result.Lines, x => x.StartsWith("Build failed on ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FailingTask_InAnAsyncTarget_KeepsItsOwnException()
    {
        var result = await _build.RunAsync("FailsAsync");

        Assert.Equal(["FailsAsync Failed // InvalidOperationException: it broke later"], result.Rows());
    }

    [Fact]
    public async Task ProceedAfterFailure_WhenItFails_RunsTheRestAndStillFails()
    {
        var result = await _build.RunAsync("FailsSoftly", "AfterSoft");

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Equal(["FailsSoftly Failed // InvalidOperationException: soft", "AfterSoft Succeeded"], result.Rows());
    }

    [Fact]
    public async Task ExitCode_SetByATarget_WinsOverSuccess()
    {
        var result = await _build.RunAsync("SetsExitCode");

        Assert.Equal(42, result.ExitCode);
        Assert.Contains(result.Lines, x => x.StartsWith("Build succeeded on ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--verbosity", "loud")]
    [InlineData("--host", "moon")]
    public async Task EngineParameter_WithAnUnknownValue_AbortsTheProcess(string parameter, string value)
    {
        var result = await _build.RunAsync("Clean", parameter, value);

        Assert.Equal(ContractBuild.Aborted, result.ExitCode);
    }

    [Fact]
    public async Task ReportSummary_CalledTwice_ShowsTheLast()
    {
        var result = await _build.RunAsync("Reports");

        Assert.Equal(["Reports Succeeded // Passed: 12, Skipped: 1"], result.Rows());
    }

    [Fact]
    public async Task Warnings_OfTargets_AreRepeatedAtTheEnd()
    {
        var result = await _build.RunAsync("Reports");

        Assert.Contains("Errors & Warnings", result.Blocks());
        Assert.Contains("[WRN] Reports: one test is slow", result.Lines);
    }

    [Theory]
    [InlineData("Minimal", false)]
    [InlineData("Normal", true)]
    public async Task Verbosity_Minimal_HidesInformationButNotTheTable(string verbosity, bool shown)
    {
        var result = await _build.RunAsync("Clean", "--verbosity", verbosity);

        Assert.Equal(shown, result.Lines.Any(x => x.EndsWith("[INF] cleaning", StringComparison.Ordinal)));
        Assert.Equal(["Clean Succeeded"], result.Rows());
    }

    [Fact]
    public async Task Output_OfTheEngine_GoesToStandardOutputOnly()
    {
        var result = await _build.RunAsync("Fails");

        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Columns_OfTheTable_ArePaddedAsSpecified()
    {
        var result = await _build.RunAsync("Reports");

        Assert.Contains("Target             Status      Duration", result.Lines);
        Assert.Contains(new string('═', 39), result.Lines);
        Assert.Contains("Reports            Succeeded     < 1sec   // Passed: 12, Skipped: 1", result.Lines);
        Assert.Contains("\u00a0\u00a0\u00a0// Passed", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tool_WithASecretArgument_IsLoggedWithoutIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no /bin/echo on Windows.");

        var result = await _build.RunAsync("RunsTool");

        Assert.Contains(result.Lines, x => x.EndsWith("[INF] > /bin/echo hello \"two words\" [REDACTED]", StringComparison.Ordinal));
        Assert.Contains(result.Lines, x => x.EndsWith("[DBG] hello two words [REDACTED]", StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupt_WhileATargetRuns_AbortsItRunsTheAssuredAndEndsByTheSignal()
    {
        SkipUnlessInterruptsArrive();

        var result = await _build.InterruptAsync("INT", "Sleeps", "CleanUp");

        Assert.Equal(ContractBuild.Interrupted, result.ExitCode);
        Assert.Equal(["Sleeps Aborted", "CleanUp Succeeded"], result.Rows());
        Assert.Contains("hook: finished with null", result.Lines);
    }

    [Fact]
    public async Task Terminate_WhileATargetRuns_EndsWithoutSummaryAndHooks()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");

        var result = await _build.InterruptAsync("TERM", "Sleeps", "CleanUp");

        Assert.Equal(ContractBuild.Terminated, result.ExitCode);
        Assert.Empty(result.Rows());
        Assert.DoesNotContain(result.Lines, x => x.StartsWith("hook: finished", StringComparison.Ordinal));
        Assert.DoesNotContain("CleanUp", result.Blocks());
    }

    private static void SkipUnlessInterruptsArrive()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        const string status = "/proc/self/status";
        if (!File.Exists(status)) return;
        var ignored = File.ReadLines(status).Single(x => x.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1];
        const int interrupt = 2;
        Assert.SkipWhen(
            (ulong.Parse(ignored, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) & (1UL << (interrupt - 1))) != 0,
            "The tests were started with SIGINT ignored, which their processes inherit.");
    }
}
