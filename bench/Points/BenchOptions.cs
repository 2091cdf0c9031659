using System.Globalization;
using Quorum.Pipeline;

namespace Quorum.Bench.Points;

/// <summary>What is measured, and how often.</summary>
internal sealed record BenchOptions(string Root, int Runs, IReadOnlyList<string> Points, bool Publish)
{
    public const int BadInput = 2, NotMeasured = 3;
    private const int DefaultRuns = 3, MostRuns = 100;

    public static BenchOptions Parse(string[] args, IReadOnlyList<string> known, out List<InputProblem> problems)
    {
        problems = [];
        var root = args.Length > 0 ? Path.GetFullPath(args[0]) : Directory.GetCurrentDirectory();
        if (!File.Exists(Path.Combine(root, "build.sh"))) problems.Add(new("root", root, "the folder that has build.sh"));
        var (runs, points, publish) = (DefaultRuns, known, false);
        foreach (var argument in args.Skip(1))
        {
            if (argument == "publish") publish = true;
            else if (argument.StartsWith("runs=", StringComparison.Ordinal))
            {
                if (!int.TryParse(argument["runs=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out runs) || runs is 0 or > MostRuns)
                    problems.Add(new("BenchRuns", argument["runs=".Length..], $"a whole number from 1 to {MostRuns}"));
            }
            else
            {
                points = argument.Split('+', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                problems.AddRange(points.Except(known).Select(point => new InputProblem("BenchPoints", point, $"names joined by +: {string.Join(", ", known)}")));
            }
        }

        if (publish && points.Count < known.Count) problems.Add(new("BenchPublish", "true", "only a run of all points is published: leave BenchPoints out"));
        return new(root, runs, points, publish);
    }
}
