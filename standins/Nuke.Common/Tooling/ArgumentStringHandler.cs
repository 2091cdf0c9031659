using System.Runtime.CompilerServices;
using System.Text;

namespace Nuke.Common.Tooling;

/// <summary>
/// Command-line arguments as an interpolated string: a hole is put in double quotes if it contains a space; <c>{x:r}</c> hides the value in what is
/// logged; <c>{x:nq}</c> never quotes. A plain string counts as one hole: with spaces and quotation marks of its own it becomes a single argument.
/// </summary>
[InterpolatedStringHandler]
public readonly ref struct ArgumentStringHandler
{
    private const string Hidden = "[REDACTED]";

    private readonly StringBuilder _text;
    private readonly List<string> _secrets;

    public ArgumentStringHandler(int literalLength, int formattedCount, out bool handlerIsValid)
    {
        _text = new StringBuilder(literalLength);
        _secrets = [];
        handlerIsValid = true;
    }

    public static implicit operator ArgumentStringHandler(string value)
    {
        var handler = new ArgumentStringHandler(value?.Length ?? 0, 0, out _);
        handler.AppendFormatted(value ?? throw new ArgumentNullException(nameof(value)));
        return handler;
    }

    internal bool IsDefault => _text == null;

    public void AppendLiteral(string value) => _text.Append(value);

    public void AppendFormatted(object value, int alignment = 0, string format = null)
    {
        var text = value switch
        {
            IEnumerable<string> many => string.Join(' ', many.Select(Quoted)),
            IFormattable formattable when format is not ("r" or "nq") => formattable.ToString(format, System.Globalization.CultureInfo.InvariantCulture),
            _ => value?.ToString() ?? "",
        };
        if (format == "r")
            _secrets.Add(text);
        _text.Append(format == "nq" || value is IEnumerable<string> ? text : Quoted(text));
    }

    /// <summary>Without the quotation marks around the whole when there are no others.</summary>
    public string ToStringAndClear()
    {
        var text = _text.ToString();
        return text is ['"', .., '"'] && text.IndexOf('"', 1) == text.Length - 1 ? text[1..^1] : text;
    }

    /// <summary>Hides the secret values in any text.</summary>
    public Func<string, string> GetFilter()
    {
        var secrets = _secrets;
        return text => secrets.Where(x => x.Length > 0).Aggregate(text, (x, secret) => x.Replace(secret, Hidden, StringComparison.Ordinal));
    }

    private static string Quoted(string text) =>
        text.Contains(' ') && text is not (['"', .., '"'] or ['\'', .., '\'']) ? $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : text;
}
