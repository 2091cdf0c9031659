using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.LocalCloud.Tests.Clients;
using Quorum.LocalCloud.Tests.Host;

namespace Quorum.LocalCloud.Tests.Ssm;

public sealed class RunCommandTests
{
    [Fact]
    public async Task Command_ByTheSlotsPrivateName_AsksTheNodeAndBringsTheAnswer()
    {
        await using var bastion = await BastionFixture.StartAsync();
        var command = await bastion.SendAsync(bastion.Script());
        var seen = await bastion.EndAsync(command);
        Assert.Equal(("Success", "Success", 0, "aws:runShellScript", "test"), (seen.Status.Value, seen.StatusDetails, seen.ResponseCode, seen.PluginName, seen.Comment));
        var lines = seen.StandardOutputContent.Split('\n');
        Assert.Matches("^quorum [0-9a-f]{32} 0 [0-9]+ 200 application/json$", lines[0]);
        Assert.Equal(bastion.Body, Unpack(lines[1]));
        Assert.StartsWith("GET /x HTTP/1.1", Assert.Single(bastion.Requests));
    }

    /// <summary>As on AWS. A machine with much to do may ask too late for one command, but not for all.</summary>
    [Fact]
    public async Task Invocation_RightAfterTheAnswerOfSendCommand_IsNotKnownYet()
    {
        const int commands = 50;
        await using var bastion = await BastionFixture.StartAsync();
        for (var i = 0; i < commands; i++)
        {
            var command = await bastion.SendAsync(bastion.Script());
            try
            {
                await bastion.Ssm.GetCommandInvocationAsync(new GetCommandInvocationRequest { CommandId = command, InstanceId = bastion.Bastion });
            }
            catch (InvocationDoesNotExistException)
            {
                Assert.Equal("Success", (await bastion.EndAsync(command)).Status.Value);
                return;
            }
        }
        Assert.Fail($"each of {commands} invocations was known at once");
    }

    [Fact]
    public async Task Command_WithAPassword_TheBastionReadsItItselfAndNobodyElseSeesIt()
    {
        await using var bastion = await BastionFixture.StartAsync();
        const string password = "Canary7Password";
        await bastion.Ssm.PutParameterAsync(new PutParameterRequest { Name = $"{BastionFixture.Path}/users/x", Value = password, Type = ParameterType.SecureString });
        var command = await bastion.SendAsync(bastion.Script(("user", "deploy"), ("password", $"{BastionFixture.Path}/users/x"), ("method", "PUT"), ("type", "application/json"), ("body", Pack("""{"a":1}"""))));
        var seen = await bastion.EndAsync(command);
        Assert.Equal("Success", seen.Status.Value);
        var request = Assert.Single(bastion.Requests);
        Assert.Contains($"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("deploy:" + password))}", request);
        Assert.EndsWith("""{"a":1}""", request);
        var listed = await bastion.Ssm.ListCommandInvocationsAsync(new ListCommandInvocationsRequest { CommandId = command, Details = true });
        Assert.DoesNotContain(password, seen.StandardOutputContent + seen.StandardErrorContent + listed.CommandInvocations[0].CommandPlugins[0].Output);
        foreach (var file in Directory.GetFiles(bastion.Cloud.Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
            Assert.DoesNotContain(password, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Output_PastTheLimits_IsCutAt24000AndInListsAt2500()
    {
        await using var bastion = await BastionFixture.StartAsync();
        bastion.Body = Convert.ToHexString(RandomNumberGenerator.GetBytes(60_000));
        var command = await bastion.SendAsync(bastion.Script(("most", "90000")));
        var seen = await bastion.EndAsync(command);
        Assert.Equal(24_000, seen.StandardOutputContent.Length);
        Assert.EndsWith("--output truncated--", seen.StandardOutputContent);
        var plugin = (await bastion.Ssm.ListCommandInvocationsAsync(new ListCommandInvocationsRequest { CommandId = command, Details = true })).CommandInvocations.Single().CommandPlugins.Single();
        Assert.Equal((2_500, "Success"), (plugin.Output.Length, plugin.Status.Value));
    }

    [Theory]
    [InlineData("AWS-RunPowerShellScript", "InvalidDocument", "AWS-RunPowerShellScript")]
    [InlineData("AWS-StartPortForwardingSession", "InvalidDocument", "AWS-StartPortForwardingSession")]
    public async Task Document_Other_IsRefusedByName(string document, string code, string names)
    {
        await using var bastion = await BastionFixture.StartAsync();
        var e = await Assert.ThrowsAnyAsync<AmazonSimpleSystemsManagementException>(() => bastion.SendAsync(bastion.Script(), document: document));
        Assert.Equal(code, e.ErrorCode);
        Assert.Contains(names, e.Message);
    }

    public static TheoryData<string, string, string> Others => new()
    {
        { "whole", "id; uname -a", "runs no other" },
        { "before", "touch /tmp/x\n", "is no value" },
        { "before", "q_id='$(id)'\"$(id)\"\n", "is no value" },
        { "after", "\nrm -rf x\n", "runs no other" },
        { "url", "http://169.254.169.254:9200/", "reaches the nodes" },
        { "url", "http://127.0.0.1:22/", "reaches the nodes" },
        { "url", "file:///etc/passwd", "reaches the nodes" },
        { "id", "../../../home", "not a value" },
        { "method", "GET -K x", "not a value" },
        { "most", "9 + x", "not a value" },
        { "password", "/a' or '1", "is no value" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Script_Other_IsRefusedAndNothingRuns(string where, string text, string why)
    {
        await using var bastion = await BastionFixture.StartAsync();
        var script = where switch { "whole" => text, "before" => text + bastion.Script(), "after" => bastion.Script() + text, _ => bastion.Script((where, text)) };
        var e = await Assert.ThrowsAnyAsync<AmazonSimpleSystemsManagementException>(() => bastion.SendAsync(script));
        Assert.Equal("InvalidParameters", e.ErrorCode);
        Assert.Contains(why, e.Message);
        Assert.Empty((await bastion.Ssm.ListCommandInvocationsAsync(new ListCommandInvocationsRequest())).CommandInvocations ?? []);
    }

    [Fact]
    public async Task Command_CancelledOrOverItsTime_EndsAsSuch()
    {
        await using var bastion = await BastionFixture.StartAsync();
        bastion.Answers = false;
        var slow = await bastion.SendAsync(bastion.Script(("seconds", "600")), executionSeconds: 1);
        var cancelled = await bastion.SendAsync(bastion.Script(("seconds", "600"), ("url", $"http://es-a1.{BastionFixture.Zone}:9200/cancelled")), executionSeconds: 600);
        await TestCloud.UntilAsync(() => Task.FromResult(bastion.Asked("/cancelled")), "the request");
        await bastion.Ssm.CancelCommandAsync(new CancelCommandRequest { CommandId = cancelled });
        Assert.Equal("Cancelled", (await bastion.EndAsync(cancelled)).Status.Value);
        var seen = await bastion.EndAsync(slow);
        Assert.Equal(("TimedOut", "ExecutionTimedOut", -1), (seen.Status.Value, seen.StatusDetails, seen.ResponseCode));
        await Assert.ThrowsAsync<InvalidCommandIdException>(() => bastion.Ssm.CancelCommandAsync(new CancelCommandRequest { CommandId = Guid.NewGuid().ToString() }));
    }

    [Fact]
    public async Task Instance_UnknownASlotOrTerminated_IsNotSentTo()
    {
        await using var bastion = await BastionFixture.StartAsync();
        await Assert.ThrowsAsync<InvalidInstanceIdException>(() => bastion.SendAsync(bastion.Script(), "i-0123456789abcdef0"));
        var all = (await bastion.Ssm.DescribeInstanceInformationAsync(new DescribeInstanceInformationRequest())).InstanceInformationList;
        Assert.Equal(2, all.Count);
        Assert.All(all, each => Assert.Equal((PingStatus.Online, PlatformType.Linux), (each.PingStatus, each.PlatformType)));
        var slot = all.Single(each => each.InstanceId != bastion.Bastion).InstanceId;
        Assert.Contains("only the bastion", (await Assert.ThrowsAnyAsync<AmazonSimpleSystemsManagementException>(() => bastion.SendAsync(bastion.Script(), slot))).Message);
        using var ec2 = new AmazonEC2Client(new BasicAWSCredentials("local", "local"), new AmazonEC2Config { ServiceURL = bastion.Cloud.Url, AuthenticationRegion = Graphs.Region });
        await ec2.TerminateInstancesAsync(new TerminateInstancesRequest { InstanceIds = [bastion.Bastion] });
        await Assert.ThrowsAsync<InvalidInstanceIdException>(() => bastion.SendAsync(bastion.Script()));
    }

    [Theory]
    [InlineData("/quorum/another/*", "not authorized to perform: ssm:GetParameters")]
    [InlineData("/quorum/quorum-test/*", "does not exist")]
    public async Task Parameter_OfAnotherClusterOrMissing_NothingIsSent(string allowed, string why)
    {
        await using var bastion = await BastionFixture.StartAsync(allowed);
        var seen = await bastion.EndAsync(await bastion.SendAsync(bastion.Script(("user", "u"), ("password", $"{BastionFixture.Path}/users/none"))));
        Assert.Equal(("Failed", 3), (seen.Status.Value, seen.ResponseCode));
        Assert.Contains(why, seen.StandardErrorContent);
        Assert.Empty(bastion.Requests);
    }

    [Fact]
    public async Task AwsCliAndBoto3_SendWaitAndList_AsOnAws()
    {
        Tool.Needs("aws", "--version");
        await using var bastion = await BastionFixture.StartAsync();
        var file = Path.Combine(bastion.Cloud.Folder, "send.json");
        await File.WriteAllTextAsync(file, new JsonObject
        {
            ["DocumentName"] = "AWS-RunShellScript", ["InstanceIds"] = new JsonArray(bastion.Bastion), ["Parameters"] = new JsonObject { ["commands"] = new JsonArray(bastion.Script()) },
        }.ToJsonString());
        var sent = JsonNode.Parse(await RunAsync("aws", "ssm", "send-command", "--cli-input-json", $"file://{file}", "--output", "json"))!["Command"]!;
        Assert.Equal("Pending", (string?)sent["Status"]);
        await RunAsync("aws", "ssm", "wait", "command-executed", "--command-id", (string)sent["CommandId"]!, "--instance-id", bastion.Bastion);
        const string script = """
            import boto3, sys
            ssm = boto3.client('ssm'); command, bastion = sys.argv[1:]
            got = ssm.get_command_invocation(CommandId=command, InstanceId=bastion)
            assert (got['Status'], got['ResponseCode']) == ('Success', 0), got
            listed = ssm.list_command_invocations(CommandId=command, Details=True)['CommandInvocations'][0]
            assert listed['CommandPlugins'][0]['ResponseFinishDateTime'].year >= 2020, listed
            assert ssm.describe_instance_information(Filters=[{'Key': 'InstanceIds', 'Values': [bastion]}])['InstanceInformationList'][0]['PingStatus'] == 'Online'
            try:
                ssm.send_command(DocumentName='AWS-RunShellScript', InstanceIds=['i-0123456789abcdef0'], Parameters={'commands': ['x']}); assert False
            except ssm.exceptions.InvalidInstanceId: pass
            print('all good')
            """;
        Tool.Needs("python3", "-c", "import boto3");
        Assert.Contains("all good", await RunAsync("python3", "-c", script, (string)sent["CommandId"]!, bastion.Bastion));

        async Task<string> RunAsync(string program, params string[] arguments)
        {
            var (code, output) = await Tool.RunAsync(bastion.Cloud, program, arguments);
            Assert.True(code == 0, output);
            return output;
        }
    }

    private static string Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(Encoding.UTF8.GetBytes(text));
        return Convert.ToBase64String(packed.ToArray());
    }

    private static string Unpack(string base64)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
