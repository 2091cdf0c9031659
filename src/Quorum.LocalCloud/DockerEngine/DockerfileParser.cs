using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>One instruction.</summary>
/// <param name="Name">Upper case.</param>
/// <param name="Flags">As written, e.g. <c>--chown=1000:0</c>.</param>
/// <param name="Rest">Everything after the flags, continuation lines joined.</param>
/// <param name="Json">The arguments when they are a JSON list of strings; null in shell form.</param>
public sealed record Instruction(int Line, string Name, IReadOnlyList<string> Flags, string Rest, IReadOnlyList<string>? Json)
{
    /// <summary>As the builder prints it.</summary>
    public string Text => string.Join(' ', Flags.Prepend(Name).Append(Rest).Where(t => t.Length > 0));

    /// <summary>Value of <c>--name=value</c>; null when the flag is not there.</summary>
    public string? Flag(string name) => Flags.FirstOrDefault(f => f.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];
}

public sealed record Dockerfile(IReadOnlyList<Instruction> Instructions, char Escape);

/// <summary>Reads a Dockerfile as the classic builder does.</summary>
public static partial class DockerfileParser
{
    private static readonly Dictionary<string, string[]> KnownFlags = new(StringComparer.Ordinal)
    {
        ["FROM"] = ["platform"], ["ARG"] = [], ["ENV"] = [], ["LABEL"] = [], ["COPY"] = ["chown", "chmod", "from", "link", "parents", "exclude"],
        ["ADD"] = ["chown", "chmod", "link", "keep-git-dir", "checksum", "exclude"], ["RUN"] = ["mount", "network", "security"], ["WORKDIR"] = [], ["USER"] = [], ["EXPOSE"] = [],
        ["VOLUME"] = [], ["ENTRYPOINT"] = [], ["CMD"] = [], ["HEALTHCHECK"] = ["interval", "timeout", "start-period", "start-interval", "retries"], ["STOPSIGNAL"] = [],
        ["SHELL"] = [], ["ONBUILD"] = [], ["MAINTAINER"] = [],
    };

    private static readonly Dictionary<string, string[]> BuildKitFlags = new(StringComparer.Ordinal)
    {
        ["COPY"] = ["chmod", "link", "parents", "exclude"],
        ["ADD"] = ["chmod", "link", "keep-git-dir", "checksum", "exclude"],
        ["RUN"] = ["mount", "network", "security"],
        ["HEALTHCHECK"] = ["start-interval"],
    };

    private static readonly string[] JsonForms = ["RUN", "CMD", "ENTRYPOINT", "COPY", "ADD", "VOLUME", "SHELL"];

    /// <exception cref="EngineException">What the engine answers with 400: line and problem.</exception>
    public static Dockerfile Parse(string text)
    {
        var escape = '\\';
        var instructions = new List<Instruction>();
        var lines = text.TrimStart('\uFEFF').Split('\n');
        var directives = true;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (directives && Directive().Match(line) is { Success: true } directive)
            {
                if (directive.Groups[1].Value.Equals("escape", StringComparison.OrdinalIgnoreCase))
                {
                    if (directive.Groups[2].Value is not ("\\" or "`")) throw At(i + 1, $"invalid ESCAPE '{directive.Groups[2].Value}'. Must be ` or \\");
                    escape = directive.Groups[2].Value[0];
                }
                continue;
            }
            directives = false;
            if (line.Length == 0 || line[0] == '#') continue;
            var first = i + 1;
            var joined = new StringBuilder();
            var current = lines[i].TrimStart();
            while (Continues(current, escape, out var part))
            {
                joined.Append(part);
                // comments and empty lines within a continued instruction are no part of it
                do i++; while (i < lines.Length && lines[i].Trim() is "" or ['#', ..]);
                if (i >= lines.Length) { current = ""; break; }
                current = lines[i].TrimEnd('\r');
            }
            joined.Append(current.TrimEnd());
            instructions.Add(Read(first, joined.ToString().Trim()));
        }
        if (instructions.Count == 0) throw new EngineException(EngineException.BadRequest, "the Dockerfile cannot be empty");
        if (instructions.All(i => i.Name != "FROM") || instructions.First(i => i.Name != "ARG").Name != "FROM")
            throw new EngineException(EngineException.BadRequest, "dockerfile parse error: no build stage in current context");
        return new Dockerfile(instructions, escape);
    }

    private static Instruction Read(int line, string text)
    {
        var space = text.AsSpan().IndexOfAny(" \t");
        var name = (space < 0 ? text : text[..space]).ToUpperInvariant();
        var rest = space < 0 ? "" : text[space..].Trim();
        if (!KnownFlags.TryGetValue(name, out var known)) throw At(line, $"unknown instruction: {name}");
        var flags = new List<string>();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            var end = rest.AsSpan().IndexOfAny(" \t");
            var flag = end < 0 ? rest : rest[..end];
            rest = end < 0 ? "" : rest[end..].TrimStart();
            if (flag == "--") break;
            var flagName = flag[2..].Split('=')[0];
            if (!known.Contains(flagName)) throw At(line, $"unknown flag: {flagName}");
            if (BuildKitFlags.GetValueOrDefault(name)?.Contains(flagName) == true) throw EngineException.NeedsBuildKit($"--{flagName} option");
            flags.Add(flag);
        }
        if (rest.Length == 0) throw At(line, $"{name} requires at least one argument");
        if (name is "RUN" or "COPY" or "ADD" && HereDocument().IsMatch(rest)) throw EngineException.NeedsBuildKit("heredoc syntax");
        return new Instruction(line, name, flags, rest, JsonForms.Contains(name) ? ReadJson(rest) : null);
    }

    /// <summary>A JSON list of strings; null for anything else, which is a shell command then.</summary>
    internal static IReadOnlyList<string>? ReadJson(string text)
    {
        if (text[0] != '[') return null;
        try
        {
            return JsonSerializer.Deserialize<string[]>(text);
        }
        catch (JsonException)
        {
            // the builder takes what is no list of strings for a shell command
            return null;
        }
    }

    private static bool Continues(string line, char escape, out string part)
    {
        var trimmed = line.TrimEnd();
        part = trimmed.Length > 0 ? trimmed[..^1] : "";
        return trimmed.Length > 0 && trimmed[^1] == escape;
    }

    private static EngineException At(int line, string problem) => new(EngineException.BadRequest, $"dockerfile parse error line {line}: {problem}");

    [GeneratedRegex(@"^#\s*(escape|syntax|check)\s*=\s*(\S+)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Directive();

    [GeneratedRegex(@"(?:^|\s)<<-?[""']?[A-Za-z_]")]
    private static partial Regex HereDocument();
}
