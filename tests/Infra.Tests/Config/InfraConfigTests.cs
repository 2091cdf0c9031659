using Quorum.Infra;

namespace Infra.Tests.Config;

public sealed class InfraConfigTests
{
    public static TheoryData<string, string, string?> Wrong => new()
    {
        { "clusterName", "Quorum", null }, { "clusterName", "abcdefghij-abcdefghij-abc", null }, { "clusterName", "a--b", null },
        { "clusterName", "sg-prod", "security groups" }, { "clusterName", "internal-search", "load balancer" }, { "clusterName", "sthree-logs", "bucket" }, { "clusterName", "amzn-s3-demo-es", "bucket" },
        { "region", "eu-west", null }, { "region", "us-gov-west-1", "partition" }, { "region", "cn-north-1", "partition" }, { "region", "us-isob-east-1", "partition" }, { "accountId", "12345", null },
        { "zoneLetters", "a,b", null }, { "zoneLetters", "a,b,b", null }, { "zoneLetters", "a,b,1", null },
        { "slotsPerZone", "0", null }, { "slotsPerZone", "31", null }, { "slotsPerZone", "two", null },
        { "dedicatedMasters", "yes", null },
        { "instanceType", "t3.small", "4096 MiB" }, { "instanceType", "z9.huge", "e.g. m7g.large" },
        { "volumeSize", "9", null }, { "volumeSize", "65537", null },
        { "volumeIops", "2999", null }, { "volumeIops", "80001", null }, { "volumeIops", "50001", "at most 500 for each GiB" },
        { "volumeThroughput", "124", null }, { "volumeThroughput", "2001", null }, { "volumeThroughput", "1000", "a quarter of volumeIops: 750" },
        { "amiId", "ami-xyz", null },
        { "vpcCidr", "10.0.0.0/15", null }, { "vpcCidr", "10.0.0.0/21", null }, { "vpcCidr", "10.0.0.1/16", null }, { "vpcCidr", "8.8.0.0/16", null }, { "vpcCidr", "::/16", null },
        { "natGateways", "none", null },
        { "bastionInstanceType", "t3.mini", null },
        { "bastionSshCidr", "0.0.0.0/0", "never opened to the world" }, { "bastionSshCidr", "203.0.113.7", null }, { "bastionSshCidr", "0.0.0.0/1", "never opened to the world" },
        { "logRetentionDays", "31", null }, { "kmsKey", "mine", null }, { "snapshotVersionDays", "0", null }, { "permissionsBoundary", "yes", null }, { "permissionsBoundary", "arn:aws:iam::123456789012:policy/limits\n", null }, { "alarmTopicArn", "alarms", null },
        { "kmsKey", "arn:aws:kms:eu-west-3:123456789012:key/1234", "a key of eu-" }, { "alarmTopicArn", "arn:aws:sns:us-west-2:123456789012:alarms", "a topic of eu-" },
        { "permissionsBoundary", "arn:aws:iam::999999999999:policy/limits", "a policy of the account" },
        { "repositoryName", "Quorum/ES", null }, { "gitHubRepository", "octo-org/octo-repo", "gh api" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void FromKeys_WrongValue_NamesKeyValueAndWhatIsRight(string key, string value, string? hint)
    {
        var error = Assert.Throws<InfraConfigException>(() => InfraConfig.FromKeys(name => name == key ? value : Valid.GetValueOrDefault(name)));
        var problem = Assert.Single(error.Problems);
        Assert.Equal((key, value), (problem.Key, problem.Value));
        Assert.NotEmpty(problem.Right);
        if (hint is not null) Assert.Contains(hint, problem.Right, StringComparison.Ordinal);
    }

    [Fact]
    public void FromKeys_SeveralProblems_ListsAllAtOnce()
    {
        var error = Assert.Throws<InfraConfigException>(() => InfraConfig.FromKeys(name => name switch { "region" => null, "slotsPerZone" => "x", "vpcCidr" => "y", _ => Valid.GetValueOrDefault(name) }));
        Assert.Equal(["region", "slotsPerZone", "vpcCidr"], error.Problems.Select(problem => problem.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("c", "masterInstanceType", "m7g.large")]
    [InlineData("d", "masterVolumeSize", "5")]
    public void FromKeys_DedicatedMastersThatDoNotFit_AreRefused(string _, string key, string value)
    {
        var error = Assert.Throws<InfraConfigException>(() => InfraConfig.FromKeys(name => name == key ? value : name == "dedicatedMasters" ? "true" : Valid.GetValueOrDefault(name)));
        Assert.Equal(key, Assert.Single(error.Problems).Key);
    }

    [Fact]
    public void ToKeys_ThereAndBack_IsTheSame()
    {
        var config = Configs.Full with { ZoneLetters = ["b", "c", "d"], VolumeIops = 6000, VolumeThroughput = 500, AmiId = "ami-0123456789abcdef0" };
        var keys = config.ToKeys().ToDictionary();
        var back = InfraConfig.FromKeys(keys.GetValueOrDefault);
        Assert.Equal(keys, back.ToKeys().ToDictionary());
        Assert.Equal(InfraConfigKeys.All.Count, keys.Count);
    }

    [Fact]
    public void Keys_EveryOne_ReachesTheRecord()
    {
        // A key whose setter is forgotten or writes to another key's place.
        foreach (var key in InfraConfigKeys.All)
        {
            var before = key.Get(Configs.Small);
            var text = before switch { "true" => "false", "false" => "true", _ when int.TryParse(before, out var number) && key.Name != "accountId" => $"{number + 1}", _ => before + "x" };
            var after = key.Set(Configs.Small, text)!;
            Assert.Equal(text, key.Get(after));
            Assert.All(InfraConfigKeys.All.Where(other => other != key), other => Assert.Equal(other.Get(Configs.Small), other.Get(after)));
        }
    }

    [Theory]
    [InlineData("m7g.large", 2, 8192, true, false)]
    [InlineData("r6i.2xlarge", 8, 65536, false, false)]
    [InlineData("t3.medium", 2, 4096, false, true)]
    [InlineData("c6g.medium", 1, 2048, true, false)]
    public void InstanceTypes_Known_HaveTheirShape(string type, int cpus, int memory, bool arm, bool burstable) =>
        Assert.Equal(new InstanceShape(cpus, memory, arm, burstable), InstanceTypes.Find(type));

    private static readonly Dictionary<string, string> Valid = Configs.Small.ToKeys().ToDictionary();
}
