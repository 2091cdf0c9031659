using Quorum.Infra;
using Quorum.Provisioning;
using Quorum.Provisioning.Plan;

namespace Infra.Tests.Plan;

public sealed class InfraPlanTests
{
    [Theory]
    [InlineData("tree.approved.txt")]
    [InlineData("topology.approved.txt")]
    [InlineData("cost.approved.txt")]
    public async Task Render_SmallCluster_IsTheApprovedText(string file)
    {
        var graph = ResourceGraph.Parse(await GraphExport.ExportAsync(Configs.Small, "dev"));
        var text = file switch
        {
            "tree.approved.txt" => PlanTree.Render(graph),
            "topology.approved.txt" => Topology.Mermaid(graph),
            _ => CostEstimate.Of(graph).Render("eu-west-1"),
        };
        // APPROVE=<folder> writes the new texts, for the next build to compare with.
        if (Environment.GetEnvironmentVariable("APPROVE") is { Length: > 0 } folder) await File.WriteAllTextAsync(Path.Combine(folder, file), text);
        using var approved = new StreamReader(typeof(InfraPlanTests).Assembly.GetManifestResourceStream(file)!);
        Assert.Equal((await approved.ReadToEndAsync()).ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public async Task Tree_AnySize_CountsWhatIsThere()
    {
        foreach (var config in new[] { Configs.Small, Configs.Full, Configs.Full with { SlotsPerZone = 10 } })
        {
            var graph = ResourceGraph.Parse(await GraphExport.ExportAsync(config, "dev"));
            var first = PlanTree.Render(graph).Split('\n')[0];
            Assert.Equal($"quorum-test  {graph.Resources.Count(resource => resource.Custom)}", first);
            Assert.Contains($"slot-es-c{config.SlotsPerZone}  3\n", PlanTree.Render(graph), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cost_BiggerVolumes_CostExactlyTheDifference()
    {
        var small = await CostAsync(Configs.Small);
        var large = await CostAsync(Configs.Small with { VolumeSize = 200, VolumeIops = 4000, VolumeThroughput = 225 });
        Assert.Equal(3 * (100 * 0.08m + 1000 * 0.005m + 100 * 0.04m), large.Month - small.Month);
    }

    [Fact]
    public async Task Cost_ShownLines_AddUpToTheShownSum()
    {
        foreach (var config in new[] { Configs.Small, Configs.Full })
        {
            var cost = await CostAsync(config);
            var shown = cost.Render("us-east-1").Split('\n').Where(line => line.EndsWith(" USD", StringComparison.Ordinal))
                .Select(line => decimal.Parse(line[(line.LastIndexOf('=') + 1)..^" USD".Length], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(cost.Lines.Count + 1, shown.Length);
            // Each line is rounded to a cent on its own.
            Assert.InRange(shown[..^1].Sum() - shown[^1], -0.005m * shown.Length, 0.005m * shown.Length);
            Assert.Equal(cost.Lines.Sum(line => line.Count * line.Each!.Value), cost.Month);
        }
    }

    [Fact]
    public async Task MakeAsync_AfterAnApply_ShowsOnlyTheChange()
    {
        var root = Directory.CreateTempSubdirectory("quorum-plan-").FullName;
        try
        {
            var settings = TestSettings.Local(root);
            var before = await InfraPlan.MakeAsync(settings, null, default);
            Assert.StartsWith($"{before.Graph.Resources.Count(resource => resource.Custom)} to add, 0 to change, 0 to remove.", before.RenderDiff(), StringComparison.Ordinal);
            Directory.CreateDirectory(settings.LocalFolder);
            await File.WriteAllTextAsync(Path.Combine(settings.LocalFolder, "applied-graph.json"), await GraphExport.ExportAsync(InfraSettings.From(settings), "local"));
            Assert.Equal("Nothing to change.\n", (await InfraPlan.MakeAsync(settings, null, default)).RenderDiff());
            var after = await InfraPlan.MakeAsync(settings with { VolumeSizeGiB = 200 }, null, default);
            Assert.StartsWith("0 to add, 6 to change, 0 to remove.\n  ~ ebs Volume es-a1-data: size\n", after.RenderDiff(), StringComparison.Ordinal);
            Assert.Contains("Policies: 10 checked, none broken.", after.Render(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<CostEstimate> CostAsync(InfraConfig config) => CostEstimate.Of(ResourceGraph.Parse(await GraphExport.ExportAsync(config, "dev")));
}
