using System.Text;
using Nuke.Common.Logging;
using Nuke.Common.ValueInjection;

namespace Nuke.Common.Execution;

/// <summary>--help: targets in declaration order, the build's parameters, the engine's parameters.</summary>
internal static class HelpText
{
    private const int MinTargetWidth = 20;
    private const int MinParameterWidth = 16;
    private const int Gap = 3;
    private const int MaxWidth = 90;
    private const int RedirectedWidth = 80;

    public static void Write(NukeBuild build)
    {
        var output = new OutputBuffer(NukeBuild.Host.Theme);
        output.Line("Targets (with their direct dependencies):", Style.Debug);
        output.End().Plain(Targets(build)).End();
        output.Line("Parameters:", Style.Debug);
        output.End().Plain(Parameters(build));
        output.Flush();
    }

    private static string Targets(NukeBuild build)
    {
        var listed = build.ExecutableTargets.Where(x => x.Listed).ToList();
        var width = Math.Max(MinTargetWidth, listed.Count == 0 ? 0 : listed.Max(x => Title(x).Length));
        var text = new StringBuilder();
        foreach (var target in listed)
        {
            text.Append("  ").Append(Title(target).PadRight(width));
            if (target.ExecutionDependencies.Count > 0)
                text.Append(" -> ").AppendJoin(", ", target.ExecutionDependencies.Select(x => x.Name));
            text.Append('\n');
            if (!string.IsNullOrWhiteSpace(target.Description))
                text.Append("    ").Append(target.Description).Append('\n');
        }

        return text.ToString();
    }

    private static string Title(ExecutableTarget target) => target.Name + (target.IsDefault ? " (default)" : "");

    private static string Parameters(NukeBuild build)
    {
        var own = Components.Parameters(build)
            .Where(x => x.Attribute.List)
            .Select(x => (Name: ParameterName.Dashed(x.Name), Text: x.Attribute.Description))
            .OrderBy(x => x.Name, StringComparer.Ordinal).ToList();
        var engine = EngineParameters(build);
        var padding = own.Concat(engine).Max(x => x.Name.Length);
        padding = Math.Max(padding, MinParameterWidth);
        var text = new StringBuilder();
        foreach (var (name, description) in own)
            Parameter(text, name, description, padding);
        if (own.Count > 0)
            text.Append('\n');
        foreach (var (name, description) in engine)
            Parameter(text, name, description, padding);
        return text.ToString();
    }

    private static List<(string Name, string Text)> EngineParameters(NukeBuild build)
    {
        var defaults = string.Join(", ", build.ExecutableTargets.Where(x => x.IsDefault).Select(x => x.Name));
        return
        [
            ("continue", "Indicates to continue a previously failed build attempt."),
            ("help", "Shows the help text for this build assembly."),
            ("host", "Host for execution. Default is 'automatic'."),
            ("no-logo", "Disables displaying the NUKE logo."),
            ("plan", "Shows the execution plan."),
            ("profile", "Defines the profiles to load."),
            ("root", "Root directory during build execution."),
            ("skip", "List of targets to be skipped. Empty list skips all dependencies."),
            ("target", $"List of targets to be invoked. Default is '{defaults}'."),
            ("verbosity", "Logging verbosity during build execution. Default is 'Normal'."),
        ];
    }

    private static void Parameter(StringBuilder text, string name, string description, int padding)
    {
        var full = description == null ? "<no description>" : description.TrimEnd('.') + ".";
        text.Append("  --").Append(name.PadRight(padding)).Append(' ', Gap);
        var indent = padding + Gap + "  --".Length;
        var room = Width() - indent;
        var column = 0;
        foreach (var word in full.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > room)
            {
                text.Append('\n').Append(' ', indent);
                column = 0;
            }
            else if (column > 0)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        text.Append('\n');
    }

    private static int Width() => Console.IsOutputRedirected ? RedirectedWidth : Math.Min(MaxWidth, Math.Max(Console.BufferWidth, MinParameterWidth * 3));
}
