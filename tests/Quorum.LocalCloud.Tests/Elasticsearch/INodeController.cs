namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>What a scenario needs to act on nodes; the same scenario runs on simulated and on real ones.</summary>
public interface INodeController
{
    IReadOnlyDictionary<string, Uri> Nodes { get; }

    Task StartAsync(string name);

    Task StopAsync(string name);

    Task KillAsync(string name);
}
