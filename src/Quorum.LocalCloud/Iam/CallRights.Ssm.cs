using Quorum.LocalCloud.Apply;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Ssm;

namespace Quorum.LocalCloud.Iam;

// Parameters and RunCommand.
public static partial class CallRights
{
    private static IReadOnlyList<Right>? OfSsm(AwsRequest request) => request.Operation switch
    {
        "GetParameter" or "GetParameterHistory" or "DeleteParameter" => Parameters(request, [request.Text("Name") ?? ""]),
        "GetParameters" or "DeleteParameters" => Parameters(request, request.Texts("Names")),
        "PutParameter" => [.. Parameters(request, [request.Text("Name") ?? ""]), .. HasTags(request, "Tags") ? [new Right("ssm:AddTagsToResource", ParameterStore.Arn(request.Region, request.Text("Name") ?? ""))] : Array.Empty<Right>()],
        // The resource is the path, not what is found below it.
        "GetParametersByPath" => Parameters(request, [(request.Text("Path") ?? "").TrimEnd('/')]),
        "AddTagsToResource" or "RemoveTagsFromResource" or "ListTagsForResource" => [new($"ssm:{request.Operation}", ParameterStore.Arn(request.Region, request.Text("ResourceId") ?? ""))],
        "DescribeParameters" or "DescribeInstanceInformation" or "GetCommandInvocation" or "ListCommandInvocations" or "CancelCommand" => [new($"ssm:{request.Operation}", Right.Any)],
        "SendCommand" =>
        [
            new("ssm:SendCommand", request.Text("DocumentName") is { } name && name.StartsWith("arn:", StringComparison.Ordinal) ? name : $"arn:aws:ssm:{request.Region}::document/{request.Text("DocumentName")}"),
            .. request.Texts("InstanceIds").Select(id => OnInstance(request.World, request.Region, "ssm:SendCommand", id, "ssm:resourceTag/")),
        ],
        _ => null,
    };

    /// <summary>What reading these parameters needs; a SecureString under a key of the customer's needs that key too.</summary>
    public static IReadOnlyList<Right> Parameters(AwsRequest request, IEnumerable<string> names) =>
        Parameters($"ssm:{request.Operation}", request.World, request.Region, names, request.Flag("WithDecryption"));

    public static IReadOnlyList<Right> Parameters(string action, World world, string region, IEnumerable<string> names, bool decrypt)
    {
        var rights = new List<Right>();
        foreach (var name in names.Select(ParameterStore.NameOf))
        {
            rights.Add(new(action, ParameterStore.Arn(region, name)));
            if (decrypt && world.Get<ParameterStore>().Find(name) is { IsSecure: true, KeyId: { } key } && !key.StartsWith("alias/aws/", StringComparison.Ordinal)) rights.Add(new("kms:Decrypt", key));
        }
        return rights;
    }

    private static Right OnInstance(World world, string region, string action, string id, string tagKey)
    {
        var tags = world.Find<Inventory>()?.Instances.Find(instance => instance.Id == id)?.Tags ?? [];
        return new(action, $"arn:aws:ec2:{region}:{World.Account}:instance/{id}", tags.ToDictionary(tag => tagKey + tag.Key, tag => tag.Value));
    }
}
