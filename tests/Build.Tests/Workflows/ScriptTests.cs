namespace Build.Tests.Workflows;

/// <summary>The workflows' scripts, with a <c>gh</c> that answers from a file and writes down how it is called.</summary>
public sealed class ScriptTests
{
    private const string FakeGh = """
        #!/bin/sh
        here=${0%/*}
        printf '%s %s' "$1" "$2" >>"$here/calls"
        shift 2
        for each in "$@"; do printf ' [%s]' "$each" >>"$here/calls"; done
        echo >>"$here/calls"
        if [ -f "$here/answer" ]; then cat "$here/answer"; rm "$here/answer"; fi
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
    [InlineData(false, "")]
    [InlineData(true, "auth setup-git\npr list\npr create")]
    public async Task RefreshPullRequest_OfAChangedLock_PushesItsBranch(bool changed, string expected)
    {
        using var folder = Folder();
        const string file = "work/images/elasticsearch/base.lock.json";
        folder.Write(file, "{}");
        await GitAsync(folder.Path, "init", "-q", "--bare", "origin");
        await GitAsync(folder.At("work"), "init", "-q", "-b", "main");
        await GitAsync(folder.At("work"), "remote", "add", "origin", folder.At("origin"));
        await GitAsync(folder.At("work"), "add", ".");
        await GitAsync(folder.At("work"), "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "first");
        if (changed) folder.Write(file, """{ "new": 1 }""");

        var run = await RunAsync(folder, "refresh-pull-request.sh", folder.At("work"), new() { ["BASE"] = "main" });

        Assert.True(run.ExitCode == 0, run.All);
        var calls = File.Exists(folder.At("bin/calls")) ? await File.ReadAllLinesAsync(folder.At("bin/calls")) : [];
        Assert.Equal(expected, string.Join('\n', calls.Select(x => string.Join(' ', x.Split(' ').Take(2))).Where(x => x.StartsWith("auth", StringComparison.Ordinal) || x.StartsWith("pr ", StringComparison.Ordinal))));
        if (changed) Assert.Contains("new", await GitAsync(folder.At("origin"), "show", "refresh/base-image:images/elasticsearch/base.lock.json"), StringComparison.Ordinal);
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
