using System.Globalization;
using System.Text.RegularExpressions;
using Quorum.Bench.Measuring;
using Quorum.Bench.Peers;

namespace Quorum.Bench.Points;

/// <summary>8: the whole, compiled from nothing and after a small change; and how long its tests take.</summary>
internal static partial class Compiles
{
    private const string Point = "8 Compile and test";
    private const double TestGoalMinutes = 15;

    public static async Task RunAsync(BenchContext bench)
    {
        var clone = Directory.CreateTempSubdirectory("quorum-bench-").FullName;
        try
        {
            await bench.Shell.RunAsync("git", "clone", "-q", "--local", bench.Root, clone);
            var packages = Path.Combine(bench.Root, ".nuke", "temp", "packages");
            Directory.CreateDirectory(Path.Combine(clone, ".nuke", "temp"));
            if (File.Exists(packages)) File.Copy(packages, Path.Combine(clone, ".nuke", "temp", "packages"));
            var shell = new Command(clone, new Dictionary<string, string>());
            string[] build = ["build", "Quorum.slnx", "-nologo", "-v", "q", "-nodeReuse:false"];
            bench.Add(new(Point, "compile from a fresh clone, packages in the cache", "s", await Samples.TimeAsync(1, () => shell.RunAsync("dotnet", build))));
            bench.Add(new(Point, "compile again, nothing changed", "s", await Samples.TimeAsync(bench.Runs, () => shell.RunAsync("dotnet", build))));
            var file = Path.Combine(clone, "src", "Quorum", "Rollout", "Core", "Decider.cs");
            if (!File.Exists(file)) file = Directory.EnumerateFiles(Path.Combine(clone, "src", "Quorum"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
            bench.Add(new(Point, "compile after a changed line in src/Quorum", "s", await Samples.TimeAsync(bench.Runs, async () =>
            {
                await File.AppendAllTextAsync(file, "// changed\n");
                await shell.RunAsync("dotnet", build);
            })));
        }
        finally
        {
            Directory.Delete(clone, recursive: true);
        }

        bench.Add(Tests(bench.Root));
    }

    // All tests take as long as all the rest here: their own last run has told how long.
    private static Row Tests(string root)
    {
        const string what = "all tests, longest project (they run two at a time)";
        var projects = Directory.EnumerateDirectories(Path.Combine(root, "tests")).Select(Path.GetFileName).Where(name => File.Exists(Path.Combine(root, "tests", name!, name + ".csproj"))).ToList();
        var logs = projects.Select(name => Path.Combine(root, "artifacts", "tests", name + ".log")).Where(File.Exists).ToList();
        var times = logs.Select(log => (Log: log, Time: Time().Match(File.ReadAllText(log)))).Where(each => each.Time.Success)
            .Select(each => (each.Log, Seconds: double.Parse(each.Time.Groups["seconds"].Value, CultureInfo.InvariantCulture))).ToList();
        if (times.Count < projects.Count) return new(Point, what, "min", null) { Skipped = $"{times.Count} of {projects.Count} projects' tests have run in this checkout: ./build.sh Test" };
        return new(Point, what, "min", Samples.Of(times.Max(each => each.Seconds) / 60))
        {
            Goal = Goal.Value("CI under 15 min", TestGoalMinutes),
            Note = string.Create(CultureInfo.InvariantCulture, $"of `./build.sh Test`, {times.Max(each => File.GetLastWriteTimeUtc(each.Log)):yyyy-MM-dd}: {times.Count} projects, {times.Sum(each => each.Seconds) / 60:0.0} min one after the other"),
        };
    }

    [GeneratedRegex(@"Time: (?<seconds>[\d.]+)s")]
    private static partial Regex Time();
}
