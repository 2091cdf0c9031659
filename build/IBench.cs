using System.Linq;
using Nuke.Common;

/// <summary>The numbers of the README, measured beside what people would use instead.</summary>
interface IBench : IStage
{
    string? BenchPoints { get; }

    string? BenchRuns { get; }

    bool BenchPublish { get; }

    Target Bench => _ => _
        .Description("Measures start, deployments, rolls, rehearsals, embedded AWS, pushes and compiling beside other ways; artifacts/bench.md, bench.json")
        .Executes(() => BenchProgram.Run(RootDirectory, new[] { BenchPoints, BenchRuns is null ? null : $"runs={BenchRuns}", BenchPublish ? "publish" : null }.OfType<string>()));
}
