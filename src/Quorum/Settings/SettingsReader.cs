using System.Globalization;
using Quorum.Pipeline;

namespace Quorum.Settings;

/// <summary>
/// Turns the build's parameters, all of them text, into settings. The build engine only warns about a value it cannot convert and
/// goes on with the default; here nothing is converted before everything has been checked.
/// </summary>
public static class SettingsReader
{
    /// <summary>Parameter names as people write them, in the order of the documentation. Values of the same name feed <see cref="Read"/>.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        "Cloud", "ClusterName", "DeployRegion", "DeployAccount", "LocalPort", "LocalRuntime", "ZoneCount", "SlotsPerZone", "SlotInstanceType",
        "VolumeSize", "VpcCidr", "RepositoryName", "ElasticsearchVersion", "BaseImage", "ImagePlatform", "ClusterAccess", "ClusterSecurity", "SkipRules", "WriteProbe", "AllowVersions", "InfraOptions",
    ];

    /// <param name="value">Gives a parameter's text by name; null when it is not set anywhere.</param>
    /// <exception cref="InputException">At least one value is missing or wrong; the message has a line for each.</exception>
    public static QuorumSettings Read(string root, string profile, Func<string, string?> value)
    {
        var problems = new List<InputProblem>();
        var settings = new QuorumSettings
        {
            Root = root,
            Profile = profile,
            Cloud = Cloud(problems, value),
            ClusterName = Text("ClusterName"),
            Region = Text("DeployRegion"),
            AccountId = Text("DeployAccount"),
            LocalPort = Number("LocalPort"),
            LocalRuntime = Text("LocalRuntime"),
            ZoneCount = Number("ZoneCount"),
            SlotsPerZone = Number("SlotsPerZone"),
            InstanceType = Text("SlotInstanceType"),
            VolumeSizeGiB = Number("VolumeSize"),
            VpcCidr = Text("VpcCidr"),
            RepositoryName = Text("RepositoryName"),
            ElasticsearchVersion = Text("ElasticsearchVersion"),
            BaseImage = Text("BaseImage"),
            Platform = Text("ImagePlatform"),
            Access = Text("ClusterAccess"),
            Security = value("ClusterSecurity") is { Length: > 0 } security ? security : "on",
            SkipRules = Names("SkipRules"),
            AllowVersions = Names("AllowVersions"),
            InfraOptions = value("InfraOptions") ?? "",
            WriteProbe = Flag("WriteProbe"),
        };
        // A value that could not be read is reported once, as unreadable, not again for being out of range.
        var unreadable = problems.Select(problem => problem.Parameter).ToHashSet();
        problems.AddRange(SettingsValidator.Problems(settings).Where(problem => !unreadable.Contains(problem.Parameter)));
        return problems.Count == 0 ? settings : throw new InputException(problems);

        string[] Names(string name) => (value(name) ?? "").Split(['+', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        string Text(string name) => value(name) is { Length: > 0 } text ? text : Missing(name, "");

        T Missing<T>(string name, T substitute)
        {
            problems.Add(new(name, "", $"must be set: --{Kebab(name)}, the environment, or .nuke/parameters.json"));
            return substitute;
        }

        int Number(string name)
        {
            if (value(name) is not { Length: > 0 } text) return Missing(name, 0);
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
            problems.Add(new(name, text, "a whole number in digits"));
            return 0;
        }

        bool Flag(string name)
        {
            if (value(name) is not { Length: > 0 } text) return Missing(name, false);
            if (bool.TryParse(text, out var flag)) return flag;
            problems.Add(new(name, text, "true or false"));
            return false;
        }
    }

    /// <summary><c>ZoneCount</c> → <c>zone-count</c>, as written on the command line.</summary>
    public static string Kebab(string name) =>
        string.Concat(name.Select((ch, i) => char.IsUpper(ch) && i > 0 ? $"-{char.ToLowerInvariant(ch)}" : $"{char.ToLowerInvariant(ch)}"));

    private static CloudKind Cloud(List<InputProblem> problems, Func<string, string?> value)
    {
        var text = value("Cloud") ?? "";
        if (Enum.TryParse<CloudKind>(text, ignoreCase: true, out var kind) && !char.IsDigit(text[0])) return kind;
        problems.Add(new("Cloud", text, "local (the embedded AWS) or aws"));
        return CloudKind.Local;
    }
}
