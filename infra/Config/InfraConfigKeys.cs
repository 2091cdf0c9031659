using System.Globalization;

namespace Quorum.Infra;

/// <summary>One configuration key: how its text becomes part of the record and back, so that every source means the same by it.</summary>
/// <param name="Set">Gives the record with the value read; null when the text cannot be read.</param>
/// <param name="Right">What a readable text looks like.</param>
public sealed record InfraConfigKey(string Name, bool Required, string Right, Func<InfraConfig, string, InfraConfig?> Set, Func<InfraConfig, string> Get);

public static class InfraConfigKeys
{
    public static readonly IReadOnlyList<InfraConfigKey> All =
    [
        Text("clusterName", (config, value) => config with { ClusterName = value }, config => config.ClusterName, required: true),
        Text("region", (config, value) => config with { Region = value }, config => config.Region, required: true),
        Text("accountId", (config, value) => config with { AccountId = value }, config => config.AccountId, required: true),
        Text("zoneLetters", (config, value) => config with { ZoneLetters = value.Split(',', StringSplitOptions.TrimEntries) }, config => string.Join(',', config.ZoneLetters)),
        Number("slotsPerZone", (config, value) => config with { SlotsPerZone = value }, config => config.SlotsPerZone),
        Flag("dedicatedMasters", (config, value) => config with { DedicatedMasters = value }, config => config.DedicatedMasters),
        Text("instanceType", (config, value) => config with { InstanceType = value }, config => config.InstanceType),
        Text("masterInstanceType", (config, value) => config with { MasterInstanceType = value }, config => config.MasterInstanceType),
        Number("volumeSize", (config, value) => config with { VolumeSize = value }, config => config.VolumeSize),
        Number("volumeIops", (config, value) => config with { VolumeIops = value }, config => config.VolumeIops),
        Number("volumeThroughput", (config, value) => config with { VolumeThroughput = value }, config => config.VolumeThroughput),
        Number("masterVolumeSize", (config, value) => config with { MasterVolumeSize = value }, config => config.MasterVolumeSize),
        Text("amiId", (config, value) => config with { AmiId = value }, config => config.AmiId),
        Text("vpcCidr", (config, value) => config with { VpcCidr = value }, config => config.VpcCidr),
        Text("natGateways", (config, value) => config with { NatGateways = value }, config => config.NatGateways),
        Flag("interfaceEndpoints", (config, value) => config with { InterfaceEndpoints = value }, config => config.InterfaceEndpoints),
        Flag("containerInsights", (config, value) => config with { ContainerInsights = value }, config => config.ContainerInsights),
        Flag("loadBalancer", (config, value) => config with { LoadBalancer = value }, config => config.LoadBalancer),
        Flag("bastion", (config, value) => config with { Bastion = value }, config => config.Bastion),
        Text("bastionInstanceType", (config, value) => config with { BastionInstanceType = value }, config => config.BastionInstanceType),
        Text("bastionSshCidr", (config, value) => config with { BastionSshCidr = value }, config => config.BastionSshCidr),
        Number("logRetentionDays", (config, value) => config with { LogRetentionDays = value }, config => config.LogRetentionDays),
        Text("kmsKey", (config, value) => config with { KmsKey = value }, config => config.KmsKey),
        Text("permissionsBoundary", (config, value) => config with { PermissionsBoundary = value }, config => config.PermissionsBoundary),
        Number("snapshotVersionDays", (config, value) => config with { SnapshotVersionDays = value }, config => config.SnapshotVersionDays),
        Text("alarmTopicArn", (config, value) => config with { AlarmTopicArn = value }, config => config.AlarmTopicArn),
        Text("repositoryName", (config, value) => config with { RepositoryName = value }, config => config.RepositoryName),
        Text("gitHubRepository", (config, value) => config with { GitHubRepository = value }, config => config.GitHubRepository),
        Text("gitHubEnvironment", (config, value) => config with { GitHubEnvironment = value }, config => config.GitHubEnvironment),
        Text("gitHubBranch", (config, value) => config with { GitHubBranch = value }, config => config.GitHubBranch),
        Flag("createGitHubProvider", (config, value) => config with { CreateGitHubProvider = value }, config => config.CreateGitHubProvider),
    ];

    private static InfraConfigKey Text(string name, Func<InfraConfig, string, InfraConfig> set, Func<InfraConfig, string> get, bool required = false) =>
        new(name, required, "text", set, get);

    private static InfraConfigKey Number(string name, Func<InfraConfig, int, InfraConfig> set, Func<InfraConfig, int> get) =>
        new(name, false, "a whole number in digits",
            (config, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? set(config, value) : null,
            config => InfraConfig.Text(get(config)));

    private static InfraConfigKey Flag(string name, Func<InfraConfig, bool, InfraConfig> set, Func<InfraConfig, bool> get) =>
        new(name, false, "true or false",
            (config, text) => bool.TryParse(text, out var value) ? set(config, value) : null,
            config => get(config) ? "true" : "false");
}
