using System.Text.Json.Nodes;
using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Reporting;

namespace Quorum.Smoke;

/// <summary>Bounds of a proof.</summary>
public sealed record ProofOptions
{
    public int Writers { get; init; } = 2;

    public int Readers { get; init; } = 2;

    /// <summary>Each has one shard, so that a copy is a node and every copy can be read by itself.</summary>
    public int Indices { get; init; } = 2;

    /// <summary>Copies beside the primary; needs this many other zones.</summary>
    public int Replicas { get; init; } = 1;

    public TimeSpan WritePause { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long one document is tried before it is given up as failed or unknown.</summary>
    public TimeSpan WriteBudget { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan HealthPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two questions to one node about what it knows; each node is asked by itself.</summary>
    public TimeSpan ViewPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Before the proof starts and before its documents are read back.</summary>
    public TimeSpan GreenWithin { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>A shorter time without an answer is not listed as a gap.</summary>
    public TimeSpan GapFrom { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Folder for the writers' logs; null keeps them in memory only.</summary>
    public string? LogFolder { get; init; }
}

/// <summary>
/// Writes and reads through different nodes while something happens to the cluster, and afterwards reads every id from every copy.
/// Acknowledged, failed and unknown ids are logged before the next write is sent, so that a killed proof still knows what it was told.
/// </summary>
/// <remarks>
/// acknowledged: Elasticsearch answered 201. failed: refused or never sent, on every try. unknown: some try had no answer or a 5xx, so the
/// document may be there or not; or it is there and nobody acknowledged it. Both are right, but all copies must agree.
/// </remarks>
public sealed class WriterProof : IAsyncDisposable
{
    public const string IndexPrefix = "quorum-proof-";

    private const string WriteBlock = "index.blocks.write";

    private readonly ElasticsearchClient _client;
    private readonly ProofOptions _options;
    private readonly IClock _clock;
    private readonly CancellationTokenSource _stop;
    private readonly List<ProofWriter> _writers = [];
    private readonly List<ProofReader> _readers = [];
    private readonly ProofSteps _steps;
    private ProofWatcher? _watcher;
    private readonly IReadOnlyList<string> _indices;
    private DateTimeOffset _started;
    private Task _running = Task.CompletedTask;
    private bool _keep;
    private bool _disposed;

    private WriterProof(ElasticsearchClient client, ProofOptions options, IClock clock, ProofSteps? steps, IReadOnlyList<string> indices, CancellationToken cancellation)
    {
        (_client, _options, _clock, _steps, _indices) = (client, options, clock, steps ?? new ProofSteps(clock), indices);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>Makes the proof's indices, waits until they are green, and starts its clients.</summary>
    /// <param name="cancellation">Ends the clients too.</param>
    /// <exception cref="StageException">The indices did not become green, so nothing could be proved.</exception>
    /// <param name="steps">Told what is under way, for the moments of the result.</param>
    public static async Task<WriterProof> StartAsync(ElasticsearchClient client, ProofOptions options, IClock clock, CancellationToken cancellation, ProofSteps? steps = null)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var indices = Enumerable.Range(1, options.Indices).Select(i => $"{IndexPrefix}{run}-{i}").ToList();
        var proof = new WriterProof(client, options, clock, steps, indices, cancellation);
        try
        {
            await RemoveAbandonedAsync(client, cancellation).ConfigureAwait(false);
            foreach (var index in indices)
            {
                await client.CreateIndexAsync(index, shards: 1, options.Replicas, null, cancellation).ConfigureAwait(false);
                if (!await EveryCopy.GreenAsync(client, index, options.GreenWithin, clock, cancellation).ConfigureAwait(false))
                    throw new StageException($"The index of the write proof, {index}, was not green within {options.GreenWithin.TotalSeconds:0} s.", "GET /_cluster/allocation/explain says why; or go without the proof");
            }
            var zones = (await client.NodesAsync(cancellation).ConfigureAwait(false)).DistinctBy(node => node.Name).ToDictionary(node => node.Name, node => node.Zone ?? "", StringComparer.Ordinal);
            proof.Start(new ProofWatcher(client, zones, options, clock));
            return proof;
        }
        catch
        {
            await proof.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Acknowledged writes so far.</summary>
    public int Acknowledged => _writers.Sum(writer => writer.AcknowledgedCount);

    /// <summary>Health as seen so far.</summary>
    public IReadOnlyList<Reporting.HealthSpan> Health => _watcher?.Spans(_clock.Now) ?? [];

    /// <summary>Ends the clients, reads every id from every copy, and removes the indices unless something is wrong in them.</summary>
    /// <exception cref="StageException">The documents could not be read back from the copies, so nothing is proved.</exception>
    public async Task<ProofResult> FinishAsync(CancellationToken cancellation)
    {
        await StopAsync().ConfigureAwait(false);
        var ended = _clock.Now;
        var lost = new List<string>();
        var disagreements = new List<string>();
        var copies = 0;
        _keep = true;
        try
        {
            foreach (var index in _indices)
            {
                if (!await EveryCopy.GreenAsync(_client, index, _options.GreenWithin, _clock, cancellation).ConfigureAwait(false))
                    throw new StageException($"{index} was not green within {_options.GreenWithin.TotalSeconds:0} s, so its copies cannot be compared.", "GET /_cluster/allocation/explain says why; the index is kept");
                var entries = _writers.SelectMany(writer => writer.Entries).Where(entry => entry.Index == index).ToList();
                var read = await EveryCopy.ReadAsync(_client, index, [.. entries.Select(entry => entry.Id)], cancellation).ConfigureAwait(false);
                copies += read.Count;
                Compare(entries, read, lost, disagreements);
            }
        }
        catch (ElasticsearchException e)
        {
            throw new StageException($"The proof's documents could not be read back: {e.Message}", $"The indices {string.Join(", ", _indices)} are kept; read them when the cluster answers", e);
        }
        // What was found lost or in disagreement is worth a look by a person.
        _keep = lost.Count > 0 || disagreements.Count > 0;
        await RemoveAsync().ConfigureAwait(false);
        return Result(ended, copies, lost, disagreements);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await StopAsync().ConfigureAwait(false);
        await RemoveAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    internal static void Compare(IEnumerable<ProofEntry> entries, IReadOnlyList<EveryCopy.CopyContent> copies, List<string> lost, List<string> disagreements)
    {
        foreach (var entry in entries)
        {
            var have = copies.Where(copy => copy.Content.ContainsKey(entry.Id)).ToList();
            if (entry.Result == ProofAnswer.Acknowledged && have.Count == 0) lost.Add($"{entry.Index}/{entry.Id}");
            else if (have.Count > 0 && have.Count < copies.Count)
                disagreements.Add($"{entry.Index}/{entry.Id} is on {Names(have)} but not on {Names(copies.Except(have))}");
            else if (have.Any(copy => !JsonNode.DeepEquals(JsonNode.Parse(copy.Content[entry.Id]), JsonNode.Parse(entry.Source))))
                disagreements.Add($"{entry.Index}/{entry.Id} differs from what was written on {Names(have)}");
        }
    }

    private static string Names(IEnumerable<EveryCopy.CopyContent> copies) => string.Join(", ", copies.Select(copy => copy.NodeName));

    // The clients are made here because each counts its gaps from when it is made.
    private void Start(ProofWatcher watcher)
    {
        _watcher = watcher;
        _started = _clock.Now;
        for (var i = 0; i < _options.Writers; i++) _writers.Add(new ProofWriter(i + 1, OwnNodes(i), _indices, _options, _clock));
        for (var i = 0; i < _options.Readers; i++) _readers.Add(new ProofReader(i + 1, OwnNodes(i + _options.Writers), _writers, _options, _clock));
        var clients = _writers.Select(writer => Task.Run(() => writer.RunAsync(_stop.Token))).Concat(_readers.Select(reader => Task.Run(() => reader.RunAsync(_stop.Token)))).Append(Task.Run(() => watcher.RunAsync(_stop.Token)));
        _running = Task.WhenAll(clients.ToList());
    }

    // Each client begins at another node; on failure it goes through the others.
    private IReadOnlyList<ElasticsearchClient> OwnNodes(int first) =>
        [.. Enumerable.Range(0, _client.Nodes.Count).Select(i => _client.Only(_client.Nodes[(first + i) % _client.Nodes.Count]))];

    private async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    // Of a run that was killed: what it had been promised went with it. One that was kept as evidence is blocked for writes and stays.
    private static async Task RemoveAbandonedAsync(ElasticsearchClient client, CancellationToken cancellation)
    {
        foreach (var index in await client.IndexSettingsAsync(cancellation).ConfigureAwait(false))
            if (index.Index.StartsWith(IndexPrefix, StringComparison.Ordinal) && index.All.GetValueOrDefault(WriteBlock) != "true")
                await client.DeleteIndexAsync(index.Index, cancellation).ConfigureAwait(false);
    }

    private async Task RemoveAsync()
    {
        foreach (var index in _indices)
        {
            try
            {
                await (_keep ? _client.BlockWritesAsync(index, CancellationToken.None) : _client.DeleteIndexAsync(index, CancellationToken.None)).ConfigureAwait(false);
            }
            catch (ElasticsearchException)
            {
                // The proof's verdict says more than a failed clean-up would; the index's name tells where it comes from.
            }
        }
    }

    private ProofResult Result(DateTimeOffset ended, int copies, List<string> lost, List<string> disagreements)
    {
        var entries = _writers.SelectMany(writer => writer.Entries).ToList();
        var health = _watcher?.Spans(ended) ?? [];
        var (write, read) = (Worst(_writers.Select(writer => writer.Gaps.Longest(ended))), Worst(_readers.Select(reader => reader.Gaps.Longest(ended))));
        return new(
            _started, ended, entries.Count(e => e.Result == ProofAnswer.Acknowledged), entries.Count(e => e.Result == ProofAnswer.Failed), entries.Count(e => e.Result == ProofAnswer.Unknown),
            _readers.Sum(reader => reader.Reads), copies, lost, disagreements, write?.Length ?? TimeSpan.Zero, read?.Length ?? TimeSpan.Zero,
            [.. health.Where(span => span.Status == HealthStatus.Red)], health,
            [.. _writers.SelectMany(writer => writer.Gaps.List(ended)).Concat(_readers.SelectMany(reader => reader.Gaps.List(ended))).OrderBy(gap => gap.From)])
        {
            WorstWrite = write,
            WorstRead = read,
            RedMoments = [.. (_watcher?.RedMoments ?? []).Select(red => new ProofMoment(red.Client, red.At, TimeSpan.Zero, _steps.At(red.At)))],
            MostZonesDown = _watcher?.MostZonesDown ?? 0,
            Views = _watcher?.Views ?? 0,
        };
    }

    private ProofMoment? Worst(IEnumerable<TimelineGap> gaps) =>
        gaps.MaxBy(gap => gap.Length) is { } gap ? new ProofMoment(gap.Client, gap.From, gap.Length, _steps.At(gap.From)) { Tries = gap.Tries } : null;
}
