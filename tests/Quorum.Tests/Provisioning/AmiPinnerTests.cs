using System.Net;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Infra;
using Quorum.Pipeline;
using Quorum.Provisioning.Pinning;
using Quorum.Settings;
using Quorum.Tests.Images;
using Quorum.Tests.Registry;

namespace Quorum.Tests.Provisioning;

public sealed class AmiPinnerTests : IDisposable
{
    private const string Old = "ami-11111111", New = "ami-0123456789abcdef0", File = ".nuke/parameters.staging.json";
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("m6i.large", "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id")]
    [InlineData("m7g.xlarge", "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id")]
    public async Task Pin_AnInstanceType_AsksForTheImageOfItsArchitecture(string type, string parameter)
    {
        Write(File, """{ "InfraOptions": "" }""");
        using var ssm = new Ssm();

        var outcome = await PinAsync(ssm, type: type);

        Assert.Equal([parameter], ssm.Asked);
        Assert.Equal(parameter, Fact(outcome, "parameter"));
    }

    [Fact]
    public async Task Pin_AnOlderOne_IsExchangedAndNothingElse()
    {
        Write(File, "{\r\n  // staging\r\n  \"InfraOptions\": \"natGateways=one;amiId=ami-11111111;refresh=true\",\r\n  \"Cloud\": \"aws\"\r\n}\r\n");
        using var ssm = new Ssm();

        var outcome = await PinAsync(ssm);

        Assert.Equal((StageResult.Changed, New, Old, File), (outcome.Result, Fact(outcome, "ami"), Fact(outcome, "before"), Fact(outcome, "file")));
        Assert.Equal($"wrote {New} instead of {Old} into {File}; commit it", outcome.Summary);
        Assert.Equal("{\r\n  // staging\r\n  \"InfraOptions\": \"natGateways=one;amiId=ami-0123456789abcdef0;refresh=true\",\r\n  \"Cloud\": \"aws\"\r\n}\r\n", Text(File));
        Assert.Equal([Path.GetFileName(File)], Directory.EnumerateFiles(_folder[".nuke"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Pin_TheSameAgain_WritesNothing()
    {
        Write(File, """{ "Cloud": "aws" }""");
        using var ssm = new Ssm();
        Assert.Equal("none", Fact(await PinAsync(ssm), "before"));
        var (text, written) = (Text(File), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        System.IO.File.SetLastWriteTimeUtc(_folder[File], written);

        var again = await PinAsync(ssm);

        Assert.Equal((StageResult.Unchanged, New, New), (again.Result, Fact(again, "ami"), Fact(again, "before")));
        Assert.Equal((text, written), (Text(File), System.IO.File.GetLastWriteTimeUtc(_folder[File])));
    }

    [Fact]
    public async Task Pin_UnderADryRun_OnlyTells()
    {
        Write(File, """{ "InfraOptions": "amiId=ami-11111111" }""");
        using var ssm = new Ssm();

        var outcome = await PinAsync(ssm, write: false);

        Assert.Equal((StageResult.Planned, $"would write {New} instead of {Old} into {File}; commit it", Old), (outcome.Result, outcome.Summary, Fact(outcome, "before")));
        Assert.Equal("""{ "InfraOptions": "amiId=ami-11111111" }""", Text(File));
    }

    /// <summary>A profile's own options hide those of the file below: what it had from there must not be lost by its first own one.</summary>
    [Fact]
    public async Task Pin_OptionsOfTheFileBelow_AreKept()
    {
        Write(".nuke/parameters.json", """{ "InfraOptions": "natGateways=one;amiId=ami-11111111" }""");
        Write(File, "{\n  \"Cloud\": \"aws\"\n}\n");
        using var ssm = new Ssm();

        Assert.Equal(Old, Fact(await PinAsync(ssm), "before"));

        Assert.Equal($"{{\n  \"Cloud\": \"aws\",\n  \"InfraOptions\": \"natGateways=one;amiId={New}\"\n}}\n", Text(File));
        Assert.Equal("""{ "InfraOptions": "natGateways=one;amiId=ami-11111111" }""", Text(".nuke/parameters.json"));
    }

    /// <summary>The local profile is the file below all others: who has no options of their own has these, on an account too.</summary>
    [Fact]
    public async Task Pin_TheLocalProfile_NamesWhoReadsItToo()
    {
        Write(".nuke/parameters.json", """{ "Cloud": "local" }""");
        Write(File, """{ "Cloud": "aws" }""");
        Write(".nuke/parameters.prod.json", """{ "InfraOptions": "natGateways=one" }""");
        using var ssm = new Ssm();

        var outcome = await PinAsync(ssm, profile: "local");

        Assert.Equal($$"""{ "Cloud": "local", "InfraOptions": "amiId={{New}}" }""", Text(".nuke/parameters.json"));
        Assert.Equal($"wrote {New} instead of none into .nuke/parameters.json; also read by staging (no InfraOptions there)", outcome.Summary);
        Assert.Equal(["./build.sh PinAmi --profile staging"], outcome.Next);
    }

    [Fact]
    public async Task Pin_TheLocalProfileWithAFileOfItsOwn_WritesThere()
    {
        Write(".nuke/parameters.json", """{ "Cloud": "local" }""");
        Write(".nuke/parameters.local.json", "{}");
        using var ssm = new Ssm();

        Assert.Equal(".nuke/parameters.local.json", Fact(await PinAsync(ssm, profile: "local"), "file"));
        Assert.Equal("""{ "Cloud": "local" }""", Text(".nuke/parameters.json"));
    }

    [Fact]
    public async Task Pin_NoSuchParameter_NamesItAndTheRegion()
    {
        var error = await FailsAsync(new ParameterNotFoundException("none") { ErrorCode = "ParameterNotFound", StatusCode = HttpStatusCode.BadRequest });
        Assert.Equal($"There is no parameter {EcsAmi.Parameter(arm: false)} in eu-central-1.", error.Message);
        Assert.Contains("DeployRegion", error.WayOut);
    }

    [Fact]
    public async Task Pin_NotPermitted_NamesTheRightAndWhereItComesFrom()
    {
        var error = await FailsAsync(new AmazonSimpleSystemsManagementException("User is not authorized") { ErrorCode = "AccessDeniedException", StatusCode = HttpStatusCode.BadRequest });
        Assert.Contains("AccessDeniedException: User is not authorized", error.Message);
        Assert.Contains("ssm:GetParameter on arn:aws:ssm:eu-central-1::parameter/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id", error.WayOut);
    }

    [Fact]
    public async Task Pin_ThrottledOrNobodyThere_IsLeftToWhatSaysSoForEveryStage()
    {
        Write(File, """{ "Cloud": "aws" }""");
        using var ssm = new Ssm { Failure = new AmazonSimpleSystemsManagementException("Rate exceeded") { ErrorCode = "ThrottlingException", StatusCode = HttpStatusCode.BadRequest } };
        var error = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(() => PinAsync(ssm));
        Assert.Contains("PinAmi lost the connection", LostConnection.Explain(error, AmiPinner.Stage, Settings("staging", "m6i.large")).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ami-xyz")]
    [InlineData("ami-0123456789abcdef0\";x=\"")]
    public async Task Pin_AValueThatIsNoAmi_IsRefused(string value)
    {
        Write(File, """{ "Cloud": "aws" }""");
        using var ssm = new Ssm { Value = value };

        Assert.Contains("no AMI id", (await Assert.ThrowsAsync<StageException>(() => PinAsync(ssm))).Message);
        Assert.Equal("""{ "Cloud": "aws" }""", Text(File));
    }

    [Theory]
    [InlineData("{ \"Cloud\": ", "is damaged")]
    [InlineData("[]", "is damaged: it is no object")]
    [InlineData("{ \"InfraOptions\": 7 }", "is damaged: the value of InfraOptions is no text")]
    public async Task Pin_ADamagedFile_IsSaidBeforeAwsIsAsked(string text, string said)
    {
        Write(File, text);
        using var ssm = new Ssm();

        var error = await Assert.ThrowsAsync<StageException>(() => PinAsync(ssm));

        Assert.Contains($"{File} {said}", error.Message);
        Assert.Contains($"git checkout -- {File}", error.WayOut);
        Assert.Equal(text, Text(File));
        Assert.Empty(ssm.Asked);
    }

    [Fact]
    public async Task Pin_NoFile_IsSaidBeforeAwsIsAsked()
    {
        using var ssm = new Ssm();
        Assert.Equal($"There is no {File}.", (await Assert.ThrowsAsync<StageException>(() => PinAsync(ssm))).Message);
        Assert.Empty(ssm.Asked);
    }

    [Fact]
    public async Task Pin_AReadOnlyFile_IsLeftAsItIs()
    {
        Write(File, """{ "Cloud": "aws" }""");
        new FileInfo(_folder[File]).IsReadOnly = true;
        using var ssm = new Ssm();

        var error = await Assert.ThrowsAsync<StageException>(() => PinAsync(ssm));

        Assert.Equal($"{File} cannot be written: it is read-only", error.Message);
        Assert.Contains("chmod u+w", error.WayOut);
        Assert.Equal("""{ "Cloud": "aws" }""", Text(File));
        new FileInfo(_folder[File]).IsReadOnly = false;
    }

    [Fact]
    public async Task Pin_AFolderThatCannotBeWritten_LeavesTheFileAsItIs()
    {
        Write(File, """{ "Cloud": "aws" }""");
        Directory.CreateDirectory(_folder[File + ".new"]);
        using var ssm = new Ssm();

        Assert.Contains($"{File} cannot be written", (await Assert.ThrowsAsync<StageException>(() => PinAsync(ssm))).Message);
        Assert.Equal("""{ "Cloud": "aws" }""", Text(File));
    }

    [Fact]
    public async Task Pin_TheFilesRights_StayWhatTheyAre()
    {
        Assert.SkipWhen(System.OperatingSystem.IsWindows(), "Windows has no such rights.");
        Write(File, """{ "Cloud": "aws" }""");
        if (!System.OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(_folder[File], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        using var ssm = new Ssm();

        await PinAsync(ssm);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, TempFolder.Mode(_folder[File]));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<StageException> FailsAsync(Exception failure)
    {
        Write(File, """{ "Cloud": "aws" }""");
        using var ssm = new Ssm { Failure = failure };
        var error = await Assert.ThrowsAsync<StageException>(() => PinAsync(ssm));
        Assert.Equal("""{ "Cloud": "aws" }""", Text(File));
        return error;
    }

    private Task<StageOutcome> PinAsync(Ssm ssm, string profile = "staging", string type = "m6i.large", bool write = true) =>
        new AmiPinner(ssm, new StepClock()).RunAsync(Settings(profile, type), TestContext.Current.CancellationToken, write);

    private QuorumSettings Settings(string profile, string type) =>
        EngineFinderTests.Settings(_folder.Path, CloudKind.Aws) with { Profile = profile, Region = "eu-central-1", InstanceType = type };

    private void Write(string file, string text) => _folder.Write(file, text);

    private string Text(string file) => System.IO.File.ReadAllText(_folder[file]);

    private static string? Fact(StageOutcome outcome, string name) => outcome.Facts.SingleOrDefault(fact => fact.Key == name).Value;

    private sealed class Ssm() : AmazonSimpleSystemsManagementClient(new BasicAWSCredentials("id", "key"), new AmazonSimpleSystemsManagementConfig { ServiceURL = "http://127.0.0.1:1", MaxErrorRetry = 0 })
    {
        public List<string> Asked { get; } = [];

        public Exception? Failure { get; init; }

        public string Value { get; init; } = New;

        public override Task<GetParameterResponse> GetParameterAsync(GetParameterRequest request, CancellationToken cancellationToken = default)
        {
            Asked.Add(request.Name);
            return Failure is null ? Task.FromResult(new GetParameterResponse { Parameter = new Parameter { Name = request.Name, Value = Value } }) : Task.FromException<GetParameterResponse>(Failure);
        }
    }
}
