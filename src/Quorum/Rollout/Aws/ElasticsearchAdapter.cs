using System.Collections.Immutable;
using System.Globalization;
using Quorum.Elasticsearch;
using Quorum.Pipeline;

namespace Quorum.Rollout.Aws;

/// <summary>Elasticsearch behind <see cref="IElasticsearchPort"/>, over the typed client.</summary>
/// <param name="addresses">Gives each slot's base address, in the goal's order; asked before each read, because instances come and go.</param>
/// <param name="connect">Makes a client for some nodes; how calls travel is its business.</param>
public sealed class ElasticsearchAdapter(Func<CancellationToken, ValueTask<IReadOnlyList<Uri>>> addresses, Func<IReadOnlyList<Uri>, ElasticsearchClient> connect, IClock clock) : IElasticsearchPort
{
    private static readonly TimeSpan ExclusionTimeout = TimeSpan.FromSeconds(30);

    private const string AllocationEnableName = "cluster.routing.allocation.enable";

    private readonly Dictionary<string, int> _slotOfId = new(StringComparer.Ordinal);
    private IReadOnlyList<Uri> _nodes = [];
    private ElasticsearchClient? _client;

    public async ValueTask<ClusterSnapshot> ReadAsync(Goal goal, EcsSnapshot ecs, CancellationToken cancellation)
    {
        var at = clock.Now;
        try
        {
            var nodes = await addresses(cancellation).ConfigureAwait(false);
            if (nodes.Count == 0) return ClusterSnapshot.Unreachable(at, "no slot has an address yet", goal.Slots.Length);
            if (_client is null || !nodes.SequenceEqual(_nodes)) (_nodes, _client) = (nodes, connect(nodes));
            return await new ClusterReader(_client, goal, _slotOfId, at).ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (ElasticsearchException e)
        {
            return ClusterSnapshot.Unreachable(at, e.Message, goal.Slots.Length);
        }
        catch (TransientPortException e)
        {
            return ClusterSnapshot.Unreachable(at, e.Message, goal.Slots.Length);
        }
    }

    public ValueTask PutRestartRecordAsync(string nodeId, string reason, TimeSpan allocationDelay, CancellationToken cancellation) =>
        Sorted(client => client.PutRestartAsync(nodeId, reason, allocationDelay, cancellation));

    public ValueTask DeleteShutdownRecordAsync(string nodeId, CancellationToken cancellation) => Sorted(client => client.DeleteShutdownAsync(nodeId, cancellation));

    public ValueTask SetAllocationPrimariesAsync(bool primaries, CancellationToken cancellation) =>
        Sorted(client => client.PutSettingsAsync(new Dictionary<string, string?> { [AllocationEnableName] = primaries ? "primaries" : null }, cancellation));

    public ValueTask FlushAsync(CancellationToken cancellation) => Sorted(client => client.FlushAsync(cancellation));

    public ValueTask ExcludeVoterAsync(string nodeName, CancellationToken cancellation) => Sorted(client => client.AddVotingExclusionsAsync([nodeName], ExclusionTimeout, cancellation));

    public ValueTask ClearExclusionsAsync(CancellationToken cancellation) => Sorted(client => client.ClearVotingExclusionsAsync(cancellation));

    private async ValueTask Sorted(Func<ElasticsearchClient, Task> call)
    {
        var client = _client ?? throw new TransientPortException("Elasticsearch was not read yet");
        try
        {
            await call(client).ConfigureAwait(false);
        }
        catch (ElasticsearchException e) when (e.Status is { } status && (int)status is >= 400 and < 500 && (int)status is not 408 and not 429)
        {
            throw new RefusedPortException(e.Message, e);
        }
        catch (ElasticsearchException e)
        {
            throw new TransientPortException(e.Message, e);
        }
    }
}
