using System.Net;
using System.Text.RegularExpressions;

namespace Quorum.Infra;

/// <summary>Finds every problem of a configuration before anything is planned.</summary>
internal static partial class InfraConfigValidator
{
    private const int ZoneCount = 3;
    private const int MinSlots = 1, MaxSlots = 30;
    private const int MinMemoryMiB = 4096;
    private const int MinVolume = 10, MaxVolume = 65_536;
    private const int MinIops = 3000, MaxIops = 80_000, IopsPerGiB = 500;
    private const int MinThroughput = 125, MaxThroughput = 2000, IopsPerThroughput = 4;
    private const int WidestVpc = 16, NarrowestVpc = 20;
    private const int NarrowestSsh = 8;

    // arn:aws:service:region:account:…
    private const int ArnRegion = 3, ArnAccount = 4;

    // AWS refuses such a group, load balancer or bucket when it is made, in the middle of an apply.
    private static readonly string[] KeptByAws = ["sg-", "internal-", "sthree-", "amzn-s3-demo-"];

    // What CloudWatch Logs accepts.
    private static readonly int[] Retentions =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    public static IReadOnlyList<ConfigProblem> Validate(InfraConfig config)
    {
        var problems = new List<ConfigProblem>();
        Match("clusterName", config.ClusterName, ClusterName(), "2 to 24 lower-case letters, digits and single hyphens, beginning with a letter, e.g. quorum-staging");
        if (KeptByAws.Any(start => config.ClusterName.StartsWith(start, StringComparison.Ordinal))) Add("clusterName", config.ClusterName, $"another beginning than {string.Join(", ", KeptByAws)}: AWS keeps them, and security groups, load balancer and bucket are named after the cluster, e.g. quorum-staging");
        Match("region", config.Region, Region(), "an AWS region, e.g. eu-central-1");
        if (OtherPartition().IsMatch(config.Region)) Add("region", config.Region, "a region of the partition aws, e.g. eu-central-1: the policies' ARNs begin with arn:aws:, which IAM refuses in China, GovCloud and the isolated regions");
        Match("accountId", config.AccountId, Account(), "the 12 digits of the AWS account, e.g. 123456789012");
        Match("repositoryName", config.RepositoryName, Repository(), "an ECR repository name, e.g. quorum/elasticsearch");
        if (config.AmiId.Length > 0 && !EcsAmi.IsId(config.AmiId)) Add("amiId", config.AmiId, "an AMI id, e.g. ami-0123456789abcdef0, or nothing");
        if (config.KmsKey is not ("aws" or "own")) Match("kmsKey", config.KmsKey, KeyArn(), "aws, own, or the ARN of a key");
        if (config.PermissionsBoundary is not ("own" or "off")) Match("permissionsBoundary", config.PermissionsBoundary, PolicyArn(), "own, off, or the ARN of a policy");
        if (config.AlarmTopicArn.Length > 0) Match("alarmTopicArn", config.AlarmTopicArn, TopicArn(), "the ARN of an SNS topic, or nothing");
        // AWS would find out in the middle of an apply.
        if (KeyArn().IsMatch(config.KmsKey) && Of(config.KmsKey, ArnRegion) != config.Region) Add("kmsKey", config.KmsKey, $"a key of {config.Region}, where the volumes are");
        if (TopicArn().IsMatch(config.AlarmTopicArn) && Of(config.AlarmTopicArn, ArnRegion) != config.Region) Add("alarmTopicArn", config.AlarmTopicArn, $"a topic of {config.Region}, where the alarms are");
        if (PolicyArn().IsMatch(config.PermissionsBoundary) && Of(config.PermissionsBoundary, ArnAccount) is var owner && owner != "aws" && owner != config.AccountId)
            Add("permissionsBoundary", config.PermissionsBoundary, $"a policy of the account {config.AccountId}, or one of AWS's own");
        if (config.NatGateways is not ("zone" or "one")) Add("natGateways", config.NatGateways, "zone (one in each zone) or one");
        CheckZones();
        Range("slotsPerZone", config.SlotsPerZone, MinSlots, MaxSlots);
        CheckInstance("instanceType", config.InstanceType);
        if (config.DedicatedMasters) CheckMasterInstance();
        CheckVolume();
        CheckVpc();
        CheckBastion();
        if (!Retentions.Contains(config.LogRetentionDays))
            Add("logRetentionDays", $"{config.LogRetentionDays}", $"one of {string.Join(", ", Retentions)}");
        Range("snapshotVersionDays", config.SnapshotVersionDays, 1, 3650);
        CheckGitHub();
        return problems;

        void Add(string key, string value, string right) => problems.Add(new(key, value, right));

        void Match(string key, string value, Regex right, string text)
        {
            if (!right.IsMatch(value)) Add(key, value, text);
        }

        void Range(string key, int value, int min, int max)
        {
            if (value < min || value > max) Add(key, $"{value}", $"a whole number from {min} to {max}");
        }

        void CheckZones()
        {
            var letters = config.ZoneLetters;
            if (letters.Count != ZoneCount || letters.Distinct().Count() != letters.Count || letters.Any(letter => letter is not [>= 'a' and <= 'z']))
                Add("zoneLetters", string.Join(',', letters), $"{ZoneCount} different letters, e.g. a,b,c: one master-eligible node in each of three zones survives the loss of one");
        }

        void CheckInstance(string key, string type)
        {
            if (InstanceTypes.Find(type) is not { } shape) Add(key, type, InstanceTypes.Known);
            else if (shape.MemoryMiB < MinMemoryMiB)
                Add(key, type, $"a type with at least {MinMemoryMiB} MiB of memory (it has {shape.MemoryMiB}): half is Elasticsearch's heap, the rest its file cache, e.g. t3.medium");
        }

        void CheckMasterInstance()
        {
            CheckInstance("masterInstanceType", config.MasterInstanceType);
            if (InstanceTypes.Find(config.MasterInstanceType) is { } master && InstanceTypes.Find(config.InstanceType) is { } data && master.Arm != data.Arm)
                Add("masterInstanceType", config.MasterInstanceType, $"a type with the processor architecture of {config.InstanceType}: all slots run one image");
            Range("masterVolumeSize", config.MasterVolumeSize, MinVolume, MaxVolume);
        }

        void CheckVolume()
        {
            Range("volumeSize", config.VolumeSize, MinVolume, MaxVolume);
            Range("volumeIops", config.VolumeIops, MinIops, MaxIops);
            Range("volumeThroughput", config.VolumeThroughput, MinThroughput, MaxThroughput);
            if (config.VolumeIops is > MinIops and <= MaxIops && config.VolumeIops > (long)config.VolumeSize * IopsPerGiB)
                Add("volumeIops", $"{config.VolumeIops}", $"at most {IopsPerGiB} for each GiB of volumeSize: {(long)config.VolumeSize * IopsPerGiB}");
            if (config.VolumeThroughput is >= MinThroughput and <= MaxThroughput && (long)config.VolumeThroughput * IopsPerThroughput > config.VolumeIops)
                Add("volumeThroughput", $"{config.VolumeThroughput}", $"at most a quarter of volumeIops: {config.VolumeIops / IopsPerThroughput}");
        }

        void CheckVpc()
        {
            if (!IPNetwork.TryParse(config.VpcCidr, out var network) || network.ToString() != config.VpcCidr || network.PrefixLength is < WidestVpc or > NarrowestVpc ||
                network.BaseAddress.GetAddressBytes() is not ([10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..]))
                Add("vpcCidr", config.VpcCidr, $"a private IPv4 block from /{WidestVpc} to /{NarrowestVpc} with no host bits set, e.g. 10.42.0.0/16");
        }

        void CheckBastion()
        {
            if (config.Bastion && InstanceTypes.Find(config.BastionInstanceType) is null) Add("bastionInstanceType", config.BastionInstanceType, InstanceTypes.Known);
            if (config.BastionSshCidr.Length == 0) return;
            if (!IPNetwork.TryParse(config.BastionSshCidr, out var network) || network.BaseAddress.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork || network.ToString() != config.BastionSshCidr)
                Add("bastionSshCidr", config.BastionSshCidr, "an IPv4 block with no host bits set, e.g. 203.0.113.7/32, or nothing (Session Manager needs no open port)");
            else if (network.PrefixLength < NarrowestSsh)
                Add("bastionSshCidr", config.BastionSshCidr, $"a block of /{NarrowestSsh} or smaller: SSH is never opened to the world");
            else if (!config.Bastion)
                Add("bastionSshCidr", config.BastionSshCidr, "nothing, because bastion is false");
        }

        void CheckGitHub()
        {
            if (config.GitHubRepository.Length == 0) return;
            Match("gitHubRepository", config.GitHubRepository, GitHub(), "owner@owner-id/repository@repository-id, e.g. octo-org@1234/octo-repo@5678; gh api repos/OWNER/NAME --jq '[.owner.id,.id]' tells the ids");
            Match("gitHubEnvironment", config.GitHubEnvironment, GitHubName(), "the name of a GitHub environment, e.g. production");
            Match("gitHubBranch", config.GitHubBranch, GitHubName(), "the name of a branch, e.g. main");
        }
    }

    [GeneratedRegex(@"^(?=.{2,24}\z)[a-z][a-z0-9]*(-[a-z0-9]+)*\z")]
    private static partial Regex ClusterName();

    [GeneratedRegex(@"^[a-z]{2}(-[a-z]+)+-[1-9]\z")]
    private static partial Regex Region();

    private static string Of(string arn, int part) => arn.Split(':')[part];

    [GeneratedRegex("^(cn|us-gov|us-iso[a-z]?|eu-iso[a-z]?)-")]
    private static partial Regex OtherPartition();

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex Account();

    [GeneratedRegex(@"^(?=.{2,256}\z)[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*\z")]
    private static partial Regex Repository();

    [GeneratedRegex(@"^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+\z")]
    private static partial Regex KeyArn();

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9_+=,.@/-]{1,512}\z")]
    private static partial Regex PolicyArn();

    [GeneratedRegex(@"^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+\z")]
    private static partial Regex TopicArn();

    [GeneratedRegex(@"^[A-Za-z0-9-]+@[0-9]+/[A-Za-z0-9._-]+@[0-9]+\z")]
    private static partial Regex GitHub();

    [GeneratedRegex(@"^[A-Za-z0-9._/-]{1,255}\z")]
    private static partial Regex GitHubName();
}
