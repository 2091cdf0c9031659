namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>What a scenario needs to act on nodes; the same scenario runs on simulated and on real ones.</summary>
public interface INodeController
{
    IReadOnlyDictionary<string, Uri> Nodes { get; }

    /// <param name="version">Null: the version all of them run.</param>
    Task StartAsync(string name, string? version = null);

    Task StopAsync(string name);

    Task KillAsync(string name);
}
