using System.Text;
using Quorum.Pipeline;

namespace Quorum.Images;

/// <summary>
/// A .dockerignore file with Docker's own semantics: the last matching line wins, a match of a parent folder counts for everything
/// below it, <c>!</c> keeps again, <c>**</c> spans folders, a leading slash means the context's root.
/// Source: docs.docker.com, "Build context", section ".dockerignore files".
/// </summary>
public sealed class DockerIgnore
{
    public const string FileName = ".dockerignore";

    public static readonly DockerIgnore Nothing = new([]);

    private readonly IReadOnlyList<IgnorePattern> patterns;

    private DockerIgnore(IReadOnlyList<IgnorePattern> patterns) => this.patterns = patterns;

    /// <summary>True when a line beginning with <c>!</c> exists: then an ignored folder may still hold kept files.</summary>
    public bool HasExceptions => patterns.Any(pattern => pattern.Exception);

    /// <exception cref="StageException">A pattern is malformed; names the line.</exception>
    public static DockerIgnore Parse(string text)
    {
        var patterns = new List<IgnorePattern>();
        var number = 0;
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            // A comment is recognised before trimming: " # x" is a pattern, as it is for Docker.
            if (raw.StartsWith('#')) continue;
            var line = raw.Trim();
            if (line.Length == 0) continue;
            try
            {
                patterns.Add(new IgnorePattern(Normalise(line)));
            }
            catch (Exception error) when (error is FormatException or ArgumentException)
            {
                throw new StageException($"{FileName} line {number}: \"{line}\" is not a pattern: {error.Message}", "Correct or delete the line.");
            }
        }

        return new DockerIgnore(patterns);
    }

    /// <summary>Reads <c>.dockerignore</c> of <paramref name="folder"/>; a folder without one ignores nothing.</summary>
    public static DockerIgnore Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? Parse(File.ReadAllText(file, Encoding.UTF8)) : Nothing;
    }

    /// <param name="path">Relative to the context, slashes forward, no leading slash.</param>
    public bool Ignores(string path)
    {
        var ignored = false;
        foreach (var pattern in patterns)
        {
            // A line can only change the answer when it says the opposite of what holds so far.
            if (pattern.Exception == ignored && MatchesSelfOrParent(pattern, path)) ignored = !ignored;
        }

        return ignored;
    }

    private static bool MatchesSelfOrParent(IgnorePattern pattern, string path)
    {
        if (pattern.Matches(path)) return true;
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (pattern.Matches(path[..slash])) return true;
        }

        return false;
    }

    private static string Normalise(string line)
    {
        var exception = line[0] == '!';
        var pattern = exception ? line[1..].Trim() : line;
        if (pattern.Length > 0)
        {
            pattern = GoPath.Clean(pattern);
            if (pattern.Length > 1 && pattern[0] == '/') pattern = pattern[1..];
        }

        return exception ? "!" + pattern : pattern;
    }
}
