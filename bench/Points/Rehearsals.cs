using System.Globalization;
using Quorum.Bench.Measuring;
using Quorum.Rehearsal.Running;

namespace Quorum.Bench.Points;

/// <summary>5: how fast rolls are rehearsed, and what one costs.</summary>
internal static class Rehearsals
{
    private const string Point = "5 Rehearsal";
    private const int Seeds = 300, WarmUp = 20;
    private const double Kibi = 1024;

    public static async Task RunAsync(BenchContext bench)
    {
        await PlayAsync(bench, WarmUp, 0);
        List<RehearsalReport> one = [], all = [];
        for (var i = 0; i < bench.Runs; i++)
        {
            one.Add(await PlayAsync(bench, Seeds, 1));
            all.Add(await PlayAsync(bench, Seeds, 0));
        }

        var cores = Environment.ProcessorCount;
        bench.Add(new(Point, $"rehearsed rolls, {cores} threads against one", "1/s", Of(all, report => report.PerSecond), "one thread", Of(one, report => report.PerSecond))
        {
            MoreIsBetter = true,
            Note = string.Create(CultureInfo.InvariantCulture, $"seeds 1 to {Seeds}, {all[0].Rolls} runs of the driver, {all[0].Violated + all[0].Stuck + all[0].Crashed} failures"),
        });
        bench.Add(new(Point, "virtual seconds for each real one", "", Of(all, report => report.Speed)) { Headline = true });
        bench.Add(new(Point, "allocated for each rehearsed roll", "KiB", Of(one, report => report.AllocatedBytes / Kibi / report.Rehearsals)));
    }

    private static Task<RehearsalReport> PlayAsync(BenchContext bench, int seeds, int workers) =>
        RehearsalRunner.RunAsync(new RehearsalOptions(1, seeds, Folder: Path.Combine(bench.Root, "artifacts", "rehearsal"), Workers: workers), null, CancellationToken.None);

    private static Samples Of(List<RehearsalReport> reports, Func<RehearsalReport, double> value) => new([.. reports.Select(value)]);
}
