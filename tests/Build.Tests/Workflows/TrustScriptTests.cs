using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Build.Tests.Workflows;

/// <summary>When the role cannot be assumed, the job says which subject it has and what the trust must name. Against a token service of our own.</summary>
public sealed class TrustScriptTests
{
    private const string Role = "arn:aws:iam::123456789012:role/quorum-prod-deploy";

    [Theory]
    [InlineData("repo:octo@11/quorum@22:environment:production", "the immutable form")]
    [InlineData("repo:octo/quorum:environment:production", "the old form")]
    public async Task Subject_OfEitherForm_IsNamedWithWhatTheTrustNeeds(string subject, string form)
    {
        using var folder = new TemporaryFolder();
        var (run, asked, token) = await RunAsync(folder, subject, Role);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("bearer request-secret", asked);
        var line = Assert.Single(run.Lines, each => each.StartsWith("::error title=", StringComparison.Ordinal));
        foreach (var said in (string[])[Role, $"'{subject}' ({form}", "repo:octo@11/quorum@22:environment:production", "repo:octo/quorum:environment:production", "gitHubRepository=octo@11/quorum@22"])
            Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.Contains(subject, await File.ReadAllTextAsync(folder.At("summary")), StringComparison.Ordinal);
        Assert.DoesNotContain(token, run.All + await File.ReadAllTextAsync(folder.At("summary")), StringComparison.Ordinal);
        Assert.DoesNotContain("request-secret", run.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "No role")]
    [InlineData("quorum-prod-deploy", "No role")]
    public async Task Role_ThatIsNone_IsSaid(string role, string said)
    {
        using var folder = new TemporaryFolder();
        var (run, _, _) = await RunAsync(folder, "repo:octo/quorum:environment:production", role);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"::error title={said}::The role is '{role}'", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_WithoutTheRightToAToken_IsSaid()
    {
        Skip();
        using var folder = new TemporaryFolder();
        var run = await ProcessRun.RunAsync(ProcessRun.Start(Script, folder.Path, [], new Dictionary<string, string?> { ["ROLE_ARN"] = Role }));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("::error title=No OIDC token::", run.Output, StringComparison.Ordinal);
        Assert.Contains("id-token: write", run.Output, StringComparison.Ordinal);
    }

    private static string Script => Path.Combine(ProcessRun.Repository, ".github", "scripts", "explain-trust.sh");

    private static void Skip()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The workflows' scripts run on Linux runners only.");
        foreach (var tool in (string[])["jq", "curl"]) Assert.SkipWhen(ProcessRun.OnPath(tool) == null, $"{tool} is not on PATH.");
    }

    private static async Task<(ProcessResult Run, string? Asked, string Token)> RunAsync(TemporaryFolder folder, string subject, string role)
    {
        Skip();
        var claims = JsonSerializer.Serialize(new { sub = subject, aud = "sts.amazonaws.com", repository = "octo/quorum", repository_owner = "octo", repository_owner_id = "11", repository_id = "22", note = "ÿþ?>" });
        var token = $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2lnbmF0dXJl";
        string? asked = null;
        await using var service = new LoopbackServer(context =>
        {
            asked = context.Request.Headers["Authorization"];
            context.Response.StatusCode = context.Request.RawUrl == "/token/?version=1&audience=sts.amazonaws.com" ? 200 : 400;
            return LoopbackServer.EndAsync(context, Encoding.UTF8.GetBytes($$"""{ "value": "{{token}}" }"""));
        });
        var environment = new Dictionary<string, string?>
        {
            ["ROLE_ARN"] = role, ["GITHUB_STEP_SUMMARY"] = folder.Write("summary", ""), ["NO_PROXY"] = "127.0.0.1", ["no_proxy"] = "127.0.0.1",
            ["ACTIONS_ID_TOKEN_REQUEST_URL"] = $"http://127.0.0.1:{service.Port}/token/?version=1", ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "request-secret",
        };
        var run = await ProcessRun.RunAsync(ProcessRun.Start(Script, folder.Path, [], environment));
        return (run, asked, token);
    }
}
