namespace Quorum.Images;

/// <summary>
/// A clone on Windows or with core.autocrlf may hold CRLF where another holds LF; a shell script with CRLF does not even start.
/// Text is therefore sent, and hashed, with LF. What counts as text follows git: no NUL byte in the first 8,000, every CR before an LF.
/// </summary>
internal static class LineEndings
{
    /// <summary>The bytes with LF, or null when nothing has to change.</summary>
    public static byte[]? ToLf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ContextLimits.MaxTextBytes || !bytes.Contains((byte)'\r')) return null;
        if (bytes[..Math.Min(bytes.Length, ContextLimits.BinaryWindow)].Contains((byte)0)) return null;
        var kept = new byte[bytes.Length];
        var length = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] != '\r') kept[length++] = bytes[at];
            else if (at + 1 >= bytes.Length || bytes[at + 1] != '\n') return null;
        }

        return kept[..length];
    }
}
