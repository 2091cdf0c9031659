using System.Text;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>Quotes and variables of a Dockerfile's words.</summary>
public static class Words
{
    /// <summary>Replaces <c>$name</c>, <c>${name}</c>, <c>${name:-default}</c> and <c>${name:+other}</c>, and takes quotes away.</summary>
    /// <exception cref="EngineException">An unclosed quote or brace.</exception>
    public static string Expand(string text, Func<string, string?> variable, char escape)
    {
        var at = 0;
        return Expand(text, ref at, variable, escape, end: null);
    }

    /// <summary>Splits at white space outside quotes; quotes stay.</summary>
    public static IReadOnlyList<string> Split(string text, char escape)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = default;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == default && char.IsWhiteSpace(c))
            {
                if (word.Length > 0) words.Add(word.ToString());
                word.Clear();
                continue;
            }
            word.Append(c);
            if (c == escape && quote != '\'' && i + 1 < text.Length) word.Append(text[++i]);
            else if (quote == default && c is '"' or '\'') quote = quote == default ? c : quote;
            else if (c == quote) quote = default;
        }
        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }

    private static string Expand(string text, ref int at, Func<string, string?> variable, char escape, char? end)
    {
        var result = new StringBuilder();
        while (at < text.Length && text[at] != end)
        {
            var c = text[at];
            if (c == '\'')
            {
                var close = text.IndexOf('\'', at + 1);
                if (close < 0) throw Unclosed("'", text);
                result.Append(text, at + 1, close - at - 1);
                at = close + 1;
            }
            else if (c == '"')
            {
                at++;
                Quoted(text, ref at, result, variable, escape);
            }
            else if (c == escape && at + 1 < text.Length)
            {
                result.Append(text[at + 1]);
                at += 2;
            }
            else if (c == '$')
            {
                result.Append(Variable(text, ref at, variable, escape));
            }
            else
            {
                result.Append(c);
                at++;
            }
        }
        if (end is not null && at >= text.Length) throw Unclosed("{", text);
        return result.ToString();
    }

    private static void Quoted(string text, ref int at, StringBuilder result, Func<string, string?> variable, char escape)
    {
        while (at < text.Length)
        {
            var c = text[at];
            if (c == '"')
            {
                at++;
                return;
            }
            if (c == '$')
            {
                result.Append(Variable(text, ref at, variable, escape));
                continue;
            }
            // inside double quotes only these are escaped; before anything else the escape stays
            if (c == escape && at + 1 < text.Length && (text[at + 1] is '"' or '$' || text[at + 1] == escape)) at++;
            result.Append(text[at++]);
        }
        throw Unclosed("\"", text);
    }

    private static string Variable(string text, ref int at, Func<string, string?> variable, char escape)
    {
        at++;
        if (at < text.Length && text[at] == '{')
        {
            at++;
            var name = Name(text, ref at);
            if (name.Length == 0) throw new EngineException(EngineException.BadRequest, $"failed to process \"{text}\": bad substitution");
            var value = variable(name);
            if (at < text.Length && text[at] == '}')
            {
                at++;
                return value ?? "";
            }
            if (at + 1 < text.Length && text[at] == ':' && text[at + 1] is '-' or '+' or '?')
            {
                var kind = text[at + 1];
                at += 2;
                var other = Expand(text, ref at, variable, escape, '}');
                at++;
                if (kind == '?' && string.IsNullOrEmpty(value)) throw new EngineException(EngineException.BadRequest, $"failed to process \"{text}\": {name}: {other}");
                return kind == '+' ? (string.IsNullOrEmpty(value) ? "" : other) : string.IsNullOrEmpty(value) ? other : value;
            }
            throw new EngineException(EngineException.BadRequest, $"failed to process \"{text}\": unsupported modifier in substitution");
        }
        var plain = Name(text, ref at);
        return plain.Length == 0 ? "$" : variable(plain) ?? "";
    }

    private static string Name(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_') && !(at == start && char.IsAsciiDigit(text[at]))) at++;
        return text[start..at];
    }

    private static EngineException Unclosed(string what, string text) =>
        new(EngineException.BadRequest, $"failed to process \"{text}\": unexpected end of statement while looking for the end of {what}");
}
