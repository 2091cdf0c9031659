namespace Quorum.Images;

/// <summary>Bounds on a build context: beyond them it is a mistake (a data folder, a package cache), not an image.</summary>
public static class ContextLimits
{
    public const int MaxEntries = 100_000;

    /// <summary>2 GiB; a normal context here has a few kilobytes.</summary>
    public const long MaxBytes = 2L << 30;

    /// <summary>Files above this are taken as they are: line endings are only made LF in what a person edits.</summary>
    public const int MaxTextBytes = 1 << 20;

    /// <summary>A NUL byte within this many bytes makes a file binary; the same window as git's.</summary>
    public const int BinaryWindow = 8000;

    public const int ReadBuffer = 128 * 1024;
}
