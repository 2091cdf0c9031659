using Quorum.Bench.Measuring;
using Quorum.Bench.Peers;

namespace Quorum.Bench.Points;

/// <summary>What a point measures with, and where it puts what it found.</summary>
/// <param name="Root">The repository.</param>
/// <param name="Runs">How often each thing is measured.</param>
public sealed record BenchContext(string Root, int Runs)
{
    public List<Row> Rows { get; } = [];

    public Dictionary<string, string> Texts { get; } = [];

    public Command Shell { get; } = new(Root, new Dictionary<string, string>());

    public string CloudProgram => Path.Combine(Root, "src", "Quorum.LocalCloud", "bin", "Debug", "net10.0", "Quorum.LocalCloud.dll");

    public void Add(Row row)
    {
        Rows.Add(row);
        Say($"  {row.What}: {(row.Ours is null ? "" : $"{row.Ours.Median:0.###} {row.Unit}")}{(row.Theirs is null ? "" : $"; {row.Peer} {row.Theirs.Median:0.###} {row.Unit}")}{(row.Skipped.Length > 0 ? $"; skipped: {row.Skipped}" : "")}");
    }

    public static void Say(string line) => Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {line}");
}
