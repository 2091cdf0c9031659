using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

internal static class ServiceOperations
{
    private const int MaxDescribed = 10, DefaultPage = 10;
    private static readonly string[] NotModelled =
        ["loadBalancers", "serviceRegistries", "capacityProviderStrategy", "serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations", "platformVersion"];
    private static readonly string[] Kept = ["availabilityZoneRebalancing", "enableECSManagedTags", "propagateTags", "enableExecuteCommand", "healthCheckGracePeriodSeconds"];

    public static void Add(EcsTable table)
    {
        table.Add("CreateService", Create);
        table.Add("UpdateService", Update);
        table.Add("DeleteService", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            return new JsonObject { ["service"] = ToJson(store, store.Model.DeleteService(cluster, request.Required("service", "InvalidParameterException"), request.Flag("force")), true) };
        });
        table.Add("ListServices", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            return Wire.Page(request, "serviceArns", [.. cluster.Services.Where(s => s.Status != EcsServiceStatus.Inactive).Select(s => s.Arn)], DefaultPage);
        });
        table.Add("DescribeServices", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            var names = request.Texts("services");
            if (names.Count == 0) throw EcsException.Invalid("Services cannot be empty.");
            if (names.Count > MaxDescribed) throw EcsException.Invalid($"Services cannot have more than {MaxDescribed} elements.");
            var services = new JsonArray();
            var failures = new JsonArray();
            foreach (var name in names)
            {
                if (EcsModel.FindService(cluster, name) is { } service) services.Add((JsonNode)ToJson(store, service, Wire.Includes(request, "TAGS")));
                else failures.Add((JsonNode)Wire.Missing(name.StartsWith("arn:", StringComparison.Ordinal) ? name : $"arn:aws:ecs:{request.Region}:{World.Account}:service/{cluster.Name}/{name}"));
            }
            return new JsonObject { ["services"] = services, ["failures"] = failures };
        });
    }

    private static JsonObject Create(EcsStore store, AwsRequest request)
    {
        Wire.Refuse(request, NotModelled);
        if (request.Text("launchType") is { } launch and not "EC2") throw new AwsException("UnsupportedFeatureException", $"CreateService: launchType {launch} is not modelled by the embedded AWS.");
        if (request.Text("schedulingStrategy") is { } strategy and not "REPLICA") throw new AwsException("UnsupportedFeatureException", $"CreateService: schedulingStrategy {strategy} is not modelled by the embedded AWS.");
        RefuseController(request);
        var cluster = store.Model.Cluster(request.Text("cluster"));
        var service = store.Model.CreateService(cluster, new EcsServiceSpec
        {
            Name = request.Required("serviceName", "InvalidParameterException"),
            TaskDefinition = request.Required("taskDefinition", "InvalidParameterException"),
            DesiredCount = request.Number("desiredCount") ?? 0,
            Configuration = Configuration(request, EcsDeploymentConfiguration.Default),
            Constraints = Wire.Constraints(request.Body["placementConstraints"]) ?? [],
            Strategy = Wire.Strategy(request.Body["placementStrategy"]) ?? [],
            ClientToken = request.Text("clientToken"),
            Document = Document(request, null),
        });
        Wire.KeepTags(store, service.Arn, request.Body["tags"]);
        return new JsonObject { ["service"] = ToJson(store, service, true) };
    }

    private static JsonObject Update(EcsStore store, AwsRequest request)
    {
        Wire.Refuse(request, NotModelled);
        RefuseController(request);
        var cluster = store.Model.Cluster(request.Text("cluster"));
        var name = request.Required("service", "InvalidParameterException");
        var before = EcsModel.FindService(cluster, name) ?? throw EcsException.ServiceNotFound();
        var service = store.Model.UpdateService(cluster, name, new EcsServiceUpdate
        {
            TaskDefinition = request.Text("taskDefinition"),
            DesiredCount = request.Number("desiredCount"),
            Configuration = request.Body["deploymentConfiguration"] is null ? null : Configuration(request, before.Configuration),
            Constraints = Wire.Constraints(request.Body["placementConstraints"]),
            Strategy = Wire.Strategy(request.Body["placementStrategy"]),
            ForceNewDeployment = request.Flag("forceNewDeployment"),
            Document = Document(request, before.Document),
        });
        return new JsonObject { ["service"] = ToJson(store, service, true) };
    }

    private static void RefuseController(AwsRequest request)
    {
        if ((string?)request.Body["deploymentController"]?["type"] is { } controller and not "ECS") throw new AwsException("UnsupportedFeatureException", $"{request.Operation}: deploymentController {controller} is not modelled by the embedded AWS.");
        var configuration = request.Body["deploymentConfiguration"];
        if ((string?)configuration?["strategy"] is { } strategy and not "ROLLING") throw new AwsException("UnsupportedFeatureException", $"{request.Operation}: deployment strategy {strategy} is not modelled by the embedded AWS.");
        if (configuration?["lifecycleHooks"] is JsonArray { Count: > 0 }) throw new AwsException("UnsupportedFeatureException", $"{request.Operation}: lifecycleHooks are not modelled by the embedded AWS.");
        if (configuration?["alarms"]?["enable"] is JsonValue enabled && enabled.GetValue<bool>()) throw new AwsException("UnsupportedFeatureException", $"{request.Operation}: deployment alarms are not modelled by the embedded AWS.");
    }

    private static EcsDeploymentConfiguration Configuration(AwsRequest request, EcsDeploymentConfiguration before)
    {
        if (request.Body["deploymentConfiguration"] is not JsonObject json) return before;
        var breaker = json["deploymentCircuitBreaker"];
        return new EcsDeploymentConfiguration(
            (int?)json["minimumHealthyPercent"] ?? before.MinimumHealthyPercent,
            (int?)json["maximumPercent"] ?? before.MaximumPercent,
            (bool?)breaker?["enable"] ?? before.CircuitBreaker,
            (bool?)breaker?["rollback"] ?? before.Rollback);
    }

    private static string Document(AwsRequest request, string? before)
    {
        var document = before is null ? new JsonObject { ["availabilityZoneRebalancing"] = "ENABLED", ["enableECSManagedTags"] = false, ["propagateTags"] = "NONE", ["enableExecuteCommand"] = false } : (JsonObject)JsonNode.Parse(before)!;
        foreach (var name in Kept) if (request.Body[name] is { } value) document[name] = value.DeepClone();
        return document.ToJsonString(HostJson.Wire);
    }

    public static JsonObject ConfigurationJson(EcsDeploymentConfiguration configuration) => new()
    {
        ["deploymentCircuitBreaker"] = new JsonObject { ["enable"] = configuration.CircuitBreaker, ["rollback"] = configuration.Rollback },
        ["maximumPercent"] = configuration.MaximumPercent,
        ["minimumHealthyPercent"] = configuration.MinimumHealthyPercent,
        ["strategy"] = "ROLLING",
        ["bakeTimeInMinutes"] = 0,
    };

    private static JsonObject ToJson(EcsStore store, EcsService service, bool tags)
    {
        var json = service.Document is { } document ? (JsonObject)JsonNode.Parse(document)! : [];
        json["serviceArn"] = service.Arn;
        json["serviceName"] = service.Name;
        json["clusterArn"] = service.Cluster.Arn;
        json["loadBalancers"] = new JsonArray();
        json["serviceRegistries"] = new JsonArray();
        json["status"] = Wire.Upper(service.Status);
        json["desiredCount"] = service.DesiredCount;
        json["runningCount"] = service.Running;
        json["pendingCount"] = service.PendingTasks;
        json["launchType"] = "EC2";
        json["taskDefinition"] = service.Primary.Definition.Arn;
        json["deploymentConfiguration"] = ConfigurationJson(service.Configuration);
        json["deployments"] = service.Status == EcsServiceStatus.Inactive ? new JsonArray() : Wire.Array(service.Deployments, d => Deployment(service, d));
        json["roleArn"] = $"arn:aws:iam::{World.Account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
        json["events"] = Wire.Array(service.Events, e => new JsonObject { ["id"] = e.Id, ["createdAt"] = Wire.Time(e.CreatedAt), ["message"] = e.Message });
        json["createdAt"] = Wire.Time(service.CreatedAt);
        if (service.Primary.Record is { } record) json["currentServiceDeployment"] = record.Arn;
        json["currentServiceRevisions"] = Wire.Array(service.Deployments, d => new JsonObject
        {
            ["arn"] = d.RevisionArn, ["requestedTaskCount"] = d.DesiredCount, ["runningTaskCount"] = d.Running, ["pendingTaskCount"] = d.Pending,
        });
        json["placementConstraints"] = Wire.Constraints(service.Constraints);
        json["placementStrategy"] = Wire.Strategy(service.Strategy);
        json["schedulingStrategy"] = "REPLICA";
        json["deploymentController"] = new JsonObject { ["type"] = "ECS" };
        json["createdBy"] = $"arn:aws:iam::{World.Account}:root";
        if (tags) json["tags"] = Wire.TagArray(store, service.Arn);
        return json;
    }

    private static JsonObject Deployment(EcsService service, EcsDeployment deployment) => new()
    {
        ["id"] = deployment.Id,
        ["status"] = deployment == service.Primary ? "PRIMARY" : "ACTIVE",
        ["taskDefinition"] = deployment.Definition.Arn,
        ["desiredCount"] = deployment.DesiredCount,
        ["pendingCount"] = deployment.Pending,
        ["runningCount"] = deployment.Running,
        ["failedTasks"] = deployment.FailedTasks,
        ["createdAt"] = Wire.Time(deployment.CreatedAt),
        ["updatedAt"] = Wire.Time(deployment.UpdatedAt),
        ["launchType"] = "EC2",
        ["rolloutState"] = Wire.Snake(deployment.RolloutState),
        ["rolloutStateReason"] = deployment.RolloutReason,
    };
}
