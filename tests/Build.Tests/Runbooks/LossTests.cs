using System.Text.Json.Nodes;
using Build.Tests.BadInput;
using Quorum.Access;
using Quorum.Elasticsearch;
using Quorum.Reporting;

namespace Build.Tests.Runbooks;

/// <summary>Days on which something is lost: a zone, a shard, a disk's space, a certificate's time, state, the way back to an older version.</summary>
public sealed class LossTests(Ward ward) : BadDay(ward), IClassFixture<Ward>
{
    internal static readonly string[] Pages = ["class-b-failure.md", "disk-full.md", "expired-certificate.md", "lost-state.md", "red.md", "zone-lost.md"];

    [Fact]
    public async Task ZoneLost_IsSeenAndIsWellAgain()
    {
        var page = Runbook("zone-lost.md");
        await StrikeAsync("es-b1", "cut");
        await UntilAsync(page.Take("./build.sh Status --profile prod"), run => IsOut(run, "es-b1"));
        await StrikeAsync("es-b1", "heal");
        await UntilAsync(page.Take("./build.sh Smoke --profile prod"), run => run.ExitCode == 0);
        Assert.Empty(page.NotRun);
    }

    [Fact]
    public async Task DiskFull_FailsItsCheckAndALargerVolumeIsPlannedAndDeployed()
    {
        var page = Runbook("disk-full.md");
        await StrikeAsync("es-a1", "fill");
        var full = await UntilAsync(["Smoke"], run => run.ExitCode != 0);
        Assert.Contains("disk-below-low-watermark: es-a1 uses 97 %", full.All, StringComparison.Ordinal);
        var plan = await WellAsync(page.Take("./build.sh Plan --profile prod --volume-size 1000"));
        Assert.Contains("to change", plan.Output, StringComparison.Ordinal);
        await StrikeAsync("es-a1", "free");
        await WellAsync(page.Take("./build.sh Deploy --profile prod --volume-size 1000"));
        await ParameterAsync("VolumeSize", "1000");
        Assert.Empty(page.NotRun);
    }

    [Fact]
    public async Task ExpiringCertificate_IsReplacedByARotation()
    {
        var page = Runbook("expired-certificate.md");
        var rotated = await WellAsync(page.Take("./build.sh RotateSecrets --profile prod"));
        Assert.Contains("new certificates", rotated.Output, StringComparison.Ordinal);
        await WellAsync(page.Take("./build.sh Smoke --profile prod"));
        Assert.Empty(page.NotRun);
    }

    [Fact]
    public async Task Red_NamesTheShardAndTheStoppedSlotIsStartedBeforeAnythingElse()
    {
        var page = Runbook("red.md");
        var (index, id) = ("books", "1");
        using var http = new HttpClient(await SuperuserAsync());
        var client = new ElasticsearchClient(http, [new Uri(Entry)]);
        client = client.With([.. (await client.NodesAsync(default)).Select(node => new Uri($"https://{node.Ip}:9200"))]);
        await client.CreateIndexAsync(index, shards: 1, replicas: 0, null, default);
        Assert.All(await client.BulkCreateAsync(index, [new BulkDocument(id, """{ "title": "still here" }""")], default), item => Assert.True(item.Acknowledged));
        var slot = Assert.Single(await client.ShardsAsync(default), copy => copy.Index == index).NodeName!;

        await AwsAsync("ecs", "AmazonEC2ContainerServiceV20141113.UpdateService", new JsonObject { ["cluster"] = "quorum-local", ["service"] = slot, ["desiredCount"] = 0 });
        var status = await UntilAsync(page.Take("./build.sh Status --profile prod"), run => run.Output.Contains("quorum-local  red", StringComparison.Ordinal));
        Assert.Contains($"without a primary: {index}[0]", status.Output, StringComparison.Ordinal);
        Assert.True(IsOut(status, slot), status.All);
        Assert.Contains($"{slot} received SIGTERM", string.Join('\n', (await WellAsync(page.Take("./build.sh Logs --profile prod"))).Lines), StringComparison.Ordinal);

        // It starts the slot; what the smoke test says then of an index without replicas is why there was a red day.
        var deploy = await RunAsync(page.Take("./build.sh Deploy --profile prod"));
        Assert.Contains(deploy.Lines, line => line.Contains($"{slot}: {slot} back, recovered", StringComparison.Ordinal));
        BadInputProcessTests.Refused(deploy, $"copies-in-two-zones: 1 of 1 shards would not survive the loss of a zone: {index}[0] has 1 started copy");
        Assert.Contains("still here", $"{(await client.GetDocumentAsync(index, id, null, default)).Source}", StringComparison.Ordinal);

        await client.DeleteIndexAsync(index, default);
        await WellAsync(["Smoke"]);
        Assert.Empty(page.NotRun);
    }

    [Fact]
    public async Task ClassBFailure_HaltsWithThreeWaysOutAndGoesForward()
    {
        var page = Runbook("class-b-failure.md");
        var deploy = page.Take("./build.sh Deploy --profile prod");
        await ParameterAsync("ElasticsearchVersion", "8.18.1");
        await ParameterAsync("BaseImage", "docker.elastic.co/elasticsearch/elasticsearch:8.18.1");
        var good = await File.ReadAllTextAsync(Configuration);
        await File.AppendAllTextAsync(Configuration, "\nno.such.setting: true\n");

        var halted = await RunAsync(deploy);

        BadInputProcessTests.Refused(halted, "three ways out");
        var slot = System.Text.RegularExpressions.Regex.Match(halted.All, "(es-[abc]1) did not come back with Elasticsearch 8.18.1").Groups[1].Value;
        Assert.NotEqual("", slot);
        Assert.DoesNotContain("rolled back", halted.All, StringComparison.Ordinal);
        var logs = page.Take("./build.sh Logs --profile prod --logs-of es-a1");
        logs[^1] = slot;
        Assert.Contains("no.such.setting", (await WellAsync(logs)).Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Configuration, good);
        await WellAsync(deploy);
        Assert.Empty(page.NotRun);
    }

    [Fact]
    public async Task LostState_OfTheEmbeddedAws_BeginsAnewByTheSameCommand()
    {
        // A cluster of its own: this one is given up at the end.
        var page = Runbook("lost-state.md");
        await using var copy = new RepositoryCopy();
        Assert.Equal(0, (await copy.RunAsync("LocalUp")).ExitCode);
        using (var process = System.Diagnostics.Process.GetProcessById(copy.CloudPid!.Value))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        await File.WriteAllTextAsync(Path.Combine(copy.LocalFolder, "state", "journal"), "{");
        BadInputProcessTests.Refused(await copy.RunAsync("LocalUp"), "state/journal is damaged");
        Assert.Equal(0, (await copy.RunAsync("LocalUp")).ExitCode);
        var arguments = page.Take("./build.sh LocalDown --forget");
        Assert.Equal(0, (await copy.RunAsync(arguments[0], arguments[1..])).ExitCode);
        Assert.False(Directory.Exists(copy.LocalFolder));
        Assert.Empty(page.NotRun);
    }

    private async Task<HttpMessageHandler> SuperuserAsync()
    {
        var answer = await AwsAsync("ssm", "AmazonSSM.GetParameter", new JsonObject { ["Name"] = "/quorum/quorum-local/elastic-password", ["WithDecryption"] = true });
        var password = answer["Parameter"]!["Value"]!.ToString();
        return DirectAccess.Create(await File.ReadAllTextAsync(Copy.At(".nuke/temp/quorum-local-ca.crt")), new ClusterCredentials("elastic", password), new Redaction());
    }

    // As the pages say: put the value into the profile's file.
    private async Task ParameterAsync(string name, string value)
    {
        var file = Copy.At(".nuke/parameters.json");
        var parameters = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        parameters[name] = value;
        await File.WriteAllTextAsync(file, parameters.ToJsonString());
    }
}
