using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

internal static class ClusterOperations
{
    public static void Add(EcsTable table)
    {
        table.Add("CreateCluster", (store, request) =>
        {
            Wire.Refuse(request, "capacityProviders", "defaultCapacityProviderStrategy", "serviceConnectDefaults");
            var name = request.Text("clusterName") ?? "default";
            if (name.Length is 0 or > MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) throw EcsException.Invalid("Invalid identifier: Identifier is for " + name);
            var cluster = store.Model.CreateCluster(name);
            Settings(store, cluster, request);
            Wire.KeepTags(store, cluster.Arn, request.Body["tags"]);
            return new JsonObject { ["cluster"] = ToJson(store, cluster, true, true, true) };
        });
        table.Add("UpdateClusterSettings", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            Settings(store, cluster, request);
            return new JsonObject { ["cluster"] = ToJson(store, cluster, true, true, true) };
        });
        table.Add("DeleteCluster", (store, request) =>
            new JsonObject { ["cluster"] = ToJson(store, store.Model.DeleteCluster(request.Required("cluster", "InvalidParameterException")), false, false, false) });
        table.Add("ListClusters", (store, request) =>
            Wire.Page(request, "clusterArns", [.. store.Model.Clusters.Where(c => c.Active).Select(c => c.Arn)]));
        table.Add("DescribeClusters", (store, request) =>
        {
            var names = request.Texts("clusters") is { Count: > 0 } given ? given : ["default"];
            var clusters = new JsonArray();
            var failures = new JsonArray();
            foreach (var name in names)
            {
                if (store.Model.FindCluster(name) is { } cluster)
                {
                    clusters.Add((JsonNode)ToJson(store, cluster, Wire.Includes(request, "TAGS"), Wire.Includes(request, "SETTINGS"), Wire.Includes(request, "STATISTICS")));
                }
                else
                {
                    failures.Add((JsonNode)Wire.Missing(name.StartsWith("arn:", StringComparison.Ordinal) ? name : $"arn:aws:ecs:{request.Region}:{World.Account}:cluster/{name}"));
                }
            }
            return new JsonObject { ["clusters"] = clusters, ["failures"] = failures };
        });
    }

    private const int MaxNameLength = 255;

    private static void Settings(EcsStore store, EcsCluster cluster, AwsRequest request)
    {
        if (request.Body["settings"] is not JsonArray settings) return;
        cluster.Document = settings.ToJsonString();
        store.Changed(EcsKind.Cluster, cluster.Arn);
    }

    private static JsonObject ToJson(EcsStore store, EcsCluster cluster, bool tags, bool settings, bool statistics)
    {
        var running = cluster.Tasks.Values.Count(t => t.LastStatus == EcsTaskStatus.Running);
        var pending = cluster.Tasks.Values.Count(t => t.LastStatus < EcsTaskStatus.Running);
        return new JsonObject
        {
            ["clusterArn"] = cluster.Arn,
            ["clusterName"] = cluster.Name,
            ["status"] = cluster.Active ? "ACTIVE" : "INACTIVE",
            ["registeredContainerInstancesCount"] = cluster.Instances.Count,
            ["runningTasksCount"] = running,
            ["pendingTasksCount"] = pending,
            ["activeServicesCount"] = cluster.ActiveServices,
            ["statistics"] = statistics
                ? new JsonArray(
                    new JsonObject { ["name"] = "runningEC2TasksCount", ["value"] = $"{running}" },
                    new JsonObject { ["name"] = "pendingEC2TasksCount", ["value"] = $"{pending}" },
                    new JsonObject { ["name"] = "activeEC2ServiceCount", ["value"] = $"{cluster.ActiveServices}" })
                : new JsonArray(),
            ["tags"] = tags ? Wire.TagArray(store, cluster.Arn) : new JsonArray(),
            ["settings"] = settings && cluster.Document is { } document
                ? JsonNode.Parse(document)
                : settings ? new JsonArray(new JsonObject { ["name"] = "containerInsights", ["value"] = "disabled" }) : new JsonArray(),
            ["capacityProviders"] = new JsonArray(),
            ["defaultCapacityProviderStrategy"] = new JsonArray(),
        };
    }
}
