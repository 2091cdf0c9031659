using Quorum.Access;

namespace Quorum.Tests.Access;

public sealed class PollPaceTests
{
    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    [Fact]
    public void First_NothingIsKnown_IsShortAndThenGrows()
    {
        var pace = new PollPace();
        Assert.Equal(Ms(50), pace.First);
        Assert.Equal([Ms(50), Ms(75), Ms(112.5)], [pace.Next(1), pace.Next(2), pace.Next(3)]);
        Assert.Equal(Ms(2000), pace.Next(1000));
    }

    [Fact]
    public void First_CommandsTakeASecond_ComesShortlyBeforeAndThenClosely()
    {
        var pace = new PollPace();
        pace.Took(Ms(1000));
        pace.Took(Ms(1000));
        Assert.Equal((Ms(750), Ms(100)), (pace.First, pace.Next(1)));
    }

    [Fact]
    public void Took_OneThatWaitedAtTheCluster_SaysLittleAboutTheOthers()
    {
        var pace = new PollPace();
        pace.Took(Ms(200));
        pace.Took(TimeSpan.FromSeconds(60));
        Assert.Equal(Ms(220), pace.Usual);
        // The service became quicker: that counts at once.
        pace.Took(Ms(100));
        Assert.Equal(Ms(160), pace.Usual);
    }
}
