using Quorum.Pipeline;

namespace Quorum.Settings;

/// <summary>
/// What the build engine takes without a word, and a deployment must not: a misspelt <c>--parameter</c>, the form
/// <c>--name=value</c>, a name without its value, a key of a parameters file that is no parameter.
/// </summary>
public static class ArgumentCheck
{
    private static readonly string[] EngineSwitches = ["continue", "help", "no-logo", "plan", "strict", "shell-completion"];

    private static readonly string[] EngineValues = ["host", "profile", "root", "skip", "target", "verbosity", "partition", "generate-configuration"];

    /// <summary>Does without a value: it skips all dependencies then.</summary>
    private const string Skip = "skip";

    private static readonly string[] Verbosities = ["verbose", "normal", "minimal", "quiet"];

    /// <param name="arguments">As the program got them.</param>
    /// <param name="values">Names of the build's parameters that take a value.</param>
    /// <param name="switches">Names of those that do without one.</param>
    public static IReadOnlyList<InputProblem> Problems(IReadOnlyList<string> arguments, IEnumerable<string> values, IEnumerable<string> switches)
    {
        var withValue = values.Concat(EngineValues).Select(Plain).ToHashSet();
        var known = switches.Concat(EngineSwitches).Select(Plain).Concat(withValue).ToHashSet();
        var problems = new List<InputProblem>();
        var seen = new HashSet<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!IsName(arguments[i])) continue;
            var name = Plain(arguments[i]);
            var value = i + 1 < arguments.Count && !IsName(arguments[i + 1]) ? arguments[i + 1] : null;
            if (Unknown(arguments[i], name, known) is { } unknown) problems.Add(unknown);
            else if (!seen.Add(name)) problems.Add(new("Argument", arguments[i], "once only: which of its values would be meant?"));
            else if (value is null && name != Skip && withValue.Contains(name)) problems.Add(new("Argument", arguments[i], $"a value after it: {arguments[i]} VALUE"));
            else if (name == "verbosity" && !Verbosities.Contains(value!.ToLowerInvariant())) problems.Add(new("Verbosity", value, $"one of {string.Join(", ", Verbosities)}"));
        }

        return problems;
    }

    /// <summary>Keys of <c>.nuke/parameters*.json</c> that are no parameter; the engine passes them over.</summary>
    /// <param name="profiles">Names of the profiles whose files are read too.</param>
    public static IReadOnlyList<InputProblem> FileProblems(string root, IEnumerable<string> profiles, IEnumerable<string> parameters)
    {
        var known = parameters.Append("$schema").ToHashSet();
        var engine = EngineValues.Concat(EngineSwitches).Select(Plain).ToHashSet();
        return [.. ParameterFile.Of(root, profiles).SelectMany(file => file.Keys().Where(key => !known.Contains(key) && !engine.Contains(Plain(key)))
            .Select(key => new InputProblem(key, $"in {file.Name}", Nearest(key, known) is { } near ? $"no parameter of this build; {near} is meant?" : "no parameter of this build; ./build.sh --help lists them")))];
    }

    // -1 is a value, -x is not.
    private static bool IsName(string argument) => argument.Length > 1 && argument[0] == '-' && !char.IsDigit(argument[1]);

    private static InputProblem? Unknown(string argument, string name, HashSet<string> known)
    {
        if (known.Contains(name)) return null;
        var bare = argument.TrimStart('-');
        var cut = bare.IndexOfAny(['=', ':']);
        if (cut > 0 && known.Contains(Plain(bare[..cut]))) return new("Argument", argument, $"a space between name and value: --{bare[..cut]} {bare[(cut + 1)..]}");
        return new("Argument", argument, Nearest(name, known) is { } near ? $"no parameter of this build; --{near} is meant? ./build.sh --help lists them" : "no parameter of this build; ./build.sh --help lists them");
    }

    /// <summary>The one name that differs by two letters or less; null when there is none, or several.</summary>
    private static string? Nearest(string name, IEnumerable<string> known)
    {
        const int most = 2;
        var near = known.Where(each => Distance(Plain(each), Plain(name)) <= most).Take(2).ToList();
        return near.Count == 1 ? near[0] : null;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
