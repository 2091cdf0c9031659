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
        BaselineLoad[] loads = [BaselineLoad.Light, BaselineLoad.Loaded];
        var results = new BaselineResult[loads.Length * Sizes.Length * methods.Length];
        Parallel.For(0, results.Length, i => results[i] = Baseline.Run(methods[i % methods.Length], Sizes[i / methods.Length % Sizes.Length], loads[i / methods.Length / Sizes.Length]));
        foreach (var load in loads) Docs.Write($"baselines {load.Name}", Table(results, load));

        foreach (var ours in results.Where(result => result.Method == RollMethod.Quorum))
        {
            Assert.Equal(0, ours.RedMoments);
            Assert.Equal(0, ours.Lost);
            Assert.True(ours.Elections <= 1, $"{ours.Elections} elections with {ours.Slots} slots");
            // Steps do not grow with the cluster once there is a canary, a zone each and three masters.
            if (ours.Slots > 3) Assert.Equal(7, ours.Steps);
        }
        Assert.True(Times(results, 30, BaselineLoad.Loaded) >= 6, Table(results, BaselineLoad.Loaded));
        Assert.True(Times(results, 90, BaselineLoad.Loaded) >= 15, Table(results, BaselineLoad.Loaded));
        Assert.True(Times(results, 90, BaselineLoad.Light) >= 6, Table(results, BaselineLoad.Light));
        // The others must show what they are known for, else the simulator shows nothing.
        Assert.Contains(results, result => result.Method == RollMethod.PlainEcs && result.RedMoments > 0);
        foreach (var load in loads) Docs.AssertSame($"baselines {load.Name}", Table(results, load));
    }

    /// <summary>How many times longer one at a time takes.</summary>
    private static double Times(IEnumerable<BaselineResult> results, int slots, BaselineLoad load)
    {
        var here = results.Where(result => result.Slots == slots && result.Load == load).ToDictionary(result => result.Method);
        return here[RollMethod.OneAtATime].Took / here[RollMethod.Quorum].Took;
    }

    private static string Table(BaselineResult[] results, BaselineLoad load)
    {
        var text = new StringBuilder("| slots | method | steps | time | of it only soak | one at a time takes | elections | red moments | writes refused | acknowledged and lost |\n|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var it in results.Where(result => result.Load == load))
        {
            var times = it.Method == RollMethod.Quorum ? string.Create(CultureInfo.InvariantCulture, $"{Times(results, it.Slots, load):0.0} ×") : "";
            text.Append(CultureInfo.InvariantCulture, $"| {it.Slots} | {Words(it.Method)} | {it.Steps} | {it.Took:h\\:mm\\:ss} | {(it.Method == RollMethod.Quorum ? it.Soak.ToString("m\\:ss", CultureInfo.InvariantCulture) : "")} | {times} | {it.Elections} | {it.RedMoments} | {it.Refused} of {it.Writes} | {it.Lost} |\n");
        }
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
