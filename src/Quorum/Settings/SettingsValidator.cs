using System.Net;
using System.Text.RegularExpressions;
using Quorum.Pipeline;

namespace Quorum.Settings;

/// <summary>Checks every value before the first stage runs; finds all problems, changes nothing.</summary>
public static partial class SettingsValidator
{
    /// <exception cref="InputException">At least one value is wrong; the message has a line for each.</exception>
    public static void ThrowIfInvalid(QuorumSettings settings)
    {
        var problems = Problems(settings);
        if (problems.Count > 0) throw new InputException(problems);
    }

    public static IReadOnlyList<InputProblem> Problems(QuorumSettings settings)
    {
        var problems = new List<InputProblem>();
        Match(problems, nameof(settings.ClusterName), settings.ClusterName, ClusterName(),
            $"2 to {Limits.ClusterNameLength} lower-case letters, digits and single hyphens, beginning with a letter, e.g. quorum-staging");
        Match(problems, "DeployRegion", settings.Region, Region(), "an AWS region, e.g. eu-central-1");
        Match(problems, "DeployAccount", settings.AccountId, AccountId(), "the 12 digits of the AWS account to deploy into, e.g. 123456789012");
        Match(problems, nameof(settings.RepositoryName), settings.RepositoryName, RepositoryName(),
            "an ECR repository name: 2 to 256 lower-case letters, digits, and . _ - between them, parts separated by /, e.g. quorum/elasticsearch");
        Match(problems, nameof(settings.ElasticsearchVersion), settings.ElasticsearchVersion, Version(), "major.minor.patch, e.g. 8.17.2");
        Match(problems, "SlotInstanceType", settings.InstanceType, InstanceType(), "an EC2 instance type, e.g. m7g.large");
        Range(problems, "LocalPort", settings.LocalPort, Limits.MinPort, Limits.MaxPort);
        Range(problems, "SlotsPerZone", settings.SlotsPerZone, Limits.MinSlotsPerZone, Limits.MaxSlotsPerZone);
        Range(problems, "VolumeSize", settings.VolumeSizeGiB, Limits.MinVolumeGiB, Limits.MaxVolumeGiB);
        OneOf(problems, "LocalRuntime", settings.LocalRuntime, "auto", "containers", "simulated");
        OneOf(problems, "ClusterAccess", settings.Access, "direct", "ssm");
        OneOf(problems, "ClusterSecurity", settings.Security, "on", "off");
        if (settings is { Cloud: CloudKind.Aws, Security: "off" }) problems.Add(new("ClusterSecurity", "off", "on: a cluster on AWS has TLS and passwords"));
        OneOf(problems, "ImagePlatform", settings.Platform, Platforms);
        if (settings.ZoneCount != Limits.Zones)
            problems.Add(new("ZoneCount", $"{settings.ZoneCount}", $"{Limits.Zones}: one master-eligible node in each of three zones survives the loss of a zone; fewer cannot, more add none"));
        CheckCidr(problems, settings.VpcCidr);
        CheckImage(problems, settings);
        CheckArchitecture(problems, settings);
        if (settings.Cloud == CloudKind.Aws && settings.AccountId == LocalAccount)
            problems.Add(new("DeployAccount", settings.AccountId, "the account to deploy into (000000000000 is the embedded AWS); set it in .nuke/parameters." + settings.Profile + ".json"));
        return problems;
    }

    private static readonly string[] Platforms = ["linux/amd64", "linux/arm64", "linux/amd64+linux/arm64"];

    private const string LocalAccount = "000000000000";

    private static void Match(List<InputProblem> problems, string parameter, string value, Regex right, string text)
    {
        if (!right.IsMatch(value)) problems.Add(new(parameter, value, text));
    }

    private static void Range(List<InputProblem> problems, string parameter, int value, int min, int max)
    {
        if (value < min || value > max) problems.Add(new(parameter, $"{value}", $"a whole number from {min} to {max}"));
    }

    private static void OneOf(List<InputProblem> problems, string parameter, string value, params ReadOnlySpan<string> choices)
    {
        if (!choices.Contains(value)) problems.Add(new(parameter, value, $"one of {string.Join(", ", choices!)}"));
    }

    private static void CheckCidr(List<InputProblem> problems, string cidr)
    {
        const string right = "a private IPv4 block from /16 to /20 with no host bits set, e.g. 10.42.0.0/16";
        if (!IPNetwork.TryParse(cidr, out var network) || network.PrefixLength is < 16 or > 20 || !IsPrivate(network.BaseAddress) ||
            network.ToString() != cidr)
            problems.Add(new("VpcCidr", cidr, right));
    }

    private static bool IsPrivate(IPAddress address) => address.GetAddressBytes() is
        [10, _, _, _] or [172, >= 16 and <= 31, _, _] or [192, 168, _, _];

    private static void CheckImage(List<InputProblem> problems, QuorumSettings settings)
    {
        var colon = settings.BaseImage.LastIndexOf(':');
        var tag = colon > settings.BaseImage.LastIndexOf('/') ? settings.BaseImage[(colon + 1)..] : "";
        if (settings.BaseImage.Contains('@') || tag.Length == 0)
            problems.Add(new("BaseImage", settings.BaseImage, "repository:tag without a digest (the digest is kept in images/elasticsearch/base.lock.json)"));
        else if (tag != settings.ElasticsearchVersion && Version().IsMatch(settings.ElasticsearchVersion))
            problems.Add(new("BaseImage", settings.BaseImage, $"the tag of ElasticsearchVersion, {settings.ElasticsearchVersion}"));
    }

    // A Graviton instance cannot run an amd64 image: ECS would place the task and the container would die with "exec format error".
    private static void CheckArchitecture(List<InputProblem> problems, QuorumSettings settings)
    {
        var match = InstanceType().Match(settings.InstanceType);
        if (!match.Success || !Platforms.Contains(settings.Platform)) return;
        var graviton = match.Groups["options"].Value.Contains('g') || match.Groups["family"].Value == "a";
        var needed = graviton ? "linux/arm64" : "linux/amd64";
        if (!settings.Platforms.Contains(needed))
            problems.Add(new("ImagePlatform", settings.Platform, $"{needed}, alone or in linux/amd64+linux/arm64, because SlotInstanceType {settings.InstanceType} has {(graviton ? "Graviton (arm64)" : "x86-64")} processors"));
    }

    [GeneratedRegex(@"^(?=.{2,24}$)[a-z][a-z0-9]*(-[a-z0-9]+)*\z")]
    private static partial Regex ClusterName();

    [GeneratedRegex(@"^[a-z]{2}(-[a-z]+)+-[1-9]\z")]
    private static partial Regex Region();

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex AccountId();

    [GeneratedRegex(@"^(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*\z")]
    private static partial Regex RepositoryName();

    [GeneratedRegex(@"^[1-9][0-9]?\.[0-9]{1,3}\.[0-9]{1,3}\z")]
    private static partial Regex Version();

    [GeneratedRegex(@"^(?<family>[a-z]{1,3}?)[1-9](?<options>[a-z-]*)\.(nano|micro|small|medium|large|([0-9]+)?xlarge|metal)\z")]
    private static partial Regex InstanceType();
}
