using System.Text.Json.Nodes;

namespace Build.Tests.Engine;

public sealed class HostTests : IDisposable
{
    private static readonly Dictionary<string, string?> s_server = new() { ["GITHUB_ACTIONS"] = "true" };

    private readonly ContractBuild _build = new();

    public void Dispose() => _build.Dispose();

    [Fact]
    public async Task GitHubActions_WarningAndFailure_AreGroupsWithAnnotations()
    {
        var result = await _build.RunAsync(s_server, "Reports", "Fails");

        var commands = result.Lines.Where(x => x.StartsWith("::", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["::group::Fails", "::error::Target \"Fails\" has thrown an exception", "::endgroup::Fails", "::group::Errors & Warnings", "::endgroup::Errors & Warnings"],
            commands);
        var warned = await _build.RunAsync(s_server, "Reports");
        Assert.Equal(
            ["::group::Reports", "::warning::one \"test\" is slow", "::endgroup::Reports"],
            warned.Lines.Where(x => x.StartsWith("::", StringComparison.Ordinal)).Take(3));
    }

    [Fact]
    public async Task GitHubActions_AsHost_IsAServerBuildWithColoursAndWithoutLogFiles()
    {
        var result = await _build.RunAsync(s_server, "ShowParams");

        Assert.Equal("True", result.Value("Server"));
        Assert.Contains("\u001b[", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_build.At(".nuke/temp/build.log")));
        Assert.True(File.Exists(_build.At(".nuke/temp/build-attempt.log")));
    }

    [Fact]
    public async Task Colours_OnATerminalThatIsDumb_AreLeftOut()
    {
        var result = await _build.RunAsync("Fails");

        Assert.DoesNotContain("\u001b[", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colours_OnXterm_AreUsed()
    {
        var result = await _build.RunAsync(new Dictionary<string, string?> { ["TERM"] = "xterm-256color" }, "Fails");

        Assert.Contains("\u001b[38;5;196;1m", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_AsParameter_ListsTargetsAndParameters()
    {
        var result = await _build.RunAsync("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Targets (with their direct dependencies):", result.Lines);
        Assert.Contains("  Default (default)         -> Pack", result.Lines);
        Assert.Contains("    What runs when nothing is named.", result.Lines);
        Assert.DoesNotContain(result.Lines, x => x.StartsWith("  Base1", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Lines, x => x.Contains("--hidden", StringComparison.Ordinal));
        Assert.Contains(result.Lines, x => x.StartsWith("  --github-api-url ", StringComparison.Ordinal) && x.EndsWith("Address of the API.", StringComparison.Ordinal));
        Assert.Contains(result.Lines, x => x.StartsWith("  --regions ", StringComparison.Ordinal) && x.EndsWith("<no description>", StringComparison.Ordinal));
        Assert.Contains(result.Lines, x => x.StartsWith("  --publish-pack-channel ", StringComparison.Ordinal));
        Assert.Empty(result.Rows());
        Assert.All(result.Lines.SkipWhile(x => x != "Parameters:"), x => Assert.True(x.Length <= 80, x));
    }

    [Fact]
    public async Task Help_ForParameters_ListsOwnOnesSortedBeforeTheEnginesOnes()
    {
        var result = await _build.RunAsync("--help");

        var names = result.Lines.SkipWhile(x => x != "Parameters:").Where(x => x.StartsWith("  --", StringComparison.Ordinal))
            .Select(x => x.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]).ToList();
        var engine = names.IndexOf("--continue");
        Assert.Equal(names.Take(engine).Order(StringComparer.Ordinal), names.Take(engine));
        Assert.Equal(
            ["--continue", "--help", "--host", "--no-logo", "--plan", "--profile", "--root", "--skip", "--target", "--verbosity"],
            names.Skip(engine));
    }

    [Fact]
    public async Task NoLogo_AsParameter_HidesTheVersionLine()
    {
        var with = await _build.RunAsync("Clean");
        var without = await _build.RunAsync("Clean", "--no-logo");

        Assert.Contains(with.Lines, x => x.StartsWith("NUKE Execution Engine version 10.1.0", StringComparison.Ordinal));
        Assert.DoesNotContain(without.Lines, x => x.StartsWith("NUKE Execution Engine", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_OfALocalRun_AreWritten()
    {
        await _build.RunAsync("Reports", "Clean");

        Assert.Contains("$schema", File.ReadAllText(_build.At(".nuke/parameters.json")), StringComparison.Ordinal);
        var attempt = File.ReadAllLines(_build.At(".nuke/temp/build-attempt.log"));
        Assert.Equal(["Clean", "Reports"], attempt[1..]);
        var log = File.ReadAllText(_build.At(".nuke/temp/build.log"));
        Assert.Matches(@"(?m)^\d\d:\d\d:\d\d\.\d{3} \| W \| Reports              \| one test is slow", log);
        var dated = Assert.Single(Directory.GetFiles(_build.At(".nuke/temp"), "build.????-??-??_??-??-??.log"));
        Assert.Matches("(?m)^W \\| Reports              \\| one test is slow", File.ReadAllText(dated));
    }

    [Fact]
    public async Task AttemptFile_OfTwoTargets_StartsWithTheHashOfTheInvocation()
    {
        await _build.RunAsync("Reports", "Clean");

        var expected = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData("Reports Clean"u8));
        Assert.Equal(expected, File.ReadLines(_build.At(".nuke/temp/build-attempt.log")).First());
    }

    [Fact]
    public async Task LogFiles_OfManyRuns_AreAtMostSix()
    {
        Directory.CreateDirectory(_build.At(".nuke/temp"));
        for (var day = 10; day < 20; day++) _build.Write($".nuke/temp/build.2020-01-{day}_00-00-00.log", "old");

        await _build.RunAsync("Clean");

        var left = Directory.GetFiles(_build.At(".nuke/temp"), "build.*_*.log").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(6, left.Count);
        Assert.Equal("build.2020-01-15_00-00-00.log", left[0]);
    }

    [Fact]
    public async Task Schema_OfTheParameters_IsWrittenAndRestored()
    {
        await _build.RunAsync("Clean");
        var file = _build.At(".nuke/build.schema.json");
        var schema = JsonNode.Parse(File.ReadAllText(file))!;
        var own = schema["allOf"]![0]!["properties"]!;

        Assert.Equal("integer", (string?)own["RetryCount"]!["type"]);
        Assert.Equal("boolean", (string?)own["DryRun"]!["type"]);
        Assert.Equal("array", (string?)own["Regions"]!["type"]);
        Assert.Equal(["Plain", "Sweet"], own["Flavour"]!["enum"]!.AsArray().Select(x => (string?)x));
        Assert.Equal("#/definitions/Verb", (string?)own["Verb"]!["$ref"]);
        Assert.Contains("Publish", schema["definitions"]!["ExecutableTarget"]!["enum"]!.AsArray().Select(x => (string?)x));
        Assert.Equal("#/definitions/NukeBuild", (string?)schema["allOf"]![1]!["$ref"]);

        File.Delete(file);
        await _build.RunAsync("Clean");
        Assert.True(JsonNode.DeepEquals(schema, JsonNode.Parse(File.ReadAllText(file))));
    }
}
