namespace Build.Tests.Engine;

public sealed class PlanTests : IDisposable
{
    private readonly ContractBuild _build = new();

    public void Dispose() => _build.Dispose();

    [Fact]
    public async Task Default_WithoutArguments_RunsAfterWhatItDependsOn()
    {
        var result = await _build.RunAsync();

        Assert.Equal(["Restore Succeeded", "Pack Succeeded", "Default Succeeded"], result.Rows());
        Assert.Equal(["Restore", "Pack", "Default"], result.Blocks());
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("Reports", "Asks")]
    [InlineData("Asks", "Reports")]
    public async Task IndependentTargets_InAnyOrderOnTheCommandLine_RunInReverseDeclarationOrder(string first, string second)
    {
        var result = await _build.RunAsync(first, second);

        Assert.Equal(["Asks", "Reports"], result.Blocks().Take(2));
    }

    [Theory]
    [InlineData("show-params")]
    [InlineData("SHOWPARAMS")]
    [InlineData("ShowParams")]
    public async Task TargetName_InAnyCaseWithDashes_IsFound(string name)
    {
        var result = await _build.RunAsync(name);

        Assert.Equal(["ShowParams Succeeded"], result.Rows());
    }

    [Fact]
    public async Task TargetParameter_WithPlus_NamesSeveral()
    {
        var result = await _build.RunAsync("--target", "Asks+Reports");

        Assert.Equal(["Asks", "Reports"], result.Blocks().Take(2));
    }

    [Fact]
    public async Task Before_WithBothInvoked_PutsTheTargetFirst()
    {
        var result = await _build.RunAsync("Pack", "Clean");

        Assert.Equal(["Clean", "Restore", "Pack"], result.Blocks());
    }

    [Fact]
    public async Task Triggers_OfAnInvokedTarget_AddTheOtherAfterIt()
    {
        var result = await _build.RunAsync("Triggering");

        Assert.Equal(["Triggering Succeeded", "Triggered Succeeded"], result.Rows());
    }

    [Fact]
    public async Task Target_WithoutActions_HasNeitherBlockNorRow()
    {
        var result = await _build.RunAsync("Collective");

        Assert.Equal(["Triggered Succeeded"], result.Rows());
        Assert.Equal(["Triggered"], result.Blocks());
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task ClassTarget_HidingAComponents_RunsTheInheritedDefinitionFirst()
    {
        var result = await _build.RunAsync("Publish");

        Assert.Equal(["Restore Succeeded", "Pack Succeeded", "Publish Succeeded"], result.Rows());
        var texts = result.Lines.Where(x => x.Contains("[INF] publish", StringComparison.Ordinal)).Select(x => x[15..]);
        Assert.Equal(["publish in component to stable", "publish in class"], texts);
    }

    [Fact]
    public async Task InvokedTargets_AskedByATarget_ContainIt()
    {
        var result = await _build.RunAsync("Asks");

        Assert.Contains(result.Lines, x => x.EndsWith("invoked: True", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UnknownTarget_OnTheCommandLine_FailsBeforeAnyRuns()
    {
        var result = await _build.RunAsync("Nonsense");

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Contains(result.Lines, x => x.Contains("Nonsense", StringComparison.Ordinal) && x.Contains("does not exist", StringComparison.Ordinal));
        Assert.Empty(result.Blocks());
    }

    [Fact]
    public async Task Hooks_OfASuccessfulRun_ComeInTheirOrder()
    {
        var result = await _build.RunAsync(new Dictionary<string, string?> { ["SHOW_HOOKS"] = "1" }, "SkippedDynamically");

        Assert.Equal(
            [
                "hook: created", "hook: initialized with 2", "hook: running Base1", "hook: succeeded Base1",
                "hook: skipped SkippedDynamically", "hook: finished with 0",
            ],
            result.Lines.Where(x => x.StartsWith("hook:", StringComparison.Ordinal)));
    }

    // The real engine passed over ./build.sh Plan while the stand-in found it: a property of the build class has the name.
    [Fact]
    public async Task ComponentTarget_NamedLikeASwitch_IsListedOnlyWhenImplementedExplicitly()
    {
        var help = await _build.RunAsync("--help");
        var result = await _build.RunAsync("Plan");

        Assert.Contains("    A target beside --plan", help.Lines);
        Assert.DoesNotContain(help.Lines, x => x.StartsWith("  Help ", StringComparison.Ordinal));
        Assert.Equal(["Plan Succeeded"], result.Rows());
        Assert.Contains(result.Lines, x => x.EndsWith("planning, with --plan False", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plan_AsParameter_ListsTheTargetsAndRunsNone()
    {
        Assert.SkipWhen(ContractBuild.IsReal, "The real engine opens an HTML page, which needs a desktop.");

        var result = await _build.RunAsync("Publish", "--plan");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Blocks());
        Assert.Contains("   1. Restore", result.Lines);
        Assert.Contains("   2. Pack    needs Restore", result.Lines);
        Assert.Contains("   3. Publish needs Pack", result.Lines);
    }
}
