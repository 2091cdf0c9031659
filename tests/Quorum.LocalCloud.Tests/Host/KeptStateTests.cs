using System.Diagnostics;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Tests.Host;

/// <summary>State of every area over a new start: from the files of the time before the journal, and after a kill -9.</summary>
public sealed class KeptStateTests : IDisposable
{
    private const string Ecs = "AmazonEC2ContainerServiceV20141113", Ssm = "AmazonSSM", Logs = "Logs_20140328", Ecr = "AmazonEC2ContainerRegistry_V20150921";
    private readonly string _folder = Directory.CreateTempSubdirectory("quorum-kept-").FullName;

    private string State => Path.Combine(_folder, "state");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_FromBeforeTheJournal_AreReadAndBecomeTheJournal()
    {
        Directory.CreateDirectory(State);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Host", "before-journal"))) File.Copy(file, Path.Combine(State, Path.GetFileName(file)));
        await using var cloud = await TestCloud.StartAsync(folder: _folder);
        await SendAsync(cloud, Ssm, "PutParameter", """{"Name":"/new","Value":"1","Type":"String"}""");
        var before = await EverythingAsync(cloud);
        Assert.Empty(Directory.GetFiles(State, "*.json"));
        await cloud.RestartAsync();
        Assert.Equal(before, await EverythingAsync(cloud));
        Assert.Equal("1", (string?)(await SendAsync(cloud, Ssm, "GetParameter", """{"Name":"/new"}"""))["Parameter"]!["Value"]);
        // and it really is what the files say
        foreach (var part in (string[])["old:2", "old:1", "\"INACTIVE\"", "service/old/s", "enabled", "\"Value\":\"2\"", "\"Version\":1", "\"two\"", "8.17", "sha256:dff9de10919148711140d349bf03f1a99eb06f94b03e51715ccebfa7cdc518e2"])
            Assert.Contains(part, before);
    }

    [Fact]
    public async Task Removed_OfEveryArea_IsStillRemovedAfterANewStart()
    {
        Directory.CreateDirectory(State);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Host", "before-journal"))) File.Copy(file, Path.Combine(State, Path.GetFileName(file)));
        await using var cloud = await TestCloud.StartAsync(folder: _folder);
        await SendAsync(cloud, Ssm, "PutParameter", """{"Name":"/new","Value":"1","Type":"String"}""");
        await SendAsync(cloud, Ssm, "DeleteParameter", """{"Name":"/old/a"}""");
        await SendAsync(cloud, Logs, "DeleteLogGroup", """{"logGroupName":"/old"}""");
        await SendAsync(cloud, Ecr, "BatchDeleteImage", """{"repositoryName":"old/es","imageIds":[{"imageTag":"8.17"}]}""");
        await SendAsync(cloud, Ecs, "UntagResource", """{"resourceArn":"arn:aws:ecs:eu-west-1:000000000000:cluster/old","tagKeys":["k"]}""");
        await SendAsync(cloud, Ecs, "DeleteService", """{"cluster":"old","service":"s"}""");
        await TestCloud.UntilAsync(async () => (await SendAsync(cloud, Ecs, "DescribeServices", """{"cluster":"old","services":["s"]}""")).ToJsonString().Contains("\"INACTIVE\"", StringComparison.Ordinal), "the service's end");
        var before = await EverythingAsync(cloud);
        await cloud.RestartAsync();
        Assert.Equal(before, await EverythingAsync(cloud));
        Assert.DoesNotContain("\"two\"", before);
        Assert.DoesNotContain("/old/a", before);
        Assert.DoesNotContain("8.17", before);
    }

    [Fact]
    public async Task Process_KilledWhileManyWrite_HasWhatItAnswered()
    {
        const int callers = 6, kills = 3;
        var answered = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var round = 0; round < kills; round++)
        {
            using var process = await StartProcessAsync();
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port()}/") };
            foreach (var (name, value) in answered)
                Assert.Equal(value, (string?)(await SendAsync(http, Ssm, "GetParameter", $$"""{"Name":"{{name}}"}"""))["Parameter"]!["Value"]);
            var enough = 40 + 30 * round;
            var killed = 0;
            await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
            {
                for (var i = 0; ; i++)
                {
                    try
                    {
                        await SendAsync(http, Ssm, "PutParameter", $$"""{"Name":"/kill/{{round}}/{{caller}}/{{i}}","Value":"{{i}}","Type":"String"}""");
                    }
                    catch (HttpRequestException)
                    {
                        return;
                    }

                    lock (answered) answered.Add($"/kill/{round}/{caller}/{i}", $"{i}");
                    // in the middle of what the other callers write
                    if (i == enough && Interlocked.Exchange(ref killed, 1) == 0) process.Kill();
                }
            })));
            await process.WaitForExitAsync();
        }

        using var last = await StartProcessAsync();
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port()}/") };
            foreach (var (name, value) in answered)
                Assert.Equal(value, (string?)(await SendAsync(client, Ssm, "GetParameter", $$"""{"Name":"{{name}}"}"""))["Parameter"]!["Value"]);
        }
        finally
        {
            last.Kill();
            await last.WaitForExitAsync();
        }
    }

    private int Port() => int.Parse(File.ReadLines(Path.Combine(_folder, "pid")).ElementAt(1));

    private async Task<Process> StartProcessAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(World).Assembly.Location, "serve", "--folder", _folder, "--port", "0", "--runtime", "simulated"]) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        Assert.StartsWith("listening", await process.StandardOutput.ReadLineAsync());
        return process;
    }

    /// <summary>What every area answers, as one text.</summary>
    private static async Task<string> EverythingAsync(TestCloud cloud)
    {
        var text = "";
        foreach (var (service, operation, body) in ((string, string, string)[])
            [
                (Ecs, "DescribeClusters", """{"clusters":["old"],"include":["TAGS","SETTINGS"]}"""), (Ecs, "DescribeServices", """{"cluster":"old","services":["s"],"include":["TAGS"]}"""),
                (Ecs, "ListTaskDefinitions", "{}"), (Ecs, "DescribeTaskDefinition", """{"taskDefinition":"old:1"}"""), (Ecs, "DescribeTaskDefinition", """{"taskDefinition":"old:2"}"""),
                (Ecs, "ListAccountSettings", "{}"), (Ssm, "GetParametersByPath", """{"Path":"/old"}"""), (Ssm, "DescribeParameters", "{}"),
                (Logs, "DescribeLogGroups", "{}"), (Ecr, "DescribeRepositories", "{}"), (Ecr, "DescribeImages", """{"repositoryName":"old/es"}"""),
            ])
        {
            var answer = await SendAsync(cloud, service, operation, body);
            // the scheduler looks at each service after a start, and may say so
            foreach (var each in answer["services"] as JsonArray ?? []) each!.AsObject().Remove("events");
            text += answer.ToJsonString() + "\n";
        }

        if (text.Contains("\"/old\"", StringComparison.Ordinal)) text += (await SendAsync(cloud, Logs, "GetLogEvents", """{"logGroupName":"/old","logStreamName":"s","startFromHead":true}""")).ToJsonString();
        if (text.Contains("/old/a", StringComparison.Ordinal)) text += (await SendAsync(cloud, Ssm, "GetParameterHistory", """{"Name":"/old/a"}""")).ToJsonString();
        // an address is the port's of the moment
        return text.Replace($":{cloud.Host.Address.Port}/", ":PORT/", StringComparison.Ordinal);
    }

    private static Task<JsonObject> SendAsync(TestCloud cloud, string service, string operation, string body) => SendAsync(cloud.Http, service, operation, body);

    private static async Task<JsonObject> SendAsync(HttpClient http, string service, string operation, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body) };
        request.Headers.Add("X-Amz-Target", $"{service}.{operation}");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=id/20260101/eu-west-1/test/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? [] : (JsonObject)JsonNode.Parse(text)!;
    }
}
