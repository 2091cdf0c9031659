using System.Text;

namespace Quorum.Provisioning.Plan;

/// <summary>The graph as a tree of components, each with how many resources it holds and of which kinds.</summary>
public static class PlanTree
{
    public static string Render(ResourceGraph graph)
    {
        var children = graph.Resources.ToLookup(resource => resource.Parent);
        var text = new StringBuilder();
        foreach (var root in children[null].OrderBy(resource => resource.Name, StringComparer.Ordinal))
            Component(text, root, children, "", "");
        return text.ToString();
    }

    private static void Component(StringBuilder text, GraphResource component, ILookup<string?, GraphResource> children, string head, string indent)
    {
        text.Append(head).Append(component.Name).Append("  ").Append(Count(component, children)).Append('\n');
        var kinds = children[component.Urn].Where(child => child.Custom).GroupBy(child => Kind(child.Type)).OrderBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => kind.Count() == 1 ? kind.Key : $"{kind.Key} × {kind.Count()}").ToArray();
        var parts = children[component.Urn].Where(child => !child.Custom).OrderBy(child => child.Name, StringComparer.Ordinal).ToArray();
        if (kinds.Length > 0) text.Append(indent).Append(parts.Length > 0 ? "├─ " : "└─ ").Append(string.Join(", ", kinds)).Append('\n');
        for (var i = 0; i < parts.Length; i++)
        {
            var last = i == parts.Length - 1;
            Component(text, parts[i], children, indent + (last ? "└─ " : "├─ "), indent + (last ? "   " : "│  "));
        }
    }

    private static int Count(GraphResource component, ILookup<string?, GraphResource> children) =>
        children[component.Urn].Sum(child => child.Custom ? 1 : Count(child, children));

    /// <summary><c>aws:ec2/vpc:Vpc</c> → <c>ec2 Vpc</c>.</summary>
    internal static string Kind(string type) => type.Split(':') is [_, var module, var name] ? $"{module.Split('/')[0]} {name}" : type;
}
