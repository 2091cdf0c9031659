using System.Diagnostics;

namespace Quorum.Bench.Measuring;

/// <summary>What several runs of one thing gave, in the row's unit.</summary>
public sealed record Samples(IReadOnlyList<double> Values)
{
    public double Min => Values.Min();

    public double Max => Values.Max();

    public double Median
    {
        get
        {
            var sorted = Values.Order().ToList();
            var middle = sorted.Count / 2;
            return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    public static Samples Of(params double[] values) => new(values);

    /// <summary>Seconds that each of <paramref name="runs"/> runs takes.</summary>
    public static async Task<Samples> TimeAsync(int runs, Func<Task> run)
    {
        var values = new List<double>();
        for (var i = 0; i < runs; i++) values.Add(await SecondsAsync(run));
        return new(values);
    }

    /// <summary>Seconds of two things by turns, so that a load on the machine meets both alike.</summary>
    public static async Task<(Samples Ours, Samples Peer)> TimeByTurnsAsync(int runs, Func<Task> ours, Func<Task> peer)
    {
        List<double> mine = [], theirs = [];
        for (var i = 0; i < runs; i++)
        {
            mine.Add(await SecondsAsync(ours));
            theirs.Add(await SecondsAsync(peer));
        }

        return (new(mine), new(theirs));
    }

    public static async Task<double> SecondsAsync(Func<Task> run)
    {
        var watch = Stopwatch.StartNew();
        await run();
        return watch.Elapsed.TotalSeconds;
    }
}
