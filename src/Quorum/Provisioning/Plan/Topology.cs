using System.Text;
using Quorum.Provisioning.Policies;

namespace Quorum.Provisioning.Plan;

/// <summary>The graph as a Mermaid picture: zones, subnets, slots, and who talks to whom.</summary>
public static class Topology
{
    public static string Mermaid(ResourceGraph graph)
    {
        var text = new StringBuilder("flowchart TB\n");
        var subnets = graph.OfType("aws:ec2/subnet:Subnet").ToArray();
        var groups = graph.OfType("aws:autoscaling/group:Group").Where(group => group.Tag("quorum:slot") is not null).OrderBy(group => Order(group.Tag("quorum:slot")!)).ToArray();
        var templates = graph.OfType("aws:ec2/launchTemplate:LaunchTemplate").ToDictionary(template => template.Id!);
        var volumes = graph.OfType("aws:ebs/volume:Volume").ToDictionary(volume => volume.Tag("quorum:slot")!);
        var nats = graph.OfType("aws:ec2/natGateway:NatGateway").ToArray();
        var bastion = graph.OfType("aws:ec2/instance:Instance").FirstOrDefault();
        foreach (var zone in subnets.GroupBy(subnet => subnet.Text("availabilityZone")!).OrderBy(zone => zone.Key, StringComparer.Ordinal))
        {
            text.Append($"  subgraph {Id(zone.Key)}[\"{zone.Key}\"]\n");
            foreach (var subnet in zone.OrderBy(subnet => subnet.Name, StringComparer.Ordinal))
            {
                text.Append($"    subgraph {Id(subnet.Name)}[\"{subnet.Name} {subnet.Text("cidrBlock")}\"]\n");
                foreach (var nat in nats.Where(nat => nat.Text("subnetId") == subnet.Id)) text.Append($"      {Id(nat.Name)}([\"NAT\"])\n");
                if (bastion?.Text("subnetId") == subnet.Id) text.Append($"      bastion[\"bastion<br/>{graph.TemplateOf(bastion!)?.Text("instanceType")}\"]\n");
                foreach (var group in groups.Where(group => PublicPolicies.Texts(group, "vpcZoneIdentifiers").Contains(subnet.Id)))
                {
                    var slot = group.Tag("quorum:slot")!;
                    var type = templates.GetValueOrDefault(group.Text("launchTemplate", "id") ?? "")?.Text("instanceType");
                    text.Append($"      {Id(slot)}[(\"{slot}<br/>{type}<br/>{volumes.GetValueOrDefault(slot)?.Number("size")} GiB\")]\n");
                }

                text.Append("    end\n");
            }

            text.Append("  end\n");
        }

        Flows(text, graph, groups, nats, subnets, bastion is not null);
        return text.ToString();
    }

    private static void Flows(StringBuilder text, ResourceGraph graph, GraphResource[] groups, GraphResource[] nats, GraphResource[] subnets, bool bastion)
    {
        if (graph.OfType("aws:lb/loadBalancer:LoadBalancer").FirstOrDefault() is { } balancer)
        {
            text.Append($"  clients([\"clients\"]) -->|TCP 9200| balancer{{{{\"{balancer.Text("name")}\"}}}}\n");
            foreach (var group in groups.Where(group => group.Input("targetGroupArns") is not null)) text.Append($"  balancer -->|TCP 9200| {Id(group.Tag("quorum:slot")!)}\n");
        }

        if (bastion)
        {
            text.Append("  people([\"Session Manager\"]) -.-> bastion\n");
            foreach (var group in groups) text.Append($"  bastion -.->|TCP 9200| {Id(group.Tag("quorum:slot")!)}\n");
        }

        var privateSubnets = groups.SelectMany(group => PublicPolicies.Texts(group, "vpcZoneIdentifiers")).ToHashSet();
        var defaults = graph.OfType("aws:ec2/route:Route").Where(route => route.Text("natGatewayId") is not null).ToDictionary(route => route.Text("routeTableId")!, route => route.Text("natGatewayId"));
        foreach (var association in graph.OfType("aws:ec2/routeTableAssociation:RouteTableAssociation").OrderBy(association => association.Name, StringComparer.Ordinal))
        {
            var subnet = subnets.FirstOrDefault(subnet => subnet.Id == association.Text("subnetId"));
            if (subnet is null || !privateSubnets.Contains(subnet.Id!) || !defaults.TryGetValue(association.Text("routeTableId")!, out var nat)) continue;
            text.Append($"  {Id(subnet.Name)} -->|HTTPS out| {Id(nats.First(gateway => gateway.Id == nat).Name)}\n");
        }

        if (graph.OfType("aws:s3/bucket:Bucket").FirstOrDefault() is { } bucket)
            foreach (var subnet in subnets.Where(subnet => privateSubnets.Contains(subnet.Id!)).OrderBy(subnet => subnet.Name, StringComparer.Ordinal))
                text.Append($"  {Id(subnet.Name)} -->|S3 endpoint| bucket[(\"{bucket.Text("bucket")}\")]\n");
    }

    private static string Id(string name) => name.Replace('-', '_').Replace('.', '_');

    // es-a10 after es-a9.
    private static (string, int) Order(string slot)
    {
        var letters = slot.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return (letters, int.TryParse(slot.AsSpan(letters.Length), out var number) ? number : 0);
    }
}
