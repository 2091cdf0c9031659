namespace Quorum.Images;

/// <summary>The lexical path rules of Go's <c>path.Clean</c>, which .dockerignore is defined in terms of.</summary>
internal static class GoPath
{
    /// <summary>Drops <c>.</c>, resolves <c>..</c> lexically, and removes doubled and trailing slashes; empty becomes <c>.</c>.</summary>
    public static string Clean(string path)
    {
        if (path.Length == 0) return ".";
        var rooted = path[0] == '/';
        var kept = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".") continue;
            if (part != "..") kept.Add(part);
            else if (kept.Count > 0 && kept[^1] != "..") kept.RemoveAt(kept.Count - 1);
            else if (!rooted) kept.Add(part);
        }

        var joined = string.Join('/', kept);
        if (rooted) return "/" + joined;
        return joined.Length == 0 ? "." : joined;
    }
}
