using System.Reflection;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Access;
using Quorum.Reporting;

namespace Quorum.Tests.Access;

/// <summary>With a plugin of the test's own: a program that writes down its arguments and its environment and says what the real one says.</summary>
public sealed class SessionTunnelTests : IDisposable
{
    private const string Token = "canary-token-0123456789", Stream = "wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/canary-stream";
    private static readonly Uri Node = new("https://es-a1.q.internal:9200/");
    private readonly string _folder = Directory.CreateTempSubdirectory("quorum-plugin-").FullName;
    private readonly Redaction _redaction = new();

    [Fact]
    public async Task Tunnel_Opened_TokenIsInTheEnvironmentAndInNoArgument()
    {
        var (plugin, ssm) = (Plugin("echo \"Port 9201 opened for sessionId s-1.\"; echo 'Waiting for connections...'; exec sleep 600"), Sessions.Create());
        using var end = new CancellationTokenSource();
        var opened = 0;
        var why = await new SessionTunnel(ssm.Client, plugin, "eu-west-1", _redaction).RunAsync("i-bastion", Node, 9201, () =>
        {
            opened++;
            end.Cancel();
        }, end.Token);

        Assert.Equal((null, 1), (why, opened));
        var arguments = await File.ReadAllLinesAsync(At("arguments"), TestContext.Current.CancellationToken);
        Assert.Equal(["AWS_SSM_START_SESSION_RESPONSE", "eu-west-1", "StartSession", ""], arguments[..4]);
        Assert.Contains("""{"host":["es-a1.q.internal"],"portNumber":["9200"],"localPortNumber":["9201"]}""", arguments[4], StringComparison.Ordinal);
        Assert.DoesNotContain(arguments, argument => argument.Contains("canary", StringComparison.Ordinal));
        var environment = await File.ReadAllTextAsync(At("environment"), TestContext.Current.CancellationToken);
        Assert.Contains($$"""AWS_SSM_START_SESSION_RESPONSE={"SessionId":"s-1","TokenValue":"{{Token}}","StreamUrl":"{{Stream}}"}""", environment, StringComparison.Ordinal);
        Assert.Equal(["s-1"], ssm.Calls.Terminated);
        Assert.Equal(("i-bastion", "AWS-StartPortForwardingSessionToRemoteHost"), (ssm.Calls.Started!.Target, ssm.Calls.Started.DocumentName));
        Assert.DoesNotContain("canary", _redaction.Apply($"{Token} {Stream}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tunnel_PluginEndsBeforeThePortIsOpen_SaysWhyWithoutTheTokenAndTheSessionIsEnded()
    {
        var (plugin, ssm) = (Plugin("echo \"cannot use $AWS_SSM_START_SESSION_RESPONSE\" >&2; exit 4"), Sessions.Create());
        var why = await new SessionTunnel(ssm.Client, plugin, "eu-west-1", _redaction).RunAsync("i-bastion", Node, 9201, () => Assert.Fail("it is not open"), TestContext.Current.CancellationToken);
        Assert.StartsWith("session-manager-plugin ended before the port was open (4): cannot use", why, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", why, StringComparison.Ordinal);
        Assert.Equal(["s-1"], ssm.Calls.Terminated);
    }

    [Fact]
    public async Task Tunnel_SessionRefused_SaysSoAndStartsNoPlugin()
    {
        var (plugin, ssm) = (Plugin("exit 0"), Sessions.Create());
        ssm.Calls.Refusal = new AmazonSimpleSystemsManagementException("not authorized to perform: ssm:StartSession") { ErrorCode = "AccessDeniedException" };
        var why = await new SessionTunnel(ssm.Client, plugin, "eu-west-1", _redaction).RunAsync("i-bastion", Node, 9201, () => Assert.Fail("it is not open"), TestContext.Current.CancellationToken);
        Assert.Equal("Session Manager refused: AccessDeniedException: not authorized to perform: ssm:StartSession", why);
        Assert.False(File.Exists(At("arguments")));
        Assert.Empty(ssm.Calls.Terminated);
    }

    [Theory]
    [InlineData("1.2.707.0", null)]
    [InlineData("1.2.497.0", "takes the session's token as an argument")]
    [InlineData("1.2.54.0", "takes the session's token as an argument")]
    [InlineData("what?", "tells no version")]
    public async Task Plugin_OfAVersion_IsUsedOnlyWhenItTakesTheTokenFromItsEnvironment(string version, string? why)
    {
        var refusal = await Plugin("exit 0", version).RefusalAsync(TestContext.Current.CancellationToken);
        if (why is null) Assert.Null(refusal);
        else Assert.Contains(why, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Plugin_NotInstalled_IsNotFound()
    {
        Assert.Null(SessionPlugin.Find($"{At("nowhere")}{Path.PathSeparator}{_folder}"));
        Assert.Null(SessionPlugin.Find(null));
        Assert.Equal(Plugin("exit 0"), SessionPlugin.Find($"{At("nowhere")}{Path.PathSeparator}{_folder}"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private SessionPlugin Plugin(string does, string version = "1.2.707.0")
    {
        Assert.SkipWhen(System.OperatingSystem.IsWindows(), "the plugin of this test is a shell script");
        var file = At("session-manager-plugin");
        File.WriteAllText(file, $"#!/bin/sh\n[ \"$1\" != --version ] || {{ echo '{version}'; exit 0; }}\nprintf '%s\\n' \"$@\" > {At("arguments")}\nenv > {At("environment")}\n{does}\n");
        if (!System.OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(file);
    }

    /// <summary>SSM with one session to give.</summary>
    public class Sessions : DispatchProxy
    {
        internal StartSessionRequest? Started { get; private set; }

        internal List<string> Terminated { get; } = [];

        internal Exception? Refusal { get; set; }

        internal static (IAmazonSimpleSystemsManagement Client, Sessions Calls) Create()
        {
            var client = Create<IAmazonSimpleSystemsManagement, Sessions>();
            return (client, (Sessions)(object)client);
        }

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            switch (method?.Name)
            {
                case "StartSessionAsync":
                    Started = (StartSessionRequest)arguments![0]!;
                    return Refusal is { } refusal ? Task.FromException<StartSessionResponse>(refusal) : Task.FromResult(new StartSessionResponse { SessionId = "s-1", TokenValue = Token, StreamUrl = Stream });
                case "TerminateSessionAsync":
                    Terminated.Add(((TerminateSessionRequest)arguments![0]!).SessionId);
                    return Task.FromResult(new TerminateSessionResponse());
                default:
                    throw new NotSupportedException(method?.Name);
            }
        }
    }
}
