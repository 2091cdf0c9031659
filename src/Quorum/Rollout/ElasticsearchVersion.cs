using System.Globalization;

namespace Quorum.Rollout;

/// <summary>An Elasticsearch version; a suffix such as <c>-SNAPSHOT</c> is dropped, because data paths do not know it either.</summary>
public readonly record struct ElasticsearchVersion(int Major, int Minor, int Patch) : IComparable<ElasticsearchVersion>
{
    public static readonly ElasticsearchVersion Unknown;

    public bool IsKnown => Major > 0;

    /// <summary>Reads <c>8.17.2</c> or <c>8.17.2-SNAPSHOT</c>; <see cref="Unknown"/> for anything else.</summary>
    public static ElasticsearchVersion Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Unknown;
        var parts = text.Split('-')[0].Split('.');
        return parts.Length == 3 && Number(parts[0], out var major) && Number(parts[1], out var minor) && Number(parts[2], out var patch)
            ? new ElasticsearchVersion(major, minor, patch)
            : Unknown;
    }

    public int CompareTo(ElasticsearchVersion other) =>
        Major != other.Major ? Major.CompareTo(other.Major) : Minor != other.Minor ? Minor.CompareTo(other.Minor) : Patch.CompareTo(other.Patch);

    public static bool operator <(ElasticsearchVersion a, ElasticsearchVersion b) => a.CompareTo(b) < 0;

    public static bool operator >(ElasticsearchVersion a, ElasticsearchVersion b) => a.CompareTo(b) > 0;

    public static bool operator <=(ElasticsearchVersion a, ElasticsearchVersion b) => a.CompareTo(b) <= 0;

    public static bool operator >=(ElasticsearchVersion a, ElasticsearchVersion b) => a.CompareTo(b) >= 0;

    public override string ToString() => IsKnown ? string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}") : "unknown";

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
