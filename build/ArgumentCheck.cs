using System.Collections.Generic;
using System.Linq;
using Quorum.Pipeline;
using Quorum.Settings;

/// <summary>The engine ignores a misspelt <c>--parameter</c> and the form <c>--name=value</c> without a word; a deployment must not.</summary>
static class ArgumentCheck
{
    private static readonly string[] EngineParameters =
        ["continue", "help", "host", "no-logo", "plan", "profile", "root", "skip", "target", "verbosity", "strict", "partition", "generate-configuration", "shell-completion"];

    /// <exception cref="InputException">At least one argument names no parameter; a line for each.</exception>
    public static void ThrowIfUnknown(IEnumerable<string> arguments, IEnumerable<string> parameters)
    {
        var known = parameters.Concat(EngineParameters).Select(Plain).ToHashSet();
        var problems = arguments.Where(argument => argument.StartsWith('-')).Select(argument => Problem(argument, known)).OfType<InputProblem>().ToList();
        if (problems.Count > 0) throw new InputException(problems);
    }

    private static InputProblem? Problem(string argument, HashSet<string> known)
    {
        var name = argument.TrimStart('-');
        var cut = name.IndexOfAny(['=', ':']);
        if (cut > 0 && known.Contains(Plain(name[..cut]))) return new(argument, "", $"a space between name and value: --{name[..cut]} {name[(cut + 1)..]}");
        if (known.Contains(Plain(name))) return null;
        return new(argument, "", "a parameter of this build; ./build.sh --help lists them");
    }

    private static string Plain(string name) => name.Replace("-", "").ToLowerInvariant();
}
