using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Quorum.Rehearsal.Canaries;

namespace Quorum.Simulation;

/// <summary>A check that cannot fail checks nothing: bugs are planted, and the rehearsal must find every one.</summary>
public sealed partial class CanaryTests
{
    [Fact]
    public void Canaries_EachPlantedBug_IsFoundAndTheTableIsTheOneInTheDocs()
    {
        var finds = new CanaryFind[Enum.GetValues<PlantedBug>().Length];
        Parallel.For(0, finds.Length, i => finds[i] = CanaryHunt.Hunt((PlantedBug)i));
        var table = Table(finds);
        Docs.Write("canaries", table);
        Assert.All(finds, find => Assert.True(find.Seed > 0, $"{find.Bug} is not found within {CanaryHunt.MostSeeds} seeds"));
        // A bug that is found by a crash says nothing about the promises.
        Assert.DoesNotContain(finds, find => find.By == "crashed");
        Docs.AssertSame("canaries", table);
    }

    private static string Table(IEnumerable<CanaryFind> finds)
    {
        var text = new StringBuilder("| planted bug | first seed that finds it | what it breaks |\n|---|---:|---|\n");
        foreach (var find in finds) text.Append(CultureInfo.InvariantCulture, $"| {Words(find.Bug)} | {find.Seed} | {find.By} |\n");
        return text.ToString();
    }

    private static string Words(PlantedBug bug) => Capitals().Replace(bug.ToString(), " $1").Trim().ToLowerInvariant();

    [GeneratedRegex("([A-Z]|137)")]
    private static partial Regex Capitals();
}
