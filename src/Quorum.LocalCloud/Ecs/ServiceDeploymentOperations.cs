using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

internal static class ServiceDeploymentOperations
{
    public static void Add(EcsTable table)
    {
        table.Add("ListServiceDeployments", (store, request) =>
        {
            var cluster = store.Model.Cluster(request.Text("cluster"));
            var service = EcsModel.FindService(cluster, request.Required("service", "InvalidParameterException")) ?? throw EcsException.ServiceNotFound();
            var wanted = request.Texts("status");
            var after = Seconds(request, "after");
            var before = Seconds(request, "before");
            var records = service.ServiceDeployments
                .Where(r => wanted.Count == 0 || wanted.Contains(Wire.Snake(r.Status)))
                .Where(r => HostJson.Seconds(r.CreatedAt) >= after && HostJson.Seconds(r.CreatedAt) <= before)
                .ToDictionary(r => r.Arn, StringComparer.Ordinal);
            var page = Wire.Page(request, "serviceDeployments", [.. records.Keys]);
            page["serviceDeployments"] = Wire.Array(page["serviceDeployments"]!.AsArray(), n =>
            {
                var record = records[(string)n!];
                return new JsonObject
                {
                    ["serviceDeploymentArn"] = record.Arn,
                    ["serviceArn"] = record.Service.Arn,
                    ["clusterArn"] = record.Service.Cluster.Arn,
                    ["startedAt"] = Wire.Time(record.StartedAt),
                    ["createdAt"] = Wire.Time(record.CreatedAt),
                    ["finishedAt"] = Wire.Time(record.FinishedAt),
                    ["targetServiceRevisionArn"] = record.TargetRevisionArn,
                    ["status"] = Wire.Snake(record.Status),
                    ["statusReason"] = record.StatusReason,
                }.Compact();
            });
            return page;
        });
        table.Add("DescribeServiceDeployments", (store, request) =>
        {
            var found = new JsonArray();
            var failures = new JsonArray();
            foreach (var arn in request.Texts("serviceDeploymentArns"))
            {
                if (store.Model.FindServiceDeployment(arn) is { } record) found.Add((JsonNode)ToJson(record));
                else failures.Add((JsonNode)Wire.Missing(arn));
            }
            return new JsonObject { ["serviceDeployments"] = found, ["failures"] = failures };
        });
        table.Add("DescribeServiceRevisions", (store, request) =>
        {
            var found = new JsonArray();
            var failures = new JsonArray();
            foreach (var arn in request.Texts("serviceRevisionArns"))
            {
                var match = store.Model.Clusters.SelectMany(c => c.Services).SelectMany(s => s.Revisions.Select(r => (s, r))).FirstOrDefault(p => p.r.Arn == arn);
                if (match.r is null) failures.Add((JsonNode)Wire.Missing(arn));
                else found.Add((JsonNode)Revision(match.s, match.r));
            }
            return new JsonObject { ["serviceRevisions"] = found, ["failures"] = failures };
        });
        table.Add("StopServiceDeployment", (store, request) =>
        {
            var arn = request.Required("serviceDeploymentArn", "InvalidParameterException");
            var record = store.Model.FindServiceDeployment(arn) ?? throw new AwsException("ServiceDeploymentNotFoundException", "The service deployment was not found.");
            store.Model.StopServiceDeployment(record, rollback: request.Text("stopType") switch
            {
                null or "ROLLBACK" => true,
                "ABORT" => false,
                var other => throw EcsException.Invalid($"stopType {other} is not one of [ABORT, ROLLBACK]."),
            });
            return new JsonObject { ["serviceDeploymentArn"] = arn };
        });
    }

    private static double Seconds(AwsRequest request, string bound) =>
        request.Body["createdAt"]?[bound] is JsonValue value ? value.GetValue<double>() : bound == "after" ? double.MinValue : double.MaxValue;

    private static JsonObject Revision(EcsService service, EcsServiceRevision revision) => new()
    {
        ["serviceRevisionArn"] = revision.Arn,
        ["serviceArn"] = service.Arn,
        ["clusterArn"] = service.Cluster.Arn,
        ["taskDefinition"] = revision.Definition.Arn,
        ["launchType"] = "EC2",
        ["containerImages"] = Wire.Array(revision.Definition.Spec.Containers, c =>
        {
            var image = new JsonObject { ["containerName"] = c.Name, ["image"] = c.Image };
            if (c.Image.IndexOf('@', StringComparison.Ordinal) is var at and > 0) image["imageDigest"] = c.Image[(at + 1)..];
            return image;
        }),
        ["guardDutyEnabled"] = false,
        ["createdAt"] = Wire.Time(revision.CreatedAt),
    };

    private static JsonObject ToJson(EcsServiceDeployment record)
    {
        var service = record.Service;
        var deployment = service.Deployments.FirstOrDefault(d => d.Id == record.DeploymentId);
        var json = new JsonObject
        {
            ["serviceDeploymentArn"] = record.Arn,
            ["serviceArn"] = service.Arn,
            ["clusterArn"] = service.Cluster.Arn,
            ["createdAt"] = Wire.Time(record.CreatedAt),
            ["startedAt"] = Wire.Time(record.StartedAt),
            ["finishedAt"] = Wire.Time(record.FinishedAt),
            ["stoppedAt"] = Wire.Time(record.StoppedAt),
            ["updatedAt"] = Wire.Time(record.UpdatedAt),
            ["sourceServiceRevisions"] = record.SourceRevisionArn is { } source ? new JsonArray(new JsonObject { ["arn"] = source }) : new JsonArray(),
            ["targetServiceRevision"] = new JsonObject
            {
                ["arn"] = record.TargetRevisionArn,
                ["requestedTaskCount"] = deployment?.DesiredCount ?? 0,
                ["runningTaskCount"] = deployment?.Running ?? 0,
                ["pendingTaskCount"] = deployment?.Pending ?? 0,
            },
            ["status"] = Wire.Snake(record.Status),
            ["statusReason"] = record.StatusReason,
            ["deploymentConfiguration"] = ServiceOperations.ConfigurationJson(service.Configuration),
            ["deploymentCircuitBreaker"] = new JsonObject
            {
                ["status"] = !service.Configuration.CircuitBreaker ? "DISABLED" : record.BreakerTriggered ? "TRIGGERED" : record.Ended ? "MONITORING_COMPLETE" : "MONITORING",
                ["failureCount"] = record.FailureCount,
                ["threshold"] = EcsDeploymentConfiguration.BreakerThreshold(service.DesiredCount),
            },
        };
        if (record.RollbackStartedAt is { } at)
        {
            json["rollback"] = new JsonObject { ["reason"] = record.RollbackReason, ["startedAt"] = Wire.Time(at), ["serviceRevisionArn"] = record.RollbackRevisionArn };
        }
        return json.Compact();
    }
}
