namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>The model against the thing itself: one scenario, its answers line by line.</summary>
public sealed class ClusterScenarioTests
{
    private static string File => Path.Combine(AppContext.BaseDirectory, "Elasticsearch", "scenario-8.17.2.txt");

    [Fact]
    public async Task Scenario_OnSimulatedNodes_GivesWhatTheRealServerGave()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        using var scenario = new ClusterScenario(cluster);
        Assert.Equal(string.Join("\n", await System.IO.File.ReadAllLinesAsync(File)), string.Join("\n", await scenario.RunAsync()));
    }

    [Fact]
    public async Task Scenario_OnRealNodes_GivesWhatIsWrittenDown()
    {
        if (await RealCluster.MissingAsync() is { } why) Assert.Skip(why);
        await using var cluster = await RealCluster.StartAllAsync();
        using var scenario = new ClusterScenario(cluster);
        var lines = await scenario.RunAsync();
        TestContext.Current.SendDiagnosticMessage($"{lines.Count} steps compared");
        if (Environment.GetEnvironmentVariable("QUORUM_WRITE_SCENARIO") is { Length: > 0 } file) await System.IO.File.WriteAllLinesAsync(file, lines);
        Assert.Equal(string.Join("\n", await System.IO.File.ReadAllLinesAsync(File)), string.Join("\n", lines));
    }
}
