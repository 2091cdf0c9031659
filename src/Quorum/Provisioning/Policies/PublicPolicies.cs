using System.Net;
using System.Text.Json;

namespace Quorum.Provisioning.Policies;

internal static class PublicPolicies
{
    private static readonly string[] World = ["0.0.0.0/0", "::/0"];

    public static IEnumerable<(GraphResource, string)> NothingPublic(ResourceGraph graph)
    {
        foreach (var subnet in graph.OfType("aws:ec2/subnet:Subnet").Where(subnet => subnet.Flag("mapPublicIpOnLaunch") == true))
            yield return (subnet, "gives public addresses to whatever starts in it");
        foreach (var instance in graph.OfType("aws:ec2/instance:Instance").Where(instance => instance.Flag("associatePublicIpAddress") != false))
            yield return (instance, "may get a public address");
        foreach (var balancer in graph.OfType("aws:lb/loadBalancer:LoadBalancer").Where(balancer => balancer.Flag("internal") != true))
            yield return (balancer, "faces the internet");
        var nat = graph.OfType("aws:ec2/natGateway:NatGateway").Select(gateway => gateway.Text("allocationId")).ToHashSet();
        foreach (var address in graph.OfType("aws:ec2/eip:Eip").Where(address => !nat.Contains(address.Id)))
            yield return (address, "is a public address of something else than a NAT gateway");
        foreach (var rule in graph.OfType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"))
            if (World.Contains(rule.Text("cidrIpv4")) || World.Contains(rule.Text("cidrIpv6"))) yield return (rule, "lets the whole world in");
        foreach (var group in graph.OfType("aws:ec2/securityGroup:SecurityGroup"))
            if (group.Input("ingress") is { ValueKind: JsonValueKind.Array } rules && rules.EnumerateArray().Any(OpensToTheWorld)) yield return (group, "lets the whole world in");
        var closed = graph.OfType("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
            .Where(block => new[] { "blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets" }.All(name => block.Flag(name) == true))
            .Select(block => block.Text("bucket")).ToHashSet();
        foreach (var bucket in graph.OfType("aws:s3/bucket:Bucket").Where(bucket => !closed.Contains(bucket.Id)))
            yield return (bucket, "does not block public access");
    }

    public static IEnumerable<(GraphResource, string)> SlotsInPrivateSubnets(ResourceGraph graph)
    {
        var publicTables = graph.OfType("aws:ec2/route:Route").Where(route => route.Text("gatewayId") is not null).Select(route => route.Text("routeTableId")).ToHashSet();
        var publicSubnets = graph.OfType("aws:ec2/routeTableAssociation:RouteTableAssociation")
            .Where(association => publicTables.Contains(association.Text("routeTableId"))).Select(association => association.Text("subnetId")).ToHashSet();
        foreach (var group in graph.OfType("aws:autoscaling/group:Group"))
            if (Texts(group, "vpcZoneIdentifiers").Any(publicSubnets.Contains)) yield return (group, "starts its instance in a subnet with a route to the internet gateway");
        foreach (var instance in graph.OfType("aws:ec2/instance:Instance").Where(instance => publicSubnets.Contains(instance.Text("subnetId"))))
            yield return (instance, "is in a subnet with a route to the internet gateway");
    }

    public static IEnumerable<(GraphResource, string)> Spread(ResourceGraph graph)
    {
        var subnets = graph.OfType("aws:ec2/subnet:Subnet").ToArray();
        for (var i = 0; i < subnets.Length; i++)
            for (var j = 0; j < i; j++)
                if (Overlap(subnets[i].Text("cidrBlock"), subnets[j].Text("cidrBlock"))) yield return (subnets[i], $"overlaps with {subnets[j].Name}");
        var zoneOf = subnets.ToDictionary(subnet => subnet.Id!, subnet => subnet.Text("availabilityZone"));
        var slots = graph.OfType("aws:autoscaling/group:Group").Where(group => group.Tag("quorum:slot") is not null).ToArray();
        foreach (var group in slots.Where(group => Texts(group, "vpcZoneIdentifiers").Count() != 1))
            yield return (group, "is not bound to exactly one subnet, while its volume is bound to one zone");
        var perZone = slots.SelectMany(group => Texts(group, "vpcZoneIdentifiers")).GroupBy(subnet => zoneOf.GetValueOrDefault(subnet)).ToArray();
        if (perZone.Length is > 0 and < 3) yield return (slots[0], $"and all others are in {perZone.Length} zones only");
        else if (perZone.Select(zone => zone.Count()).Distinct().Count() > 1) yield return (slots[0], "and the others are not spread evenly over the zones");
    }

    internal static IEnumerable<string> Texts(GraphResource resource, string name) =>
        resource.Input(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(item => item.GetString()!) : [];

    private static bool OpensToTheWorld(JsonElement rule) => new[] { "cidrBlocks", "ipv6CidrBlocks" }.Any(name =>
        rule.TryGetProperty(name, out var blocks) && blocks.EnumerateArray().Any(block => World.Contains(block.GetString())));

    private static bool Overlap(string? left, string? right) =>
        left is not null && right is not null && (IPNetwork.Parse(left).Contains(IPNetwork.Parse(right).BaseAddress) || IPNetwork.Parse(right).Contains(IPNetwork.Parse(left).BaseAddress));
}
