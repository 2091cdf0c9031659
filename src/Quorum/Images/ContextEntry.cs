namespace Quorum.Images;

public enum ContextKind { File, Link, Folder }

/// <summary>One file, symbolic link or folder that the engine gets to see.</summary>
/// <param name="Path">Relative to the context, forward slashes, no leading slash; unique.</param>
/// <param name="FullPath">Where it is on this machine; never part of the tag.</param>
/// <param name="Executable">The owner's execute bit; for anything but a file it is false.</param>
/// <param name="Target">Target of a symbolic link as written, else empty.</param>
/// <param name="Length">Bytes as sent: after line endings were made LF, when <paramref name="TextBytes"/> is set.</param>
/// <param name="Sha256">Of the bytes as sent; empty for folders and links.</param>
/// <param name="TextBytes">The bytes to send instead of the file's own when CRLF had to become LF.</param>
public sealed record ContextEntry(
    string Path,
    string FullPath,
    ContextKind Kind,
    bool Executable,
    string Target,
    long Length,
    ReadOnlyMemory<byte> Sha256,
    byte[]? TextBytes)
{
    private const string FileMode = "0644";
    private const string ExecutableMode = "0755";

    /// <summary>Mode inside the image: a file's group and other bits follow the umask of whoever cloned, so only "executable" is kept.</summary>
    public string Mode => Kind == ContextKind.Folder || Executable ? ExecutableMode : FileMode;
}
