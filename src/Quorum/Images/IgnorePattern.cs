using System.Text;
using System.Text.RegularExpressions;

namespace Quorum.Images;

/// <summary>
/// One line of a .dockerignore file, matched as Docker matches it. Docker treats a few shapes as plain string
/// comparisons (a leading <c>**</c> followed by plain text is "ends with"), which is observable: <c>**foo</c> matches <c>barfoo</c>.
/// </summary>
internal sealed class IgnorePattern
{
    private enum Kind { Exact, Prefix, Suffix, Expression }

    private readonly string text;
    private readonly Kind kind;
    private readonly Regex? expression;

    /// <summary>True for a line beginning with <c>!</c>: what it matches is kept again.</summary>
    public bool Exception { get; }

    /// <param name="line">Cleaned pattern, with its <c>!</c> when it has one.</param>
    /// <exception cref="FormatException">The pattern is malformed; the message says how.</exception>
    public IgnorePattern(string line)
    {
        Exception = line[0] == '!';
        text = Exception ? line[1..] : line;
        if (text.Length == 0) throw new FormatException("\"!\" alone excludes nothing");
        CheckSyntax(text);
        (kind, var source) = Translate(text);
        if (kind == Kind.Expression)
            expression = new Regex(source, RegexOptions.CultureInvariant);
    }

    public bool Matches(string path) => kind switch
    {
        Kind.Exact => path == text,
        Kind.Prefix => path.StartsWith(text[..^2], StringComparison.Ordinal),
        Kind.Suffix => path.EndsWith(text[2..], StringComparison.Ordinal) || (text.Length > 2 && text[2] == '/' && path == text[3..]),
        _ => expression!.IsMatch(path),
    };

    private static (Kind Kind, string Source) Translate(string pattern)
    {
        var regex = new StringBuilder("^");
        var kind = Kind.Exact;
        for (var at = 0; at < pattern.Length;)
        {
            var first = at == 0;
            var c = pattern[at++];
            switch (c)
            {
                case '*' when at < pattern.Length && pattern[at] == '*':
                    at++;
                    if (at < pattern.Length && pattern[at] == '/') at++;
                    if (at >= pattern.Length)
                    {
                        if (kind == Kind.Exact) kind = Kind.Prefix;
                        else (kind, _) = (Kind.Expression, regex.Append(".*"));
                    }
                    else
                    {
                        (kind, _) = (Kind.Expression, regex.Append("(.*/)?"));
                    }

                    if (first) kind = Kind.Suffix;
                    break;
                case '*':
                    (kind, _) = (Kind.Expression, regex.Append("[^/]*"));
                    break;
                case '?':
                    (kind, _) = (Kind.Expression, regex.Append("[^/]"));
                    break;
                case '\\' when at < pattern.Length:
                    (kind, _) = (Kind.Expression, regex.Append(Regex.Escape(pattern[at++].ToString())));
                    break;
                case '[' or ']':
                    (kind, _) = (Kind.Expression, regex.Append(c));
                    break;
                default:
                    // A "^" stays as it is: it negates a class, as in Docker's own translation.
                    if (".+()|{}$".Contains(c)) regex.Append('\\');
                    regex.Append(c);
                    break;
            }
        }

        return (kind, regex.Append("\\z").ToString());
    }

    // The same refusals as Go's filepath.Match, so that a mistake is an error here and not a pattern that silently matches nothing.
    private static void CheckSyntax(string pattern)
    {
        for (var at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] == '\\')
            {
                if (++at >= pattern.Length) throw new FormatException("a backslash at the end escapes nothing");
                continue;
            }

            if (pattern[at] != '[') continue;
            var members = at + 1;
            if (members < pattern.Length && pattern[members] == '^') members++;
            var close = members;
            while (close < pattern.Length && pattern[close] != ']') close += pattern[close] == '\\' ? 2 : 1;
            if (close >= pattern.Length) throw new FormatException("a \"[\" is not closed");
            if (close == members) throw new FormatException("\"[]\" names no character");
            at = close;
        }
    }
}
