using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Reporting;

namespace Quorum.Smoke;

/// <summary>
/// Samples the cluster by itself, not through the eyes of whatever is under way: its health, and several times a second what each single
/// node knows of nodes and shards. A node without a master knows an old state and is only counted.
/// </summary>
/// <param name="zones">Node → zone, of all nodes that should be there.</param>
internal sealed class ProofWatcher(ElasticsearchClient client, IReadOnlyDictionary<string, string> zones, ProofOptions options, IClock clock)
{
    private const int MaxMoments = 100;
    private readonly List<(DateTimeOffset At, HealthStatus Status)> _samples = [];
    private readonly List<(DateTimeOffset At, string Client)> _red = [];
    private readonly Lock _lock = new();

    /// <summary>Views of single nodes that were read.</summary>
    internal int Views { get; private set; }

    /// <summary>Most zones that any node with a master missed a node of, at one moment.</summary>
    internal int MostZonesDown { get; private set; }

    /// <summary>Moments in which a node with a master knew of a primary that is not started.</summary>
    internal IReadOnlyList<(DateTimeOffset At, string Client)> RedMoments
    {
        get { lock (_lock) return [.. _red]; }
    }

    internal Task RunAsync(CancellationToken stop) => Task.WhenAll(client.Nodes.Select(node => WatchNodeAsync(client.Only(node), stop)).Prepend(WatchHealthAsync(stop)));

    /// <summary>Adjacent equal samples as one span; the last one lasts until <paramref name="end"/>.</summary>
    internal IReadOnlyList<HealthSpan> Spans(DateTimeOffset end)
    {
        var spans = new List<HealthSpan>();
        lock (_lock)
        {
            foreach (var (at, status) in _samples)
            {
                if (spans.Count > 0) spans[^1] = spans[^1] with { To = at };
                if (spans.Count == 0 || spans[^1].Status != status) spans.Add(new(status, at, at));
            }
        }
        if (spans.Count > 0) spans[^1] = spans[^1] with { To = end };
        return spans;
    }

    private async Task WatchHealthAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var health = await client.HealthAsync(null, stop).ConfigureAwait(false);
                Add(health.Status);
            }
            catch (ElasticsearchException)
            {
                Add(HealthStatus.Unavailable);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            await Pauses.ForAsync(clock, options.HealthPause, stop).ConfigureAwait(false);
        }
    }

    private async Task WatchNodeAsync(ElasticsearchClient node, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Take(await node.LocalViewAsync(stop).ConfigureAwait(false), node.Nodes[0].Host);
            }
            catch (ElasticsearchException)
            {
                // It is down, or does not answer: the others tell what that means.
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            await Pauses.ForAsync(clock, options.ViewPause, stop).ConfigureAwait(false);
        }
    }

    private void Take(LocalView view, string asked)
    {
        lock (_lock)
        {
            Views++;
            if (!view.HasMaster) return;
            MostZonesDown = Math.Max(MostZonesDown, zones.Where(pair => !view.Nodes.Contains(pair.Key)).Select(pair => pair.Value).Distinct().Count());
            if (view.RedShards.Count > 0 && _red.Count < MaxMoments) _red.Add((clock.Now, $"{asked}: {string.Join(", ", view.RedShards)}"));
        }
    }

    private void Add(HealthStatus status)
    {
        lock (_lock) _samples.Add((clock.Now, status));
    }
}
