using Quorum.Elasticsearch;
using Quorum.Pipeline;

namespace Quorum.Smoke;

/// <summary>
/// Reads documents from each started copy of an index with one shard, by a preference for the copy's node. An ordinary read is answered by
/// whichever copy Elasticsearch chooses, and so cannot show that another copy lacks a document.
/// </summary>
internal static class EveryCopy
{
    private const int IdsPerRead = 500;

    /// <param name="Content">Id → document as JSON text; an id that the copy does not have is absent.</param>
    internal sealed record CopyContent(string NodeName, bool Primary, IReadOnlyDictionary<string, string> Content);

    /// <summary>Refreshes the index and reads; what an answer lacks is not in the copy.</summary>
    internal static async Task<IReadOnlyList<CopyContent>> ReadAsync(ElasticsearchClient client, string index, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        await client.RefreshAsync(index, cancellation).ConfigureAwait(false);
        var copies = await StartedAsync(client, index, cancellation).ConfigureAwait(false);
        var read = new List<CopyContent>();
        foreach (var copy in copies)
        {
            var content = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var chunk in ids.Chunk(IdsPerRead))
            {
                foreach (var document in await client.GetDocumentsAsync(index, chunk, ElasticsearchClient.OnNode(copy.NodeId!), cancellation).ConfigureAwait(false))
                {
                    if (document.Found) content[document.Id] = document.Source?.GetRawText() ?? "";
                }
            }
            read.Add(new(copy.NodeName!, copy.Primary, content));
        }
        return read;
    }

    internal static async Task<IReadOnlyList<ShardCopy>> StartedAsync(ElasticsearchClient client, string index, CancellationToken cancellation)
    {
        var all = await client.ShardsAsync(cancellation).ConfigureAwait(false);
        return [.. all.Where(copy => copy.Index == index && copy.Serves && copy is { NodeId: not null, NodeName: not null })];
    }

    /// <returns>False when the index is not green within the time.</returns>
    internal static async Task<bool> GreenAsync(ElasticsearchClient client, string index, TimeSpan within, IClock clock, CancellationToken cancellation)
    {
        var deadline = clock.Now + within;
        while (true)
        {
            var left = deadline - clock.Now;
            try
            {
                var wait = new HealthWait { Index = index, Status = HealthStatus.Green, NoRelocating = true, Timeout = left < Slice ? Max(left, TimeSpan.Zero) : Slice };
                if (await client.HealthAsync(wait, cancellation).ConfigureAwait(false) is { Status: HealthStatus.Green, TimedOut: false }) return true;
            }
            catch (ElasticsearchException) when (clock.Now < deadline)
            {
                // No master or no node for a moment: ask again until the deadline.
            }
            if (clock.Now >= deadline) return false;
            await clock.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
