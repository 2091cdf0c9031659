namespace Build.Tests.Bootstrap;

/// <summary>What build.sh and build.ps1 do alike.</summary>
public sealed class BootstrapTests
{
    private const int Unusable = 69;
    private const int Misused = 64;

    private const string LacksNuke = """
        /x/_build.csproj : error NU1101: Unable to find package Nuke.Common. No packages exist with this id in source(s): some
        /x/Infra.csproj : error NU1101: Unable to find package Pulumi. No packages exist with this id in source(s): some

        """;

    public static TheoryData<string> Scripts => ["build.sh", "build.ps1"];

    [Theory, MemberData(nameof(Scripts))]
    public async Task Run_ForTheFirstTime_CompilesAndRuns(string script)
    {
        using var tree = Tree(script);

        var result = await tree.RunAsync("Deploy");

        Assert.True(result.ExitCode == 0, result.All);
        Assert.Equal(["restore real", "build real"], tree.Calls);
        Assert.Contains($"run [{Path.Combine(tree.Repository, "build", "bin", "Debug", "_build.dll")}] [Deploy]", result.Lines);
        Assert.Equal("real\n", File.ReadAllText(tree.At("repository/.nuke/temp/packages")));
        Assert.Contains("telemetry 111", result.Lines);
        Assert.Contains($"root {tree.Repository}", result.Lines);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task Run_WithNothingChanged_OnlyRunsAndSaysNothing(string script)
    {
        using var tree = Tree(script);
        await tree.RunAsync("Deploy");

        var result = await tree.RunAsync("Deploy");

        Assert.Equal(["restore real", "build real"], tree.Calls);
        Assert.Equal("", result.Error);
        Assert.StartsWith("run [", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("build.sh", "src/Some/Code.cs")]
    [InlineData("build.sh", "build/Build.cs")]
    [InlineData("build.sh", "standins/Pulumi/Pulumi.csproj")]
    [InlineData("build.sh", "global.json")]
    [InlineData("build.ps1", "src/Some/Code.cs")]
    public async Task Run_AfterAChangedInput_Compiles(string script, string input)
    {
        using var tree = Tree(script);
        await tree.RunAsync();
        File.AppendAllText(tree.At("repository/" + input), " ");
        tree.Touch("repository/" + input);

        await tree.RunAsync();

        Assert.Equal(["restore real", "build real", "build real"], tree.Calls);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task Run_AfterAnAddedThenARemovedInput_CompilesEachTime(string script)
    {
        using var tree = Tree(script);
        await tree.RunAsync();
        File.SetLastWriteTimeUtc(tree.Write("repository/src/Some/Added.cs", "class Added;"), DateTime.UtcNow.AddYears(-1));
        await tree.RunAsync();
        Assert.Equal(["restore real", "build real", "build real"], tree.Calls);

        File.Delete(tree.At("repository/src/Some/Added.cs"));
        await tree.RunAsync();

        Assert.Equal(["restore real", "build real", "build real", "build real"], tree.Calls);
    }

    [Theory]
    [InlineData("build.sh", "src/Some/obj/Generated.cs")]
    [InlineData("build.sh", "src/Some/bin/Debug/Some.dll")]
    [InlineData("build.sh", "src/Some/README.md")]
    [InlineData("build.sh", "infra/Pulumi.dev.yaml")]
    [InlineData("build.sh", "tests/Some/Test.cs")]
    [InlineData("build.ps1", "src/Some/obj/Generated.cs")]
    public async Task Run_AfterAFileThatIsNoInput_DoesNotCompile(string script, string file)
    {
        using var tree = Tree(script);
        // So that its folder is there on both runs.
        Directory.CreateDirectory(Path.GetDirectoryName(tree.At("repository/" + file))!);
        await tree.RunAsync();
        tree.Write("repository/" + file, "changed");
        tree.Touch("repository/" + file);

        await tree.RunAsync();

        Assert.Equal(["restore real", "build real"], tree.Calls);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task Arguments_OfAllKinds_ReachTheBuildAsTheyAre(string script)
    {
        using var tree = Tree(script);

        var result = await tree.RunAsync("Deploy", "--name", "two words", "a*b", "$HOME", "--flag");

        Assert.Contains(result.Lines, x => x.EndsWith("_build.dll] [Deploy] [--name] [two words] [a*b] [$HOME] [--flag]", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task ExitCode_OfTheBuild_IsTheScripts(string script)
    {
        using var tree = Tree(script);
        tree.Write("fake/exit", "42");

        var result = await tree.RunAsync();

        Assert.Equal(42, result.ExitCode);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task Feed_WithoutSomePackages_LeadsToStandInsOnceAndForAll(string script)
    {
        using var tree = Tree(script);
        tree.Write("fake/restore.txt", LacksNuke);

        var first = await tree.RunAsync("Deploy");
        var second = await tree.RunAsync("Deploy");

        Assert.Equal(["restore real", "build standins"], tree.Calls);
        Assert.Equal("standins\n", File.ReadAllText(tree.At("repository/.nuke/temp/packages")));
        Assert.Contains("The package feed lacks Nuke.Common, Pulumi: ", first.Error, StringComparison.Ordinal);
        Assert.Equal("", second.Error);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task Feed_ThatDoesNotAnswer_IsNoReasonForStandIns(string script)
    {
        using var tree = Tree(script);
        tree.Write("fake/restore.txt", "error NU1301: Unable to load the service index.\n" + LacksNuke);

        var result = await tree.RunAsync("Deploy");

        Assert.Equal(Unusable, result.ExitCode);
        Assert.Contains("Is the package feed reachable?", result.Error, StringComparison.Ordinal);
        Assert.Contains("NU1301", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(tree.At("repository/.nuke/temp/packages")));
        Assert.Equal(["restore real"], tree.Calls);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task Feed_WithoutAPackageThatHasNoStandIn_IsNamed(string script)
    {
        using var tree = Tree(script);
        tree.Write("fake/restore.txt", "error NU1101: Unable to find package Some.Thing. No packages exist with this id in source(s): some\n");

        var result = await tree.RunAsync("Deploy");

        Assert.Equal(Unusable, result.ExitCode);
        Assert.Contains("lacks Some.Thing, which has no stand-in", result.Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task PackagesOverride_ByTheEnvironment_CompilesAndIsNotRemembered(string script)
    {
        using var tree = Tree(script);
        await tree.RunAsync();

        await tree.RunAsync(new Dictionary<string, string?> { ["QUORUM_PACKAGES"] = "standins" });
        await tree.RunAsync(new Dictionary<string, string?> { ["QUORUM_PACKAGES"] = "standins" });
        Assert.Equal(["restore real", "build real", "build standins"], tree.Calls);

        Assert.Equal("real\n", File.ReadAllText(tree.At("repository/.nuke/temp/packages")));
        var wrong = await tree.RunAsync(new Dictionary<string, string?> { ["QUORUM_PACKAGES"] = "fake" });
        Assert.Equal(Misused, wrong.ExitCode);
        Assert.Contains("'real' or 'standins'", wrong.Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task CompileErrors_AreShownOnceAndTheBuildIsNotRun(string script)
    {
        using var tree = Tree(script);
        var line = Path.Combine(tree.Repository, "src", "Some", "Code.cs") + "(1,2): error CS1002: ; expected [" + Path.Combine(tree.Repository, "x.csproj") + "]\n";
        tree.Write("fake/compile.txt", line + "  " + line + "Build FAILED.\n");

        var result = await tree.RunAsync("Deploy");

        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("run [", result.Output, StringComparison.Ordinal);
        var shown = Assert.Single(result.Error.Split('\n'), x => x.Contains("CS1002", StringComparison.Ordinal));
        Assert.Equal(Path.Combine("src", "Some", "Code.cs") + "(1,2): error CS1002: ; expected", shown.Trim());

        File.Delete(tree.At("fake/compile.txt"));
        var mended = await tree.RunAsync("Deploy");
        Assert.Equal(0, mended.ExitCode);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task Sdk_ThatIsMissing_IsAskedForWithTheRemedy(string script)
    {
        using var tree = Tree(script);
        tree.PathPrefix = "";

        var result = await tree.RunAsync("Deploy");

        Assert.Equal(Unusable, result.ExitCode);
        Assert.Contains("The .NET SDK 10.0.100 or a later 10.0 (global.json) is needed. Found: none.", result.Error, StringComparison.Ordinal);
        Assert.Contains("Install it from", result.Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Scripts))]
    public async Task Sdk_ThatIsTooOld_IsPassedOverForOneInTheRepositorysOwnFolder(string script)
    {
        using var tree = Tree(script);
        tree.Write("fake/no-sdk", "8.0.404");
        var refused = await tree.RunAsync("Deploy");
        Assert.Equal(Unusable, refused.ExitCode);
        Assert.Contains(Path.Combine(tree.At("fake"), "dotnet"), refused.Error, StringComparison.Ordinal);

        tree.InstallFake("repository/.nuke/temp/dotnet-unix");
        var result = await tree.RunAsync("Deploy");

        Assert.True(result.ExitCode == 0, result.All);
        Assert.Equal(["restore real", "build real"], tree.CallsOf("repository/.nuke/temp/dotnet-unix"));
        Assert.Empty(tree.Calls);
    }

    private static BootstrapTree Tree(string script)
    {
        if (script.EndsWith(".ps1", StringComparison.Ordinal)) Assert.SkipWhen(ProcessRun.OnPath("pwsh") == null, "pwsh is not on PATH.");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The recording dotnet is a shell script.");
        return new BootstrapTree(script);
    }
}
