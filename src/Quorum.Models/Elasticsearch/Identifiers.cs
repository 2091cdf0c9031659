namespace Quorum.Models.Elasticsearch;

/// <summary>Ids in the shape of Elasticsearch's: 16 bytes as 22 characters of URL-safe base 64.</summary>
public static class Identifiers
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public static string Base64Url(ulong high, ulong low)
    {
        Span<char> text = stackalloc char[22];
        var bits = new UInt128(high, low);
        for (var i = 21; i >= 0; i--)
        {
            // 22 x 6 = 132 bits: the last character carries two bits only, as in life.
            text[i] = i == 21 ? Alphabet[(int)(bits & 3) << 4] : Alphabet[(int)(bits & 63)];
            bits >>= i == 21 ? 2 : 6;
        }
        return new string(text);
    }

    /// <summary>The text of an allocation id, which the model counts as a number.</summary>
    public static string Allocation(long id)
    {
        var mixed = unchecked((ulong)id * 0x9E3779B97F4A7C15UL);
        return Base64Url(mixed ^ (mixed >> 31), (ulong)id);
    }
}
