using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Rollout;
using Quorum.Smoke;

namespace Quorum.Drills;

/// <summary>Bounds of a drill.</summary>
public sealed record DrillOptions
{
    /// <summary>Longer than the three follower checks of 10 s after which a silent node is taken out.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Writes before the strike, so that there is something to lose.</summary>
    public TimeSpan Before { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For the effect to be seen: Elasticsearch looks at disks every 30 s, ECS notices a lost instance within about a minute.</summary>
    public TimeSpan NoticeWithin { get; init; } = TimeSpan.FromMinutes(3);

    public TimeSpan GreenWithin { get; init; } = TimeSpan.FromMinutes(15);

    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(250);

    public ProofOptions Proof { get; init; } = new();
}

/// <summary>Strikes the cluster under the load of the write proof and waits until it is whole again.</summary>
/// <param name="client">Knows all nodes.</param>
public sealed class DrillStage(ElasticsearchClient client, IStrikes strikes, IClock clock, DrillOptions? options = null)
{
    public const string Name = "Drill";
    private const string FloodBlock = "index.blocks.read_only_allow_delete";
    private readonly DrillOptions _options = options ?? new DrillOptions();

    /// <param name="observe">One look at ECS and cluster.</param>
    /// <param name="wanted">Slot or zone to strike; null lets the drill choose.</param>
    /// <exception cref="StageException">Refused (nothing was done), without effect, not green again in time, or the proof does not hold.</exception>
    public async Task<DrillResult> RunAsync(DrillKind kind, string? wanted, Observation observation, Goal goal, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        if (strikes.Refusal(kind) is { } refusal) throw new StageException($"{kind.Name()}: {refusal}.", "./build.sh Drill --drill instance");
        var struck = DrillTarget.Choose(kind, wanted, observation, goal)
            ?? throw new StageException($"DrillSlot = {wanted}: there is no such slot{(kind == DrillKind.Zone ? " or zone" : "")}.", $"one of {string.Join(", ", goal.Slots.Select(slot => slot.Name))}");
        var problems = DrillSurvival.Problems(observation, goal, struck);
        if (problems.Count > 0)
            throw new StageException($"The cluster would not survive the {kind.Name()} drill on {goal.Names(struck)}; nothing was done:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  {problem}"))}", "make it whole first (./build.sh Status says what is missing), or choose another slot with --drill-slot");
        var slots = goal.Names(struck).Split(", ");
        var steps = new ProofSteps(clock);
        var told = steps.Watch(progress);
        // Enough indices for every slot to hold some of them: a blow at a node without a copy proves little, and its full disk blocks nothing.
        var load = _options.Proof with { Indices = Math.Max(_options.Proof.Indices, goal.Slots.Length) };
        await using var proof = await WriterProof.StartAsync(client, load, clock, cancellation, steps).ConfigureAwait(false);
        var started = await StartedAsync(slots, cancellation).ConfigureAwait(false);
        await clock.Delay(_options.Before, cancellation).ConfigureAwait(false);
        var watch = new Watch(client, clock, _options, goal.Slots.Length, slots);
        told.Report(new(string.Join(", ", slots), $"{kind.Name()} drill: striking"));
        var (noticed, held) = await StrikeAsync(kind, slots, watch, started, told, cancellation).ConfigureAwait(false);
        var mended = clock.Now;
        told.Report(new(string.Join(", ", slots), "waiting until all nodes are back and the cluster is green"));
        await watch.UntilWholeAsync(kind, cancellation).ConfigureAwait(false);
        var toGreen = clock.Now - (held > TimeSpan.Zero ? mended : watch.Struck);
        await clock.Delay(_options.After, cancellation).ConfigureAwait(false);
        told.Report(new("write proof", "reading every acknowledged document from every copy"));
        var found = await proof.FinishAsync(cancellation).ConfigureAwait(false);
        var result = new DrillResult(kind.Name(), slots, noticed, held.TotalSeconds, Math.Round(toGreen.TotalSeconds, 1), watch.FewestNodes, found);
        return found.Proved ? result : throw new StageException($"The cluster is green again, but the write proof does not hold: {result}", "the proof's indices are kept: compare their copies before anything else");
    }

    // Whatever happens in between, what was broken on purpose is mended.
    private async Task<(string Noticed, TimeSpan Held)> StrikeAsync(
        DrillKind kind, string[] slots, Watch watch, IReadOnlyDictionary<string, DateTimeOffset?> started, IProgress<StageProgress> told, CancellationToken cancellation)
    {
        try
        {
            watch.Begin();
            await strikes.StrikeAsync(kind, slots, cancellation).ConfigureAwait(false);
            var noticed = kind switch
            {
                DrillKind.Disk => await watch.UntilAsync(FloodedAsync, "no index was blocked by the flood stage", cancellation).ConfigureAwait(false),
                DrillKind.Pause or DrillKind.Cut => await watch.UntilAsync(watch.FewerNodesAsync, "no node left the cluster", cancellation).ConfigureAwait(false),
                _ => await watch.UntilAsync(stop => RestartedAsync(slots, started, stop), "no node was started anew", cancellation).ConfigureAwait(false),
            };
            told.Report(new(string.Join(", ", slots), noticed));
            if (kind is not (DrillKind.Pause or DrillKind.Cut or DrillKind.Disk)) return (noticed, TimeSpan.Zero);
            var rest = watch.Struck + _options.Hold - clock.Now;
            if (rest > TimeSpan.Zero) await clock.Delay(rest, cancellation).ConfigureAwait(false);
            return (noticed, clock.Now - watch.Struck);
        }
        finally
        {
            await strikes.MendAsync(kind, slots, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<string?> FloodedAsync(CancellationToken cancellation)
    {
        var blocked = (await client.IndexSettingsAsync(cancellation).ConfigureAwait(false)).Count(index => index.All.GetValueOrDefault(FloodBlock) == "true");
        return blocked > 0 ? $"{blocked} indices blocked by the flood stage" : null;
    }

    // The process of each slot's node began after the strike: it was really gone.
    private async Task<string?> RestartedAsync(string[] slots, IReadOnlyDictionary<string, DateTimeOffset?> before, CancellationToken cancellation)
    {
        var now = await StartedAsync(slots, cancellation).ConfigureAwait(false);
        return slots.All(slot => now.GetValueOrDefault(slot) is { } at && at != before.GetValueOrDefault(slot)) ? $"{string.Join(", ", slots)} started anew" : null;
    }

    private async Task<IReadOnlyDictionary<string, DateTimeOffset?>> StartedAsync(string[] slots, CancellationToken cancellation) =>
        (await client.NodesAsync(cancellation).ConfigureAwait(false)).Where(node => slots.Contains(node.Name)).DistinctBy(node => node.Name).ToDictionary(node => node.Name, node => node.Started, StringComparer.Ordinal);

    /// <summary>Looks again and again; counts nodes as it does.</summary>
    private sealed class Watch(ElasticsearchClient client, IClock clock, DrillOptions options, int nodes, string[] slots)
    {
        private readonly int _nodes = nodes;

        public DateTimeOffset Struck { get; private set; }

        public int FewestNodes { get; private set; } = nodes;

        public void Begin() => Struck = clock.Now;

        /// <exception cref="StageException">It did not come within the time.</exception>
        public async Task<string> UntilAsync(Func<CancellationToken, Task<string?>> seen, string otherwise, CancellationToken cancellation)
        {
            while (clock.Now - Struck < options.NoticeWithin)
            {
                await HealthAsync(cancellation).ConfigureAwait(false);
                try
                {
                    if (await seen(cancellation).ConfigureAwait(false) is { } words) return words;
                }
                catch (ElasticsearchException)
                {
                    // An election, or all that was asked is just going down.
                }
                await clock.Delay(options.Poll, cancellation).ConfigureAwait(false);
            }
            throw new StageException($"The drill on {string.Join(", ", slots)} had no effect: {otherwise} within {options.NoticeWithin.TotalSeconds:0} s, so nothing is proved.", "./build.sh Logs says what the node did");
        }

        public Task<string?> FewerNodesAsync(CancellationToken cancellation) => Task.FromResult(FewestNodes < _nodes ? $"{FewestNodes} of {_nodes} nodes" : null);

        public async Task UntilWholeAsync(DrillKind kind, CancellationToken cancellation)
        {
            var begun = clock.Now;
            while (true)
            {
                var health = await HealthAsync(cancellation).ConfigureAwait(false);
                if (health is { Status: HealthStatus.Green, InitializingShards: 0, RelocatingShards: 0 } && health.NumberOfNodes == _nodes && (kind != DrillKind.Disk || await UnblockedAsync(cancellation).ConfigureAwait(false))) return;
                if (clock.Now - begun > options.GreenWithin)
                    throw new StageException($"The cluster is not whole {options.GreenWithin.TotalMinutes:0} min after the drill: {(health is null ? "it does not answer" : $"{health.Status.ToString().ToLowerInvariant()}, {health.NumberOfNodes} of {_nodes} nodes, {health.UnassignedShards} copies unassigned")}.", "./build.sh Status, then GET /_cluster/allocation/explain");
                await clock.Delay(options.Poll, cancellation).ConfigureAwait(false);
            }
        }

        private async Task<bool> UnblockedAsync(CancellationToken cancellation) =>
            (await client.IndexSettingsAsync(cancellation).ConfigureAwait(false)).All(index => index.All.GetValueOrDefault(FloodBlock) != "true");

        private async Task<Elasticsearch.ClusterHealth?> HealthAsync(CancellationToken cancellation)
        {
            try
            {
                var health = await client.HealthAsync(null, cancellation).ConfigureAwait(false);
                // A node on its own tells of itself alone and has no master to ask; what comes back was answered by a master.
                FewestNodes = Math.Min(FewestNodes, health.NumberOfNodes);
                return health;
            }
            catch (ElasticsearchException)
            {
                return null;
            }
        }
    }
}
