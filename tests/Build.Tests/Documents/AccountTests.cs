using System.Net.Http.Headers;
using Build.Tests.BadInput;

namespace Build.Tests.Documents;

/// <summary>
/// A profile for an AWS account, as far as a machine without one can tell: the embedded AWS answers in the account's place (AWS_ENDPOINT_URL), the profile is
/// no local one, and a <c>pulumi</c> that has no stack yet writes down what it is asked.
/// </summary>
public sealed class AccountTests : IAsyncDisposable
{
    // The embedded AWS has another one, which no profile for AWS may name.
    private const string Account = "111111111111";
    private readonly BaseRegistry _registry = new();
    private readonly RepositoryCopy _copy = new();

    [Fact]
    public async Task DryRun_OnAnEmptyAccount_CreatesNothing()
    {
        await BeginAsync();
        var before = await ThingsAsync();
        foreach (var target in DryRunTests.Changing().Except(["LocalUp", "LocalDown"]))
        {
            var run = await RunAsync(target, ["--dry-run", "--skip-rules", "account", .. target == "PinBaseImage" ? [] : DryRunTests.Arguments(target, _registry)]);
            // What needs a cluster says that there is none yet.
            if (target is "RefreshInstances" or "Rollback" or "RotateSecrets" or "Smoke") Assert.Contains("There is no stack staging yet", run.All, StringComparison.Ordinal);
            else Assert.True(run.ExitCode == 0, run.All);
            Assert.Equal(before, await ThingsAsync());
        }

        var deploy = await RunAsync("Deploy", "--dry-run", "--skip-rules", "account");
        Assert.True(deploy.ExitCode == 0, deploy.All);
        foreach (var said in (string[])["would create", "would build quorum/elasticsearch:", "would push quorum/elasticsearch:", "there is no stack yet"]) Assert.Contains(said, deploy.Output, StringComparison.Ordinal);
        Assert.All(Pulumi, call => Assert.Matches("^(version|stack select --stack staging --non-interactive)$", call));
        Assert.Contains("stack select --stack staging --non-interactive", Pulumi);
        Assert.False(File.Exists(_copy.At("infra/Pulumi.staging.yaml")));
    }

    [Fact]
    public async Task Deploy_CredentialsOfAnotherAccount_IsRefusedBeforeTheInfrastructure()
    {
        await BeginAsync();
        var before = await ThingsAsync();
        foreach (var target in (string[])["Deploy", "ProvisionInfra", "PinAmi", "Destroy", "Snapshot", "RotateSecrets", "RefreshInstances", "Rollback", "RestoreDrill", "Drill"])
        {
            var run = await RunAsync(target, target switch { "Destroy" => ["--confirm", "quorum-staging"], "Drill" => ["--drill-kind", "node"], _ => [] });
            Assert.NotEqual(0, run.ExitCode);
            Assert.Contains("account: the credentials are of 000000000000, DeployAccount is 111111111111", run.All, StringComparison.Ordinal);
            Assert.Contains("aws sts get-caller-identity", run.All, StringComparison.Ordinal);
        }

        Assert.Empty(Pulumi);
        Assert.Equal(before, await ThingsAsync());
    }

    [Fact]
    public async Task Deploy_WithoutCredentials_SaysSoBeforeTheInfrastructure()
    {
        await BeginAsync();
        var run = await RunAsync("Deploy", [], credentials: false);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("Nothing was changed yet: account: there are no AWS credentials", run.All, StringComparison.Ordinal);
        // The next command is for the profile that was asked for.
        Assert.Contains("./build.sh Deploy --profile staging --skip-rules account", run.All, StringComparison.Ordinal);
        Assert.Empty(Pulumi);
    }

    [Fact]
    public async Task PinAmi_OfAProfileForAnAccount_WritesItsFileAndNoOther()
    {
        await BeginAsync();
        var (own, shared) = (await File.ReadAllTextAsync(_copy.At(".nuke/parameters.staging.json")), await File.ReadAllTextAsync(_copy.At(".nuke/parameters.json")));

        var run = await RunAsync("PinAmi", "--skip-rules", "account");

        Assert.True(run.ExitCode == 0, run.All);
        Assert.Equal(own.Replace(" }", ", \"InfraOptions\": \"amiId=ami-0a000000000000086\" }", StringComparison.Ordinal), await File.ReadAllTextAsync(_copy.At(".nuke/parameters.staging.json")));
        Assert.Equal(shared, await File.ReadAllTextAsync(_copy.At(".nuke/parameters.json")));
        Assert.Empty(Pulumi);
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _copy.DisposeAsync();
    }

    private string[] Pulumi => File.Exists(_copy.At("pulumi-calls")) ? File.ReadAllLines(_copy.At("pulumi-calls")) : [];

    private async Task BeginAsync()
    {
        _copy.Write(".nuke/parameters.staging.json", $$"""{ "Cloud": "aws", "ClusterName": "quorum-staging", "DeployAccount": "{{Account}}", "ClusterAccess": "ssm" }""");
        _copy.Write("bin/pulumi", $$"""
            #!/bin/sh
            echo "$*" >>'{{_copy.At("pulumi-calls")}}'
            case $1 in
            version) echo v3.200.0 ;;
            *) echo "error: no stack named 'staging' found" >&2; exit 6 ;;
            esac
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_copy.At("bin/pulumi"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var up = await _copy.RunAsync("LocalUp");
        Assert.True(up.ExitCode == 0, up.All);
        // As a person does first: without it no deployment to an account begins.
        var pin = await RunAsync("PinBaseImage");
        Assert.True(pin.ExitCode == 0, pin.All);
        Assert.Contains(BaseRegistry.Digest, await File.ReadAllTextAsync(_copy.At("images/elasticsearch/base.lock.json")), StringComparison.Ordinal);
    }

    private Task<ProcessResult> RunAsync(string target, params string[] arguments) => RunAsync(target, arguments, credentials: true);

    private Task<ProcessResult> RunAsync(string target, string[] arguments, bool credentials) => _copy.RunWithAsync(new Dictionary<string, string?>
    {
        ["PATH"] = $"{_copy.At("bin")}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
        ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{_copy.Port}", ["AWS_EC2_METADATA_DISABLED"] = "true", ["AWS_CONFIG_FILE"] = _copy.At("none"), ["AWS_SHARED_CREDENTIALS_FILE"] = _copy.At("none"), ["AWS_PROFILE"] = null,
        ["AWS_ACCESS_KEY_ID"] = credentials ? "test" : null, ["AWS_SECRET_ACCESS_KEY"] = credentials ? "test" : null,
    }, [target, "--profile", "staging", .. _registry.Arguments, .. arguments]);

    // What an account would have to pay for, or to clean up.
    private async Task<string> ThingsAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var repositories = await CallAsync("ecr", "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories", "{}");
        var parameters = await CallAsync("ssm", "AmazonSSM.GetParametersByPath", """{ "Path": "/", "Recursive": true }""");
        var clusters = await CallAsync("ecs", "AmazonEC2ContainerServiceV20141113.ListClusters", "{}");
        var definitions = await CallAsync("ecs", "AmazonEC2ContainerServiceV20141113.ListTaskDefinitions", "{}");
        return $"{repositories}\n{parameters}\n{clusters}\n{definitions}\n{DryRunTests.Files(_copy)}";

        async Task<string> CallAsync(string service, string target, string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{_copy.Port}/") { Content = new StringContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
            request.Headers.Add("X-Amz-Target", target);
            request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0");
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            return text;
        }
    }
}
