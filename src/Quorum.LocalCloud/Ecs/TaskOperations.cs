using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

internal static class TaskOperations
{
    private const int MaxDescribed = 100, MaxRun = 10;

    public static void Add(EcsTable table)
    {
        table.Add("ListTasks", List);
        table.Add("DescribeTasks", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            var names = request.Texts("tasks");
            if (names.Count == 0) throw EcsException.Invalid("Tasks cannot be empty.");
            if (names.Count > MaxDescribed) throw EcsException.Invalid($"Tasks cannot have more than {MaxDescribed} elements.");
            var tasks = new JsonArray();
            var failures = new JsonArray();
            foreach (var name in names)
            {
                if (store.Model.FindTask(cluster, name) is { } task) tasks.Add((JsonNode)ToJson(store, task));
                else failures.Add((JsonNode)Wire.Missing(name.StartsWith("arn:", StringComparison.Ordinal) ? name : $"arn:aws:ecs:{request.Region}:{World.Account}:task/{cluster.Name}/{name}"));
            }
            return new JsonObject { ["tasks"] = tasks, ["failures"] = failures };
        });
        table.Add("StopTask", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            var task = store.Model.FindTask(cluster, request.Required("task", "InvalidParameterException")) ?? throw EcsException.Invalid("The referenced task was not found.");
            store.Model.StopTask(task, request.Text("reason"));
            return new JsonObject { ["task"] = ToJson(store, task) };
        });
        table.Add("RunTask", Run);
    }

    private static JsonObject List(EcsStore store, AwsRequest request)
    {
        var cluster = store.Model.Cluster(request.Text("cluster"));
        IEnumerable<EcsTask> tasks = cluster.Tasks.Values;
        var desired = request.Text("desiredStatus") switch
        {
            null or "RUNNING" => EcsTaskStatus.Running,
            "STOPPED" => EcsTaskStatus.Stopped,
            "PENDING" => EcsTaskStatus.Pending,
            var other => throw EcsException.Invalid($"Invalid desiredStatus {other}."),
        };
        tasks = tasks.Where(t => t.DesiredStatus == desired);
        if (request.Text("serviceName") is { Length: > 0 } name)
        {
            var service = EcsModel.FindService(cluster, name) ?? throw EcsException.ServiceNotFound();
            tasks = tasks.Where(t => t.Service == service);
        }
        if (request.Text("family") is { Length: > 0 } family) tasks = tasks.Where(t => t.Definition.Family == family);
        if (request.Text("startedBy") is { Length: > 0 } by) tasks = tasks.Where(t => t.StartedBy == by);
        if (request.Text("launchType") is { Length: > 0 } launch and not "EC2") tasks = [];
        if (request.Text("containerInstance") is { Length: > 0 } on)
        {
            var instance = EcsModel.FindInstance(cluster, on) ?? throw EcsException.Invalid("Container instance not found.");
            tasks = tasks.Where(t => t.Instance == instance);
        }
        return Wire.Page(request, "taskArns", [.. tasks.Select(t => t.Arn)]);
    }

    private static JsonObject Run(EcsStore store, AwsRequest request)
    {
        Wire.Refuse(request, "capacityProviderStrategy", "networkConfiguration", "volumeConfigurations", "platformVersion");
        if (request.Text("launchType") is { } launch and not "EC2") throw new AwsException("UnsupportedFeatureException", $"RunTask: launchType {launch} is not modelled by the embedded AWS.");
        var cluster = store.Model.Cluster(request.Text("cluster"));
        var count = request.Number("count") ?? 1;
        if (count is < 1 or > MaxRun) throw EcsException.Invalid($"Count must be between 1 and {MaxRun}.");
        var (tasks, failures) = store.Model.RunTask(
            cluster, request.Required("taskDefinition", "InvalidParameterException"), count,
            Wire.Constraints(request.Body["placementConstraints"]) ?? [], Wire.Strategy(request.Body["placementStrategy"]) ?? [],
            request.Text("group"), request.Text("startedBy"), Override(request.Body["overrides"]));
        return new JsonObject
        {
            ["tasks"] = Wire.Array(tasks, t => ToJson(store, t)),
            ["failures"] = Wire.Array(failures, f => new JsonObject { ["arn"] = f.Arn, ["reason"] = f.Reason }.Compact()),
        };
    }

    private static EcsTaskOverride? Override(JsonNode? json)
    {
        if (json?["containerOverrides"] is not JsonArray { Count: > 0 } overrides) return null;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string>? command = null;
        foreach (var item in overrides.OfType<JsonObject>())
        {
            foreach (var pair in (item["environment"] as JsonArray ?? []).OfType<JsonObject>()) environment[(string)pair["name"]!] = (string?)pair["value"] ?? "";
            if (item["command"] is JsonArray { Count: > 0 } given) command = [.. given.Select(c => (string)c!)];
        }
        return new EcsTaskOverride(environment, command);
    }

    private static JsonObject ToJson(EcsStore store, EcsTask task)
    {
        var instance = task.Instance;
        var container = new Func<EcsContainerSpec, JsonNode?>(c =>
        {
            var main = c == task.Definition.Main;
            return new JsonObject
            {
                ["containerArn"] = task.Arn.Replace(":task/", ":container/", StringComparison.Ordinal) + "/" + c.Name,
                ["taskArn"] = task.Arn,
                ["name"] = c.Name,
                ["image"] = c.Image,
                ["imageDigest"] = task.ImageDigest.Length > 0 && main ? task.ImageDigest : null,
                ["runtimeId"] = task.StartedAt is null ? null : task.Id,
                ["lastStatus"] = ContainerStatus(task),
                ["exitCode"] = task.ExitCode is { } code ? JsonValue.Create(code) : null,
                ["reason"] = task.ContainerReason,
                ["networkBindings"] = new JsonArray(),
                ["networkInterfaces"] = new JsonArray(),
                ["healthStatus"] = Wire.Upper(main ? task.Health : EcsHealth.Unknown),
                ["cpu"] = $"{c.Cpu}",
                ["memory"] = c.Memory > 0 ? $"{c.Memory}" : null,
                ["memoryReservation"] = c.MemoryReservation > 0 ? $"{c.MemoryReservation}" : null,
            }.Compact();
        });
        return new JsonObject
        {
            ["attachments"] = new JsonArray(),
            ["attributes"] = new JsonArray(),
            ["availabilityZone"] = instance.Zone,
            ["clusterArn"] = task.Cluster.Arn,
            ["connectivity"] = instance.AgentConnected ? "CONNECTED" : "DISCONNECTED",
            ["connectivityAt"] = Wire.Time(task.PullStartedAt),
            ["containerInstanceArn"] = instance.Arn,
            ["containers"] = Wire.Array(task.Definition.Spec.Containers, container),
            ["cpu"] = $"{task.Definition.Cpu}",
            ["createdAt"] = Wire.Time(task.CreatedAt),
            ["desiredStatus"] = Wire.Upper(task.DesiredStatus),
            ["enableExecuteCommand"] = false,
            ["executionStoppedAt"] = Wire.Time(task.ExecutionStoppedAt),
            ["group"] = task.Group,
            ["healthStatus"] = Wire.Upper(task.Health),
            ["lastStatus"] = Wire.Upper(task.LastStatus),
            ["launchType"] = "EC2",
            ["memory"] = $"{task.Definition.Memory}",
            ["overrides"] = new JsonObject { ["containerOverrides"] = Wire.Array(task.Definition.Spec.Containers, c => new JsonObject { ["name"] = c.Name }) },
            ["pullStartedAt"] = Wire.Time(task.PullStartedAt),
            ["pullStoppedAt"] = Wire.Time(task.PullStoppedAt),
            ["startedAt"] = Wire.Time(task.StartedAt),
            ["startedBy"] = task.StartedBy,
            ["stopCode"] = task.StopCode?.ToString(),
            ["stoppedAt"] = Wire.Time(task.StoppedAt),
            ["stoppedReason"] = task.StoppedReason,
            ["stoppingAt"] = Wire.Time(task.StoppingAt),
            ["tags"] = Wire.TagArray(store, task.Arn),
            ["taskArn"] = task.Arn,
            ["taskDefinitionArn"] = task.Definition.Arn,
            ["version"] = task.Version,
        }.Compact();
    }

    private static string ContainerStatus(EcsTask task) => task.LastStatus switch
    {
        EcsTaskStatus.Provisioning or EcsTaskStatus.Pending or EcsTaskStatus.Activating => "PENDING",
        EcsTaskStatus.Deprovisioning or EcsTaskStatus.Stopped => "STOPPED",
        _ => "RUNNING",
    };
}
