using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Build.Tests.BadInput;
using Build.Tests.Documents;

namespace Build.Tests.Runbooks;

/// <summary>Each bad day is made on the embedded AWS, the page's commands are run as they are written (but for the profile), and the cluster is well afterwards.</summary>
public abstract partial class BadDay(Ward ward)
{
    private protected const string Folder = "docs/runbooks/";

    private protected RepositoryCopy Copy => ward.Copy;

    private protected string Configuration => ward.Configuration;

    private protected string Entry => ward.Entry;

    private protected static Page Runbook(string name) => new(Folder + name);

    /// <summary>A configuration that nobody had before. The days share one cluster: each sets the one setting anew, since Elasticsearch refuses it twice.</summary>
    private protected async Task ConfigureAsync(string recovery, string? from = null)
    {
        const string name = "indices.recovery.max_bytes_per_sec:";
        var lines = (from ?? await File.ReadAllTextAsync(Configuration)).Split('\n').Where(line => !line.StartsWith(name, StringComparison.Ordinal));
        await File.WriteAllTextAsync(Configuration, $"{string.Join('\n', lines).TrimEnd()}\n{name} {recovery}\n");
    }

    private protected Task<ProcessResult> RunAsync(string[] arguments) => Copy.RunAsync(arguments[0], arguments[1..]);

    /// <summary>A run that succeeds. Where it is a Deploy the cluster is well then: its last stage is the smoke test.</summary>
    private protected async Task<ProcessResult> WellAsync(string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.All);
        return run;
    }

    /// <summary>Until the models have come round to it; each look is a run of the command.</summary>
    private protected async Task<ProcessResult> UntilAsync(string[] arguments, Func<ProcessResult, bool> holds)
    {
        const int looks = 60;
        for (var look = 1; ; look++)
        {
            var run = await RunAsync(arguments);
            if (holds(run)) return run;
            Assert.True(look < looks, run.All);
        }
    }

    private protected async Task StrikeAsync(string slot, string fault)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var answer = await http.PostAsync($"http://127.0.0.1:{Copy.Port}/_quorum/nodes/{slot}/{fault}", null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A call as any AWS tool sends it.</summary>
    private protected async Task<JsonNode> AwsAsync(string service, string target, JsonObject body)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{Copy.Port}/") { Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/x-amz-json-1.1")) };
        request.Headers.Add("X-Amz-Target", target);
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Its task may run, its node is not a member: the slot's line says neither "in" nor "master".</summary>
    private protected static bool IsOut(ProcessResult status, string slot) =>
        status.ExitCode == 0 && status.Lines.Any(line => line.Contains($"│ {slot} │", StringComparison.Ordinal) && !line.Contains("│ in ", StringComparison.Ordinal) && !line.Contains("│ master ", StringComparison.Ordinal));

    private protected static HashSet<string> Digests(ProcessResult status) => [.. Digest().Matches(status.Output).Select(match => match.Value)];

    [GeneratedRegex("sha256:[0-9a-f]{6,}")]
    private static partial Regex Digest();
}
