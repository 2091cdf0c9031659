namespace Nuke.Common.ValueInjection;

/// <summary>The words of a command line: positional ones up to the first named one; a named one takes all words up to the next.</summary>
internal sealed class ArgumentList
{
    private readonly List<(string Name, List<string> Values)> _named = [];

    public ArgumentList(IReadOnlyList<string> words)
    {
        var positional = new List<string>();
        foreach (var word in words)
        {
            if (word.Length > 1 && word[0] == '-')
                _named.Add((Normalize(word), []));
            else if (_named.Count == 0)
                positional.Add(word);
            else
                _named[^1].Values.Add(word);
        }

        Positional = positional;
    }

    public static ArgumentList Process { get; } = new(Environment.GetCommandLineArgs().Skip(1).ToArray());

    public IReadOnlyList<string> Positional { get; }

    /// <summary>The values of the last occurrence; null when it does not occur.</summary>
    public IReadOnlyList<string> Find(string name)
    {
        if (_named.Count == 0)
            return null;
        var normalized = Normalize(name);
        for (var i = _named.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_named[i].Name, normalized, StringComparison.OrdinalIgnoreCase))
                return _named[i].Values;
        }

        return null;
    }

    internal static string Normalize(string name) => name.Replace("-", "", StringComparison.Ordinal);
}
