using Quorum.LocalCloud.Ecr;
using Quorum.LocalCloud.Ecs;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Logs;
using Quorum.LocalCloud.Ssm;

namespace Quorum.LocalCloud.Iam;

/// <summary>
/// Which rights a call needs: AWS's Service Authorization Reference for what the roles of the graph call here (ECS agent, bastion, who deploys).
/// A call that is not listed is refused to a role, never let through unchecked.
/// </summary>
public static partial class CallRights
{
    private const string EcrTarget = EcrArea.TargetPrefix, EcsTarget = EcsArea.Target, LogsTarget = LogsArea.Target;

    /// <returns>Null for a call that is not listed.</returns>
    public static IReadOnlyList<Right>? Of(string prefix, AwsRequest request) => prefix switch
    {
        SsmArea.Target => OfSsm(request),
        EcsTarget => OfEcs(request),
        EcrTarget => OfEcr(request),
        LogsTarget => OfLogs(request),
        _ => null,
    };

    /// <summary>The same for the query protocol: EC2's reading calls have no resource level.</summary>
    public static IReadOnlyList<Right>? Of(AwsQuery query, bool ec2) => (ec2, query.Call.Operation) switch
    {
        (true, { } read) when read.StartsWith("Describe", StringComparison.Ordinal) => [new($"ec2:{read}", Right.Any)],
        (true, "TerminateInstances" or "StopInstances" or "StartInstances") => [.. query.Texts("InstanceId").Select(id => OnInstance(query.World, query.Region, $"ec2:{query.Call.Operation}", id, "aws:ResourceTag/"))],
        // Needs no right; it is listed because it is asked.
        (false, "GetCallerIdentity") => [new("sts:GetCallerIdentity", Right.Any)],
        (false, "AssumeRole") => [new("sts:AssumeRole", query.Text("RoleArn") ?? "")],
        _ => null,
    };

    /// <summary>Name of the service in its actions; what is not known is said as it came.</summary>
    public static string Service(string prefix) => prefix switch
    {
        SsmArea.Target => "ssm",
        EcsTarget => "ecs",
        EcrTarget => "ecr",
        LogsTarget => "logs",
        _ => prefix,
    };

    private static IReadOnlyList<Right>? OfEcr(AwsRequest request)
    {
        string Repository(string? name) => $"arn:aws:ecr:{request.Region}:{World.Account}:repository/{name}";
        return request.Operation switch
        {
            "GetAuthorizationToken" or "DescribeRegistry" => [new($"ecr:{request.Operation}", Right.Any)],
            "DescribeRepositories" => request.Texts("repositoryNames") is { Count: > 0 } names ? [.. names.Select(name => new Right("ecr:DescribeRepositories", Repository(name)))] : [new("ecr:DescribeRepositories", Repository("*"))],
            "TagResource" or "UntagResource" or "ListTagsForResource" => [new($"ecr:{request.Operation}", request.Text("resourceArn") ?? "")],
            "CreateRepository" when HasTags(request, "tags") => [new("ecr:CreateRepository", Repository(request.Text("repositoryName"))), new("ecr:TagResource", Repository(request.Text("repositoryName")))],
            _ => request.Text("repositoryName") is { } name ? [new($"ecr:{request.Operation}", Repository(name))] : null,
        };
    }

    // A group's own ARN ends in that of no stream: so it is named in what CloudWatch Logs refuses.
    private static IReadOnlyList<Right>? OfLogs(AwsRequest request) => request.Operation switch
    {
        "CreateLogStream" or "PutLogEvents" or "GetLogEvents" or "DescribeLogStreams" or "FilterLogEvents" or "CreateLogGroup" or "DeleteLogGroup" or "PutRetentionPolicy" =>
            [new($"logs:{request.Operation}", $"arn:aws:logs:{request.Region}:{World.Account}:log-group:{request.Text("logGroupName")}:log-stream:{request.Text("logStreamName")}")],
        "DescribeLogGroups" => [new("logs:DescribeLogGroups", Right.Any)],
        _ => null,
    };

    private static bool HasTags(AwsRequest request, string member) => request.Body[member] is System.Text.Json.Nodes.JsonArray { Count: > 0 };
}
