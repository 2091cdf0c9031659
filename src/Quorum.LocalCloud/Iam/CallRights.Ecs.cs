using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Iam;

// ECS. ListServices and ListTasks of a cluster have no resource level: the cluster is a condition there, no resource.
public static partial class CallRights
{
    private const string Cluster = "ecs:cluster", PassedTo = "iam:PassedToService", Tasks = "ecs-tasks.amazonaws.com";

    private static IReadOnlyList<Right>? OfEcs(AwsRequest request)
    {
        var cluster = Last(request.Text("cluster") ?? "default");
        var action = $"ecs:{request.Operation}";
        var inCluster = new Dictionary<string, string> { [Cluster] = Arn("cluster/" + cluster) };
        string Arn(string rest) => $"arn:aws:ecs:{request.Region}:{World.Account}:{rest}";
        string Part(string kind, string? nameOrArn) => Arn($"{kind}/{cluster}/{Last(nameOrArn ?? "")}");
        List<Right> Each(string kind, IEnumerable<string?> parts) => [.. parts.Select(part => new Right(action, Part(kind, part), inCluster))];
        return request.Operation switch
        {
            "ListClusters" or "ListTaskDefinitions" or "ListTaskDefinitionFamilies" or "DescribeTaskDefinition" or "DeregisterTaskDefinition" => [new(action, Right.Any)],
            "RegisterTaskDefinition" =>
            [
                new(action, Right.Any),
                .. new[] { request.Text("executionRoleArn"), request.Text("taskRoleArn") }.OfType<string>().Select(role => new Right("iam:PassRole", role, new Dictionary<string, string> { [PassedTo] = Tasks })),
                .. HasTags(request, "tags") ? [new Right("ecs:TagResource", Arn($"task-definition/{request.Text("family")}:*"))] : Array.Empty<Right>(),
            ],
            "ListServices" or "ListTasks" => [new(action, Right.Any, inCluster)],
            "DescribeClusters" => [.. request.Texts("clusters").DefaultIfEmpty("default").Select(name => new Right(action, Arn("cluster/" + Last(name))))],
            "CreateCluster" => [new(action, Right.Any)],
            "DeleteCluster" or "UpdateClusterSettings" or "ListContainerInstances" or "ListAttributes" => [new(action, Arn("cluster/" + cluster))],
            "DescribeContainerInstances" or "UpdateContainerInstancesState" => Each("container-instance", request.Texts("containerInstances")),
            "DescribeServices" => Each("service", request.Texts("services")),
            "UpdateService" or "DeleteService" or "ListServiceDeployments" => Each("service", [request.Text("service")]),
            "CreateService" => [.. Each("service", [request.Text("serviceName")]), .. HasTags(request, "tags") ? [new Right("ecs:TagResource", Part("service", request.Text("serviceName")))] : Array.Empty<Right>()],
            "DescribeServiceDeployments" => [.. request.Texts("serviceDeploymentArns").Select(arn => new Right(action, arn))],
            "DescribeTasks" => Each("task", request.Texts("tasks")),
            "RunTask" => [new(action, Arn("task-definition/" + Last(request.Text("taskDefinition") ?? "")), inCluster)],
            "StopTask" => Each("task", [request.Text("task")]),
            "PutAttributes" or "DeleteAttributes" => Each("container-instance", request.Body["attributes"] is System.Text.Json.Nodes.JsonArray all ? all.Select(one => (string?)one?["targetId"]).Distinct() : []),
            "TagResource" or "UntagResource" or "ListTagsForResource" => [new(action, request.Text("resourceArn") ?? "")],
            _ => null,
        };
    }

    private static string Last(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];
}
