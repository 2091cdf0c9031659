namespace Build.Tests.Documents;

/// <summary>What the shells offer after a Tab, from the scripts a person sources.</summary>
public sealed class CompletionTests
{
    /// <summary>line up to the cursor | what is offered, in order; … stands for more</summary>
    public static TheoryData<string, string> Lines => new()
    {
        { "build De", "Deploy Destroy" }, { "build RollS", "RollService" }, { "build Deploy --local-", "--local-port --local-runtime" }, { "build Deploy --prof", "--profile" },
        { "build Deploy --profile ", "prod staging" }, { "build Deploy --profile st", "staging" }, { "build Deploy --cloud ", "local aws" }, { "build --dry", "--dry-run" },
        { "build Deploy --skip Smoke", "Smoke SmokeTestCluster" }, { "build Xyz", "" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Bash_OffersTargetsParametersAndValues(string line, string offered)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || ProcessRun.OnPath("bash") == null, "bash is not on PATH.");
        const string script = """
            source "$1"
            IFS=' ' read -r -a COMP_WORDS <<<"$2"
            case $2 in *' ') COMP_WORDS+=('') ;; esac
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _quorum_build
            echo "${COMPREPLY[*]}"
            complete -p ./build.sh
            """;
        var run = await ProcessRun.RunAsync(ProcessRun.Start(ProcessRun.OnPath("bash")!, ProcessRun.Repository,
            ["-c", script, "bash", Script("build.bash"), line.Replace("build ", "./build.sh ", StringComparison.Ordinal)], null));

        Assert.True(run.ExitCode == 0 && run.Error.Length == 0, run.All);
        Assert.Equal(offered, run.Lines[0]);
        Assert.Equal("complete -F _quorum_build ./build.sh", run.Lines[1]);
    }

    [Fact]
    public async Task PowerShell_OffersTheSame()
    {
        Assert.SkipWhen(ProcessRun.OnPath("pwsh") == null, "pwsh is not on PATH.");
        var lines = Lines.Select(row => row.Data).ToList();
        var script = $". '{Script("build.ps1")}'\n" + string.Concat(lines.Select(row =>
            $"$line = '{row.Item1.Replace("build ", "./build.ps1 ", StringComparison.Ordinal)}'; '> ' + ((TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -join ' ')\n"));
        var run = await ProcessRun.RunAsync(ProcessRun.Start(ProcessRun.OnPath("pwsh")!, ProcessRun.Repository, ["-NoProfile", "-NonInteractive", "-Command", script], null));

        Assert.True(run.ExitCode == 0, run.All);
        Assert.Equal(lines.Select(row => $"> {row.Item2}".TrimEnd()), run.Lines.Where(line => line.StartsWith('>')));
    }

    private static string Script(string name) => Path.Combine(ProcessRun.Repository, "completions", name);
}
