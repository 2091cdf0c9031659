namespace Nuke.Common.IO;

/// <summary>A path that starts somewhere else; converts to text.</summary>
public class RelativePath
{
    private readonly string _path;

    internal RelativePath(string path) => _path = path;

    public static implicit operator string(RelativePath path) => path?._path;

    public override string ToString() => _path;
}

/// <summary>With forward slashes on each platform.</summary>
public class UnixRelativePath : RelativePath
{
    internal UnixRelativePath(string path)
        : base(path.Replace('\\', '/'))
    {
    }
}
