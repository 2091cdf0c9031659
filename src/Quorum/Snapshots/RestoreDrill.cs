using Quorum.Elasticsearch;
using Quorum.Pipeline;

namespace Quorum.Snapshots;

/// <summary>
/// Proves that a snapshot can be restored: one index comes back under another name, is compared with the original document by document, and goes again.
/// The newest snapshot is tried first; when the index was written to since, a snapshot of it is taken now, so that there is something exact to compare.
/// </summary>
public sealed class RestoreDrill(ElasticsearchClient client, ClusterSnapshots snapshots, RepositoryGoal goal, IClock clock)
{
    /// <summary>Every restored index begins so; what an interrupted drill left is found by it.</summary>
    public const string Prefix = "quorum-restored-";

    private const int Tries = 3;

    private static readonly TimeSpan RestoreLimit = TimeSpan.FromMinutes(30), LookEvery = TimeSpan.FromMilliseconds(500);

    /// <param name="wanted">Name of the index; null takes the largest that the newest snapshot holds and a drill can read.</param>
    /// <exception cref="StageException">Nothing to restore, or what came back is not what was there.</exception>
    public async Task<DrillResult> RunAsync(string? wanted, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        try
        {
            await RemoveLeftoversAsync(progress, cancellation).ConfigureAwait(false);
            var newest = await snapshots.NewestAsync(cancellation).ConfigureAwait(false) ?? await snapshots.TakeAsync("drill", null, progress, cancellation).ConfigureAwait(false);
            var index = await ChooseAsync(newest, wanted, cancellation).ConfigureAwait(false);
            if (await CompareAsync(newest, index, progress, cancellation).ConfigureAwait(false) is { } same) return same;
            for (var attempt = 1; attempt <= Tries; attempt++)
                if (await WithOwnSnapshotAsync(index, progress, cancellation).ConfigureAwait(false) is { } exact) return exact with { DiffersFrom = newest.Snapshot };
            throw new StageException($"Index {index} was written to during each of {Tries} snapshots: what was restored cannot be compared with it.", "choose an index at rest: ./build.sh RestoreDrill --drill-index NAME");
        }
        catch (ElasticsearchException e)
        {
            throw new StageException($"The restore drill stopped: {e.Message}", $"./build.sh RestoreDrill runs it again and removes {Prefix}* first", e);
        }
    }

    private async Task RemoveLeftoversAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        foreach (var left in (await client.IndexSettingsAsync(cancellation).ConfigureAwait(false)).Where(each => each.Index.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            progress.Report(new(left.Index, "removing", Detail: "left by an interrupted drill"));
            await client.DeleteIndexAsync(left.Index, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<string> ChooseAsync(SnapshotInfo snapshot, string? wanted, CancellationToken cancellation)
    {
        if (wanted is not null)
            return snapshot.Indices.Contains(wanted) ? wanted : throw new StageException($"Snapshot {snapshot.Snapshot} holds no index {wanted}; it holds: {Listed(snapshot.Indices)}.", "name one of them, or ./build.sh Snapshot first");
        var there = (await client.IndexSettingsAsync(cancellation).ConfigureAwait(false)).Select(each => each.Index).ToHashSet(StringComparer.Ordinal);
        var candidates = new List<(string Index, long Count)>();
        foreach (var index in snapshot.Indices.Where(each => !each.StartsWith('.') && there.Contains(each)))
            candidates.Add((index, await client.CountAsync(index, null, cancellation).ConfigureAwait(false)));
        var best = candidates.Where(each => each.Count is > 0 and <= IndexDigest.MostDocuments).OrderByDescending(each => each.Count).ThenBy(each => each.Index, StringComparer.Ordinal).FirstOrDefault().Index;
        return best ?? throw new StageException($"Snapshot {snapshot.Snapshot} holds no index with 1 to {IndexDigest.MostDocuments} documents that is still there; it holds: {Listed(snapshot.Indices)}.", "./build.sh Snapshot takes one of what there is now");
    }

    private static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "nothing" : string.Join(", ", names);

    // Null: the index is not what it was when the snapshot was taken, so a difference says nothing.
    private async Task<DrillResult?> CompareAsync(SnapshotInfo snapshot, string index, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var restored = await RestoredAsync(snapshot, index, progress, cancellation).ConfigureAwait(false);
        var live = await LiveAsync(index, progress, cancellation).ConfigureAwait(false);
        return live == restored.Digest ? new DrillResult(snapshot.Snapshot, index, live, restored.Took) : null;
    }

    private async Task<DrillResult?> WithOwnSnapshotAsync(string index, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var before = await LiveAsync(index, progress, cancellation).ConfigureAwait(false);
        var own = await snapshots.TakeAsync("drill", index, progress, cancellation).ConfigureAwait(false);
        try
        {
            if (await LiveAsync(index, progress, cancellation).ConfigureAwait(false) != before) return null;
            var (digest, took) = await RestoredAsync(own, index, progress, cancellation).ConfigureAwait(false);
            // The index stood still around the snapshot: whatever differs now was lost or changed on the way there and back.
            return digest == before
                ? new DrillResult(own.Snapshot, index, digest, took)
                : throw new StageException($"{index} restored from {own.Snapshot} is not what was there: {digest.Count} documents instead of {before.Count}, checksum {digest.Sha256} instead of {before.Sha256}.", "trust no snapshot of this repository before the cause is known; GET /_snapshot/" + goal.Name + "/_verify_integrity (8.16 on) reads it through");
        }
        finally
        {
            await client.DeleteSnapshotAsync(goal.Name, own.Snapshot, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<IndexDigest> LiveAsync(string index, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        progress.Report(new(index, "reading"));
        // A snapshot holds what is written, a search sees what is refreshed.
        await client.RefreshAsync(index, cancellation).ConfigureAwait(false);
        return await IndexDigest.ReadAsync(client, index, cancellation).ConfigureAwait(false);
    }

    private async Task<(IndexDigest Digest, TimeSpan Took)> RestoredAsync(SnapshotInfo snapshot, string index, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var name = Name(index);
        var started = clock.Now;
        try
        {
            progress.Report(new(name, "restoring", Detail: $"{index} of {snapshot.Snapshot}"));
            await client.RestoreIndexAsync(goal.Name, snapshot.Snapshot, index, name, cancellation).ConfigureAwait(false);
            await PrimariesAsync(name, cancellation).ConfigureAwait(false);
            var took = clock.Now - started;
            await client.RefreshAsync(name, cancellation).ConfigureAwait(false);
            return (await IndexDigest.ReadAsync(client, name, cancellation).ConfigureAwait(false), took);
        }
        finally
        {
            progress.Report(new(name, "removing"));
            await client.DeleteIndexAsync(name, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task PrimariesAsync(string name, CancellationToken cancellation)
    {
        for (var until = clock.Now + RestoreLimit; ;)
        {
            // Replicas are copied from the primaries and prove nothing about the snapshot.
            var primaries = (await client.ShardsAsync(cancellation).ConfigureAwait(false)).Where(copy => copy.Index == name && copy.Primary).ToArray();
            if (primaries.Length > 0 && Array.TrueForAll(primaries, copy => copy.Serves)) return;
            if (clock.Now >= until) throw new StageException($"{name} did not come back within {RestoreLimit.TotalMinutes:0} min: {primaries.Count(copy => !copy.Serves)} of {primaries.Length} primaries are not started.", "./build.sh Status shows disk and shards; the index is removed");
            await clock.Delay(LookEvery, cancellation).ConfigureAwait(false);
        }
    }

    // A hidden or data stream's backing index begins with a dot; the restored one must not look like one of the system's.
    private static string Name(string index) => Prefix + index.TrimStart('.');
}

/// <param name="DiffersFrom">The newest snapshot when the index as restored from it is not what it is now: written to since, which a snapshot cannot tell; null when that one was compared.</param>
public sealed record DrillResult(string Snapshot, string Index, IndexDigest Digest, TimeSpan Took, string? DiffersFrom = null);
