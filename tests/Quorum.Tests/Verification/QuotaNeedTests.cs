using Quorum.Verification;

namespace Quorum.Tests.Verification;

public sealed class QuotaNeedTests
{
    private static readonly (string, string)[] Slots = [("es-a1", "m6i.large"), ("es-b1", "m6i.xlarge")];

    private static MachineFact Machine(string slot) => new(slot, "i-1", "running", "za", "p", "subnet-a");

    [Fact]
    public void Need_EveryInstanceRuns_IsNone() => Assert.Equal("all 2 slots' instances run, so that the next deployment needs no more", QuotaNeed.Of(Slots, [Machine("es-a1"), Machine("es-b1")]).Value);

    [Fact]
    public void Need_AnInstanceIsMissing_SaysHowManyAndWhereTheQuotaStands()
    {
        var fact = QuotaNeed.Of(Slots, [Machine("es-a1")]);
        Assert.StartsWith("es-b1 has no running instance; 4 vCPU more are needed", fact.NotAsked, StringComparison.Ordinal);
        Assert.Contains("--quota-code L-1216C47A", fact.NotAsked, StringComparison.Ordinal);
        Assert.Contains("6 vCPU", QuotaNeed.Of(Slots, []).NotAsked, StringComparison.Ordinal);
    }

    [Fact]
    public void Need_InstancesNotRead_IsNotJudged() => Assert.NotNull(QuotaNeed.Of(Slots, null).NotAsked);
}
