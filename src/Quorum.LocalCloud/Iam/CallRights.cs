using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Ssm;

namespace Quorum.LocalCloud.Iam;

/// <summary>
/// Which actions on which resources a call needs: AWS's Service Authorization Reference for the calls that roles of the graph make here
/// (ECS agent, bastion). A call that is not listed is refused to a role, never let through unchecked.
/// </summary>
public static class CallRights
{
    private const string Any = "*";

    /// <returns>Null for a call that is not listed.</returns>
    public static IReadOnlyList<(string Action, string Resource)>? Of(string prefix, AwsRequest request) => (prefix, request.Operation) switch
    {
        (SsmArea.Target, "GetParameter") => Parameters(request, [request.Text("Name") ?? ""]),
        (SsmArea.Target, "GetParameters") => Parameters(request, request.Texts("Names")),
        (EcrTarget, "GetAuthorizationToken") => [("ecr:GetAuthorizationToken", Any)],
        (EcrTarget, "BatchGetImage" or "BatchCheckLayerAvailability" or "GetDownloadUrlForLayer" or "DescribeImages") =>
            [($"ecr:{request.Operation}", $"arn:aws:ecr:{request.Region}:{World.Account}:repository/{request.Text("repositoryName")}")],
        (LogsTarget, "CreateLogStream" or "PutLogEvents") =>
            [($"logs:{request.Operation}", $"arn:aws:logs:{request.Region}:{World.Account}:log-group:{request.Text("logGroupName")}:log-stream:{request.Text("logStreamName")}")],
        _ => null,
    };

    /// <summary>What reading these parameters needs; a SecureString under a key of the customer's needs that key too.</summary>
    public static IReadOnlyList<(string Action, string Resource)> Parameters(AwsRequest request, IEnumerable<string> names) =>
        Parameters($"ssm:{request.Operation}", request.World, request.Region, names, request.Flag("WithDecryption"));

    public static IReadOnlyList<(string Action, string Resource)> Parameters(string action, World world, string region, IEnumerable<string> names, bool decrypt)
    {
        var rights = new List<(string, string)>();
        foreach (var name in names.Select(ParameterStore.NameOf))
        {
            rights.Add((action, ParameterStore.Arn(region, name)));
            if (decrypt && world.Get<ParameterStore>().Find(name) is { IsSecure: true, KeyId: { } key } && !key.StartsWith("alias/aws/", StringComparison.Ordinal)) rights.Add(("kms:Decrypt", key));
        }
        return rights;
    }

    private const string EcrTarget = "AmazonEC2ContainerRegistry_V20150921", LogsTarget = "Logs_20140328";
}
