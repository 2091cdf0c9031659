using System.Security.Cryptography;
using System.Text;

namespace Nuke.Common.IO;

public enum ExistsPolicy
{
    Fail,
    FileSkip,
    FileOverwrite,
    FileOverwriteIfNewer,
}

/// <summary>Everyday work with files and directories. Left out: globbing, compression, JSON and other serialisers.</summary>
public static class AbsolutePathExtensions
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static bool FileExists(this AbsolutePath path) => File.Exists(path);

    public static bool DirectoryExists(this AbsolutePath path) => Directory.Exists(path);

    /// <summary>The path if it is a file, else null.</summary>
    public static AbsolutePath ExistingFile(this AbsolutePath path) => path.FileExists() ? path : null;

    /// <summary>The path if it is a directory, else null.</summary>
    public static AbsolutePath ExistingDirectory(this AbsolutePath path) => path.DirectoryExists() ? path : null;

    public static AbsolutePath CreateDirectory(this AbsolutePath path)
    {
        Directory.CreateDirectory(path);
        return path;
    }

    public static AbsolutePath CreateOrCleanDirectory(this AbsolutePath path)
    {
        path.DeleteDirectory();
        return path.CreateDirectory();
    }

    public static void DeleteDirectory(this AbsolutePath path)
    {
        if (!path.DirectoryExists())
            return;
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(path, recursive: true);
    }

    public static void DeleteFile(this AbsolutePath path)
    {
        if (path.FileExists())
            File.Delete(path);
    }

    public static AbsolutePath TouchFile(this AbsolutePath path, DateTime? time = null, bool createDirectories = true)
    {
        if (createDirectories)
            path.Parent.CreateDirectory();
        if (!path.FileExists())
            File.WriteAllBytes(path, []);
        File.SetLastWriteTime(path, time ?? DateTime.Now);
        return path;
    }

    public static string ReadAllText(this AbsolutePath path, Encoding encoding = null) => File.ReadAllText(path, encoding ?? s_utf8);

    public static string[] ReadAllLines(this AbsolutePath path, Encoding encoding = null) => File.ReadAllLines(path, encoding ?? s_utf8);

    public static byte[] ReadAllBytes(this AbsolutePath path) => File.ReadAllBytes(path);

    /// <summary>Creates the parent. With <paramref name="eofLineBreak"/> the text ends in exactly one line break.</summary>
    public static AbsolutePath WriteAllText(this AbsolutePath path, string content, Encoding encoding = null, bool eofLineBreak = true)
    {
        path.Parent.CreateDirectory();
        File.WriteAllText(path, eofLineBreak ? content.TrimEnd('\r', '\n') + Environment.NewLine : content, encoding ?? s_utf8);
        return path;
    }

    public static AbsolutePath WriteAllLines(this AbsolutePath path, IEnumerable<string> lines, Encoding encoding = null)
    {
        path.Parent.CreateDirectory();
        File.WriteAllLines(path, lines, encoding ?? s_utf8);
        return path;
    }

    public static AbsolutePath WriteAllBytes(this AbsolutePath path, byte[] bytes)
    {
        path.Parent.CreateDirectory();
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public static AbsolutePath AppendAllText(this AbsolutePath path, string content, Encoding encoding = null)
    {
        path.Parent.CreateDirectory();
        File.AppendAllText(path, content, encoding ?? s_utf8);
        return path;
    }

    public static AbsolutePath AppendAllLines(this AbsolutePath path, IEnumerable<string> lines, Encoding encoding = null)
    {
        path.Parent.CreateDirectory();
        File.AppendAllLines(path, lines, encoding ?? s_utf8);
        return path;
    }

    public static AbsolutePath UpdateText(this AbsolutePath path, Func<string, string> update, Encoding encoding = null) =>
        path.WriteAllText(update(path.ReadAllText(encoding)), encoding);

    /// <summary>In an unspecified order, directly in the directory unless <paramref name="depth"/> is greater than 1.</summary>
    public static IEnumerable<AbsolutePath> GetFiles(this AbsolutePath path, string pattern = "*", int depth = 1, FileAttributes attributes = 0) =>
        depth == 0
            ? []
            : Directory.GetFiles(path, pattern)
                .Where(x => (File.GetAttributes(x) & attributes) == attributes)
                .Select(AbsolutePath.Create)
                .Concat(path.GetDirectories().SelectMany(x => depth > 1 ? x.GetFiles(pattern, depth - 1, attributes) : []));

    public static IEnumerable<AbsolutePath> GetDirectories(this AbsolutePath path, string pattern = "*", int depth = 1, FileAttributes attributes = 0) =>
        depth == 0
            ? []
            : Directory.GetDirectories(path, pattern)
                .Where(x => (File.GetAttributes(x) & attributes) == attributes)
                .Select(AbsolutePath.Create)
                .Concat(depth > 1 ? Directory.GetDirectories(path).SelectMany(x => AbsolutePath.Create(x).GetDirectories(pattern, depth - 1, attributes)) : []);

    /// <summary>Whether <paramref name="path"/> is a parent of the other, or it.</summary>
    public static bool Contains(this AbsolutePath path, string otherPath)
    {
        var other = AbsolutePath.Create(otherPath);
        return other == path || other.ToString().StartsWith(path + System.IO.Path.DirectorySeparatorChar.ToString(), StringComparison.Ordinal);
    }

    public static RelativePath GetRelativePathTo(this AbsolutePath path, AbsolutePath destination) =>
        new(System.IO.Path.GetRelativePath(path, destination));

    public static UnixRelativePath GetUnixRelativePathTo(this AbsolutePath path, AbsolutePath destination) =>
        new(System.IO.Path.GetRelativePath(path, destination));

    public static bool HasExtension(this AbsolutePath path, params string[] extensions) =>
        extensions.Any(x => path.Name.EndsWith("." + x.TrimStart('.'), StringComparison.OrdinalIgnoreCase));

    public static AbsolutePath WithExtension(this AbsolutePath path, string extension) => System.IO.Path.ChangeExtension(path, extension);

    public static AbsolutePath FindParentOrSelf(this AbsolutePath path, Func<AbsolutePath, bool> predicate)
    {
        for (var current = path; current != null; current = current.Parent)
        {
            if (predicate(current))
                return current;
        }

        return null;
    }

    /// <summary>MD5 in lower-case hexadecimal.</summary>
    public static string GetFileHash(this AbsolutePath path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(MD5.HashData(stream));
    }

    public static FileInfo ToFileInfo(this AbsolutePath path) => new(path);

    public static DirectoryInfo ToDirectoryInfo(this AbsolutePath path) => new(path);
}
