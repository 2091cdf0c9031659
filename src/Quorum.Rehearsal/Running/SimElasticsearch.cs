using Quorum.Models.Elasticsearch;
using Quorum.Rehearsal.Faults;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Running;

/// <summary>The Elasticsearch model behind the roll's port: through any node that answers and has a master, as the real client does.</summary>
internal sealed class SimElasticsearch(SimWorld world, SimRunner runner) : IElasticsearchPort
{
    private static readonly TimeSpan ExclusionTimeout = TimeSpan.FromSeconds(30), ExclusionPoll = TimeSpan.FromMilliseconds(200);
    private const string AllocationEnableName = "cluster.routing.allocation.enable";
    private readonly SnapshotReader _reader = new(world);

    // One driver asks one thing at a time; what it asks most makes no closure each time.
    private Func<ClusterSnapshot>? _read;
    private Goal? _goal;
    private DateTimeOffset _askedAt;

    public ValueTask<ClusterSnapshot> ReadAsync(Goal goal, EcsSnapshot ecs, CancellationToken cancellation)
    {
        var at = _askedAt = runner.Now;
        try
        {
            _goal = goal;
            var answer = runner.CallAsync(CallKind.Search, "", _read ??= () => Read(_goal!, _askedAt));
            return answer.IsCompleted ? answer : GuardedAsync(answer, goal, at);
        }
        catch (TransientPortException trouble)
        {
            return new(ClusterSnapshot.Unreachable(at, trouble.Message, goal.Slots.Length));
        }
    }

    public ValueTask PutRestartRecordAsync(string nodeId, string reason, TimeSpan allocationDelay, CancellationToken cancellation) =>
        Write($"PUT shutdown {nodeId}", via => world.Search.PutShutdown(via, nodeId, ShutdownType.Restart, reason, allocationDelay));

    public ValueTask DeleteShutdownRecordAsync(string nodeId, CancellationToken cancellation) => Write($"DELETE shutdown {nodeId}", via =>
        world.Search.DeleteShutdown(via, nodeId) is UpdateOutcome.NoMaster ? UpdateOutcome.NoMaster : UpdateOutcome.Done);

    public ValueTask SetAllocationPrimariesAsync(bool primaries, CancellationToken cancellation) => Write($"PUT {AllocationEnableName} {(primaries ? "primaries" : "null")}", via =>
        world.Search.PutSettings(via, new Dictionary<string, string?> { [AllocationEnableName] = primaries ? "primaries" : null }));

    public ValueTask FlushAsync(CancellationToken cancellation) => Write("POST _flush", _ => UpdateOutcome.Done);

    public async ValueTask ExcludeVoterAsync(string nodeName, CancellationToken cancellation)
    {
        await Write($"POST voting_config_exclusions {nodeName}", via => world.Search.AddVotingExclusions(via, [nodeName], [], out _)).ConfigureAwait(false);
        var until = world.Queue.Now + ExclusionTimeout;
        while (world.Search.Cluster is not { } state || !world.Search.ExclusionsTookEffect(state))
        {
            if (world.Queue.Now >= until) throw new TransientPortException("voting exclusion: timed out waiting for the node to leave the voting configuration");
            await runner.Delay(ExclusionPoll, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public ValueTask ClearExclusionsAsync(CancellationToken cancellation) => Write("DELETE voting_config_exclusions", via =>
    {
        world.Checks.ClearingExclusions();
        return world.Search.ClearVotingExclusions(via);
    });

    private ClusterSnapshot Read(Goal goal, DateTimeOffset at)
    {
        if (world.Trouble.Strikes(FaultKind.ClusterUnreadable, certain: true)) return ClusterSnapshot.Unreachable(at, "no node answers", goal.Slots.Length);
        if (world.Trouble.StaleCluster(at) is { } stale) return stale;
        return Via() is { } via ? _reader.Read(via.Cluster!, at) : ClusterSnapshot.Unreachable(at, "no node that answers has a master", goal.Slots.Length);
    }

    private static async ValueTask<ClusterSnapshot> GuardedAsync(ValueTask<ClusterSnapshot> answer, Goal goal, DateTimeOffset at)
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (TransientPortException trouble)
        {
            return ClusterSnapshot.Unreachable(at, trouble.Message, goal.Slots.Length);
        }
    }

    private async ValueTask Write(string what, Func<ElasticsearchNode, UpdateOutcome> change)
    {
        var outcome = await runner.CallAsync(CallKind.Write, what, () => world.Trouble.Strikes(FaultKind.ClusterUnreadable, certain: true) || Via() is not { } via ? UpdateOutcome.NoMaster : change(via)).ConfigureAwait(false);
        if (outcome == UpdateOutcome.NoMaster) throw new TransientPortException($"{what}: master_not_discovered_exception");
        if (outcome == UpdateOutcome.Refused) throw new RefusedPortException($"{what}: illegal_argument_exception");
    }

    /// <summary>The runner stands on the majority's side of a cut network.</summary>
    private ElasticsearchNode? Via()
    {
        var nodes = world.Search.Nodes;
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            if (node is { HttpOpen: true, Side: 0, Paused: false } && world.Search.HasMaster(node) && world.Search.CanCommit(node.Cluster!)) return node;
        }
        return null;
    }
}
