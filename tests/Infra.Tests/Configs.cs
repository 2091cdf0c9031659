using Quorum.Infra;

namespace Infra.Tests;

internal static class Configs
{
    public static readonly InfraConfig Small = new() { ClusterName = "quorum-test", Region = "eu-west-1", AccountId = "000000000000" };

    /// <summary>Everything switched on.</summary>
    public static readonly InfraConfig Full = Small with
    {
        SlotsPerZone = 2, DedicatedMasters = true, InterfaceEndpoints = true, KmsKey = "own", BastionSshCidr = "203.0.113.0/24",
        AlarmTopicArn = "arn:aws:sns:eu-west-1:000000000000:alarms", GitHubRepository = "octo-org@1234/octo-repo@5678", MasterInstanceType = "t3.medium",
    };

    /// <summary>The longest names that the settings take, in a region with a long name.</summary>
    public static readonly InfraConfig LongestNames = Full with
    {
        ClusterName = "abcdefghij-abcdefghij-ab", Region = "ap-southeast-1", RepositoryName = new('r', 256), AlarmTopicArn = "arn:aws:sns:ap-southeast-1:000000000000:alarms",
    };
}
