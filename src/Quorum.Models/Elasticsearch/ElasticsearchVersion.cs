using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Quorum.Models.Elasticsearch;

/// <summary>A released version such as <c>8.17.2</c>. Qualifiers (<c>-SNAPSHOT</c>) are not modelled.</summary>
public readonly record struct ElasticsearchVersion(int Major, int Minor, int Patch) : IComparable<ElasticsearchVersion>
{
    /// <summary>The oldest version from which a node of this one opens a data path and joins a cluster: the last minor of the previous major.</summary>
    public ElasticsearchVersion MinimumCompatible => Major switch
    {
        9 => new(8, 18, 0),
        8 => new(7, 17, 0),
        7 => new(6, 8, 0),
        _ => new(Major - 1, 0, 0),
    };

    public static ElasticsearchVersion Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException($"'{text}' is not an Elasticsearch version such as 8.17.2");

    public static bool TryParse([NotNullWhen(true)] string? text, out ElasticsearchVersion version)
    {
        version = default;
        var parts = text?.Split('.') ?? [];
        if (parts.Length != 3) return false;
        if (!Number(parts[0], out var major) || !Number(parts[1], out var minor) || !Number(parts[2], out var patch)) return false;
        version = new(major, minor, patch);
        return true;
    }

    public int CompareTo(ElasticsearchVersion other) =>
        Major != other.Major ? Major.CompareTo(other.Major) : Minor != other.Minor ? Minor.CompareTo(other.Minor) : Patch.CompareTo(other.Patch);

    public static bool operator <(ElasticsearchVersion left, ElasticsearchVersion right) => left.CompareTo(right) < 0;
    public static bool operator >(ElasticsearchVersion left, ElasticsearchVersion right) => left.CompareTo(right) > 0;
    public static bool operator <=(ElasticsearchVersion left, ElasticsearchVersion right) => left.CompareTo(right) <= 0;
    public static bool operator >=(ElasticsearchVersion left, ElasticsearchVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
