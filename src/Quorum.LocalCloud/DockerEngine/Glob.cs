using System.Text;
using System.Text.RegularExpressions;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>Go's path patterns, as COPY and .dockerignore have them.</summary>
public static class Glob
{
    public static bool HasWildcards(string pattern) => pattern.AsSpan().IndexOfAny("*?[") >= 0;

    /// <summary><c>*</c> and <c>?</c> stay within one folder.</summary>
    /// <exception cref="EngineException">syntax error in pattern.</exception>
    public static bool Matches(string pattern, string path) => Compile(pattern, "").IsMatch(path);

    /// <summary>As .dockerignore: <c>**</c> is any number of folders, and a match of a folder is one of everything in it.</summary>
    public static bool MatchesDeep(string pattern, string path) => Compile(pattern, "(?:/.*)?").IsMatch(path);

    private static Regex Compile(string pattern, string end)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when pattern.AsSpan(i).StartsWith("**"):
                    i++;
                    if (i + 1 < pattern.Length && pattern[i + 1] == '/')
                    {
                        i++;
                        regex.Append("(?:.*/)?");
                    }
                    else regex.Append(".*");
                    break;
                case '*': regex.Append("[^/]*"); break;
                case '?': regex.Append("[^/]"); break;
                case '\\' when i + 1 < pattern.Length: regex.Append(Regex.Escape(pattern[++i].ToString())); break;
                case '[' when pattern.IndexOf(']', i + 2) is > 0 and var close:
                    regex.Append('[').Append(pattern[(i + 1)..close].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)).Append(']');
                    i = close;
                    break;
                case '[': throw new EngineException(EngineException.BadRequest, "syntax error in pattern: " + pattern);
                default: regex.Append(Regex.Escape(pattern[i].ToString())); break;
            }
        }
        return new Regex(regex.Append(end).Append(@"\z").ToString(), RegexOptions.Singleline);
    }
}
