using System.Text;
using System.Text.RegularExpressions;
using Quorum.Pipeline;

namespace Quorum.Images;

/// <param name="Line">1-based line of the Dockerfile.</param>
public sealed record LintFinding(int Line, string Problem, string Remedy)
{
    public override string ToString() => $"Dockerfile line {Line}: {Problem} → {Remedy}";
}

/// <summary>
/// Finds before the build what the engine's classic builder (the only one behind POST /build) would refuse late or misread silently,
/// and what must not be in this image: a root user, a source that matches no file.
/// </summary>
public static partial class DockerfileLint
{
    private static readonly HashSet<string> Known =
    [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
        "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ];

    // What the classic builder knows; every other flag belongs to BuildKit.
    private static readonly Dictionary<string, string[]> ClassicFlags = new()
    {
        ["ADD"] = ["chown"],
        ["COPY"] = ["chown", "from"],
        ["FROM"] = ["platform"],
        ["HEALTHCHECK"] = ["interval", "timeout", "start-period", "retries"],
    };

    /// <summary>Throws with every finding, one line each, when there is one.</summary>
    public static void Require(BuildContext context)
    {
        var findings = Check(Encoding.UTF8.GetString(context.Dockerfile), context.Entries);
        if (findings.Count > 0)
            throw new StageException(string.Join(Environment.NewLine, findings), $"Edit {Path.Combine(context.Folder, BuildContext.DockerfileName)}; nothing was built.");
    }

    public static IReadOnlyList<LintFinding> Check(string dockerfile, IReadOnlyList<ContextEntry> entries)
    {
        var findings = new List<LintFinding>();
        foreach (var (line, name, _) in DockerfileInstruction.Directives(dockerfile).Where(directive => directive.Name is "syntax" or "check"))
            findings.Add(new(line, $"the directive \"# {name}=\" needs BuildKit", "delete it"));

        var instructions = DockerfileInstruction.Parse(dockerfile);
        if (instructions.All(instruction => instruction.Name != "FROM"))
            findings.Add(new(1, "there is no FROM", "begin with ARG BASE_IMAGE and FROM ${BASE_IMAGE}"));
        var sawFrom = false;
        foreach (var instruction in instructions)
        {
            CheckName(instruction, sawFrom, findings);
            CheckFlags(instruction, findings);
            CheckHeredoc(instruction, findings);
            CheckAutomaticArguments(instruction, findings);
            CheckBase(instruction, findings);
            CheckSources(instruction, entries, findings);
            sawFrom |= instruction.Name == "FROM";
        }

        CheckUser(instructions, findings);
        return findings;
    }

    private static void CheckName(DockerfileInstruction instruction, bool sawFrom, List<LintFinding> findings)
    {
        if (!Known.Contains(instruction.Name))
            findings.Add(new(instruction.Line, $"unknown instruction {instruction.Name}", "correct the typing mistake, or end the line before it with a backslash"));
        else if (instruction.Arguments.Length == 0 && instruction.Name != "CMD")
            findings.Add(new(instruction.Line, $"{instruction.Name} without arguments", "complete or delete it"));
        else if (!sawFrom && instruction.Name is not ("FROM" or "ARG"))
            findings.Add(new(instruction.Line, $"{instruction.Name} before FROM", "only ARG may come before FROM"));
    }

    private static void CheckFlags(DockerfileInstruction instruction, List<LintFinding> findings)
    {
        var allowed = ClassicFlags.GetValueOrDefault(instruction.Name, []);
        foreach (var flag in instruction.Flags)
        {
            var name = flag[2..].Split('=')[0];
            if (allowed.Contains(name)) continue;
            var remedy = (instruction.Name, name) switch
            {
                ("RUN", "mount") => "copy what it needs, or use a build stage",
                ("COPY" or "ADD", "chmod") => "set the file's execute bit in the repository: it is kept",
                _ => "remove the flag",
            };
            findings.Add(new(instruction.Line, $"{instruction.Name} --{name} needs BuildKit", remedy));
        }
    }

    private static void CheckHeredoc(DockerfileInstruction instruction, List<LintFinding> findings)
    {
        if (instruction.Name is "RUN" or "COPY" or "ADD" && Heredoc().IsMatch(instruction.Arguments))
            findings.Add(new(instruction.Line, $"a here-document in {instruction.Name} needs BuildKit", "put the text into a file and COPY it"));
    }

    private static void CheckAutomaticArguments(DockerfileInstruction instruction, List<LintFinding> findings)
    {
        var match = AutomaticArgument().Match(string.Join(' ', instruction.Flags.Append(instruction.Arguments)));
        if (match.Success)
            findings.Add(new(instruction.Line, $"{match.Groups[1].Value} is set by BuildKit only", "declare an ARG of your own and pass it"));
    }

    private static void CheckBase(DockerfileInstruction instruction, List<LintFinding> findings)
    {
        if (instruction.Name != "FROM") return;
        var reference = instruction.Words().FirstOrDefault() ?? "";
        if (reference == "scratch" || reference.Contains('$') || reference.Contains('@')) return;
        var tag = reference[(reference.LastIndexOf('/') + 1)..].Split(':');
        if (tag.Length > 1 && tag[1] == "latest")
            findings.Add(new(instruction.Line, $"{reference} moves", "name a version and pin its digest in base.lock.json"));
    }

    private static void CheckSources(DockerfileInstruction instruction, IReadOnlyList<ContextEntry> entries, List<LintFinding> findings)
    {
        if (instruction.Name is not ("COPY" or "ADD") || Heredoc().IsMatch(instruction.Arguments)) return;
        if (instruction.Flags.Any(flag => flag.StartsWith("--from", StringComparison.Ordinal))) return;
        var words = instruction.Words();
        if (words.Count < 2)
        {
            if (words.Count == 1) findings.Add(new(instruction.Line, $"{instruction.Name} has a source and no target", "name the target as the last word"));
            return;
        }

        foreach (var source in words.Take(words.Count - 1).Where(source => !source.Contains('$') && !source.Contains("://", StringComparison.Ordinal)))
        {
            var path = GoPath.Clean(source).TrimStart('/');
            if (path is "." or "" || Exists(path, entries)) continue;
            findings.Add(new(instruction.Line, $"{instruction.Name} {source}: no such file in the context after .dockerignore", "correct the path, or keep it with a \"!\" line"));
        }
    }

    private static bool Exists(string path, IReadOnlyList<ContextEntry> entries)
    {
        if (path.AsSpan().IndexOfAny("*?[") < 0)
            return entries.Any(entry => entry.Path == path || entry.Path.StartsWith(path + "/", StringComparison.Ordinal));
        try
        {
            var pattern = new IgnorePattern(path);
            return entries.Any(entry => pattern.Matches(entry.Path));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static void CheckUser(IReadOnlyList<DockerfileInstruction> instructions, List<LintFinding> findings)
    {
        var user = instructions.LastOrDefault(instruction => instruction.Name is "USER" or "FROM");
        if (user is { Name: "USER" } && user.Arguments.Split(':')[0] is "root" or "0")
            findings.Add(new(user.Line, "the image would run as root", "end with USER 1000:0"));
    }

    [GeneratedRegex("""(^|[\s;&|(])<<-?\s*["']?[A-Za-z_]""")]
    private static partial Regex Heredoc();

    [GeneratedRegex("""\$\{?((?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT))\b""")]
    private static partial Regex AutomaticArgument();
}
