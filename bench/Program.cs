using Quorum.Bench.Measuring;
using Quorum.Bench.Points;
using Quorum.Pipeline;

// Quorum.Bench ROOT [runs=N] [POINT+POINT…] [publish]: measures and writes artifacts/bench.json and bench.md. ./build.sh Bench calls it.
(string Name, Func<BenchContext, Task> Run)[] points =
[
    ("warm-start", WarmStart.RunAsync), ("deploy", Deployments.RunAsync), ("roll", Rolls.RunAsync), ("rehearsal", Rehearsals.RunAsync),
    ("embedded-aws", EmbeddedAws.RunAsync), ("push", Pushes.RunAsync), ("compile", Compiles.RunAsync),
];

var options = BenchOptions.Parse(args, [.. points.Select(point => point.Name)], out var problems);
if (problems.Count > 0)
{
    foreach (var problem in problems) Console.Error.WriteLine(problem);
    return BenchOptions.BadInput;
}

var bench = new BenchContext(options.Root, options.Runs);
var failed = 0;
foreach (var (name, run) in points.Where(point => options.Points.Contains(point.Name)))
{
    BenchContext.Say(name);
    try
    {
        await run(bench);
    }
    catch (Exception error)
    {
        // What could not be measured fails the run at its end; the other points are still told.
        failed++;
        Console.Error.WriteLine($"{name} was not measured: {(error is StageException ? error.Message : error)}");
    }
}

var report = BenchReport.Of(bench.Rows, bench.Texts);
report.Save(Path.Combine(options.Root, "artifacts"));
if (options.Publish && failed == 0) report.Publish(options.Root);
Console.WriteLine($"{Environment.NewLine}{report.Markdown()}");
return failed == 0 ? 0 : BenchOptions.NotMeasured;
