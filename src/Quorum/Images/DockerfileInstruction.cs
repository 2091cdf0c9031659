using System.Text;

namespace Quorum.Images;

/// <summary>One instruction with its continued lines joined.</summary>
/// <param name="Line">1-based line its first word is on.</param>
/// <param name="Name">Upper case, e.g. <c>COPY</c>.</param>
/// <param name="Flags">The <c>--name=value</c> words right after the name, as written.</param>
/// <param name="Arguments">The rest, continuation removed, trimmed.</param>
public sealed record DockerfileInstruction(int Line, string Name, IReadOnlyList<string> Flags, string Arguments)
{
    /// <summary>Splits a Dockerfile as the classic builder does: comments go, also between continued lines; blank lines do not end a continuation.</summary>
    public static IReadOnlyList<DockerfileInstruction> Parse(string text)
    {
        var lines = text.TrimStart('\uFEFF').Split('\n');
        var escape = EscapeCharacter(lines);
        var instructions = new List<DockerfileInstruction>();
        var joined = new StringBuilder();
        var first = 0;
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index].TrimEnd('\r');
            if (line.TrimStart().StartsWith('#') || (joined.Length > 0 && line.Trim().Length == 0)) continue;
            if (joined.Length == 0) first = index + 1;
            var trimmed = line.TrimEnd();
            var continues = trimmed.EndsWith(escape);
            joined.Append(continues ? trimmed[..^1] : line);
            if (continues) continue;
            Add(instructions, first, joined.ToString());
            joined.Clear();
        }

        Add(instructions, first, joined.ToString());
        return instructions;
    }

    /// <summary>The parser directives (<c># name=value</c>) before the first instruction, lower-case names.</summary>
    public static IEnumerable<(int Line, string Name, string Value)> Directives(string text)
    {
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var equals = line.IndexOf('=');
            if (!line.StartsWith('#') || equals < 0) yield break;
            var name = line[1..equals].Trim();
            if (name.Length == 0 || !name.All(char.IsAsciiLetter)) yield break;
            yield return (number, name.ToLowerInvariant(), line[(equals + 1)..].Trim());
        }
    }

    /// <summary>Sources and target of COPY and ADD; both forms, words or a JSON array.</summary>
    public IReadOnlyList<string> Words()
    {
        if (Arguments.StartsWith('['))
        {
            try
            {
                return System.Text.Json.JsonSerializer.Deserialize<List<string>>(Arguments) ?? [];
            }
            catch (System.Text.Json.JsonException)
            {
                // Docker, too, falls back to plain words when the array is not JSON.
            }
        }

        return Arguments.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
    }

    private static char EscapeCharacter(string[] lines) =>
        Directives(string.Join('\n', lines)).Any(directive => directive is { Name: "escape", Value: "`" }) ? '`' : '\\';

    private static void Add(List<DockerfileInstruction> instructions, int line, string text)
    {
        text = text.Trim();
        if (text.Length == 0) return;
        var (name, rest) = FirstWord(text);
        var flags = new List<string>();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            (var flag, rest) = FirstWord(rest);
            flags.Add(flag);
        }

        instructions.Add(new(line, name.ToUpperInvariant(), flags, rest));
    }

    private static (string Word, string Remainder) FirstWord(string text)
    {
        var end = text.IndexOfAny([' ', '\t']);
        return end < 0 ? (text, "") : (text[..end], text[end..].TrimStart());
    }
}
