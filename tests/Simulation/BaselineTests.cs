using System.Globalization;
using System.Text;
using Quorum.Rehearsal.Baselines;

namespace Quorum.Simulation;

public sealed class BaselineTests
{
    private static readonly int[] Sizes = [3, 9, 30, 90];

    [Fact]
    public void Baselines_SameClusterByEachMethod_TableIsTheOneInTheDocs()
    {
        var methods = Enum.GetValues<RollMethod>();
        var results = new BaselineResult[Sizes.Length * methods.Length];
        Parallel.For(0, results.Length, i => results[i] = Baseline.Run(methods[i % methods.Length], Sizes[i / methods.Length]));
        var table = Table(results);
        Docs.Write("baselines", table);

        foreach (var ours in results.Where(result => result.Method == RollMethod.Quorum))
        {
            Assert.Equal(0, ours.RedMoments);
            Assert.Equal(0, ours.Lost);
            Assert.True(ours.Elections <= 1, $"{ours.Elections} elections with {ours.Slots} slots");
        }
        var ninety = results.Where(result => result.Slots == 90).ToDictionary(result => result.Method);
        Assert.True(ninety[RollMethod.Quorum].Took * 6 < ninety[RollMethod.OneAtATime].Took, table);
        Assert.Equal(results.Single(result => result is { Slots: 9, Method: RollMethod.Quorum }).Steps, ninety[RollMethod.Quorum].Steps);
        // The others must show what they are known for, else the simulator shows nothing.
        Assert.Contains(results, result => result.Method == RollMethod.PlainEcs && result.RedMoments > 0);
        Docs.AssertSame("baselines", table);
    }

    private static string Table(IEnumerable<BaselineResult> results)
    {
        var text = new StringBuilder("| slots | method | steps | time | elections | red moments | writes refused | acknowledged and lost |\n|---:|---|---:|---:|---:|---:|---:|---:|\n");
        foreach (var it in results) text.Append(CultureInfo.InvariantCulture, $"| {it.Slots} | {Words(it.Method)} | {it.Steps} | {it.Took:h\\:mm\\:ss} | {it.Elections} | {it.RedMoments} | {it.Refused} of {it.Writes} | {it.Lost} |\n");
        return text.ToString();
    }

    private static string Words(RollMethod method) => method switch
    {
        RollMethod.Quorum => "Quorum",
        RollMethod.OneAtATime => "one at a time, green between",
        RollMethod.HealthOnly => "one at a time, not red between",
        _ => "plain ECS, 66/100",
    };
}
