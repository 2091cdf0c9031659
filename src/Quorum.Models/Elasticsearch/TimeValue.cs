using System.Globalization;

namespace Quorum.Models.Elasticsearch;

/// <summary>Elasticsearch's time values: <c>500ms</c>, <c>30s</c>, <c>1m</c>, <c>5h</c>, <c>1d</c>, <c>0</c>, <c>-1</c>.</summary>
public static class TimeValue
{
    private static readonly (string Suffix, double Milliseconds)[] Units =
        [("nanos", 1e-6), ("micros", 1e-3), ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Null for null and for what is not a time value.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (text is "0" or "-1") return text == "0" ? TimeSpan.Zero : TimeSpan.FromMilliseconds(-1);
        foreach (var (suffix, milliseconds) in Units)
            if (text?.EndsWith(suffix, StringComparison.Ordinal) == true && double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
                return TimeSpan.FromMilliseconds(value * milliseconds);
        return null;
    }

    /// <summary>The short form of <c>?human</c> and <c>_cat</c>: one decimal at most, the largest unit that gives at least 1.</summary>
    public static string Format(TimeSpan value)
    {
        var (suffix, milliseconds) = Units[2];
        foreach (var unit in Units[2..]) if (value.TotalMilliseconds >= unit.Milliseconds) (suffix, milliseconds) = unit;
        return (Math.Floor(value.TotalMilliseconds / milliseconds * 10) / 10).ToString("0.#", CultureInfo.InvariantCulture) + suffix;
    }
}
