using System.Text.RegularExpressions;

namespace Quorum.Provisioning.Pinning;

/// <summary>The pinned AMI among the pairs of <see cref="ProvisionOptions.Parameter"/>; the other pairs stay as they are written.</summary>
internal static partial class AmiOption
{
    private const string Key = "amiId";

    /// <summary>Null when none is pinned.</summary>
    /// <exception cref="Pipeline.InputException">The pairs cannot be read.</exception>
    public static string? Of(string options) => ProvisionOptions.Parse(options).Infra.GetValueOrDefault(Key);

    public static string With(string options, string ami)
    {
        var pair = $"{Key}={ami}";
        if (Pair().IsMatch(options)) return Pair().Replace(options, pair);
        return options.Length == 0 || Separator(options[^1]) ? options + pair : $"{options};{pair}";
    }

    private static bool Separator(char last) => last == ';' || char.IsWhiteSpace(last);

    [GeneratedRegex(@"(?<![^;\s])amiId=[^;\s]*")]
    private static partial Regex Pair();
}
