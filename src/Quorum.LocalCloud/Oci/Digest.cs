using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Quorum.LocalCloud.Oci;

/// <summary>A content digest <c>sha256:&lt;64 lower-case hex&gt;</c>: the one algorithm ECR takes.</summary>
public readonly record struct Digest
{
    private const string Prefix = "sha256:";
    private const int HexLength = 64;

    private Digest(string hex) => Hex = hex;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null || text.Length != Prefix.Length + HexLength || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        foreach (var c in text.AsSpan(Prefix.Length))
        {
            if (!char.IsAsciiHexDigitLower(c) && !char.IsAsciiDigit(c)) return false;
        }
        digest = new Digest(text[Prefix.Length..]);
        return true;
    }

    /// <exception cref="OciException">DIGEST_INVALID.</exception>
    public static Digest Parse(string? text) => TryParse(text, out var digest)
        ? digest
        : throw OciException.DigestInvalid($"'{text}' is not a digest of the form sha256:<64 hexadecimal digits>.");

    public static Digest Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)));

    public static Digest FromHash(ReadOnlySpan<byte> hash) => new(Convert.ToHexStringLower(hash));

    public override string ToString() => Prefix + Hex;
}
