using System.Globalization;
using Quorum.Elasticsearch;
using Quorum.Pipeline;

namespace Quorum.Snapshots;

/// <summary>The snapshots of one cluster: its repository and policy brought to what they should be, snapshots taken and checked.</summary>
public sealed class ClusterSnapshots(ElasticsearchClient client, RepositoryGoal goal, IClock clock)
{
    /// <summary>A first snapshot of a large cluster copies everything; later ones only what changed.</summary>
    private static readonly TimeSpan SnapshotLimit = TimeSpan.FromHours(2);

    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(250), LongestLook = TimeSpan.FromSeconds(10);

    /// <summary>Registers and verifies the repository and puts the policy, where they differ. Changes nothing the second time.</summary>
    /// <exception cref="StageException">The repository cannot be registered, or not every node reaches it.</exception>
    public async Task<RepositoryState> EnsureAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        try
        {
            var there = (await client.RepositoriesAsync(cancellation).ConfigureAwait(false)).FirstOrDefault(each => each.Name == goal.Name);
            var changed = there is null || !goal.Matches(there);
            if (changed)
            {
                progress.Report(new($"repository {goal.Name}", "registering", Detail: goal.Type));
                await client.PutRepositoryAsync(goal.Name, goal.Type, goal.Settings, cancellation).ConfigureAwait(false);
            }

            var nodes = await VerifyAsync(cancellation).ConfigureAwait(false);
            progress.Report(new($"repository {goal.Name}", "verified", Detail: $"{nodes.Count} nodes"));
            var (policy, put) = await EnsurePolicyAsync(cancellation).ConfigureAwait(false);
            return new(goal.Name, goal.Type, nodes, policy, changed || put);
        }
        catch (ElasticsearchException e)
        {
            throw new StageException($"The snapshot repository {goal.Name} ({goal.Type}) cannot be used: {e.Message}",
                goal.Type == "s3" ? "check the task role's rights on the bucket (./build.sh Plan lists them) and that the slots reach S3, then ./build.sh Snapshot" : "./build.sh Deploy rolls the slots to a revision with the shared snapshot folder, then ./build.sh Snapshot", e);
        }
    }

    // A node that joined without the bucket's rights would fail its shards' part of every snapshot from now on.
    private async Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellation)
    {
        var verified = await client.VerifyRepositoryAsync(goal.Name, cancellation).ConfigureAwait(false);
        var able = (await client.NodesAsync(cancellation).ConfigureAwait(false)).Where(node => node.MasterEligible || node.HoldsData).Select(node => node.Name);
        var blind = able.Except(verified).ToArray();
        return blind.Length == 0 ? verified : throw new StageException($"The snapshot repository {goal.Name} was verified by {string.Join(", ", verified)}, but not by {string.Join(", ", blind)}.", "look at these nodes' logs for repository_verification_exception, then ./build.sh Snapshot");
    }

    // Found, not assumed: distributions without x-pack have no snapshot lifecycle management.
    private async Task<(string Policy, bool Put)> EnsurePolicyAsync(CancellationToken cancellation)
    {
        if (await client.SlmStatusAsync(cancellation).ConfigureAwait(false) is not { } mode) return ("skipped: this Elasticsearch has no snapshot lifecycle management; schedule ./build.sh Snapshot instead", false);
        var wanted = RepositoryGoal.Nightly with { Repository = goal.Name };
        var there = await client.SlmPolicyAsync(wanted.Id, cancellation).ConfigureAwait(false);
        var text = $"{wanted.Id}, {wanted.Schedule}, kept {wanted.ExpireAfter} ({wanted.MinCount} to {wanted.MaxCount})";
        if (mode != "RUNNING") text += $"; SLM is {mode}: nothing is taken until POST /_slm/start";
        if (there is not null && there with { LastFailure = null } == wanted) return (there.LastFailure is { } failure ? $"{text}; last failure: {failure}" : text, false);
        await client.PutSlmPolicyAsync(wanted, cancellation).ConfigureAwait(false);
        return (text, true);
    }

    /// <summary>Newest complete snapshot; null when there is none, or no repository.</summary>
    public async Task<SnapshotInfo?> NewestAsync(CancellationToken cancellation)
    {
        if ((await client.RepositoriesAsync(cancellation).ConfigureAwait(false)).All(each => each.Name != goal.Name)) return null;
        return (await client.SnapshotsAsync(goal.Name, cancellation).ConfigureAwait(false)).Where(each => each is { Complete: true, Ended: not null }).MaxBy(each => each.Ended);
    }

    /// <summary>Takes one and waits until it has ended well: state SUCCESS, no failed shard.</summary>
    /// <param name="why">Part of the name, e.g. <c>manual</c>, <c>before-8.18.0</c>.</param>
    /// <param name="indices">Null: everything.</param>
    /// <exception cref="StageException">It ended otherwise, or not within its limit.</exception>
    public async Task<SnapshotInfo> TakeAsync(string why, string? indices, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"quorum-{why}-{clock.Now.UtcDateTime:yyyyMMdd-HHmmss-fff}");
        try
        {
            return await FollowAsync(name, () => client.CreateSnapshotAsync(goal.Name, name, indices, cancellation), progress, cancellation).ConfigureAwait(false);
        }
        catch (ElasticsearchException e)
        {
            throw new StageException($"Snapshot {goal.Name}/{name} could not be taken: {e.Message}", "./build.sh Status shows the cluster's state; then ./build.sh Snapshot", e);
        }
    }

    private async Task<SnapshotInfo> FollowAsync(string name, Func<Task> start, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        try
        {
            await start().ConfigureAwait(false);
        }
        catch (ElasticsearchException e) when (e.Type == ElasticsearchException.TypeNoAnswer)
        {
            // It may or may not have begun; the listing below tells.
        }

        var until = clock.Now + SnapshotLimit;
        for (var look = ShortestLook; ; look = look * 2 < LongestLook ? look * 2 : LongestLook)
        {
            var seen = (await client.SnapshotsAsync(goal.Name, cancellation).ConfigureAwait(false)).FirstOrDefault(each => each.Snapshot == name);
            progress.Report(new($"snapshot {name}", seen?.State.ToLowerInvariant() ?? "starting"));
            if (seen is { State: not ("IN_PROGRESS" or "STARTED") }) return Judge(seen);
            if (clock.Now >= until) throw new StageException($"Snapshot {goal.Name}/{name} is {seen?.State ?? "not listed"} after {SnapshotLimit.TotalHours:0} h.", $"GET /_snapshot/{goal.Name}/{name}/_status shows which shards; then ./build.sh Snapshot");
            await clock.Delay(look, cancellation).ConfigureAwait(false);
        }
    }

    private SnapshotInfo Judge(SnapshotInfo taken) => taken.Complete
        ? taken
        : throw new StageException($"Snapshot {goal.Name}/{taken.Snapshot} ended {taken.State}: {taken.FailedShards} of {taken.Shards} shards failed.", $"GET /_snapshot/{goal.Name}/{taken.Snapshot} lists the failures; then ./build.sh Snapshot");
}

/// <param name="Nodes">Names of the nodes that have written to and read from it just now.</param>
/// <param name="Policy">The lifecycle policy in words, or why there is none.</param>
public sealed record RepositoryState(string Name, string Type, IReadOnlyList<string> Nodes, string Policy, bool Changed);
