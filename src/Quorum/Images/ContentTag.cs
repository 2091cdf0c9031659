using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Quorum.Images;

/// <summary>
/// The image's tag as a function of everything that decides its content, so that an unchanged input needs no build and no push.
/// Labels such as the commit are left out on purpose: with them every commit would be another image and another roll.
/// </summary>
public static class ContentTag
{
    /// <summary>
    /// Not <c>sha256-</c>: the repository leaves that prefix mutable for referrers (signatures, SBOM), and this tag has to be immutable.
    /// </summary>
    public const string Prefix = "quorum-";

    // Raise it when the encoding changes, so that an old tag is never taken for a new one.
    private const string Scheme = "quorum-content-tag-1";

    /// <param name="baseDigest">Digest of the base image, or null when the lock file documents that it has none.</param>
    /// <param name="platform">E.g. <c>linux/amd64</c>.</param>
    /// <param name="builder">
    /// What builds it: the embedded engine cannot run commands and has no real base image, so its result must never pass for Docker's.
    /// </param>
    /// <returns><c>quorum-</c> and 64 hexadecimal digits.</returns>
    public static string Compute(BuildContext context, IReadOnlyDictionary<string, string> buildArguments, string? baseDigest, string platform, EngineKind builder = EngineKind.Docker)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Scheme);
        Add(hash, builder.ToString());
        Add(hash, platform);
        Add(hash, baseDigest ?? "");
        Add(hash, context.Dockerfile);
        Add(hash, buildArguments.Count);
        foreach (var (name, value) in buildArguments.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(hash, name);
            Add(hash, value);
        }

        Add(hash, context.Entries.Count);
        foreach (var entry in context.Entries)
        {
            Add(hash, entry.Kind.ToString());
            Add(hash, entry.Path);
            Add(hash, entry.Mode);
            Add(hash, entry.Target);
            Add(hash, entry.Sha256.Span);
        }

        return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    // Length first: otherwise ("ab", "c") and ("a", "bc") would be one input.
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
