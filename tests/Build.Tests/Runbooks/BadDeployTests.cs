using System.Diagnostics;
using Build.Tests.BadInput;

namespace Build.Tests.Runbooks;

/// <summary>Days on which a roll goes wrong.</summary>
public sealed class BadDeployTests(Ward ward) : BadDay(ward), IClassFixture<Ward>
{
    internal static readonly string[] Pages = ["runner-died.md", "slot-will-not-start.md", "stuck-roll.md", "wrong-deploy.md"];

    [Fact]
    public async Task SlotThatWillNotStart_IsNamedAndMendedByTheNextRun()
    {
        var page = Runbook("slot-will-not-start.md");
        var deploy = page.Take("./build.sh Deploy --profile prod");
        var good = await File.ReadAllTextAsync(Configuration);
        await File.AppendAllTextAsync(Configuration, "\nno.such.setting: true\n");
        var refused = await RunAsync(deploy);
        BadInputProcessTests.Refused(refused, "no.such.setting");
        Assert.Contains("rolled back", refused.Output, StringComparison.Ordinal);

        await ConfigureAsync("51mb", good);
        await WellAsync(deploy);
        Assert.Empty(page.NotRun);
    }

    [Fact]
    public async Task WrongDeploy_IsRolledBackToWhatRanBefore()
    {
        var page = Runbook("wrong-deploy.md");
        var good = await File.ReadAllTextAsync(Configuration);
        var status = page.Take("./build.sh Status --profile prod");
        var before = Digests(await WellAsync(status));
        await ConfigureAsync("52mb");
        await WellAsync(["Deploy"]);
        var wrong = Digests(await WellAsync(status));

        await WellAsync(page.Take("./build.sh Rollback --profile prod"));

        Assert.Single(before);
        Assert.Single(wrong);
        Assert.NotEqual(before, wrong);
        Assert.Equal(before, Digests(await WellAsync(status)));
        await File.WriteAllTextAsync(Configuration, good);
        Assert.Empty(page.NotRun);
    }

    [Fact]
    public async Task RunnerThatDied_IsGoneOnFromByRunningAgain()
    {
        var page = Runbook("runner-died.md");
        var deploy = page.Take("./build.sh Deploy --profile prod");
        await ConfigureAsync("53mb");
        var died = await Copy.RunUntilAsync("stop", pid =>
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }, deploy);
        Assert.NotEqual(0, died.ExitCode);
        await WellAsync(deploy);
        Assert.Empty(page.NotRun);
    }

    [Fact]
    public async Task StuckRoll_NamesWhatHoldsItEndsByCtrlCAndGoesOn()
    {
        Assert.SkipUnless(ProcessRun.CanInterrupt, "no kill on PATH, or SIGINT is ignored here, as in a shell's background job");
        var page = Runbook("stuck-roll.md");
        var deploy = page.Take("./build.sh Deploy --profile prod");
        await ConfigureAsync("54mb");
        await StrikeAsync("es-c1", "cut");
        await UntilAsync(["Status"], run => IsOut(run, "es-c1"));
        var plan = await RunAsync(["Plan"]);
        Assert.Contains("blocked now by", plan.Output, StringComparison.Ordinal);
        Assert.Contains("es-c1", plan.Output, StringComparison.Ordinal);

        var stopped = await Copy.RunUntilAsync("users: ", pid =>
        {
            using var kill = Process.Start("kill", ["-INT", $"{pid}"]);
            kill.WaitForExit();
        }, deploy);

        Assert.NotEqual(0, stopped.ExitCode);
        Assert.Contains("Interrupted", stopped.Error, StringComparison.Ordinal);
        Assert.Matches("run (it|the same command) again", stopped.Output + stopped.Error);
        await StrikeAsync("es-c1", "heal");
        await WellAsync(deploy);
        Assert.Empty(page.NotRun);
    }
}
