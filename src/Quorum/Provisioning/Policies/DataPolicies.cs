using System.Text.Json;

namespace Quorum.Provisioning.Policies;

internal static class DataPolicies
{
    private static readonly string[] Precious =
        ["aws:ebs/volume:Volume", "aws:s3/bucket:Bucket", "aws:kms/key:Key", "aws:route53/zone:Zone", "aws:ecs/cluster:Cluster"];

    public static IEnumerable<(GraphResource, string)> Encrypted(ResourceGraph graph)
    {
        foreach (var volume in graph.OfType("aws:ebs/volume:Volume").Where(volume => volume.Flag("encrypted") != true)) yield return (volume, "is not encrypted");
        foreach (var template in graph.OfType("aws:ec2/launchTemplate:LaunchTemplate"))
            if (template.Input("blockDeviceMappings") is not { ValueKind: JsonValueKind.Array } devices || devices.EnumerateArray().Any(device => !IsEncrypted(device)))
                yield return (template, "has a root volume that is not encrypted");
        foreach (var instance in graph.OfType("aws:ec2/instance:Instance").Where(instance => graph.TemplateOf(instance) is null && instance.Flag("rootBlockDevice", "encrypted") != true))
            yield return (instance, "has a root volume that is not encrypted");
        var buckets = graph.OfType("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").Select(rule => rule.Text("bucket")).ToHashSet();
        foreach (var bucket in graph.OfType("aws:s3/bucket:Bucket").Where(bucket => !buckets.Contains(bucket.Id))) yield return (bucket, "has no encryption rule");
        // CloudWatch always encrypts; whose key it uses is what was asked for.
        if (graph.Config.GetValueOrDefault("kmsKey") == "aws") yield break;
        foreach (var logs in graph.OfType("aws:cloudwatch/logGroup:LogGroup").Where(logs => logs.Text("kmsKeyId") is null))
            yield return (logs, "is not encrypted with the key that was asked for");
        foreach (var volume in graph.OfType("aws:ebs/volume:Volume").Where(volume => volume.Text("kmsKeyId") is null))
            yield return (volume, "is not encrypted with the key that was asked for");
    }

    public static IEnumerable<(GraphResource, string)> Protected(ResourceGraph graph) =>
        graph.Resources.Where(resource => Precious.Contains(resource.Type) && !resource.Protect)
            .Select(resource => (resource, "can be deleted by mistake"));

    private static bool IsEncrypted(JsonElement device) =>
        device.TryGetProperty("ebs", out var ebs) && ebs.TryGetProperty("encrypted", out var flag) && flag.GetString() == "true";
}
