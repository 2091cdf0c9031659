using Quorum.LocalCloud.Elasticsearch;
using Quorum.LocalCloud.Host;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Faults;

/// <summary>Strikes the model's nodes.</summary>
internal sealed class SimulatedFaults(World world, SimulatedNodes nodes) : INodeFaults
{
    private const double Flooded = 0.97;
    private readonly HashSet<string> _cut = new(StringComparer.Ordinal);

    public Task StrikeAsync(string slot, NodeFault fault, CancellationToken cancellation)
    {
        world.Do(() =>
        {
            var node = nodes.Node(slot) ?? throw new FaultRefusedException($"no node runs in slot {slot}");
            switch (fault)
            {
                case NodeFault.Kill: nodes.Model.KillNode(node); break;
                case NodeFault.Pause or NodeFault.Resume: nodes.Model.PauseNode(node, fault == NodeFault.Pause); break;
                case NodeFault.Cut or NodeFault.Heal: Cut(slot, fault == NodeFault.Cut); break;
                case NodeFault.Fill: nodes.Model.SetDisk(node.Volume, node.Volume.TotalBytes, (long)(node.Volume.TotalBytes * Flooded)); break;
                default: nodes.Model.SetDisk(node.Volume, node.Volume.TotalBytes, 0); break;
            }
        });
        return Task.CompletedTask;
    }

    // The model has two sides of one cut: the second node cut off would be with the first.
    private void Cut(string slot, bool cut)
    {
        if (cut && _cut.Any(other => other != slot)) throw new FaultRefusedException($"{string.Join(", ", _cut)} is cut off already; simulated nodes have one cut at a time");
        if (cut) _cut.Add(slot); else _cut.Remove(slot);
        nodes.Model.Partition([.. _cut.Select(nodes.Node).OfType<ElasticsearchNode>()]);
    }
}
