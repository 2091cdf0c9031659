using System.Net;
using System.Text;
using System.Text.Json;
using Quorum.Access;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Tests.Smoke;
using CsCheck;

namespace Quorum.Tests.Reporting;

public sealed class RedactionTests : IDisposable
{
    private const string Canary = "k&n\"Ary+7/sW<ord";
    private readonly string _folder = Directory.CreateTempSubdirectory("quorum-redaction-").FullName;
    private readonly Redaction _redaction = new();

    public RedactionTests() => _redaction.AddCredentials("elastic", Canary);

    [Fact]
    public void Secret_InEachFormItTurnsUpIn_IsGone()
    {
        var forms = new[]
        {
            Canary, Uri.EscapeDataString(Canary), JsonSerializer.Serialize(Canary), WebUtility.HtmlEncode(Canary), Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{Canary}")), $"https://elastic:{Uri.EscapeDataString(Canary)}@es-a1:9200/",
        };
        Assert.All(forms, form =>
        {
            var shown = _redaction.Apply($"before {form} after");
            Assert.Contains(Redaction.Mark, shown);
            Assert.StartsWith("before ", shown);
            Assert.EndsWith(" after", shown);
            Assert.DoesNotContain(form.Trim('"'), shown);
        });
    }

    [Theory]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----", "MIIEabc")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIEabc (cut", "MIIEabc")]
    [InlineData("Authorization: Basic ZWxhc3RpYzpzZWNyZXQ=", "ZWxhc3RpYzpzZWNyZXQ=")]
    [InlineData("authorization: bearer abcdefghijkl", "abcdefghijkl")]
    [InlineData("GET https://user:hunter22@host/", "hunter22")]
    [InlineData("GET https://user:hunter22&#64;host/", "hunter22")] // as the step summary writes it
    public void Secret_NobodyRegistered_IsKnownByItsShape(string text, string secret) => Assert.DoesNotContain(secret, _redaction.Apply(text));

    [Theory]
    [InlineData("es-a1 runs sha256:0123 on http://127.64.1.11:9200/_cat/health?v=true")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----")]
    [InlineData("Basic settings are fine")]
    public void Text_Innocent_IsLeftAlone(string text) => Assert.Equal(text, _redaction.Apply(text));

    [Fact]
    public void Secret_TooShortOrEmpty_IsNotRegistered()
    {
        Assert.False(_redaction.Add("abc"));
        Assert.False(_redaction.Add(null));
        Assert.False(_redaction.Add("      "));
        Assert.Equal("abc", _redaction.Apply("abc"));
    }

    [Fact]
    public void Secrets_OneInsideAnother_LeaveNoRest()
    {
        var redaction = new Redaction();
        redaction.Add("secret-one");
        redaction.Add("secret-one-and-more");
        Assert.Equal(Redaction.Mark, redaction.Apply("secret-one-and-more"));
    }

    [Fact]
    public void Secret_AnyText_IsGoneFromAnyTextAroundIt() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 8, 24], Gen.String[Gen.Char[' ', '/'], 0, 20], Gen.String[Gen.Char[' ', '/'], 0, 20]).Sample((secret, before, after) =>
        {
            var redaction = new Redaction();
            redaction.Add(secret);
            return !redaction.Apply(before + secret + after + secret).Contains(secret, StringComparison.Ordinal);
        });

    [Fact]
    public void Canary_InEveryPlaceOfARun_IsInNoFileAndNoLine()
    {
        var report = SampleReport.Of(failed: true) with
        {
            Failure = $"could not log in with {Canary}", Stages = [StageOutcome.Changed("RollService", Canary, ("password", Canary)) with { Next = [$"curl -u elastic:{Canary}"] }],
        };
        var store = new ArtifactStore(Path.Combine(_folder, "artifacts"), _redaction);
        store.WriteText(HtmlReport.FileName, HtmlReport.Render(report));
        store.WriteJson("run.json", report, ReportingJson.Default.RunReport);
        store.Save(report.Stages[0]);
        var (summary, output, console) = (Path.Combine(_folder, "summary"), Path.Combine(_folder, "output"), new StringWriter());
        var github = new GitHubActions(name => name switch { "GITHUB_ACTIONS" => "true", "GITHUB_STEP_SUMMARY" => summary, "GITHUB_OUTPUT" => output, _ => null }, console, _redaction);
        github.AppendSummary(StepSummary.Render(report));
        github.SetOutput("password", Canary);
        github.Annotate(AnnotationLevel.Error, Canary, Canary);
        github.Group(Canary);
        using (var writer = new RedactingWriter(console, _redaction))
        {
            SummaryTable.Write(Terminal.Create(writer, redirected: true, _ => null), report.Stages, _redaction);
            writer.WriteLine(new StageException(Canary, Canary).ToString());
            writer.Write(new ClusterCredentials("elastic", Canary));
        }
        var written = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText).Append(console.ToString()).ToList();
        Assert.Equal(6, written.Count);
        foreach (var form in new[] { Canary, Uri.EscapeDataString(Canary), JsonSerializer.Serialize(Canary).Trim('"'), WebUtility.HtmlEncode(Canary), StepSummary.Inline(Canary), Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary)) })
            Assert.Equal(0, written.Count(text => text.Contains(form, StringComparison.Ordinal)));
        Assert.All(written, text => Assert.Contains(Redaction.Mark, text.Replace("\\[redacted\\]", Redaction.Mark)));
    }

    [Fact]
    public async Task Credentials_OfDirectAccess_AreRegisteredAndSentInTheHeaderOnly()
    {
        using var node = new Tests.Elasticsearch.ScriptedNode(200, "{}");
        var redaction = new Redaction();
        using var http = new HttpClient(DirectAccess.Create(null, new("elastic", Canary), redaction));
        await http.GetStringAsync(node.Address);
        var request = node.Requests.Single();
        Assert.Contains($"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{Canary}"))}", request.Headers);
        Assert.DoesNotContain(Canary, request.Path);
        Assert.DoesNotContain(Canary, redaction.Apply(Canary));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
