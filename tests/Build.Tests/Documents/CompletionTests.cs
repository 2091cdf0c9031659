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

    /// <summary>In a zsh that believes itself at a terminal: Tab is pressed, and what completion hands over is printed instead of shown.</summary>
    [Fact]
    public async Task Zsh_OffersTheSame()
    {
        Assert.SkipWhen(ProcessRun.OnPath("zsh") == null, "zsh is not on PATH.");
        const string script = """
            zmodload zsh/zpty
            say() { zpty -w z "$1"; zpty -r z seen "*$2*" }
            zpty z zsh -f -i
            say 'autoload -U compinit bashcompinit && compinit -u -D && bashcompinit && source '${(q)1}' && print loa""ded' loaded
            say 'compadd() { local -a each; builtin compadd -O each "$@"; offered+=($each) }
            offer() { typeset -ga offered; offered=(); _main_complete; print -r -- "<<$offered>>" }
            zle -C offer complete-word offer; bindkey "^I" offer; print bou""nd' bound
            shift
            for line in "$@"; do
              zpty -wn z "$line"$'\t'
              zpty -r z seen '*<<*>>*'
              print -r -- "> ${${seen##*<<}%%>>*}"
              zpty -wn z $'\x15' # erases the line
            done
            zpty -d z
            """;
        var run = await ProcessRun.RunAsync(ProcessRun.Start(ProcessRun.OnPath("zsh")!, ProcessRun.Repository,
            ["-f", "-c", script, "zsh", Script("build.bash"), .. Lines.Select(row => row.Data.Item1.Replace("build ", "./build.sh ", StringComparison.Ordinal))], null));

        Assert.True(run.ExitCode == 0, run.All);
        Assert.Equal(Lines.Select(row => $"> {row.Data.Item2}".TrimEnd()), run.Lines.Where(line => line.StartsWith('>')));
    }

    [Fact]
    public async Task Fish_OffersTheSame()
    {
        Assert.SkipWhen(ProcessRun.OnPath("fish") == null, "fish is not on PATH.");
        var script = $"source '{Script("build.fish")}'\n" + string.Concat(Lines.Select(row => $"echo '>' (complete -C '{row.Data.Item1.Replace("build ", "./build.sh ", StringComparison.Ordinal)}')\n"));
        var run = await ProcessRun.RunAsync(ProcessRun.Start(ProcessRun.OnPath("fish")!, ProcessRun.Repository, ["--no-config", "-c", script], null));

        Assert.True(run.ExitCode == 0 && run.Error.Length == 0, run.All);
        // fish sorts what it offers.
        Assert.Equal(Lines.Select(row => $"> {string.Join(' ', row.Data.Item2.Split(' ').Order(StringComparer.Ordinal))}".TrimEnd()), run.Lines.Where(line => line.StartsWith('>')));
    }

    private static string Script(string name) => Path.Combine(ProcessRun.Repository, "completions", name);
}
