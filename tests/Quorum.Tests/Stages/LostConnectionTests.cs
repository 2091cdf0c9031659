using System.Net;
using Amazon.Runtime;
using Quorum.Pipeline;
using Quorum.Rollout;
using Quorum.Rollout.Aws;
using Quorum.Settings;
using Quorum.Tests.Rollout;

namespace Quorum.Tests.Stages;

public sealed class LostConnectionTests
{
    private static readonly QuorumSettings Local = TaskDefinitionTests.Settings(CloudKind.Local) with { Profile = "local" };

    public static TheoryData<Exception> Gone => [new HttpRequestException("Connection refused (127.0.0.1:4599)"), new TransientPortException("ec2:DescribeInstances: Connection refused"), new AmazonClientException("no route"), new AmazonServiceException("try later") { StatusCode = HttpStatusCode.ServiceUnavailable },
        new AmazonServiceException("Rate exceeded") { StatusCode = HttpStatusCode.BadRequest, ErrorCode = "ThrottlingException" }];

    [Theory]
    [MemberData(nameof(Gone))]
    public void NobodyAnswers_OnTheEmbeddedAws_NamesItsLogAndTheCommandThatGoesOn(Exception error)
    {
        var told = Assert.IsType<StageException>(LostConnection.Explain(error, "RollService", Local));
        Assert.Equal($"RollService lost the connection: {error.Message}", told.Message);
        Assert.Contains(".nuke/temp/local/local/log.txt", told.WayOut);
        Assert.Contains("./build.sh RollService", told.WayOut);
        Assert.Same(error, told.InnerException);
    }

    [Fact]
    public void NobodyAnswers_OnAnAccount_NamesNetworkAndCredentials()
    {
        var told = Assert.IsType<StageException>(LostConnection.Explain(new TransientPortException("ecs:ListTasks: no answer in time"), "RollService", Local with { Cloud = CloudKind.Aws, Profile = "prod" }));
        Assert.Contains("credentials", told.WayOut);
        Assert.DoesNotContain("embedded", told.WayOut);
    }

    public static TheoryData<Exception> No => [new RefusedPortException("ssm:PutParameter: AccessDeniedException: no"), new AmazonServiceException("no") { StatusCode = HttpStatusCode.Forbidden }];

    [Theory]
    [MemberData(nameof(No))]
    public void Refused_SaysWhereToSeeWhichRight(Exception error)
    {
        var told = Assert.IsType<StageException>(LostConnection.Explain(error, "PushToEcr", Local));
        Assert.Contains("was refused a call", told.Message);
        Assert.Contains("./build.sh Verify", told.WayOut);
    }

    [Fact]
    public void AnythingElse_StaysAsItIs()
    {
        var defect = new InvalidOperationException("a defect");
        Assert.Same(defect, LostConnection.Explain(defect, "RollService", Local));
        var known = new StageException("known", "a way");
        Assert.Same(known, LostConnection.Explain(known, "RollService", Local));
    }

    [Fact]
    public void Rights_AreOnlyAdvisedWhenTheServiceSaidNo()
    {
        Assert.Contains("ssm:GetParameter", AwsFailures.WayOut(new RefusedPortException("AccessDeniedException"), "ssm:GetParameter"));
        Assert.DoesNotContain("ssm:GetParameter", AwsFailures.WayOut(new TransientPortException("Connection refused"), "ssm:GetParameter"));
    }
}
