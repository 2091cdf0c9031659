namespace Build.Tests.Bootstrap;

/// <summary>build.sh with the real SDK on a program without packages.</summary>
public sealed class RealCompileTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
            <UseAppHost>false</UseAppHost>
          </PropertyGroup>
        </Project>
        """;

    [Fact]
    public async Task Script_WithARealCompiler_CompilesRunsAndShowsErrors()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build.sh is not for Windows.");
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(ProcessRun.Repository, "build.sh"), folder.At("build.sh"));
        File.Copy(Path.Combine(ProcessRun.Repository, "global.json"), folder.At("global.json"));
        folder.Write("Directory.Build.props", "<Project />");
        folder.Write("Directory.Build.targets", "<Project />");
        folder.Write("build/_build.csproj", Project);
        folder.Write("build/Build.cs", """System.Console.WriteLine("got " + string.Join("|", args)); return args.Length;""");

        var first = await RunAsync("a b", "c");
        Assert.True(first.ExitCode == 2, first.All);
        Assert.Equal("got a b|c", Assert.Single(first.Lines, x => x.Length > 0));
        var second = await RunAsync("x");
        Assert.Equal(1, second.ExitCode);
        Assert.Equal("", second.Error);

        folder.Write("build/Build.cs", "return missing;");
        File.SetLastWriteTimeUtc(folder.At("build/Build.cs"), DateTime.UtcNow.AddMinutes(1));
        var broken = await RunAsync();
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("build/Build.cs(1,8): error CS0103: The name 'missing' does not exist in the current context", broken.Error, StringComparison.Ordinal);

        Task<ProcessResult> RunAsync(params string[] arguments) =>
            ProcessRun.RunAsync(ProcessRun.Start(folder.At("build.sh"), folder.Path, arguments, null));
    }
}
