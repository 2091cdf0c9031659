namespace Quorum.Models.Elasticsearch;

/// <summary>Which shard a document id belongs to: murmur3 (x86, 32 bits, seed 0) over the UTF-16 bytes of the id, as Elasticsearch does it.</summary>
public static class Routing
{
    public static int Shard(string id, int shards)
    {
        ArgumentNullException.ThrowIfNull(id);
        // index.number_of_routing_shards: the largest shards * 2^n up to 1024 (at least one split).
        var splits = Math.Max(1, 10 - (int)Math.Ceiling(Math.Log2(Math.Max(1, shards))));
        var routingShards = shards * (1 << splits);
        if (shards == 1) return 0;
        var hash = Murmur3(id);
        var slot = (hash % routingShards + routingShards) % routingShards;
        return slot / (routingShards / shards);
    }

    internal static int Murmur3(string text)
    {
        const uint c1 = 0xcc9e2d51, c2 = 0x1b873593;
        var hash = 0u;
        var pairs = text.Length / 2;
        for (var i = 0; i < pairs; i++)
        {
            var k = text[2 * i] | (uint)text[2 * i + 1] << 16;
            hash ^= uint.RotateLeft(k * c1, 15) * c2;
            hash = uint.RotateLeft(hash, 13) * 5 + 0xe6546b64;
        }
        if (text.Length % 2 == 1) hash ^= uint.RotateLeft(text[^1] * c1, 15) * c2;
        hash ^= (uint)(text.Length * 2);
        hash ^= hash >> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >> 13;
        hash *= 0xc2b2ae35;
        hash ^= hash >> 16;
        return (int)hash;
    }
}
