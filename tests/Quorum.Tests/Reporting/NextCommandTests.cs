using Quorum.Reporting;

namespace Quorum.Tests.Reporting;

public sealed class NextCommandTests
{
    // Somebody who deployed to staging was told "./build.sh Status", which is about the cluster on the embedded AWS.
    [Theory]
    [InlineData("./build.sh Status", "./build.sh Status --profile staging")]
    [InlineData("./build.sh BuildImage PushToEcr, then look", "./build.sh BuildImage PushToEcr --profile staging, then look")]
    [InlineData("run it again: ./build.sh Deploy --skip-rules snapshot; or ./build.sh Rollback", "run it again: ./build.sh Deploy --profile staging --skip-rules snapshot; or ./build.sh Rollback --profile staging")]
    [InlineData("./build.sh ProvisionInfra --profile prod", "./build.sh ProvisionInfra --profile prod")]
    [InlineData("./build.sh Deploy --confirm x --profile prod", "./build.sh Deploy --confirm x --profile prod")]
    [InlineData("./build.sh --help", "./build.sh --help")]
    [InlineData("pulumi cancel --stack staging", "pulumi cancel --stack staging")]
    public void Command_OfAnotherProfile_NamesIt(string text, string expected)
    {
        Assert.Equal(expected, NextCommand.For(text, "staging"));
        Assert.Equal(text, NextCommand.For(text, "local"));
    }
}
