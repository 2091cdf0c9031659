namespace Build.Tests.Engine;

public sealed class ParameterTests : IDisposable
{
    private readonly ContractBuild _build = new();

    public void Dispose() => _build.Dispose();

    [Fact]
    public async Task Value_FromAllSources_ComesFromTheStrongest()
    {
        // Weakest first; each adds a stronger source.
        Assert.Equal("3", (await _build.RunAsync("ShowParams")).Value("RetryCount"));
        _build.Write(".nuke/parameters.json", """{ "RetryCount": 4 }""");
        Assert.Equal("4", (await _build.RunAsync("ShowParams")).Value("RetryCount"));
        _build.Write(".nuke/parameters.first.json", """{ "RetryCount": 5 }""");
        _build.Write(".nuke/parameters.second.json", """{ "RetryCount": 6 }""");
        Assert.Equal("5", (await _build.RunAsync("ShowParams", "--profile", "first")).Value("RetryCount"));
        Assert.Equal("6", (await _build.RunAsync("ShowParams", "--profile", "first", "second")).Value("RetryCount"));
        Assert.Equal("5", (await _build.RunAsync("ShowParams", "--profile", "second", "first")).Value("RetryCount"));
        var environment = new Dictionary<string, string?> { ["RetryCount"] = "7" };
        Assert.Equal("7", (await _build.RunAsync(environment, "ShowParams", "--profile", "first")).Value("RetryCount"));
        Assert.Equal("8", (await _build.RunAsync(environment, "ShowParams", "--retry-count", "8")).Value("RetryCount"));
    }

    [Theory]
    [InlineData("RetryCount")]
    [InlineData("RETRY_COUNT")]
    [InlineData("RETRYCOUNT")]
    [InlineData("NUKE_RETRY_COUNT")]
    public async Task EnvironmentVariable_InAnySpelling_SetsTheParameter(string name)
    {
        var result = await _build.RunAsync(new Dictionary<string, string?> { [name] = "9" }, "ShowParams");

        Assert.Equal("9", result.Value("RetryCount"));
    }

    [Fact]
    public async Task EnvironmentVariables_ThatDisagree_AreIgnoredWithAWarning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Names of environment variables ignore case on Windows.");

        var result = await _build.RunAsync(new Dictionary<string, string?> { ["RETRY_COUNT"] = "8", ["NUKE_RETRY_COUNT"] = "9" }, "ShowParams");

        Assert.Equal("3", result.Value("RetryCount"));
        Assert.Contains(result.Lines, x => x.Contains("Could not resolve RetryCount since multiple values are provided", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("9", "--retry-count", "9")]
    [InlineData("9", "-RetryCount", "9")]
    [InlineData("9", "--RETRYCOUNT", "9")]
    [InlineData("9", "--retry-count", "8", "--retry-count", "9")]
    [InlineData("3", "--retry-count=9")]
    [InlineData("3", "--retry-counts", "9")]
    public async Task Argument_InItsForms_IsReadAsTheEngineDoes(string expected, params string[] arguments)
    {
        var result = await _build.RunAsync(["ShowParams", .. arguments]);

        Assert.Equal(expected, result.Value("RetryCount"));
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Argument_NamedBeforeATarget_SwallowsIt()
    {
        var result = await _build.RunAsync("--dry-run", "Clean");

        Assert.Equal(["Restore", "Pack", "Default"], result.Blocks().Take(3));
    }

    [Fact]
    public async Task Values_OfAllTypes_AreConverted()
    {
        var result = await _build.RunAsync(
            "ShowParams", "--dry-run", "--flavour", "SWEET", "--regions", "a+b+c", "--output-folder", "out/x", "--timeout", "5", "--verb", "stop",
            "--github-api-url", "http://127.0.0.1:1", "--publish-pack-channel", "beta");

        Assert.Equal("True", result.Value("DryRun"));
        Assert.Equal("sweet flavour", result.Value("Flavour"));
        Assert.Equal("a|b|c", result.Value("Regions"));
        Assert.Equal(_build.At("out/x"), result.Value("OutputFolder"));
        Assert.Equal("5", result.Value("Timeout"));
        Assert.Equal("Stop", result.Value("Verb"));
        Assert.Equal("http://127.0.0.1:1", result.Value("GitHubApiUrl"));
        Assert.Equal("beta", result.Value("Channel"));
    }

    [Fact]
    public async Task Path_InAParametersFile_StartsAtTheRoot()
    {
        _build.Write(".nuke/parameters.json", """{ "OutputFolder": "out", "Regions": ["a", "b"], "DryRun": true, "PublishPackChannel": "alpha", "retryCount": 9, "Unknown": 1 }""");
        Directory.CreateDirectory(_build.At("below"));
        var result = await _build.RunAsync("ShowParams");

        Assert.Equal(_build.At("out"), result.Value("OutputFolder"));
        Assert.Equal("a|b", result.Value("Regions"));
        Assert.Equal("True", result.Value("DryRun"));
        Assert.Equal("alpha", result.Value("Channel"));
        // Keys are case-sensitive.
        Assert.Equal("3", result.Value("RetryCount"));
    }

    [Theory]
    [InlineData("--retry-count", "abc", "RetryCount", "3")]
    [InlineData("--verb", "jump", "Verb", "Start")]
    [InlineData("--flavour", "sour", "Flavour", "plain flavour")]
    public async Task Value_ThatCannotBeConverted_WarnsAndKeepsTheInitialiser(string parameter, string value, string name, string kept)
    {
        var result = await _build.RunAsync("ShowParams", parameter, value);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(kept, result.Value(name));
        Assert.Contains(result.Lines, x => x.Contains("[WRN]", StringComparison.Ordinal) && x.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Profile_WithoutAFile_Fails()
    {
        var result = await _build.RunAsync("ShowParams", "--profile", "nowhere");

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Contains("nowhere", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_FromTheEnvironment_IsLoaded()
    {
        _build.Write(".nuke/parameters.staging.json", """{ "RetryCount": 5 }""");

        var result = await _build.RunAsync(new Dictionary<string, string?> { ["NUKE_PROFILE"] = "staging" }, "ShowParams");

        Assert.Equal("5", result.Value("RetryCount"));
        Assert.Equal("staging", result.Value("Profiles"));
    }

    [Theory]
    [InlineData("{ \"RetryCount\": ")]
    [InlineData("")]
    public async Task ParametersFile_ThatIsNoJson_Fails(string text)
    {
        _build.Write(".nuke/parameters.json", text);

        var result = await _build.RunAsync("ShowParams");

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Empty(result.Blocks());
    }

    [Fact]
    public async Task Root_NotFoundAboveTheWorkingDirectory_AbortsTheProcess()
    {
        Directory.Delete(_build.At(".nuke"));

        var result = await _build.RunAsync("ShowParams");

        Assert.Equal(ContractBuild.Aborted, result.ExitCode);
    }

    [Fact]
    public async Task Root_FromTheEnvironment_IsUsed()
    {
        using var elsewhere = new ContractBuild();
        elsewhere.Write(".nuke/parameters.json", """{ "RetryCount": 6 }""");

        var result = await _build.RunAsync(new Dictionary<string, string?> { ["NUKE_ROOT"] = elsewhere.Root }, "ShowParams");

        Assert.Equal("6", result.Value("RetryCount"));
    }
}
