using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Build.Tests.BadInput;
using Quorum.Reporting;

namespace Build.Tests.Secrets;

/// <summary>
/// Canary secrets in every place one can enter, and a search for them in everything that runs of the real program leave behind: output, job summary, artifacts, .nuke, the embedded
/// AWS's state and log, and the arguments of every process while it runs.
/// </summary>
public sealed class LeakTests
{
    private const string SsmTarget = "AmazonSSM";

    [Fact]
    public async Task Runs_WithCanariesInEveryPlace_LeaveNoneBehind()
    {
        await using var copy = new RepositoryCopy();
        using var runner = new TemporaryFolder();
        var canaries = new Canaries();
        var environment = new Dictionary<string, string?>
        {
            ["AWS_SECRET_ACCESS_KEY"] = canaries.Make("aws-secret"), ["AWS_SESSION_TOKEN"] = canaries.Make("aws-session/+="), ["PULUMI_CONFIG_PASSPHRASE"] = canaries.Make("passphrase"),
            ["PULUMI_ACCESS_TOKEN"] = canaries.Make("pulumi"), ["GITHUB_TOKEN"] = canaries.Make("github"), ["NPM_CONFIG_PROXY"] = $"http://robot:{canaries.Make("proxy")}@127.0.0.1:9",
            ["GITHUB_ACTIONS"] = "true", ["GITHUB_STEP_SUMMARY"] = runner.Write("summary", ""), ["GITHUB_OUTPUT"] = runner.Write("output", ""),
        };
        var said = new List<ProcessResult>();
        var port = copy.Port;
        async Task<ProcessResult> RunAsync(params string[] arguments)
        {
            var result = await copy.RunWithAsync(environment, [.. arguments, "--local-port", $"{port}", "--local-runtime", "simulated", "--slots-per-zone", "1"]);
            said.Add(result);
            return result;
        }
        using var watch = new ArgumentWatch(canaries);

        Assert.True((await RunAsync("LocalUp")).ExitCode == 0, said[^1].All);
        // In SSM before the first run: it is kept as the superuser's password, and so goes through every part that a generated one does.
        await AskAsync(copy.Port, "PutParameter", new JsonObject { ["Name"] = "/quorum/quorum-local/elastic-password", ["Type"] = "SecureString", ["Value"] = canaries.Make("superuser") });
        Assert.True((await RunAsync("Deploy")).ExitCode == 0, said[^1].All);
        foreach (var arguments in new string[][] { ["Status"], ["Status", "--json"], ["Verify"], ["Snapshot"] }) Assert.True((await RunAsync(arguments)).ExitCode == 0, said[^1].All);
        foreach (var path in Paths) await CollectAsync(copy.Port, path, canaries);
        Assert.True(canaries.Count > 12, $"only {canaries.Count} secrets are known: the passwords and keys of SSM were not read");
        AssertNone(canaries, said, copy.At("artifacts"), copy.At(".nuke"), runner.Path);

        // A way in for people: both ways say how to ask, neither says with what; and the session's own token is gone with it.
        Assert.True((await RunAsync("Connect")).ExitCode == 0, said[^1].All);
        if (ProcessRun.CanInterrupt)
        {
            said.Add(await copy.RunUntilAsync(environment, "Ctrl+C ends it.", pid => Ask(pid, copy, canaries), "Connect", "--cluster-access", "ssm", "--connect-port", $"{RepositoryCopy.FreePort()}", "--slots-per-zone", "1"));
            Assert.Contains("curl -K ", said[^1].Output, StringComparison.Ordinal);
        }
        AssertNone(canaries, said, copy.At("artifacts"), copy.At(".nuke"), runner.Path);

        // New secrets: on the way, when AWS refuses one by quoting it, and when all went well.
        var before = canaries.Count;
        await using (var refusing = new QuotingProxy(copy.Port, "/users/quorum-", value => canaries.Add("refused", value)))
        {
            port = refusing.Port;
            Assert.NotEqual(0, (await RunAsync("RotateSecrets")).ExitCode);
            port = copy.Port;
        }
        Assert.True(canaries.Count > before, "no value was quoted");
        Assert.Contains($"Value '{Redaction.Mark}' at 'value' failed to satisfy constraint", said[^1].All, StringComparison.Ordinal);
        AssertNone(canaries, said, copy.At("artifacts"), copy.At(".nuke"), runner.Path);
        Assert.True((await RunAsync("RotateSecrets")).ExitCode == 0, said[^1].All);
        before = canaries.Count;
        foreach (var path in Paths) await CollectAsync(copy.Port, path, canaries);
        Assert.True(canaries.Count > before, "nothing new was read after the rotation");
        AssertNone(canaries, said, copy.At("artifacts"), copy.At(".nuke"), runner.Path);

        // In an argument of the image's build, which the engine quotes when it fails.
        var dockerfile = copy.At("images/elasticsearch/Dockerfile");
        var recipe = await File.ReadAllTextAsync(dockerfile);
        await File.WriteAllTextAsync(dockerfile, $"{recipe}\nARG BUILD_TOKEN={environment["GITHUB_TOKEN"]}\nCOPY $BUILD_TOKEN /usr/share/x\n");
        Assert.NotEqual(0, (await RunAsync("BuildImage")).ExitCode);
        Assert.Contains(Redaction.Mark, said[^1].All, StringComparison.Ordinal);
        await File.WriteAllTextAsync(dockerfile, recipe);
        AssertNone(canaries, said, copy.At("artifacts"), runner.Path);

        // In a parameters file, in a place where it is shown: the value that is wrong.
        var file = copy.At(".nuke/parameters.json");
        var parameters = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, parameters.Replace("docker.elastic.co/elasticsearch/elasticsearch:8.17.2", $"https://robot:{canaries.Make("registry")}@registry.test/es:8.17.2", StringComparison.Ordinal));
        Assert.NotEqual(0, (await RunAsync("Deploy")).ExitCode);
        Assert.Contains(Redaction.Mark, said[^1].All, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, parameters);
        AssertNone(canaries, said, copy.At("artifacts"), runner.Path);

        // In what Elasticsearch and ECS answer: a node says which setting it does not know, ECS says why the task ended, the roll reports it.
        var passphrase = environment["PULUMI_CONFIG_PASSPHRASE"]!;
        await File.AppendAllTextAsync(copy.At("images/elasticsearch/config/elasticsearch.yml"), $"\nno.such.{passphrase}: true\n");
        var failed = await RunAsync("Deploy");
        Assert.NotEqual(0, failed.ExitCode);
        Assert.Contains($"no.such.{Redaction.Mark}", failed.All, StringComparison.Ordinal);
        AssertNone(canaries, said, copy.At("artifacts"), runner.Path);
        Assert.Contains(Redaction.Mark, await File.ReadAllTextAsync(copy.At("artifacts/RollService.json")), StringComparison.Ordinal);

        Assert.Empty(watch.Found);
        Assert.True(watch.Looked > 0, "no process was looked at");
        // All of this finds what is there: the same search for something that is no secret.
        Assert.NotEmpty(new Canaries("quorum-local").In(said, [copy.At("artifacts"), copy.At(".nuke"), runner.Path]));
    }

    [Theory]
    [InlineData("as it is: {0}")]
    [InlineData("https://x/?q={1}")]
    [InlineData("Authorization: Basic {2}")]
    public void Search_ForALeakedSecret_FindsEachOfItsForms(string text)
    {
        var canaries = new Canaries();
        var secret = canaries.Make("a/b+c");
        var leak = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
        Assert.NotEmpty(canaries.In([new ProcessResult(0, leak, "", 1)], []));
    }

    private static readonly string[] Paths = ["/quorum/quorum-local", "/quorum-ca/quorum-local"];

    // As a person does: asks by the line that was printed, then Ctrl+C. The token is as good as a password as long as the port is open.
    private static void Ask(int pid, RepositoryCopy copy, Canaries canaries)
    {
        var header = File.ReadAllLines(Assert.Single(Directory.GetFiles(copy.At(".nuke/temp"), "*-connect.curl")))[0];
        canaries.Add("connect", header[(header.LastIndexOf(' ') + 1)..].TrimEnd('"'));
        using var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{pid}"]);
        kill.WaitForExit();
    }

    private static void AssertNone(Canaries canaries, IReadOnlyList<ProcessResult> said, params string[] folders) => Assert.Empty(canaries.In(said, folders));

    private static async Task CollectAsync(int port, string path, Canaries canaries)
    {
        string? next = null;
        do
        {
            var page = await AskAsync(port, "GetParametersByPath", new JsonObject { ["Path"] = path, ["Recursive"] = true, ["WithDecryption"] = true, ["NextToken"] = next });
            foreach (var parameter in page["Parameters"]!.AsArray().Where(each => each!["Type"]!.ToString() == "SecureString")) canaries.Add(parameter!["Name"]!.ToString(), parameter["Value"]!.ToString());
            next = page["NextToken"]?.ToString();
        }
        while (next is { Length: > 0 });
    }

    private static async Task<JsonNode> AskAsync(int port, string operation, JsonObject body)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.1") };
        request.Headers.Add("X-Amz-Target", $"{SsmTarget}.{operation}");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ssm/aws4_request");
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Secrets, and where they are found.</summary>
    private sealed class Canaries
    {
        private const int KeyLine = 40;

        private readonly ConcurrentDictionary<string, string> _forms = new(StringComparer.Ordinal);
        private int _count;

        public Canaries()
        {
        }

        public Canaries(string text) => _forms[text] = text;

        public int Count => _count;

        public string Make(string name)
        {
            var secret = $"canary{Guid.NewGuid():N}{name}";
            Add(name, secret);
            return secret;
        }

        public void Add(string name, string secret)
        {
            _count++;
            if (secret.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                // Only keys: certificates are for everybody to see.
                var key = secret.Split("-----BEGIN PRIVATE KEY-----").Skip(1).FirstOrDefault() ?? "";
                foreach (var line in key.Split('\n').Where(line => line.Length >= KeyLine)) _forms[line] = name;
                return;
            }
            foreach (var form in new[] { secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{secret}")) }) _forms[form] = name;
        }

        public IEnumerable<string> NamesIn(string text) => _forms.Where(form => text.Contains(form.Key, StringComparison.Ordinal)).Select(form => form.Value).Distinct();

        public IReadOnlyList<string> In(IReadOnlyList<ProcessResult> said, IReadOnlyList<string> folders) =>
        [
            .. said.Index().SelectMany(run => NamesIn(run.Item.All).Select(name => $"{name} in the output of run {run.Index}")),
            // The lock is empty, and nobody but its holder may open it.
            .. folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Where(file => Path.GetFileName(file) != "lock").SelectMany(file => NamesIn(Read(file)).Select(name => $"{name} in {file}")),
        ];

        // Bytes as characters: blobs are searched as well.
        private static string Read(string file)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Looks at the arguments of all processes as long as it lives.</summary>
    private sealed class ArgumentWatch : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _task;
        private int _looked;

        public ArgumentWatch(Canaries canaries) => _task = Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                foreach (var process in Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [])
                {
                    try
                    {
                        var arguments = await File.ReadAllTextAsync(Path.Combine(process, "cmdline"));
                        Interlocked.Increment(ref _looked);
                        foreach (var name in canaries.NamesIn(arguments)) Found.Enqueue($"{name} in the arguments of {arguments.Replace('\0', ' ')}");
                    }
                    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                    {
                        // It has ended, or is no process.
                    }
                }
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        });

        public ConcurrentQueue<string> Found { get; } = new();

        public int Looked => Volatile.Read(ref _looked);

        public void Dispose()
        {
            _stop.Cancel();
            _task.Wait();
            _stop.Dispose();
        }
    }
}
