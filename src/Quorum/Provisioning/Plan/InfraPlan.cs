using System.Text;
using Quorum.Infra;
using Quorum.Provisioning.Policies;
using Quorum.Settings;

namespace Quorum.Provisioning.Plan;

/// <summary>What ProvisionInfra would make, seen without any account.</summary>
public sealed record InfraPlan(ResourceGraph Graph, GraphDiff Diff, CostEstimate Cost, IReadOnlyList<PolicyFinding> Findings)
{
    private const int MostListed = 20;

    /// <summary>Compared with the graph that was applied last on the embedded AWS; on an account, the engine's preview is what counts.</summary>
    public static async Task<InfraPlan> MakeAsync(QuorumSettings settings, ProvisionOptions? options, CancellationToken cancellation)
    {
        var graph = ResourceGraph.Parse(await GraphExport.ExportAsync(InfraSettings.From(settings, options), settings.Profile));
        var applied = settings.Cloud == CloudKind.Local ? await AppliedGraph.ReadAsync(settings, cancellation) : null;
        return new(graph, GraphDiff.Between(applied is null ? null : ResourceGraph.Parse(applied.Json), graph), CostEstimate.Of(graph), GraphPolicies.Check(graph));
    }

    public string Tree => PlanTree.Render(Graph);

    public string Mermaid => Topology.Mermaid(Graph);

    public string Render()
    {
        var text = new StringBuilder(Tree).Append('\n').Append(RenderDiff()).Append('\n').Append(Cost.Render(Graph.Config["region"])).Append('\n');
        if (Findings.Count == 0) text.Append($"Policies: {GraphPolicies.All.Count} checked, none broken.\n");
        foreach (var finding in Findings) text.Append($"Policy broken: {finding}\n");
        return text.ToString();
    }

    public string RenderDiff()
    {
        if (Diff.IsEmpty) return "Nothing to change.\n";
        var text = new StringBuilder($"{Diff.Added.Count} to add, {Diff.Changed.Count} to change, {Diff.Removed.Count} to remove.\n");
        List(text, "+", Diff.Added.Select(resource => $"{PlanTree.Kind(resource.Type)} {resource.Name}"));
        List(text, "~", Diff.Changed.Select(pair => $"{PlanTree.Kind(pair.Key.Type)} {pair.Key.Name}: {string.Join(", ", pair.Value)}"));
        List(text, "-", Diff.Removed.Select(resource => $"{PlanTree.Kind(resource.Type)} {resource.Name}"));
        return text.ToString();
    }

    private static void List(StringBuilder text, string mark, IEnumerable<string> lines)
    {
        var all = lines.Order(StringComparer.Ordinal).ToArray();
        foreach (var line in all.Take(MostListed)) text.Append($"  {mark} {line}\n");
        if (all.Length > MostListed) text.Append($"  {mark} … and {all.Length - MostListed} more\n");
    }
}
