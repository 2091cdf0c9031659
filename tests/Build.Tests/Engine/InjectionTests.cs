namespace Build.Tests.Engine;

public sealed class InjectionTests : IDisposable
{
    private readonly ContractBuild _build = new();

    public void Dispose() => _build.Dispose();

    [Fact]
    public async Task Members_OfAllKinds_AreInjected()
    {
        var environment = new Dictionary<string, string?>
        {
            ["API_KEY"] = "given",
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_REPOSITORY"] = "owner/name",
        };
        var id = Guid.Parse("2f1b3f5c-7d34-4c1e-9c41-0a4a0f0f6a11");

        var result = await _build.RunAsync(environment, "ShowInjected", "--id", id.ToString(), "--numbers", "1", "2", "--by-property", "x");

        Assert.Equal("owner/name", result.Value("Actions"));
        Assert.Equal("given", result.Value("ApiKey"));
        Assert.Equal(id.ToString(), result.Value("Id"));
        Assert.Equal("1|2", result.Value("Numbers"));
        Assert.Equal("answer to Answer", result.Value("Answer"));
        Assert.Equal("null", result.Value("LateAnswer"));
        Assert.Equal("x", result.Value("ByProperty"));
        Assert.Equal("through sh", result.Value("Shell"));
        Assert.Contains("extension: running ShowInjected", result.Lines);
    }

    [Fact]
    public async Task BuildServer_ElsewhereThanOnGitHub_IsNull()
    {
        var result = await _build.RunAsync("ShowInjected");

        Assert.Equal("null", result.Value("Actions"));
    }

    [Fact]
    public async Task OnDemandMember_RequiredByATarget_IsInjected()
    {
        var result = await _build.RunAsync("NeedsLate");

        Assert.Equal("answer to LateAnswer", result.Value("LateAnswer"));
    }

    [Fact]
    public async Task Secret_AsPlainTextInAParametersFile_IsRefusedWithoutBeingShown()
    {
        _build.Write(".nuke/parameters.json", """{ "ApiKey": "plain-text-secret" }""");

        var result = await _build.RunAsync("ShowInjected");

        Assert.Equal("null", result.Value("ApiKey"));
        Assert.DoesNotContain("plain-text-secret", result.Output, StringComparison.Ordinal);
        Assert.Contains(result.Lines, x => x.Contains("[WRN]", StringComparison.Ordinal) && x.Contains("ApiKey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Base_OfAnOverriddenTarget_AppliesItsDefinitionFirst()
    {
        var result = await _build.RunAsync("Layered");

        Assert.Equal(["layer below", "layer above"], result.Lines.Where(x => x.StartsWith("layer ", StringComparison.Ordinal)));
        Assert.Single(result.Rows());
    }

    [Fact]
    public async Task Component_NamedWithoutALambda_MeansItsOnlyTarget()
    {
        var result = await _build.RunAsync("NamesAComponent");

        Assert.Equal(["OnlyOne Succeeded", "NamesAComponent Succeeded"], result.Rows());
    }

    [Fact]
    public async Task Component_ThatTheBuildLacks_EndsTheRun()
    {
        var result = await _build.RunAsync(new Dictionary<string, string?> { ["MISSING_COMPONENT"] = "1" }, "Clean");

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Contains("Unable to cast object of type 'Build' to type 'INobody'.", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Blocks());
    }

    [Fact]
    public async Task Circle_AmongTargetsThatAreNotInvoked_EndsTheRun()
    {
        var result = await _build.RunAsync(new Dictionary<string, string?> { ["CIRCLE"] = "1" }, "Clean");

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Contains("Circular dependencies between targets:", result.Lines);
        Assert.Contains(" - SecondOfCircle, Circle", result.Lines);
        Assert.Empty(result.Blocks());
    }

    [Fact]
    public async Task Paths_JoinedWrittenAndCompared_BehaveAsSpecified()
    {
        var result = await _build.RunAsync("UsesPaths");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(".nuke/temp/paths/below/file.tar.gz", result.Value("Relative"));
        Assert.Equal("one\\n", result.Value("Text"));
        Assert.Equal("file.tar.gz file.tar .gz", result.Value("Name"));
        Assert.Equal("True", result.Value("Parent"));
        Assert.Equal("file.tar.gz.bak", result.Value("Plus"));
        Assert.Equal("True False", result.Value("Contains"));
        Assert.Equal("file.tar.gz", result.Value("Files"));
        Assert.Equal("True", result.Value("Quoted"));
        Assert.Equal("False False", result.Value("Exists"));
        Assert.Equal("null", result.Value("NullPath"));
    }

    [Fact]
    public async Task Assertions_ThatFail_SayTheConditionOrTheMessage()
    {
        var result = await _build.RunAsync("Asserts");

        Assert.Equal("ArgumentException: Expected condition to be true (Parameter 'RetryCount > 100')", result.Value("True"));
        Assert.StartsWith("ArgumentException: said so", result.Value("TrueMessage"), StringComparison.Ordinal);
        Assert.Equal("passed", result.Value("NotEmpty"));
        Assert.Equal("Exception: no", result.Value("Fail"));
        Assert.Equal("3", result.Value("Attempts"));
    }

    [Theory]
    [InlineData("--strict")]
    [InlineData("--shell-completion")]
    [InlineData("--generate-configuration")]
    public async Task Argument_OfALeftOutFeature_IsRefusedByName(string argument)
    {
        Assert.SkipWhen(ContractBuild.IsReal, "The real engine has all of it.");

        var result = await _build.RunAsync("Clean", argument);

        Assert.Equal(ContractBuild.Failed, result.ExitCode);
        Assert.Contains($"{argument} is left out of this engine", result.Lines);
    }
}
