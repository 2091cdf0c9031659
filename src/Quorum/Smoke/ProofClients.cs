using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Reporting;

namespace Quorum.Smoke;

/// <summary>Times of the good answers of one client, and so the times without one.</summary>
internal sealed class ProofGaps(string client, DateTimeOffset start, TimeSpan from)
{
    /// <summary>Of one gap; more would say nothing new.</summary>
    private const int MaxTries = 12;

    private readonly List<TimelineGap> _listed = [];
    private readonly List<string> _tries = [];
    private readonly Lock _lock = new();
    private DateTimeOffset _last = start;
    private TimelineGap _longest = new(client, start, start);

    internal void Good(DateTimeOffset now)
    {
        lock (_lock)
        {
            var gap = Gap(now);
            if (gap.Length > _longest.Length) _longest = gap;
            if (gap.Length >= from) _listed.Add(gap);
            _last = now;
            _tries.Clear();
        }
    }

    internal void Failed(DateTimeOffset now, ElasticsearchException answer)
    {
        lock (_lock)
        {
            if (_tries.Count < MaxTries) _tries.Add(string.Create(CultureInfo.InvariantCulture, $"{now:HH:mm:ss.f} {answer.Message}"));
        }
    }

    private TimelineGap Gap(DateTimeOffset end) => new(client, _last, end) { Tries = [.. _tries] };

    /// <summary>With the gap that is still open at <paramref name="end"/>: a client that never came back has the longest one.</summary>
    internal TimelineGap Longest(DateTimeOffset end)
    {
        lock (_lock) return end - _last > _longest.Length ? Gap(end) : _longest;
    }

    internal IReadOnlyList<TimelineGap> List(DateTimeOffset end)
    {
        lock (_lock) return end - _last >= from ? [.. _listed, Gap(end)] : [.. _listed];
    }
}

/// <summary>Creates documents one after the other, each until it is acknowledged or its budget is over.</summary>
internal sealed class ProofWriter(int number, IReadOnlyList<ElasticsearchClient> nodes, IReadOnlyList<string> indices, ProofOptions options, IClock clock)
{
    private readonly ConcurrentQueue<ProofEntry> _entries = new();
    private int _node;
    private int _acknowledged;

    internal ProofGaps Gaps { get; } = new($"writer {number}", clock.Now, options.GapFrom);

    internal IReadOnlyCollection<ProofEntry> Entries => _entries;

    internal int AcknowledgedCount => Volatile.Read(ref _acknowledged);

    /// <summary>The latest acknowledged document; null before the first.</summary>
    internal ProofEntry? Latest { get; private set; }

    internal async Task RunAsync(CancellationToken stop)
    {
        using var log = options.LogFolder is { } folder ? Open(folder) : null;
        for (var n = 1; !stop.IsCancellationRequested; n++)
        {
            var id = $"w{number}-{n}";
            var index = indices[n % indices.Count];
            var source = new JsonObject { ["writer"] = number, ["n"] = n }.ToJsonString();
            if (await WriteAsync(index, id, source, stop).ConfigureAwait(false) is not { } answer) return;
            var entry = new ProofEntry(index, id, source, answer);
            _entries.Enqueue(entry);
            if (log is not null) await log.WriteLineAsync($"{entry.Result} {index}/{id}".AsMemory(), CancellationToken.None).ConfigureAwait(false);
            if (entry.Result == ProofAnswer.Acknowledged)
            {
                Interlocked.Increment(ref _acknowledged);
                Latest = entry;
                Gaps.Good(clock.Now);
            }
            await Pauses.ForAsync(clock, options.WritePause, stop).ConfigureAwait(false);
        }
    }

    /// <returns>Null when it was told to stop before the document reached any node.</returns>
    private async Task<ProofAnswer?> WriteAsync(string index, string id, string source, CancellationToken stop)
    {
        var deadline = clock.Now + options.WriteBudget;
        var mayBeThere = false;
        while (true)
        {
            try
            {
                // Not ended by the stop: a write that was sent is waited for, else its id would be unknown for no reason. The client's own timeout bounds it.
                await nodes[_node].CreateDocumentAsync(index, id, source, CancellationToken.None).ConfigureAwait(false);
                return ProofAnswer.Acknowledged;
            }
            catch (ElasticsearchException e) when (e.Status == HttpStatusCode.Conflict)
            {
                // The id is this proof's alone, so the document is there by an earlier try; or by this one: when the primary's node goes, Elasticsearch itself
                // sends the write again to the copy that took its place, which may have it already. Nobody acknowledged it, so it stays unknown.
                Gaps.Failed(clock.Now, e);
                return ProofAnswer.Unknown;
            }
            catch (ElasticsearchException e)
            {
                Gaps.Failed(clock.Now, e);
                mayBeThere |= !e.HadNoEffect;
                _node = (_node + 1) % nodes.Count;
            }
            if (stop.IsCancellationRequested) return mayBeThere ? ProofAnswer.Unknown : null;
            if (clock.Now >= deadline) return mayBeThere ? ProofAnswer.Unknown : ProofAnswer.Failed;
            await Pauses.ForAsync(clock, options.RetryPause, stop).ConfigureAwait(false);
        }
    }

    private StreamWriter Open(string folder)
    {
        Directory.CreateDirectory(folder);
        return new StreamWriter(Path.Combine(folder, $"writer-{number}.log"), append: false) { AutoFlush = true };
    }
}

/// <summary>Reads the latest acknowledged document of the writers, from whichever copy answers.</summary>
internal sealed class ProofReader(int number, IReadOnlyList<ElasticsearchClient> nodes, IReadOnlyList<ProofWriter> writers, ProofOptions options, IClock clock)
{
    private int _node;
    private int _reads;

    internal ProofGaps Gaps { get; } = new($"reader {number}", clock.Now, options.GapFrom);

    internal int Reads => Volatile.Read(ref _reads);

    internal async Task RunAsync(CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            if (writers[n % writers.Count].Latest is { } latest) await ReadAsync(latest, stop).ConfigureAwait(false);
            await Pauses.ForAsync(clock, options.WritePause, stop).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(ProofEntry latest, CancellationToken stop)
    {
        try
        {
            // Found or not is decided at the end, from every copy: right after a fail-over a read may be answered by a copy that is behind.
            await nodes[_node].GetDocumentAsync(latest.Index, latest.Id, null, stop).ConfigureAwait(false);
            Interlocked.Increment(ref _reads);
            Gaps.Good(clock.Now);
        }
        catch (ElasticsearchException e)
        {
            Gaps.Failed(clock.Now, e);
            _node = (_node + 1) % nodes.Count;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }
}

internal static class Pauses
{
    /// <summary>Ends early, without an exception, when told to stop.</summary>
    internal static async Task ForAsync(IClock clock, TimeSpan time, CancellationToken stop)
    {
        try
        {
            await clock.Delay(time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
