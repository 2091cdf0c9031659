using Quorum.Pipeline;
using Quorum.Registry;
using Quorum.Settings;
using Quorum.Tests.Images;

namespace Quorum.Tests.Registry;

public sealed class RepositoryUriTests
{
    [Theory]
    [InlineData("123456789012.dkr.ecr.eu-central-1.amazonaws.com/quorum/elasticsearch", "123456789012", "eu-central-1", "quorum/elasticsearch")]
    [InlineData("123456789012.dkr.ecr.us-gov-west-1.amazonaws.com/q1", "123456789012", "us-gov-west-1", "q1")]
    [InlineData("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a-b_c.d/e", "123456789012", "cn-north-1", "a-b_c.d/e")]
    [InlineData("123456789012.dkr-ecr.us-east-1.on.aws/es", "123456789012", "us-east-1", "es")]
    [InlineData("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/es", "123456789012", "us-east-1", "es")]
    [InlineData("127.0.0.1:4599/quorum/elasticsearch", null, null, "quorum/elasticsearch")]
    public void Parse_Good_GivesItsParts(string text, string? account, string? region, string name)
    {
        var uri = RepositoryUri.Parse(text);

        Assert.Equal((account, region, name), (uri.AccountId, uri.Region, uri.Name));
        Assert.Equal(text, uri.ToString());
        Assert.Equal(account is null ? "http" : "https", uri.Endpoint.Scheme);
    }

    [Theory]
    [InlineData("", "no repository name")]
    [InlineData("quorum", "no repository name")]
    [InlineData("/quorum", "no repository name")]
    [InlineData("https://123456789012.dkr.ecr.us-east-1.amazonaws.com/es", "scheme")]
    [InlineData("123456789012.dkr.ecr.us-east-1.amazonaws.com/es:tag", "tag")]
    [InlineData("123456789012.dkr.ecr.us-east-1.amazonaws.com/es@sha256:0", "digest")]
    [InlineData("123456789012.dkr.ecr.us-east-1.amazonaws.com/", "repository name")]
    [InlineData("123456789012.dkr.ecr.us-east-1.amazonaws.com/Upper", "repository name")]
    [InlineData("123456789012.dkr.ecr.us-east-1.amazonaws.com/a//b", "repository name")]
    [InlineData("123456789012.dkr.ecr.us-east-1.amazonaws.com/-a", "repository name")]
    [InlineData("123456789012.dkr.ecr.us-east-1.amazonaws.com/ab\n", "repository name")]
    [InlineData("12345678901.dkr.ecr.us-east-1.amazonaws.com/es", "host")]
    [InlineData("123456789012.dkr.ecr.useast1.amazonaws.com/es", "host")]
    [InlineData("123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.test/es", "host")]
    [InlineData("123456789012.dkr.ecr.cn-north-1.amazonaws.com/es", "do not belong together")]
    [InlineData("123456789012.dkr.ecr.us-east-1.amazonaws.com.cn/es", "do not belong together")]
    [InlineData("docker.io/library/es", "host")]
    [InlineData("10.0.0.1:5000/es", "host")]
    public void Parse_Bad_SaysWhatIsWrong(string text, string says) =>
        Assert.Contains(says, Assert.Throws<StageException>(() => RepositoryUri.Parse(text)).Message);

    [Fact]
    public void Require_EverythingElsewhere_SaysAllAtOnce()
    {
        var settings = EngineFinderTests.Settings(cloud: CloudKind.Aws) with { AccountId = "111122223333", Region = "eu-west-1" };

        var error = Assert.Throws<StageException>(() => RepositoryUri.Parse("123456789012.dkr.ecr.us-east-1.amazonaws.com/other").Require(settings));

        Assert.Contains("account 123456789012", error.Message);
        Assert.Contains("region us-east-1", error.Message);
        Assert.Contains("name is other", error.Message);
    }

    [Fact]
    public void Require_LoopbackRegistryForAnAwsProfile_IsRefused() =>
        Assert.Throws<StageException>(() => RepositoryUri.Parse("127.0.0.1:4599/quorum/elasticsearch").Require(EngineFinderTests.Settings(cloud: CloudKind.Aws)));

    [Fact]
    public void Require_TheProfilesOwn_Passes()
    {
        var uri = RepositoryUri.Parse("127.0.0.1:4599/quorum/elasticsearch");

        Assert.Same(uri, uri.Require(EngineFinderTests.Settings()));
    }
}
