using System.Security.Cryptography;
using System.Text.Json;
using Build.Tests.BadInput;
using Build.Tests.Workflows;

namespace Build.Tests.Documents;

/// <summary><c>--dry-run</c> of every target: it tells, or is refused by name, and changes nothing.</summary>
public sealed class DryRunTests
{
    /// <summary>These look only, or run nothing of the cluster's.</summary>
    private static readonly string[] LookingOnly = ["Bench", "Connect", "Logs", "Plan", "Rehearse", "Status", "Test", "TestContainers", "Verify"];

    /// <summary>All others. Rollback is not among them here: after one deployment there is nothing to go back to, which it says.</summary>
    private static readonly string[] Telling = ["BuildImage", "Deploy", "Destroy", "Drill", "LocalDown", "LocalUp", "PinAmi", "PinBaseImage", "ProvisionInfra", "PushToEcr", "RefreshInstances", "RestoreDrill", "RollService", "RotateSecrets", "Smoke", "SmokeTestCluster", "Snapshot"];

    [Fact]
    public async Task DryRun_OfEveryTarget_ChangesNothing()
    {
        await using var copy = new RepositoryCopy();
        var untouched = Files(copy);
        var nothing = await copy.RunAsync("Deploy", "--dry-run");
        Assert.True(nothing.ExitCode == 0, nothing.All);
        Assert.Contains("would start on", nothing.Output, StringComparison.Ordinal);
        Assert.Contains("would create", nothing.Output, StringComparison.Ordinal);
        Assert.Null(copy.CloudPid);
        Assert.Equal(untouched, Files(copy));

        var first = await copy.RunAsync("Deploy", "--slots-per-zone", "1");
        Assert.True(first.ExitCode == 0, first.All);
        copy.Write("images/elasticsearch/config/elasticsearch.yml", await File.ReadAllTextAsync(copy.At("images/elasticsearch/config/elasticsearch.yml")) + "\nindices.recovery.max_bytes_per_sec: 41mb\n");
        var before = await StateAsync(copy);
        var targets = Changing();
        await using var registry = new BaseRegistry();
        // A target that is new is named here, or in LookingOnly.
        Assert.Equal(Telling.Append("Rollback").Order(StringComparer.Ordinal), targets);
        foreach (var target in targets)
        {
            var run = await copy.RunAsync(target, ["--dry-run", "--slots-per-zone", "1", .. Arguments(target, registry)]);
            if (Telling.Contains(target)) Assert.True(run.ExitCode == 0, run.All);
            else Assert.Contains("There is no roll to take back", run.Output + run.Error, StringComparison.Ordinal);
            Assert.Equal(before, await StateAsync(copy));
        }

        var deploy = await copy.RunAsync("Deploy", "--dry-run", "--slots-per-zone", "1");
        foreach (var said in (string[])["would build quorum/elasticsearch:", "would push", "nothing to change", "es-a1"]) Assert.Contains(said, deploy.Output, StringComparison.Ordinal);
        Assert.Contains("would write ami-0a000000000000086 instead of none into .nuke/parameters.json", (await copy.RunAsync("PinAmi", "--dry-run")).Output, StringComparison.Ordinal);
        Assert.Contains("would delete", (await copy.RunAsync("Destroy", "--dry-run", "--slots-per-zone", "1")).Output, StringComparison.Ordinal);
    }

    internal static string[] Arguments(string target, BaseRegistry registry) => target switch { "PinBaseImage" => registry.Arguments, "Drill" => ["--drill-kind", "node"], _ => [] };

    /// <summary>Every target that can change something.</summary>
    internal static List<string> Changing() => [.. WorkflowTests.Targets().Except(LookingOnly).Order(StringComparer.Ordinal)];

    // What runs, which revisions exist, which images and parameters there are; not the counters of a process that is asked.
    private static async Task<string> StateAsync(RepositoryCopy copy)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var services = await CallAsync("AmazonEC2ContainerServiceV20141113.DescribeServices", """{ "cluster": "quorum-local", "services": ["es-a1", "es-b1", "es-c1"] }""");
        var definitions = await CallAsync("AmazonEC2ContainerServiceV20141113.ListTaskDefinitions", "{}");
        var images = await CallAsync("AmazonEC2ContainerRegistry_V20150921.ListImages", """{ "repositoryName": "quorum/elasticsearch" }""");
        var parameters = await CallAsync("AmazonSSM.GetParametersByPath", """{ "Path": "/quorum", "Recursive": true }""");
        Assert.Contains("es-a1", services, StringComparison.Ordinal);
        Assert.Contains("sha256:", images, StringComparison.Ordinal);
        return $"{copy.CloudPid}\n{string.Join(' ', Running(services))}\n{definitions}\n{images}\n{parameters}\n{Files(copy)}";

        async Task<string> CallAsync(string target, string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{copy.Port}/") { Content = new StringContent(body) };
            request.Content.Headers.ContentType = new("application/x-amz-json-1.1");
            request.Headers.Add("X-Amz-Target", target);
            request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/{(target.StartsWith("AmazonSSM", StringComparison.Ordinal) ? "ssm" : target.Contains("Registry", StringComparison.Ordinal) ? "ecr" : "ecs")}/aws4_request, SignedHeaders=host, Signature=0");
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            return text;
        }
    }

    private static IEnumerable<string> Running(string services)
    {
        using var document = JsonDocument.Parse(services);
        return [.. document.RootElement.GetProperty("services").EnumerateArray().Select(service => $"{service.GetProperty("taskDefinition")} {service.GetProperty("desiredCount")} {service.GetProperty("runningCount")}").Order(StringComparer.Ordinal)];
    }

    // What git or a person would call a change: artifacts, logs and the embedded AWS's own folder are what a run leaves behind.
    internal static string Files(RepositoryCopy copy) => string.Join('\n', new[] { ".nuke", "images" }.SelectMany(folder => Directory.EnumerateFiles(copy.At(folder), "*", SearchOption.AllDirectories))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}temp{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !file.EndsWith("build.schema.json", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal).Select(file => $"{Path.GetRelativePath(copy.Root, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"));
}
