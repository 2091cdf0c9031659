using System.Reflection;
using System.Text;

namespace Nuke.Common.ValueInjection;

/// <summary>Names of parameters: as members, and as people type them.</summary>
internal static class ParameterName
{
    private static readonly string[] s_knownWords =
        ["DotNet", "GitHub", "GitVersion", "MSBuild", "NuGet", "ReSharper", "AppVeyor", "TeamCity", "GitLab", "SignPath", "JetBrains"];

    public static string Of(MemberInfo member, ParameterAttribute attribute)
    {
        var name = attribute?.Name ?? member.Name;
        var prefix = member.DeclaringType is { IsInterface: true } type ? type.GetCustomAttribute<ParameterPrefixAttribute>()?.Prefix : null;
        return prefix + name;
    }

    /// <summary><c>GitHubApiUrl</c> → <c>github-api-url</c>.</summary>
    public static string Dashed(string name)
    {
        var result = new StringBuilder();
        for (var i = 0; i < name.Length;)
        {
            var word = KnownWordAt(name, i) ?? WordAt(name, i);
            if (result.Length > 0 && result[^1] != '-')
                result.Append('-');
            result.Append(word.ToLowerInvariant());
            i += word.Length;
        }

        return result.ToString();
    }

    private static string KnownWordAt(string name, int start) =>
        s_knownWords.FirstOrDefault(x => string.CompareOrdinal(name, start, x, 0, x.Length) == 0);

    private static string WordAt(string name, int start)
    {
        var end = start + 1;
        // A run of capitals is one word, up to the capital that starts the next: SSMPath → SSM, Path.
        while (end < name.Length
            && !(char.IsUpper(name[end]) && (!char.IsUpper(name[end - 1]) || (end + 1 < name.Length && char.IsLower(name[end + 1])))))
            end++;
        return name[start..end];
    }
}
