using System.Text.RegularExpressions;

namespace Build.Tests.Documents;

/// <summary>A document and the commands of this repository in it, as a person would copy them.</summary>
internal sealed partial class Page
{
    private readonly HashSet<string> _ran = new(StringComparer.Ordinal);

    public Page(string file)
    {
        Name = file;
        var text = File.ReadAllText(Path.Combine(ProcessRun.Repository, file)).ReplaceLineEndings("\n");
        // In code only: a sentence may say a name as well.
        Commands = [.. Code().Matches(text).Select(match => match.Groups["inline"].Success ? match.Groups["inline"].Value : match.Groups["block"].Value)
            .Select(code => Trailing().Replace(code, "").Trim()).Where(code => code.StartsWith("./build.", StringComparison.Ordinal)).Distinct()];
        Marked = Commands.Where(command => text.Split('\n').Where(line => line.Contains(command, StringComparison.Ordinal)).All(line => line.Contains("(AWS)", StringComparison.Ordinal))).ToHashSet();
    }

    public string Name { get; }

    public IReadOnlyList<string> Commands { get; }

    /// <summary>Those that say themselves that they need an account.</summary>
    public IReadOnlySet<string> Marked { get; }

    public IEnumerable<string> NotRun => Commands.Where(command => !_ran.Contains(command)).Select(command => $"{Name}: {command}");

    /// <summary>The arguments of a command of the page, for the embedded default: without its profile.</summary>
    public string[] Take(string command)
    {
        Assert.Contains(command, Commands);
        _ran.Add(command);
        return Arguments(Profile().Replace(command, ""));
    }

    /// <summary>Words behind <c>./build.sh</c>, as a shell splits them.</summary>
    public static string[] Arguments(string command) => [.. Word().Matches(command).Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Value).Skip(1)];

    public static IReadOnlyList<Page> All { get; } =
        [.. Directory.EnumerateFiles(ProcessRun.Repository, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(ProcessRun.Repository, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(ProcessRun.Repository, file).Replace('\\', '/')).Order(StringComparer.Ordinal).Select(file => new Page(file))];

    [GeneratedRegex(@"(?m)^(?:    |\t)+(?<block>\./build\.[^\n]*)$|(?<!`)`(?<inline>\./build\.[^`\n]*)`|(?m)^(?<block>\./build\.[^\n]*)$")]
    private static partial Regex Code();

    // A remark after the command, or a column of one.
    [GeneratedRegex(@"\s+#.*$|\s{2,}.*$")]
    private static partial Regex Trailing();

    [GeneratedRegex(@" --profile (prod|staging)\b")]
    private static partial Regex Profile();

    [GeneratedRegex("\"([^\"]*)\"|\\S+")]
    private static partial Regex Word();
}
