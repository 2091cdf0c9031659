using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Tests.Host;

namespace Quorum.LocalCloud.Tests.Ssm;

/// <summary>An embedded AWS with one slot and a bastion, and a listener of the test's own in the place of the slot's node.</summary>
internal sealed class BastionFixture : IAsyncDisposable
{
    public const string Zone = "quorum-test.internal", Path = "/quorum/quorum-test", RoleName = "bastion-role";
    private readonly TcpListener _node;
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BastionFixture(TestCloud cloud, string bastion, string address, TcpListener node)
    {
        (Cloud, Bastion, Address, _node) = (cloud, bastion, address, node);
        Ssm = new AmazonSimpleSystemsManagementClient(new BasicAWSCredentials("local", "local"), new AmazonSimpleSystemsManagementConfig { ServiceURL = cloud.Url, AuthenticationRegion = Graphs.Region, MaxErrorRetry = 0 });
        _ = AcceptAsync();
    }

    public TestCloud Cloud { get; }

    public AmazonSimpleSystemsManagementClient Ssm { get; }

    /// <summary>Instance id.</summary>
    public string Bastion { get; }

    /// <summary>Of the slot es-a1.</summary>
    public string Address { get; }

    public string Body { get; set; } = """{"ok":true}""";

    /// <summary>False: the node takes the request and never answers.</summary>
    public bool Answers { get; set; } = true;

    public List<string> Requests { get; } = [];

    public bool Asked(string path)
    {
        lock (Requests) return Requests.Exists(request => request.Contains($" {path} ", StringComparison.Ordinal));
    }

    public static async Task<BastionFixture> StartAsync(string parameters = "/quorum/quorum-test/*")
    {
        Assert.SkipWhen(System.OperatingSystem.IsWindows(), "the embedded bastion needs a POSIX shell");
        var cloud = await TestCloud.StartAsync();
        var report = await Graphs.ApplyAsync(cloud, Graph(parameters));
        var address = (string)report["instances"]![0]!["address"]!;
        var node = new TcpListener(IPAddress.Parse(address), 9200);
        node.Start();
        var bastion = cloud.World.Do(() => cloud.World.Get<Quorum.LocalCloud.Apply.Inventory>().Instances.Single(i => i.Tags.GetValueOrDefault("quorum:role") == "bastion").Id);
        return new BastionFixture(cloud, bastion, address, node);
    }

    /// <summary>The command as Quorum's ssm access sends it; a value given again replaces the usual one.</summary>
    public string Script(params IEnumerable<(string Name, string Value)> values)
    {
        var all = new Dictionary<string, string>
        {
            ["do"] = "ask", ["id"] = Guid.NewGuid().ToString("N"), ["method"] = "GET", ["url"] = $"http://es-a1.{Zone}:9200/x", ["seconds"] = "20", ["type"] = "", ["body"] = "",
            ["user"] = "", ["password"] = "", ["ca"] = "", ["from"] = "0", ["most"] = "20000",
        };
        foreach (var (name, value) in values) all[name] = value;
        using var reader = new StreamReader(typeof(LocalCloudHost).Assembly.GetManifestResourceStream("Quorum.bastion.sh")!);
        return string.Concat(all.Select(each => $"q_{each.Key}='{each.Value}'\n")) + reader.ReadToEnd();
    }

    public async Task<string> SendAsync(string script, string? instance = null, string document = "AWS-RunShellScript", int executionSeconds = 60) =>
        (await Ssm.SendCommandAsync(new SendCommandRequest
        {
            DocumentName = document, InstanceIds = [instance ?? Bastion], Comment = "test",
            Parameters = new() { ["commands"] = [script], ["executionTimeout"] = [$"{executionSeconds}"] },
        })).Command.CommandId;

    public async Task<GetCommandInvocationResponse> EndAsync(string commandId)
    {
        GetCommandInvocationResponse? seen = null;
        await TestCloud.UntilAsync(async () =>
        {
            try
            {
                seen = await Ssm.GetCommandInvocationAsync(new GetCommandInvocationRequest { CommandId = commandId, InstanceId = Bastion });
                return seen.StatusDetails is not ("Pending" or "InProgress" or "Cancelling");
            }
            catch (InvocationDoesNotExistException)
            {
                return false;
            }
        }, $"the end of command {commandId}");
        return seen!;
    }

    public async ValueTask DisposeAsync()
    {
        _node.Stop();
        _end.TrySetResult();
        Ssm.Dispose();
        await Cloud.DisposeAsync();
    }

    private static JsonObject Graph(string parameters)
    {
        var graph = Graphs.WithSlots("es-a1");
        var resources = graph["resources"]!.AsArray();
        const string policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ssm:GetParameters"],"Resource":["arn:aws:ssm:*:*:parameterPARAMETERS"]}]}""";
        const string trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Action":["sts:AssumeRole"],"Condition":{"StringEquals":{"sts:RoleSessionName":["verify"]}}}]}""";
        Add("aws:route53/zone:Zone", "zone", new JsonObject { ["name"] = Zone });
        Add("aws:iam/role:Role", "bastion-role", new JsonObject { ["name"] = RoleName, ["assumeRolePolicy"] = trust });
        Add("aws:iam/rolePolicy:RolePolicy", "bastion-policy", new JsonObject { ["name"] = "p", ["role"] = RoleName, ["policy"] = policy.Replace("PARAMETERS", parameters) });
        Add("aws:iam/instanceProfile:InstanceProfile", "bastion-profile", new JsonObject { ["name"] = "bastion-profile", ["role"] = RoleName });
        Add("aws:ec2/launchTemplate:LaunchTemplate", "bastion-template", new JsonObject { ["instanceType"] = "t3.micro", ["iamInstanceProfile"] = new JsonObject { ["arn"] = "arn:aws:iam::000000000000:instance-profile/bastion-profile" } });
        Add("aws:ec2/instance:Instance", "bastion", new JsonObject
        {
            ["launchTemplate"] = new JsonObject { ["id"] = "bastion-template-id" }, ["subnetId"] = "private-a-id",
            ["tags"] = new JsonObject { ["quorum:cluster"] = Graphs.Cluster, ["quorum:role"] = "bastion" },
        });
        return graph;

        void Add(string type, string name, JsonObject inputs) =>
            resources.Add((JsonNode)new JsonObject { ["type"] = type, ["name"] = name, ["urn"] = $"urn:pulumi:test::quorum::{type}::{name}", ["custom"] = true, ["inputs"] = inputs, ["id"] = name + "-id" });
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _node.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient connection)
    {
        using (connection)
        {
            var stream = connection.GetStream();
            var buffer = new byte[64 * 1024];
            var read = await stream.ReadAsync(buffer);
            lock (Requests) Requests.Add(Encoding.UTF8.GetString(buffer, 0, read));
            // Awaited by nobody but itself, an endless delay may be collected, and the connection is closed with it.
            if (!Answers) await _end.Task;
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(Body)}\r\nConnection: close\r\n\r\n{Body}"));
        }
    }
}
