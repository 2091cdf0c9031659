using System.Diagnostics;

namespace Build.Tests.Bootstrap;

/// <summary>What only build.sh has, or can be tested of.</summary>
public sealed class BuildShellTests
{
    private static BootstrapTree Tree()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build.sh is not for Windows.");
        return new BootstrapTree("build.sh");
    }

    [Fact]
    public async Task Input_WithANewTimeButTheSameContent_DoesNotCompile()
    {
        using var tree = Tree();
        await tree.RunAsync();
        tree.Touch("repository/src/Some/Code.cs");

        var result = await tree.RunAsync();

        Assert.Equal(["restore real", "build real"], tree.Calls);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Build_OnceCompiled_TakesTheScriptsPlace()
    {
        using var tree = Tree();
        await tree.RunAsync();

        var result = await tree.RunAsync();

        // The same process: signals and the terminal are the build's.
        Assert.Equal(result.ProcessId, BootstrapTree.ProcessOf(result));
    }

    [Fact]
    public async Task Script_CalledByASymbolicLinkFromElsewhere_FindsItsRepository()
    {
        using var tree = Tree();
        Directory.CreateDirectory(tree.At("else where"));
        File.CreateSymbolicLink(tree.At("else where/link"), "../repository/build.sh");
        File.CreateSymbolicLink(tree.At("else where/again"), tree.At("else where/link"));

        var result = await tree.RunScriptAsync(tree.At("else where/again"), tree.At("else where"), null, "Deploy");

        Assert.True(result.ExitCode == 0, result.All);
        Assert.Contains($"root {tree.Repository}", result.Lines);
    }

    [Fact]
    public async Task Root_AlreadyInTheEnvironment_IsKept()
    {
        using var tree = Tree();

        var result = await tree.RunAsync(new Dictionary<string, string?> { ["NUKE_ROOT"] = "/elsewhere" });

        Assert.Contains("root /elsewhere", result.Lines);
    }

    [Fact]
    public async Task Sdk_InTheHomeFolder_IsUsedAndComesFirstOnPath()
    {
        using var tree = Tree();
        tree.PathPrefix = "";
        tree.InstallFake("home/.dotnet");

        var result = await tree.RunAsync("Deploy");

        Assert.True(result.ExitCode == 0, result.All);
        Assert.Equal(["restore real", "build real"], tree.CallsOf("home/.dotnet"));
    }

    [Fact]
    public async Task Program_ThatStillRuns_KeepsItsFilesWhenTheBuildIsCompiledAnew()
    {
        using var tree = Tree();
        await tree.RunAsync();
        using var running = File.OpenRead(tree.At("repository/build/bin/Debug/_build.dll"));
        File.WriteAllText(tree.At("repository/src/Some/Code.cs"), "second");
        tree.Touch("repository/src/Some/Code.cs");

        await tree.RunAsync();

        Assert.Equal("compiled from first\n", new StreamReader(running).ReadToEnd());
        Assert.Equal("compiled from second\n", File.ReadAllText(tree.At("repository/build/bin/Debug/_build.dll")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Runs_AtTheSameTime_CompileOnceAndNeverTogether(bool withFlock)
    {
        using var tree = Tree();
        Assert.SkipWhen(withFlock && ProcessRun.OnPath("flock") == null, "flock is not on PATH.");
        tree.SystemPath = tree.ToolFolder(withFlock ? [.. BootstrapTree.Tools, "flock"] : BootstrapTree.Tools);
        tree.Write("fake/slow", "");

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => tree.RunAsync("Deploy")));

        Assert.All(results, x => Assert.True(x.ExitCode == 0, x.All));
        Assert.Equal(["build real"], tree.Calls.Where(x => !x.StartsWith("restore", StringComparison.Ordinal)));
        Assert.False(Directory.Exists(tree.At("repository/.nuke/temp/build.lock.d")));
    }

    [Fact]
    public async Task Lock_OfAProcessThatIsGone_IsTakenOver()
    {
        using var tree = Tree();
        tree.SystemPath = tree.ToolFolder(BootstrapTree.Tools);
        using var gone = Process.Start("true");
        await gone.WaitForExitAsync();
        tree.Write("repository/.nuke/temp/build.lock.d/pid", $"{gone.Id}\n");

        var result = await tree.RunAsync("Deploy");

        Assert.True(result.ExitCode == 0, result.All);
        Assert.Equal(["restore real", "build real"], tree.Calls);
    }

    [Fact]
    public async Task Lock_WithoutAnOwnerForLong_IsTakenOver()
    {
        using var tree = Tree();
        tree.SystemPath = tree.ToolFolder(BootstrapTree.Tools);
        Directory.CreateDirectory(tree.At("repository/.nuke/temp/build.lock.d"));

        var result = await tree.RunAsync("Deploy");

        Assert.True(result.ExitCode == 0, result.All);
        Assert.Equal(["restore real", "build real"], tree.Calls);
    }

    [Fact]
    public async Task Lock_AfterAFailedCompile_IsReleased()
    {
        using var tree = Tree();
        tree.SystemPath = tree.ToolFolder(BootstrapTree.Tools);
        tree.Write("fake/compile.txt", "error CS1002: ; expected\n");

        var result = await tree.RunAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.False(Directory.Exists(tree.At("repository/.nuke/temp/build.lock.d")));
        Assert.Empty(Directory.GetFiles(tree.At("repository/.nuke/temp"), "build.started.*"));
    }

    [Fact]
    public async Task BuildCmd_InAShell_RunsTheScriptBesideIt()
    {
        using var tree = Tree();
        File.Copy(Path.Combine(ProcessRun.Repository, "build.cmd"), tree.At("repository/build.cmd"));

        var result = await ProcessRun.RunAsync(ProcessRun.Start(
            ProcessRun.OnPath("bash")!,
            tree.Folder,
            [tree.At("repository/build.cmd"), "Deploy"],
            new Dictionary<string, string?> { ["PATH"] = $"{tree.At("fake")}:{Environment.GetEnvironmentVariable("PATH")}", ["HOME"] = tree.At("home") }));

        Assert.True(result.ExitCode == 0, result.All);
        Assert.Contains(result.Lines, x => x.EndsWith("_build.dll] [Deploy]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Script_UnderShellcheck_HasNoFinding()
    {
        var shellcheck = ProcessRun.OnPath("shellcheck");
        Assert.SkipWhen(shellcheck == null, "shellcheck is not on PATH.");

        var result = await ProcessRun.RunAsync(ProcessRun.Start(shellcheck!, ProcessRun.Repository, ["build.sh"], null));

        Assert.True(result.ExitCode == 0, result.All);
    }

    [Theory]
    [InlineData("build.sh", false)]
    [InlineData("build.cmd", false)]
    [InlineData("build.ps1", true)]
    public void Script_InTheRepository_HasItsLineEndingsAndExecutableBit(string script, bool carriageReturns)
    {
        var file = Path.Combine(ProcessRun.Repository, script);

        Assert.Equal(carriageReturns, File.ReadAllText(file).Contains("\r\n", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows()) Assert.True(File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute));
    }
}
