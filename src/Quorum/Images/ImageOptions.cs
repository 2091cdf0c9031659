using System.Globalization;

namespace Quorum.Images;

/// <summary>What is said for one run and is not part of the profile.</summary>
public sealed record ImageOptions
{
    /// <summary>1980-01-01, the earliest time every archive format can hold.</summary>
    public static readonly DateTimeOffset DefaultTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Names of known problems (images/known-versions.json) that are accepted for this run.</summary>
    public IReadOnlyList<string> AllowVersions { get; init; } = [];

    /// <summary>SOURCE_DATE_EPOCH: time stamp of what is sent to the engine.</summary>
    public DateTimeOffset Time { get; init; } = DefaultTime;

    /// <summary>Commit for the label <c>org.opencontainers.image.revision</c>; not an input of the tag.</summary>
    public string? Commit { get; init; }

    /// <summary>SOURCE_DATE_EPOCH (seconds) and GITHUB_SHA from the environment; a malformed epoch counts as none.</summary>
    public static ImageOptions FromEnvironment(Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        var given = long.TryParse(environment("SOURCE_DATE_EPOCH"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        var commit = environment("GITHUB_SHA");
        return new()
        {
            Time = given ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DefaultTime,
            Commit = string.IsNullOrWhiteSpace(commit) ? null : commit,
        };
    }
}
