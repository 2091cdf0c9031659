using System.Globalization;
using Quorum.Elasticsearch;

namespace Quorum.Rollout.Aws;

/// <summary>Reads <c>cluster.routing.allocation.disk.watermark.low</c> in each of its notations.</summary>
public static class DiskWatermark
{
    private const double DefaultLow = 0.85;

    /// <summary>A percentage or ratio in use, or bytes that must stay free; the latter on the smallest disk.</summary>
    public static double Read(string? text, IReadOnlyList<NodeStats>? stats)
    {
        if (text is null) return DefaultLow;
        if (text.EndsWith('%') && double.TryParse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture, out var percent)) return percent / 100;
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var ratio) && ratio is > 0 and <= 1) return ratio;
        var smallest = stats?.Min(each => each.DiskTotalBytes);
        return Bytes(text) is { } free && smallest > free ? 1 - (free / smallest.Value) : DefaultLow;
    }

    private static double? Bytes(string text)
    {
        string[] units = ["tb", "gb", "mb", "kb", "b"];
        double[] sizes = [1L << 40, 1 << 30, 1 << 20, 1 << 10, 1];
        for (var unit = 0; unit < units.Length; unit++)
        {
            if (text.EndsWith(units[unit], StringComparison.OrdinalIgnoreCase) && double.TryParse(text.AsSpan(0, text.Length - units[unit].Length), CultureInfo.InvariantCulture, out var number)) return number * sizes[unit];
        }
        return null;
    }
}
