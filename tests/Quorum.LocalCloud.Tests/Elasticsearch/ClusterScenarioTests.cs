namespace Quorum.LocalCloud.Tests.Elasticsearch;

public sealed class ClusterScenarioTests
{
    [Fact]
    public async Task Scenario_OnSimulatedNodes_GivesWhatTheRealServerGave()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        using var scenario = new ClusterScenario(cluster);
        var lines = await scenario.RunAsync();
        var expected = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Elasticsearch", "scenario-8.17.2.txt"));

        Assert.Equal(string.Join("\n", expected), string.Join("\n", lines));
    }
}
