namespace Build.Tests.Workflows;

/// <summary>The workflows' scripts, with a <c>gh</c> that answers from a file and writes down how it is called.</summary>
public sealed class ScriptTests
{
    private const string FakeGh = """
        #!/bin/sh
        here=${0%/*}
        call=$1-$2
        printf '%s %s' "$1" "$2" >>"$here/calls"
        shift 2
        for each in "$@"; do printf ' [%s]' "$each" >>"$here/calls"; done
        echo >>"$here/calls"
        if [ -f "$here/answer" ]; then cat "$here/answer"; rm "$here/answer"; fi
        if [ -f "$here/answer-$call" ]; then cat "$here/answer-$call"; fi
        """;

    [Theory]
    [InlineData("failure", "", "issue create [--title] [The nightly checks fail]")]
    [InlineData("failure", "17\n", "issue comment [17] [--body] [Still (failure): https://run]")]
    [InlineData("success", "17\n", "issue close [17] [--comment] [The nightly checks pass again: https://run]")]
    [InlineData("success", "", null)]
    public async Task NightlyIssue_ForEachState_DoesOneThing(string result, string open, string? expected)
    {
        using var folder = Folder();
        folder.Write("bin/answer", open);

        var run = await RunAsync(folder, "nightly-issue.sh", folder.Path, new() { ["RESULT"] = result, ["RUN_URL"] = "https://run" });

        Assert.True(run.ExitCode == 0, run.All);
        var calls = await File.ReadAllTextAsync(folder.At("bin/calls"));
        Assert.StartsWith("issue list [--state] [open]", calls, StringComparison.Ordinal);
        var second = calls.Split('\n').Skip(1).First();
        if (expected is null) Assert.Equal("", second);
        else Assert.StartsWith(expected, second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NightlyIssue_WithoutAResult_Fails()
    {
        using var folder = Folder();
        Assert.NotEqual(0, (await RunAsync(folder, "nightly-issue.sh", folder.Path, [])).ExitCode);
    }

    [Theory]
    [InlineData("images/elasticsearch/base.lock.json", "refresh/base-image", false, "", "")]
    [InlineData("images/elasticsearch/base.lock.json", "refresh/base-image", true, "", "auth setup-git\npr list\npr create")]
    [InlineData(".nuke/parameters.prod.json", "refresh/ami-prod", false, "", "")]
    [InlineData(".nuke/parameters.prod.json", "refresh/ami-prod", true, "", "auth setup-git\npr list\npr create")]
    [InlineData(".nuke/parameters.prod.json", "refresh/ami-prod", true, "17\n", "auth setup-git\npr list")]
    public async Task RefreshPullRequest_OfAChangedFile_PushesItsBranchAndOpensOne(string path, string branch, bool changed, string open, string expected)
    {
        using var folder = Folder();
        if (open.Length > 0) folder.Write("bin/answer-pr-list", open);
        var file = "work/" + path;
        folder.Write(file, "{}");
        folder.Write("work/other.txt", "");
        await GitAsync(folder.Path, "init", "-q", "--bare", "origin");
        await GitAsync(folder.At("work"), "init", "-q", "-b", "main");
        await GitAsync(folder.At("work"), "remote", "add", "origin", folder.At("origin"));
        await GitAsync(folder.At("work"), "add", ".");
        await GitAsync(folder.At("work"), "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "first");
        if (changed) folder.Write(file, """{ "new": 1 }""");
        folder.Write("work/other.txt", "what else a run leaves behind is in no pull request");

        var run = await RunAsync(folder, "refresh-pull-request.sh", folder.At("work"), new() { ["BASE"] = "main", ["FILE"] = path, ["BRANCH"] = branch, ["TITLE"] = "A title: its words", ["BODY"] = "The body." });

        Assert.True(run.ExitCode == 0, run.All);
        var calls = File.Exists(folder.At("bin/calls")) ? await File.ReadAllLinesAsync(folder.At("bin/calls")) : [];
        Assert.Equal(expected, string.Join('\n', calls.Select(x => string.Join(' ', x.Split(' ').Take(2))).Where(x => x.StartsWith("auth", StringComparison.Ordinal) || x.StartsWith("pr ", StringComparison.Ordinal))));
        if (!changed) return;
        Assert.Contains("new", await GitAsync(folder.At("origin"), "show", $"{branch}:{path}"), StringComparison.Ordinal);
        Assert.Equal($"A title: its words\n\n{path}\n", await GitAsync(folder.At("origin"), "show", "--format=%s", "--name-only", branch));
        if (open.Length == 0) Assert.Contains($"pr create [--base] [main] [--head] [{branch}] [--title] [A title: its words] [--body] [The body.", string.Join('\n', calls), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FILE")]
    [InlineData("BRANCH")]
    [InlineData("TITLE")]
    [InlineData("BODY")]
    [InlineData("BASE")]
    public async Task RefreshPullRequest_WithoutOneOfItsValues_NamesItAndDoesNothing(string missing)
    {
        using var folder = Folder();
        Dictionary<string, string?> given = new() { ["FILE"] = "f", ["BRANCH"] = "b", ["TITLE"] = "t", ["BODY"] = "y", ["BASE"] = "main" };
        given[missing] = "";

        var run = await RunAsync(folder, "refresh-pull-request.sh", folder.Path, given);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(missing, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.At("bin/calls")));
    }

    [Fact]
    public async Task SkipAmi_WithoutARole_SaysWhichVariableOfWhichEnvironment()
    {
        using var folder = Folder();

        var run = await RunAsync(folder, "skip-ami.sh", folder.Path, new() { ["PROFILE"] = "prod", ["ENVIRONMENT"] = "nightly", ["GITHUB_STEP_SUMMARY"] = folder.Write("summary", "") });

        Assert.True(run.ExitCode == 0, run.All);
        const string said = "The environment 'nightly' has no variable NIGHTLY_ROLE_ARN: the AMI of 'prod' is not refreshed.";
        Assert.StartsWith($"::notice title=AMI of prod skipped::{said}", run.Output, StringComparison.Ordinal);
        Assert.Contains(said, await File.ReadAllTextAsync(folder.At("summary")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_AsTheyAre_HaveNothingForShellcheck()
    {
        var shellcheck = ProcessRun.OnPath("shellcheck");
        Assert.SkipWhen(shellcheck is null, "shellcheck is not on PATH.");
        var scripts = Directory.GetFiles(Path.Combine(ProcessRun.Repository, ".github", "scripts"));
        Assert.NotEmpty(scripts);

        var run = await ProcessRun.RunAsync(ProcessRun.Start(shellcheck!, ProcessRun.Repository, ["--severity=style", .. scripts], null));

        Assert.True(run.ExitCode == 0, run.All);
    }

    private static TemporaryFolder Folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The workflows' scripts run on Linux runners only.");
        var folder = new TemporaryFolder();
        var gh = folder.Write("bin/gh", FakeGh.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(gh, (UnixFileMode)Convert.ToInt32("755", 8));
        return folder;
    }

    private static Task<ProcessResult> RunAsync(TemporaryFolder folder, string script, string work, Dictionary<string, string?> environment)
    {
        environment["PATH"] = folder.At("bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        environment["HOME"] = folder.Path;
        return ProcessRun.RunAsync(ProcessRun.Start(Path.Combine(ProcessRun.Repository, ".github", "scripts", script), work, [], environment));
    }

    private static async Task<string> GitAsync(string folder, params string[] arguments)
    {
        var run = await ProcessRun.RunAsync(ProcessRun.Start(ProcessRun.OnPath("git")!, folder, arguments, new Dictionary<string, string?> { ["HOME"] = folder }));
        Assert.True(run.ExitCode == 0, run.All);
        return run.Output;
    }
}
