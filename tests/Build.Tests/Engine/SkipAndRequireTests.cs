namespace Build.Tests.Engine;

public sealed class SkipAndRequireTests : IDisposable
{
    private static readonly Dictionary<string, string?> s_server = new() { ["GITHUB_ACTIONS"] = "true" };

    private readonly ContractBuild _build = new();

    public void Dispose() => _build.Dispose();

    [Fact]
    public async Task StaticCondition_WhenFalse_SkipsDependenciesButNotDependents()
    {
        var result = await _build.RunAsync("AfterSkipped");

        Assert.Equal(
            ["Base1 Skipped // Skipped: because of SkippedStatically", "SkippedStatically Skipped // OnlyWhen: DryRun", "AfterSkipped Succeeded"],
            result.Rows());
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task StaticCondition_WhenTrue_RunsAll()
    {
        var result = await _build.RunAsync("SkippedStatically", "--dry-run");

        Assert.Equal(["Base1 Succeeded", "SkippedStatically Succeeded"], result.Rows());
    }

    [Fact]
    public async Task WhenSkipped_Execute_RunsTheDependencies()
    {
        var result = await _build.RunAsync("SkippedButDependenciesRun");

        Assert.Equal(["Base1 Succeeded", "SkippedButDependenciesRun Skipped // OnlyWhen: DryRun"], result.Rows());
    }

    [Fact]
    public async Task DynamicCondition_WhenFalse_SkipsOnlyTheTarget()
    {
        var result = await _build.RunAsync("SkippedDynamically");

        Assert.Equal(["Base1 Succeeded", "SkippedDynamically Skipped // OnlyWhen: DryRun"], result.Rows());
    }

    [Fact]
    public async Task Skip_Named_SkipsItAndWhatNobodyElseNeeds()
    {
        var result = await _build.RunAsync("Publish", "--skip", "Pack");

        Assert.Equal(
            ["Restore Skipped // Skipped: because of Pack", "Pack Skipped // Skipped: via parameter", "Publish Succeeded"],
            result.Rows());
    }

    [Fact]
    public async Task Skip_WithoutNames_RunsOnlyWhatWasInvoked()
    {
        var result = await _build.RunAsync("Publish", "--skip");

        Assert.Equal(["Restore", "Pack"], result.Rows().Where(x => x.Contains("Skipped", StringComparison.Ordinal)).Select(x => x.Split(' ')[0]));
        Assert.Contains("Publish Succeeded", result.Rows());
    }

    [Fact]
    public async Task Skip_WithoutAnyTarget_SkipsTheDefaultTargetToo()
    {
        var result = await _build.RunAsync("--skip");

        Assert.Empty(result.Blocks());
        Assert.Equal(3, result.Rows().Count);
        Assert.All(result.Rows(), x => Assert.Contains(" Skipped", x, StringComparison.Ordinal));
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task RequiredMember_WhenMissing_FailsBeforeAnyTargetRuns()
    {
        var result = await _build.RunAsync(s_server, "NeedsMember", "Clean");

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Contains(result.Lines, x => x.Contains("Target 'NeedsMember' requires member 'DeployEnvironment' to be not null or empty", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Lines, x => x.Contains("cleaning", StringComparison.Ordinal));
        // An error outside of a target is no annotation.
        Assert.DoesNotContain(result.Lines, x => x.StartsWith("::error::", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RequiredMember_WhenMissingWithoutATerminal_FailsAndNeverAsks()
    {
        var result = await _build.RunAsync("NeedsMember");

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Equal(["NeedsMember NotRun"], result.Rows());
    }

    [Fact]
    public async Task RequiredMembers_WhenGiven_LetTheTargetRun()
    {
        var result = await _build.RunAsync(s_server, "NeedsMember", "--deploy-environment", "dev", "--timeout", "3");

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task RequiredNullableNumber_WhenMissing_IsNamed()
    {
        var result = await _build.RunAsync(s_server, "NeedsMember", "--deploy-environment", "dev");

        Assert.Contains(result.Lines, x => x.Contains("Target 'NeedsMember' requires member 'Timeout' to be not null or empty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RequiredCondition_WhenFalse_IsShownAsWritten()
    {
        var result = await _build.RunAsync("NeedsCondition", "--deploy-environment", "dev");

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Contains(result.Lines, x => x.Contains("Target 'NeedsCondition' requires '(value(Build).DeployEnvironment == \"prod\")'", StringComparison.Ordinal));
        Assert.Equal(["NeedsCondition NotRun"], result.Rows());
    }

    [Fact]
    public async Task Requirement_OfASkippedTarget_IsNotChecked()
    {
        var result = await _build.RunAsync("Clean", "--skip", "NeedsMember");

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Continue_AfterAFailure_SkipsWhatSucceededInTheSameInvocation()
    {
        var first = await _build.RunAsync("Asks", "Fails");
        var second = await _build.RunAsync("Asks", "Fails", "--continue");
        var other = await _build.RunAsync("Fails", "Asks", "--continue");

        Assert.Equal(["Asks", "Fails"], first.Blocks().Take(2));
        Assert.Contains(second.Rows(), x => x.StartsWith("Asks Skipped", StringComparison.Ordinal));
        Assert.Contains("Build invocation changed. Restarting ...", other.Output, StringComparison.Ordinal);
    }
}
