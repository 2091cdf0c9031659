using System.Globalization;
using System.Text;
using Quorum.Provisioning.Policies;

namespace Quorum.Provisioning.Plan;

/// <param name="Each">US dollars a month for one; null when the price is not known.</param>
public sealed record CostLine(string Item, decimal Count, decimal? Each)
{
    public decimal Month => Count * (Each ?? 0);
}

/// <summary>What the graph costs a month if it runs all the time and is not used: traffic, requests and stored logs come on top.</summary>
public sealed record CostEstimate(IReadOnlyList<CostLine> Lines)
{
    private const int RootVolumeDefaultGiB = 30;

    public decimal Month => Lines.Sum(line => line.Month);

    public static CostEstimate Of(ResourceGraph graph)
    {
        var types = graph.OfType("aws:autoscaling/group:Group").Concat(graph.OfType("aws:ec2/instance:Instance"))
            .Select(machine => machine.Text("instanceType") ?? graph.TemplateOf(machine)?.Text("instanceType") ?? "unknown");
        var lines = types.GroupBy(type => type).OrderBy(type => type.Key, StringComparer.Ordinal)
            .Select(type => new CostLine($"instance {type.Key}", type.Count(), PriceTable.InstanceHour(type.Key) * PriceTable.HoursPerMonth)).ToList();
        var volumes = graph.OfType("aws:ebs/volume:Volume").ToArray();
        var rootGiB = RootVolumeDefaultGiB * (graph.OfType("aws:autoscaling/group:Group").Count() + graph.OfType("aws:ec2/instance:Instance").Count());
        lines.Add(new("data volumes, GiB", volumes.Sum(volume => volume.Number("size") ?? 0), PriceTable.VolumeGiBMonth));
        lines.Add(new("root volumes, GiB", rootGiB, PriceTable.VolumeGiBMonth));
        lines.Add(new("IOPS over 3000", volumes.Sum(volume => Math.Max(0, (volume.Number("iops") ?? 0) - PriceTable.VolumeFreeIops)), PriceTable.VolumeIopsMonth));
        lines.Add(new("throughput over 125 MiB/s", volumes.Sum(volume => Math.Max(0, (volume.Number("throughput") ?? 0) - PriceTable.VolumeFreeMiBs)), PriceTable.VolumeMiBsMonth));
        lines.Add(new("NAT gateways", graph.OfType("aws:ec2/natGateway:NatGateway").Count(), PriceTable.NatHour * PriceTable.HoursPerMonth));
        lines.Add(new("public addresses", graph.OfType("aws:ec2/eip:Eip").Count(), PriceTable.AddressHour * PriceTable.HoursPerMonth));
        lines.Add(new("load balancers", graph.OfType("aws:lb/loadBalancer:LoadBalancer").Count(), PriceTable.BalancerHour * PriceTable.HoursPerMonth));
        lines.Add(new("interface endpoints × zones",
            graph.OfType("aws:ec2/vpcEndpoint:VpcEndpoint").Where(endpoint => endpoint.Text("vpcEndpointType") == "Interface").Sum(endpoint => PublicPolicies.Texts(endpoint, "subnetIds").Count()),
            PriceTable.InterfaceEndpointHour * PriceTable.HoursPerMonth));
        lines.Add(new("KMS keys", graph.OfType("aws:kms/key:Key").Count(), PriceTable.KeyMonth));
        lines.Add(new("hosted zones", graph.OfType("aws:route53/zone:Zone").Count(), PriceTable.HostedZoneMonth));
        lines.Add(new("alarms", graph.OfType("aws:cloudwatch/metricAlarm:MetricAlarm").Count(), PriceTable.AlarmMonth));
        return new([.. lines.Where(line => line.Count > 0)]);
    }

    public string Render(string region)
    {
        var text = new StringBuilder();
        foreach (var line in Lines)
            text.Append(CultureInfo.InvariantCulture, $"{line.Item,-28}{line.Count,8:0.##} × {(line.Each is { } each ? each.ToString("0.00##", CultureInfo.InvariantCulture) : "?"),10} = {line.Month,10:0.00} USD\n");
        text.Append(CultureInfo.InvariantCulture, $"{"a month",-28}{"",8}   {"",10} = {Month,10:0.00} USD\n");
        text.Append(CultureInfo.InvariantCulture, $"An estimate, to be checked against AWS's price list: on-demand prices of {PriceTable.Region} from memory, in part compared with public pages on {PriceTable.AsOf:yyyy-MM-dd}{(region == PriceTable.Region ? "" : $"; {region} differs")}; traffic, requests, logs and snapshots come on top.\n");
        if (Lines.Any(line => line.Each is null)) text.Append("? is not in the price table and counts as nothing.\n");
        return text.ToString();
    }
}
