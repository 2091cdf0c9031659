using System.Text.Json.Nodes;
using Quorum.LocalCloud.Apply;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Ssm;

/// <summary>The instances whose SSM agent is connected: all that run. Only the bastion has a shell here.</summary>
internal static class ManagedInstances
{
    private const string RoleTag = "quorum:role", Bastion = "bastion";
    private const int MaxResults = 50;

    public static bool IsBastion(InventoryInstance instance) => instance.State == InventoryInstance.Running && instance.Tags.GetValueOrDefault(RoleTag) == Bastion;

    public static InventoryInstance? Find(World world, string id) => world.Get<Inventory>().Instances.Find(i => i.Id == id && i.State == InventoryInstance.Running);

    public static JsonObject Describe(World world, AwsRequest request)
    {
        var found = world.Get<Inventory>().Instances.Where(i => i.State == InventoryInstance.Running);
        foreach (var filter in Filters(request))
        {
            found = filter.Key switch
            {
                "InstanceIds" => found.Where(i => filter.Values.Contains(i.Id)),
                "PingStatus" => found.Where(_ => filter.Values.Contains("Online")),
                "PlatformTypes" => found.Where(_ => filter.Values.Contains("Linux")),
                "ResourceType" => found.Where(_ => filter.Values.Contains("EC2Instance")),
                _ when filter.Key.StartsWith("tag:", StringComparison.Ordinal) => found.Where(i => i.Tags.TryGetValue(filter.Key[4..], out var value) && filter.Values.Contains(value)),
                _ => throw new AwsException("InvalidInstanceInformationFilterValue", $"The filter {filter.Key} is not modelled by the embedded AWS."),
            };
        }
        var all = found.OrderBy(i => i.Id, StringComparer.Ordinal).ToList();
        var size = Math.Clamp(request.Number("MaxResults") ?? MaxResults, 1, MaxResults);
        var from = 0;
        if (request.Text("NextToken") is { Length: > 0 } token && (!int.TryParse(token, out from) || from < 0)) throw new AwsException("InvalidNextToken", "The specified token isn't valid.");
        var answer = new JsonObject { ["InstanceInformationList"] = new JsonArray([.. all.Skip(from).Take(size).Select(i => (JsonNode)ToJson(world, i))]) };
        if (from + size < all.Count) answer["NextToken"] = $"{from + size}";
        return answer;
    }

    // Both forms that SSM takes: Filters with Key, and the older InstanceInformationFilterList with lower-case members.
    private static IEnumerable<(string Key, IReadOnlyList<string> Values)> Filters(AwsRequest request)
    {
        foreach (var filter in (request.Body["Filters"] as JsonArray ?? []).OfType<JsonObject>()) yield return ((string?)filter["Key"] ?? "", Values(filter["Values"]));
        foreach (var filter in (request.Body["InstanceInformationFilterList"] as JsonArray ?? []).OfType<JsonObject>()) yield return ((string?)filter["key"] ?? "", Values(filter["valueSet"]));

        static IReadOnlyList<string> Values(JsonNode? list) => [.. (list as JsonArray ?? []).Select(value => (string?)value ?? "")];
    }

    private static JsonObject ToJson(World world, InventoryInstance instance) => new()
    {
        ["InstanceId"] = instance.Id,
        ["PingStatus"] = "Online",
        ["LastPingDateTime"] = HostJson.Seconds(world.UtcNow),
        ["AgentVersion"] = "3.3.2299.0",
        ["IsLatestVersion"] = true,
        ["PlatformType"] = "Linux",
        ["PlatformName"] = "Amazon Linux",
        ["PlatformVersion"] = "2023",
        ["ResourceType"] = "EC2Instance",
        ["IPAddress"] = instance.Address,
        ["ComputerName"] = $"ip-{instance.Address.Replace('.', '-')}.internal",
        ["SourceId"] = instance.Id,
        ["SourceType"] = "AWS::EC2::Instance",
    };
}
