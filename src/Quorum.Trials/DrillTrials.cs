using Quorum.Drills;

namespace Quorum.Trials;

internal static class DrillTrials
{
    public static IReadOnlyList<Trial> All { get; } =
    [
        .. DrillKinds.Names.Select(kind => new Trial($"drill-{kind}", $"{Words(kind)}: nothing lost, green again by itself", async (lab, cancellation) =>
        {
            var result = await lab.DrillAsync(kind, cancellation);
            return new TrialSight($"{string.Join(", ", result.Slots)}: {result.Noticed}; green after {result.SecondsToGreen:0.0} s", result.Proof, Drill: result);
        }, Short: kind == "node")),
    ];

    private static string Words(string kind) => kind switch
    {
        "node" => "kill -9 of a node", "instance" => "an instance is terminated", "zone" => "a zone is lost", "pause" => "a node stalls and goes on", "disk" => "a disk fills to the flood stage and is freed",
        _ => "a node is cut off and found again",
    };
}
