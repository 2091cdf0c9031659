using System.Globalization;
using Quorum.Provisioning;
using Quorum.Rollout;
using Quorum.Rollout.Aws;
using Quorum.Secrets;
using Quorum.Snapshots;

namespace Quorum.Pipeline;

public sealed partial class DeployPipeline
{
    /// <summary>A rerun of an interrupted upgrade need not take the snapshot again; the one taken with all nodes on the old version is the better one.</summary>
    private static readonly TimeSpan UpgradeSnapshotLife = TimeSpan.FromHours(24);

    /// <summary>Takes a snapshot of everything now, and waits until it is complete.</summary>
    public async Task<StageOutcome> SnapshotAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await RequireAccountOnAwsAsync(progress, cancellation);
        var snapshots = await SnapshotsAsync(await InfraAsync(cancellation), cancellation);
        var repository = await snapshots.EnsureAsync(progress, cancellation);
        var taken = await snapshots.TakeAsync("manual", null, progress, cancellation);
        return StageOutcome.Changed("Snapshot", $"{taken.Repository}/{taken.Snapshot}: {taken.State}, {taken.Shards} shards, {taken.FailedShards} failed, {taken.Indices.Count} indices",
            ("Repository", $"{repository.Name} ({repository.Type}), verified by {repository.Nodes.Count} nodes"), ("Policy", repository.Policy), ("Snapshot", taken.Snapshot), ("Version", taken.Version));
    }

    /// <summary>Restores one index under another name, compares, removes it.</summary>
    /// <param name="index">Null: the largest that the newest snapshot holds and a drill can read.</param>
    public async Task<StageOutcome> RestoreDrillAsync(string? index, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        await RequireAccountOnAwsAsync(progress, cancellation);
        var infra = await InfraAsync(cancellation);
        var goal = RepositoryGoal.For(Settings, infra);
        var repository = await (await SnapshotsAsync(infra, cancellation)).EnsureAsync(progress, cancellation);
        // Reading what users wrote is nothing that a deployment may do: the drill is somebody else to the cluster.
        var client = ConnectAs(await LoginAsync(ClusterUse.Drill, cancellation), await NodesAsync(infra, cancellation));
        var snapshots = new ClusterSnapshots(client, goal, clock);
        var result = await new RestoreDrill(client, snapshots, goal, clock).RunAsync(index, progress, cancellation);
        var seconds = result.Took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return StageOutcome.Changed("RestoreDrill", $"{result.Index} came back from {result.Snapshot} in {seconds} s: {result.Digest.Count} documents, the same checksum as the original",
        [
            ("Repository", $"{repository.Name} ({repository.Type})"), ("Snapshot", result.Snapshot), ("Index", result.Index), ("Documents", $"{result.Digest.Count}"), ("Checksum", $"sha256 {result.Digest.Sha256}"),
            .. result.DiffersFrom is { } newest ? [("Compared", $"with a snapshot taken for it: the index is not what {newest} holds, it was written to since")] : Array.Empty<(string, string)>(),
        ]);
    }

    // The way back of a version change: a data path that a newer version has opened is never given to an older one.
    private async Task<IReadOnlyList<KeyValuePair<string, string>>> SnapshotBeforeUpgradeAsync(InfraOutputs infra, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var running = await new DeployedImages(Aws.Ecs, Aws.Ssm, Settings).VersionsAsync(cancellation);
        if (running.All(version => version == Settings.ElasticsearchVersion)) return [];
        const string fact = "Snapshot before the upgrade";
        if (RollPolicies.For(Settings).SkipRules.Contains(RollPolicies.SnapshotBeforeUpgrade)) return [new(fact, "none, left out by name")];
        var snapshots = await SnapshotsAsync(infra, cancellation);
        var why = $"before-{Settings.ElasticsearchVersion}";
        if (await snapshots.NewestAsync(cancellation) is { } newest && newest.Snapshot.StartsWith($"quorum-{why}-", StringComparison.Ordinal) && clock.Now - newest.Ended < UpgradeSnapshotLife)
            return [new(fact, $"{newest.Repository}/{newest.Snapshot}, taken when this upgrade began")];
        try
        {
            await snapshots.EnsureAsync(progress, cancellation);
            var taken = await snapshots.TakeAsync(why, null, progress, cancellation);
            return [new(fact, $"{taken.Repository}/{taken.Snapshot}: {taken.State}, {taken.Shards} shards")];
        }
        catch (StageException none)
        {
            throw new StageException($"{string.Join(" and ", running)} → {Settings.ElasticsearchVersion} has no way back without a snapshot, and there is none. {none.Message}",
                $"{none.WayOut}; or go without a way back: ./build.sh Deploy --skip-rules {RollPolicies.SnapshotBeforeUpgrade}", none);
        }
    }

    // A deployment that works is not failed for its snapshots: the smoke test judges them, by name and with the remedy.
    private async Task<KeyValuePair<string, string>> SnapshotsSetUpAsync(InfraOutputs infra, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        try
        {
            var snapshots = await SnapshotsAsync(infra, cancellation);
            var repository = await snapshots.EnsureAsync(progress, cancellation);
            var newest = await snapshots.NewestAsync(cancellation) ?? await snapshots.TakeAsync("first", null, progress, cancellation);
            return new("Snapshots", $"{repository.Name} ({repository.Type}), newest {newest.Snapshot}; policy {repository.Policy}");
        }
        catch (StageException failed)
        {
            progress.Report(new("snapshots", "not set up", Detail: failed.Message));
            return new("Snapshots", $"not set up: {failed.Message}");
        }
    }

    private async Task<ClusterSnapshots> SnapshotsAsync(InfraOutputs infra, CancellationToken cancellation) =>
        new(ConnectAs(await LoginAsync(ClusterUse.Deploy, cancellation), await NodesAsync(infra, cancellation)), RepositoryGoal.For(Settings, infra), clock);

    private ValueTask<IReadOnlyList<Uri>> NodesAsync(InfraOutputs infra, CancellationToken cancellation) => new RollSite(Aws, Settings, infra, clock).NodesAsync(cancellation);
}
