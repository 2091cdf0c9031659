using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

internal static class InstanceOperations
{
    public static void Add(EcsTable table)
    {
        table.Add("ListContainerInstances", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            var wanted = request.Text("status");
            var filter = request.Text("filter") is { Length: > 0 } text ? PlacementExpression.Parse(text) : null;
            return Wire.Page(request, "containerInstanceArns", [.. cluster.Instances
                .Where(i => wanted is null || Wire.Upper(i.Status) == wanted)
                .Where(i => filter is null || filter.Matches(i))
                .Select(i => i.Arn)]);
        });
        table.Add("DescribeContainerInstances", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            return Each(request, cluster, i => ToJson(store, i, Wire.Includes(request, "TAGS")));
        });
        table.Add("UpdateContainerInstancesState", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            var status = request.Text("status") switch
            {
                "ACTIVE" => EcsInstanceStatus.Active,
                "DRAINING" => EcsInstanceStatus.Draining,
                _ => throw EcsException.Invalid("Container instance status should be one of [ACTIVE, DRAINING]."),
            };
            return Each(request, cluster, i =>
            {
                store.Model.SetInstanceStatus(i, status);
                return ToJson(store, i, false);
            });
        });
        table.Add("DeregisterContainerInstance", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            var instance = EcsModel.FindInstance(cluster, request.Required("containerInstance", "InvalidParameterException"))
                ?? throw EcsException.Invalid("Container instance not found.");
            store.Model.DeregisterInstance(instance, request.Flag("force"));
            return new JsonObject { ["containerInstance"] = ToJson(store, instance, false) };
        });
        table.Add("PutAttributes", (store, request) => Attributes(store, request, (i, name, value) => store.Model.PutAttribute(i, name, value)));
        table.Add("DeleteAttributes", (store, request) => Attributes(store, request, (i, name, _) => store.Model.DeleteAttribute(i, name)));
        table.Add("ListAttributes", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            var (name, value) = (request.Text("attributeName"), request.Text("attributeValue"));
            return new JsonObject
            {
                ["attributes"] = Wire.Array(
                    cluster.Instances.SelectMany(i => i.Attributes.Select(a => (i, a)))
                        .Where(p => (name is null || p.a.Key == name) && (value is null || p.a.Value == value)),
                    p => new JsonObject { ["name"] = p.a.Key, ["value"] = p.a.Value, ["targetType"] = "container-instance", ["targetId"] = p.i.Arn }),
            };
        });
    }

    private static JsonObject Each(AwsRequest request, EcsCluster cluster, Func<EcsInstance, JsonObject> make)
    {
        var names = request.Texts("containerInstances");
        if (names.Count == 0) throw EcsException.Invalid("Container instances cannot be empty.");
        var found = new JsonArray();
        var failures = new JsonArray();
        foreach (var name in names)
        {
            if (EcsModel.FindInstance(cluster, name) is { } instance) found.Add((JsonNode)make(instance));
            else failures.Add((JsonNode)Wire.Missing(name.StartsWith("arn:", StringComparison.Ordinal) ? name : $"arn:aws:ecs:{request.Region}:{World.Account}:container-instance/{cluster.Name}/{name}"));
        }
        return new JsonObject { ["containerInstances"] = found, ["failures"] = failures };
    }

    private static JsonObject Attributes(EcsStore store, AwsRequest request, Action<EcsInstance, string, string?> act)
    {
        var cluster = store.Model.Cluster(request.Text("cluster"));
        if (request.Body["attributes"] is not JsonArray { Count: > 0 } attributes) throw EcsException.Invalid("Attributes cannot be empty.");
        foreach (var attribute in attributes)
        {
            var target = (string?)attribute!["targetId"] ?? "";
            var instance = EcsModel.FindInstance(cluster, target) ?? throw new AwsException("TargetNotFoundException", $"The specified target {target} was not found.");
            act(instance, (string)attribute["name"]!, (string?)attribute["value"]);
        }
        return new JsonObject { ["attributes"] = attributes.DeepClone() };
    }

    private static JsonObject ToJson(EcsStore store, EcsInstance instance, bool tags)
    {
        var (cpu, memory) = instance.Remaining(stoppingFrees: true);
        var ports = EcsInstance.ReservedPorts.Concat(instance.Tasks.Where(t => t.Live).SelectMany(t => t.Definition.Ports)).Distinct();
        return new JsonObject
        {
            ["containerInstanceArn"] = instance.Arn,
            ["ec2InstanceId"] = instance.Spec.Ec2InstanceId,
            ["version"] = instance.Version,
            ["versionInfo"] = new JsonObject { ["agentVersion"] = "1.99.0", ["agentHash"] = "00000000", ["dockerVersion"] = "DockerVersion: 25.0.0" },
            ["registeredResources"] = Resources(instance.Spec.Cpu, instance.Spec.Memory, EcsInstance.ReservedPorts),
            ["remainingResources"] = Resources(cpu, memory, ports),
            ["status"] = Wire.Upper(instance.Status),
            ["agentConnected"] = instance.AgentConnected,
            ["runningTasksCount"] = instance.RunningTasks,
            ["pendingTasksCount"] = instance.PendingTasks,
            ["attributes"] = Wire.Array(instance.Attributes, a => new JsonObject { ["name"] = a.Key, ["value"] = a.Value }),
            ["registeredAt"] = Wire.Time(instance.RegisteredAt),
            ["attachments"] = new JsonArray(),
            ["tags"] = tags ? Wire.TagArray(store, instance.Arn) : new JsonArray(),
        };
    }

    private static JsonArray Resources(int cpu, int memory, IEnumerable<int> ports) =>
    [
        new JsonObject { ["name"] = "CPU", ["type"] = "INTEGER", ["doubleValue"] = 0.0, ["longValue"] = 0, ["integerValue"] = cpu },
        new JsonObject { ["name"] = "MEMORY", ["type"] = "INTEGER", ["doubleValue"] = 0.0, ["longValue"] = 0, ["integerValue"] = memory },
        new JsonObject
        {
            ["name"] = "PORTS", ["type"] = "STRINGSET", ["doubleValue"] = 0.0, ["longValue"] = 0, ["integerValue"] = 0,
            ["stringSetValue"] = Wire.Strings(ports.Select(p => $"{p}")),
        },
        new JsonObject { ["name"] = "PORTS_UDP", ["type"] = "STRINGSET", ["doubleValue"] = 0.0, ["longValue"] = 0, ["integerValue"] = 0, ["stringSetValue"] = new JsonArray() },
    ];
}
