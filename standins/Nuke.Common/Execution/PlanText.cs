using Nuke.Common.Logging;

namespace Nuke.Common.Execution;

/// <summary>--plan as text. (The real engine writes an HTML page and opens it, which needs a desktop.)</summary>
internal static class PlanText
{
    public static void Write(NukeBuild build)
    {
        var output = new OutputBuffer(NukeBuild.Host.Theme);
        output.Plain("Execution plan:").End().End();
        var width = build.ExecutionPlan.Max(x => x.Name.Length);
        foreach (var (index, target) in build.ExecutionPlan.Index())
        {
            output.Plain($"{index + 1,4}. ").Write(target.Name.PadRight(width), Style.Information);
            Relation(output, " needs ", target.ExecutionDependencies);
            Relation(output, " triggers ", target.Triggers);
            output.End();
            if (!string.IsNullOrEmpty(target.Description))
                output.Plain("      " + target.Description).End();
        }

        output.Flush();
    }

    private static void Relation(OutputBuffer output, string verb, ICollection<ExecutableTarget> targets)
    {
        if (targets.Count > 0)
            output.Plain(verb + string.Join(", ", targets.Select(x => x.Name)));
    }
}
