namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>The model against the thing itself: scenarios, their answers line by line. What is written down is what real nodes answered.</summary>
public sealed class ClusterScenarioTests
{
    /// <summary>Folder to write real nodes' answers to, instead of comparing them.</summary>
    private const string WriteVariable = "QUORUM_WRITE_SCENARIO";

    [Fact]
    public async Task Scenario_OnSimulatedNodes_GivesWhatTheRealServerGave()
    {
        await using var cluster = await new SimulatedCluster().StartAllAsync();
        await CompareAsync(new ClusterScenario(cluster), "scenario-8.17.2.txt");
    }

    [Fact]
    public async Task Scenario_OnRealNodes_GivesWhatIsWrittenDown()
    {
        if (await RealCluster.MissingAsync() is { } why) Assert.Skip(why);
        await using var cluster = await RealCluster.StartAllAsync();
        await CompareAsync(new ClusterScenario(cluster), "scenario-8.17.2.txt", real: true);
    }

    [Fact]
    public async Task Voting_OnSimulatedNodes_GivesWhatTheRealServerGave()
    {
        await using var cluster = await new SimulatedCluster(VotingScenario.Five).StartAllAsync();
        await CompareAsync(new VotingScenario(cluster), "voting-8.17.2.txt");
    }

    [Fact]
    public async Task Voting_OnRealNodes_GivesWhatIsWrittenDown()
    {
        if (await RealCluster.MissingAsync() is { } why) Assert.Skip(why);
        await using var cluster = await RealCluster.StartAllAsync(VotingScenario.Five);
        await CompareAsync(new VotingScenario(cluster), "voting-8.17.2.txt", real: true);
    }

    [Fact]
    public async Task Versions_OnSimulatedNodes_GiveWhatTheRealServerGave()
    {
        await using var cluster = await new SimulatedCluster { Version = RealCluster.OlderVersion }.StartAllAsync();
        await CompareAsync(new VersionScenario(cluster, RealCluster.Version), "versions-8.16.6-8.17.2.txt");
    }

    [Fact]
    public async Task Versions_OnRealNodes_GiveWhatIsWrittenDown()
    {
        if ((await RealCluster.MissingAsync(RealCluster.OlderVersion) ?? await RealCluster.MissingAsync()) is { } why) Assert.Skip(why);
        await using var cluster = await RealCluster.StartAllAsync(version: RealCluster.OlderVersion);
        await CompareAsync(new VersionScenario(cluster, RealCluster.Version), "versions-8.16.6-8.17.2.txt", real: true);
    }

    private static async Task CompareAsync(NodeScenario scenario, string file, bool real = false)
    {
        using (scenario)
        {
            var lines = await scenario.RunAsync();
            TestContext.Current.SendDiagnosticMessage($"{lines.Count} steps compared");
            if (real && Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 } folder)
            {
                await File.WriteAllLinesAsync(Path.Combine(folder, file), lines);
                return;
            }
            var written = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Elasticsearch", file));
            Assert.Equal(string.Join("\n", written), string.Join("\n", lines));
        }
    }
}
