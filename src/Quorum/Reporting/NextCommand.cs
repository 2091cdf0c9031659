using System.Text.RegularExpressions;

namespace Quorum.Reporting;

/// <summary>Commands to go on with, as they must be given for a profile: without it they would be about the cluster on the embedded AWS.</summary>
public static partial class NextCommand
{
    private const string Default = "local";

    /// <param name="text">Any text with <c>./build.sh Target</c> in it.</param>
    /// <param name="profile">Of the run.</param>
    public static string For(string text, string profile) => profile == Default ? text : Command().Replace(text, match => $"{match.Value} --profile {profile}");

    // The targets, unless a profile is named further on in the same command.
    [GeneratedRegex(@"(?>\./build\.sh(?: [A-Z][A-Za-z]+)+)(?![^,;()]*--profile)")]
    private static partial Regex Command();
}
