using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Quorum.Elasticsearch;
using Quorum.Pipeline;

namespace Quorum.Snapshots;

/// <summary>What an index holds, in a form that two copies can be compared by.</summary>
/// <param name="Sha256">Over the documents sorted by id, each with the hash of its source as stored; lower-case hexadecimal.</param>
public sealed record IndexDigest(long Count, string Sha256)
{
    /// <summary>Larger indices would hold a drill up for long; another is chosen.</summary>
    public const long MostDocuments = 200_000;

    private const int PageSize = 500;

    public static async Task<IndexDigest> ReadAsync(ElasticsearchClient client, string index, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        var documents = new List<(string Id, byte[] Source)>();
        await foreach (var document in client.AllDocumentsAsync(index, PageSize, cancellation).ConfigureAwait(false))
        {
            if (documents.Count == MostDocuments) throw new StageException($"Index {index} has more than {MostDocuments} documents.", "choose a smaller one: ./build.sh RestoreDrill --drill-index NAME");
            documents.Add((document.Id, SHA256.HashData(Encoding.UTF8.GetBytes(document.Source is { ValueKind: not JsonValueKind.Undefined } source ? source.GetRawText() : ""))));
        }

        return Of(documents);
    }

    /// <summary>The order in which documents come does not matter; everything else does.</summary>
    internal static IndexDigest Of(List<(string Id, byte[] Source)> documents)
    {
        documents.Sort((one, other) => string.CompareOrdinal(one.Id, other.Id));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var (id, source) in documents)
        {
            var name = Encoding.UTF8.GetBytes(id);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, name.Length);
            hash.AppendData(length);
            hash.AppendData(name);
            hash.AppendData(source);
        }

        return new(documents.Count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
