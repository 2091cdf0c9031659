using Quorum.Pipeline;
using Quorum.Secrets;
using Quorum.Settings;

namespace Quorum.Tests.Secrets;

public sealed class SecurityChoiceTests
{
    [Theory]
    [InlineData(true, CloudKind.Local, false, false, true, true, "TLS and users")]
    [InlineData(true, CloudKind.Aws, false, false, true, true, "TLS and users")]
    [InlineData(true, CloudKind.Aws, true, true, true, true, "TLS and users")]
    [InlineData(false, CloudKind.Local, false, false, true, false, "switched off")]
    [InlineData(true, CloudKind.Local, false, false, false, false, "no x-pack")]
    [InlineData(true, CloudKind.Local, false, true, true, false, "formed without TLS")]
    public void Decide_FromWhatIsKnown_SaysSoInALine(bool wanted, CloudKind cloud, bool material, bool formed, bool image, bool on, string why)
    {
        var choice = SecurityChoice.Decide(new(wanted, cloud, material, formed, image));
        Assert.Equal(on, choice.On);
        Assert.Contains(why, choice.Why);
    }

    [Theory]
    [InlineData(false, CloudKind.Aws, false, false)]
    [InlineData(false, CloudKind.Local, true, true)]
    [InlineData(true, CloudKind.Aws, false, true)]
    public void Decide_OnWhatCannotBe_IsRefusedWithAWayOut(bool wanted, CloudKind cloud, bool material, bool formed)
    {
        var refused = Assert.Throws<StageException>(() => SecurityChoice.Decide(new(wanted, cloud, material, formed, ImageHasSecurity: true)));
        Assert.NotEmpty(refused.WayOut);
    }
}
