using System.Net;
using System.Net.Sockets;

namespace Build.Tests.BadInput;

/// <summary>The same through the real built program: a line on the screen, no stack trace, an exit code, nothing changed, nothing started.</summary>
public sealed class BadInputProcessTests
{
    /// <summary>arguments | environment NAME=VALUE or empty | what is said</summary>
    [Theory]
    [InlineData("Deploy --zone-count 2", "", "ZoneCount = 2: 3")]
    [InlineData("Deploy --zone-count 2 --volume-size 1", "", "VolumeSize = 1: a whole number from 10")]
    [InlineData("Deploy --zone-count=3", "", "Argument = --zone-count=3: a space between name and value")]
    [InlineData("Deploy --local-port", "", "Argument = --local-port: a value after it")]
    [InlineData("Deploy --verbosity loud", "", "Verbosity = loud: one of verbose, normal, minimal, quiet")]
    [InlineData("Deploy --profile nosuch", "", "Profile 'nosuch' has no parameters file")]
    [InlineData("Deploi", "", "Target with name 'Deploi' does not exist")]
    [InlineData("Plan --skip-rules nosuch", "", "SkipRules = nosuch: no rule that can be switched off; there are: account, bastion, capacity")]
    [InlineData("Deploy --infra-options nosuch=1", "", "nosuch")]
    [InlineData("PinAmi --slot-instance-type q9.large --infra-options amiId=newest", "", "amiId=newest: an AMI id, e.g. ami-0123456789abcdef0, or nothing")]
    [InlineData("Deploy", "LOCAL_PORT=abc", "LocalPort = abc: a whole number in digits")]
    [InlineData("Deploy --cloud aws", "", "DeployAccount = 000000000000: the account to deploy into")]
    [InlineData("Deploy --profile staging", "", "DeployAccount = (empty)")]
    public async Task Input_Wrong_IsSaidAndNothingChanges(string arguments, string variable, string said)
    {
        await using var copy = new RepositoryCopy();
        var before = copy.Fingerprint();
        var environment = variable.Length == 0 ? null : new Dictionary<string, string?> { [variable.Split('=')[0]] = variable.Split('=')[1] };

        Refused(await copy.RunWithAsync(environment, arguments.Split(' ')), said);

        Assert.Equal(before, copy.Fingerprint());
        Assert.Null(copy.CloudPid);
    }

    [Theory]
    [InlineData("{ \"Cloud\": ", "is not valid")]
    [InlineData("[]", "is not valid")]
    [InlineData("", "is not valid")]
    [InlineData("{}", "ZoneCount = (empty): must be set: --zone-count, the environment, or .nuke/parameters.json")]
    [InlineData("{ \"Clowd\": \"local\" }", "Clowd = in .nuke/parameters.json: no parameter of this build; Cloud is meant?")]
    public async Task ParametersFile_Corrupt_IsSaidAndNothingChanges(string text, string said)
    {
        await using var copy = new RepositoryCopy();
        copy.Write(".nuke/parameters.json", text);
        var before = copy.Fingerprint();

        Refused(await copy.RunWithAsync(null, ["Deploy"]), said);

        Assert.Equal(before, copy.Fingerprint());
        Assert.Null(copy.CloudPid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Port_OfAForeignProgram_IsSaidAndLeftAlone(bool answers)
    {
        await using var copy = new RepositoryCopy();
        using var foreign = new TcpListener(IPAddress.Loopback, copy.Port);
        foreign.Start();
        var serving = answers ? ServeAsync(foreign) : Task.CompletedTask;

        Refused(await copy.RunAsync("Deploy"), $"LocalPort = {copy.Port}: the port is taken by a program that is not the embedded AWS");

        foreign.Stop();
        await serving;
        Assert.Null(copy.CloudPid);
    }

    [Fact]
    public async Task Folder_ThatIsAFile_IsSaidAndARerunHeals()
    {
        await using var copy = new RepositoryCopy();
        copy.Write(".nuke/temp/local", "in the way");

        Refused(await copy.RunAsync("LocalUp"), "The folder of the embedded AWS cannot be written");

        File.Delete(copy.At(".nuke/temp/local"));
        Assert.Equal(0, (await copy.RunAsync("LocalUp")).ExitCode);
    }

    [Fact]
    public async Task Actions_SeesBadInputAsAnnotationSummaryAndOutput()
    {
        await using var copy = new RepositoryCopy();
        copy.Write(".nuke/parameters.json", (await File.ReadAllTextAsync(copy.At(".nuke/parameters.json"))).Replace("\"ZoneCount\": \"3\"", "\"ZoneCount\": \"2\"", StringComparison.Ordinal));
        using var runner = new TemporaryFolder();
        var environment = new Dictionary<string, string?> { ["GITHUB_ACTIONS"] = "true", ["GITHUB_STEP_SUMMARY"] = runner.Write("summary", ""), ["GITHUB_OUTPUT"] = runner.Write("output", "") };

        var run = await copy.RunWithAsync(environment, ["Deploy"]);

        Refused(run, "ZoneCount = 2: 3");
        Assert.Contains(run.Lines, line => line.StartsWith("::error file=.nuke/parameters.json,line=9,", StringComparison.Ordinal));
        Assert.Contains("Refused, nothing was changed", await File.ReadAllTextAsync(runner.At("summary")), StringComparison.Ordinal);
        Assert.Contains("failed", await File.ReadAllTextAsync(runner.At("output")), StringComparison.Ordinal);
    }

    internal static void Refused(ProcessResult run, string said)
    {
        Assert.True(run.ExitCode != 0, run.All);
        Assert.Contains(said, run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", run.Error, StringComparison.Ordinal);
    }

    private static async Task ServeAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray());
            }
        }
        catch (SocketException)
        {
            // Stopped: the test is over.
        }
    }
}
