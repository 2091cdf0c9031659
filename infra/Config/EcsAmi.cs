using System.Text.RegularExpressions;

namespace Quorum.Infra;

/// <summary>The ECS-optimised Amazon Linux 2023 image. AWS publishes which one it recommends as a public SSM parameter in each region, for each processor architecture.</summary>
public static partial class EcsAmi
{
    private const string Path = "/aws/service/ecs/optimized-ami/amazon-linux-2023/";

    /// <summary>Name of the parameter that holds the id.</summary>
    public static string Parameter(bool arm) => $"{Path}{(arm ? "arm64/" : "")}recommended/image_id";

    /// <summary>ARN of the parameter: it is AWS's own, so that there is no account in it.</summary>
    public static string ParameterArn(string region, bool arm) => $"arn:aws:ssm:{region}::parameter{Parameter(arm)}";

    public static bool IsId(string text) => Id().IsMatch(text);

    [GeneratedRegex(@"^ami-[0-9a-f]{8,17}\z")]
    private static partial Regex Id();
}
