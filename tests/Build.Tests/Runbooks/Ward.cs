using System.Text.RegularExpressions;
using Build.Tests.BadInput;

namespace Build.Tests.Runbooks;

/// <summary>A cluster on the embedded AWS for the bad days of one class, one after the other in any order; each leaves it well. Two classes have one each and run side by side.</summary>
public sealed partial class Ward : IAsyncLifetime
{
    internal RepositoryCopy Copy { get; } = new();

    internal string Configuration => Copy.At("images/elasticsearch/config/elasticsearch.yml");

    /// <summary>Where the line that Deploy prints reaches the cluster.</summary>
    internal string Entry { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        // The smallest cluster: one slot a zone. In the file, as a person has it, so that the pages' commands are run as they are written.
        var parameters = Copy.At(".nuke/parameters.json");
        await File.WriteAllTextAsync(parameters, (await File.ReadAllTextAsync(parameters)).Replace("\"SlotsPerZone\": \"2\"", "\"SlotsPerZone\": \"1\"", StringComparison.Ordinal));
        var deploy = await Copy.RunAsync("Deploy");
        Assert.True(deploy.ExitCode == 0, deploy.All);
        Entry = Address().Match(deploy.Output).Groups[1].Value;
    }

    [GeneratedRegex(@"'(https://[\d.]+:9200)/")]
    private static partial Regex Address();

    public ValueTask DisposeAsync() => Copy.DisposeAsync();
}
