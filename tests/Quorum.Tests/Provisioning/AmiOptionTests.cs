using Quorum.Pipeline;
using Quorum.Provisioning.Pinning;

namespace Quorum.Tests.Provisioning;

public sealed class AmiOptionTests
{
    private const string Ami = "ami-0123456789abcdef0";

    [Theory]
    [InlineData("", null, "amiId=ami-0123456789abcdef0")]
    [InlineData("natGateways=one", null, "natGateways=one;amiId=ami-0123456789abcdef0")]
    [InlineData("natGateways=one;", null, "natGateways=one;amiId=ami-0123456789abcdef0")]
    [InlineData("natGateways=one\n", null, "natGateways=one\namiId=ami-0123456789abcdef0")]
    [InlineData("amiId=ami-11111111", "ami-11111111", "amiId=ami-0123456789abcdef0")]
    [InlineData("a=1 amiId=ami-11111111;allow=urn:x::amiId=y", "ami-11111111", "a=1 amiId=ami-0123456789abcdef0;allow=urn:x::amiId=y")]
    [InlineData("a=1;\r\n  amiId=ami-11111111\r\nb=2", "ami-11111111", "a=1;\r\n  amiId=ami-0123456789abcdef0\r\nb=2")]
    [InlineData("xamiId=1;amiIds=2", null, "xamiId=1;amiIds=2;amiId=ami-0123456789abcdef0")]
    public void With_OtherPairs_StayAsTheyAre(string options, string? before, string after)
    {
        Assert.Equal(before, AmiOption.Of(options));
        Assert.Equal(after, AmiOption.With(options, Ami));
        Assert.Equal(Ami, AmiOption.Of(after));
    }

    [Fact]
    public void Of_PairsThatCannotBeRead_AreAllSaid()
    {
        var error = Assert.Throws<InputException>(() => AmiOption.Of("amiId;refresh=perhaps;a=1;a=2"));
        Assert.Equal(["amiId", "refresh=perhaps", "a=2"], error.Problems.Select(problem => problem.Value));
    }
}
