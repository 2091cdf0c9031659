using System.Globalization;
using System.Text.Json.Nodes;
using Quorum.Elasticsearch;
using Quorum.Pipeline;

namespace Quorum.Smoke;

/// <summary>Writes into an index of its own with a replica in another zone, reads from every copy, searches, deletes, and removes the index again.</summary>
public sealed class WriteProbe(ElasticsearchClient client, IClock clock, TimeSpan greenWithin)
{
    public const string IndexPrefix = "quorum-smoke-";
    private const int Documents = 20;

    /// <summary>An index of a probe that was killed; younger ones may belong to a probe that runs elsewhere.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    internal const string Remedy = "GET /_cluster/health/quorum-smoke-* and /_cluster/allocation/explain; a copy that lacks a document points at its node's disk";

    /// <param name="zones">Zone by node name.</param>
    public async Task<Finding> RunAsync(IReadOnlyDictionary<string, string> zones, CancellationToken cancellation)
    {
        var index = string.Create(CultureInfo.InvariantCulture, $"{IndexPrefix}{clock.Now:yyyyMMddHHmmss}-{Guid.NewGuid().ToString("N")[..8]}");
        try
        {
            await RemoveAbandonedAsync(cancellation).ConfigureAwait(false);
            await client.CreateIndexAsync(index, shards: 1, replicas: 1, null, cancellation).ConfigureAwait(false);
            return await ProbeAsync(index, zones, cancellation).ConfigureAwait(false);
        }
        catch (ElasticsearchException e)
        {
            return Finding.Fail(e.Message);
        }
        finally
        {
            await RemoveAsync(index).ConfigureAwait(false);
        }
    }

    private async Task<Finding> ProbeAsync(string index, IReadOnlyDictionary<string, string> zones, CancellationToken cancellation)
    {
        if (!await EveryCopy.GreenAsync(client, index, greenWithin, clock, cancellation).ConfigureAwait(false))
            return Finding.Fail($"{index} was not green within {greenWithin.TotalSeconds:0} s");
        var written = Enumerable.Range(1, Documents).ToDictionary(n => $"doc-{n}", n => new JsonObject { ["probe"] = index, ["n"] = n }.ToJsonString(), StringComparer.Ordinal);
        var items = await client.BulkCreateAsync(index, written.Select(pair => new BulkDocument(pair.Key, pair.Value)), cancellation).ConfigureAwait(false);
        if (items.FirstOrDefault(item => !item.Acknowledged) is { } refused) return Finding.Fail($"write of {refused.Id} refused: {refused.Status} {refused.ErrorType}: {refused.ErrorReason}");
        if (items.Count != Documents) return Finding.Fail($"{items.Count} answers to {Documents} writes");

        var copies = await EveryCopy.ReadAsync(client, index, [.. written.Keys], cancellation).ConfigureAwait(false);
        if (copies.Count < 2) return Finding.Fail($"{copies.Count} started copies, expected 2");
        var probedZones = copies.Select(copy => zones.GetValueOrDefault(copy.NodeName, "")).Distinct().ToList();
        if (probedZones.Count < 2) return Finding.Fail($"both copies are in zone {probedZones[0]}");
        foreach (var copy in copies)
        {
            var wrong = written.Count(pair => copy.Content.GetValueOrDefault(pair.Key) is not { } text || !JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(pair.Value)));
            if (wrong > 0) return Finding.Fail($"the copy on {copy.NodeName} lacks or differs in {wrong} of {Documents} documents");
        }
        foreach (var copy in await EveryCopy.StartedAsync(client, index, cancellation).ConfigureAwait(false))
        {
            var on = ElasticsearchClient.OnNode(copy.NodeId!);
            var hits = await client.SearchAsync(index, "probe", index, Documents, on, cancellation).ConfigureAwait(false);
            if (hits.Count != Documents) return Finding.Fail($"a search on {copy.NodeName} finds {hits.Count} of {Documents} documents");
        }
        var deleted = await client.DeleteDocumentAsync(index, "doc-1", cancellation).ConfigureAwait(false);
        var after = await EveryCopy.ReadAsync(client, index, ["doc-1"], cancellation).ConfigureAwait(false);
        if (deleted.Result != "deleted" || after.Any(copy => copy.Content.Count > 0)) return Finding.Fail("a deleted document can still be read");
        return Finding.Pass($"{Documents} documents written, read and searched on {copies.Count} copies ({string.Join(", ", copies.Select(copy => copy.NodeName))}), one deleted");
    }

    private async Task RemoveAbandonedAsync(CancellationToken cancellation)
    {
        foreach (var index in (await client.IndexSettingsAsync(cancellation).ConfigureAwait(false)).Where(index => index.Index.StartsWith(IndexPrefix, StringComparison.Ordinal)))
        {
            if (long.TryParse(index.All.GetValueOrDefault("index.creation_date"), CultureInfo.InvariantCulture, out var made) && clock.Now - DateTimeOffset.FromUnixTimeMilliseconds(made) > Abandoned)
                await client.DeleteIndexAsync(index.Index, cancellation).ConfigureAwait(false);
        }
    }

    // Also after Ctrl+C: the probe leaves nothing behind if the cluster answers at all.
    private async Task RemoveAsync(string index)
    {
        try
        {
            await client.DeleteIndexAsync(index, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ElasticsearchException)
        {
            // The verdict says more than a failed clean-up would; the next probe removes it.
        }
    }
}
