using Quorum.Infra;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Provisioning;

/// <summary>What the pipeline's settings mean for the infrastructure: the same keys as in <c>Pulumi.&lt;stack&gt;.yaml</c>.</summary>
public static class InfraSettings
{
    /// <exception cref="InputException">A value is wrong for the infrastructure; all problems are listed by the name of the pipeline's parameter.</exception>
    public static InfraConfig From(QuorumSettings settings, ProvisionOptions? options = null)
    {
        var extra = options?.Infra ?? new Dictionary<string, string>();
        var given = new Dictionary<string, string>
        {
            ["clusterName"] = settings.ClusterName,
            ["region"] = settings.Region,
            ["accountId"] = settings.AccountId,
            ["slotsPerZone"] = $"{settings.SlotsPerZone}",
            ["instanceType"] = settings.InstanceType,
            ["masterInstanceType"] = settings.InstanceType,
            ["volumeSize"] = $"{settings.VolumeSizeGiB}",
            ["vpcCidr"] = settings.VpcCidr,
            ["repositoryName"] = settings.RepositoryName,
        };
        var problems = extra.Keys
            .Where(key => InfraConfigKeys.All.All(known => known.Name != key) || Names.ContainsKey(key))
            .Select(key => new InputProblem(ProvisionOptions.Parameter, key, Names.TryGetValue(key, out var parameter)
                ? $"is given by the parameter {parameter}"
                : $"one of {string.Join(", ", InfraConfigKeys.All.Select(known => known.Name).Where(name => !Names.ContainsKey(name)))}"))
            .ToList();
        foreach (var (key, value) in extra) given[key] = value;
        try
        {
            var config = InfraConfig.FromKeys(given.GetValueOrDefault);
            return problems.Count == 0 ? config : throw new InputException(problems);
        }
        catch (InfraConfigException wrong)
        {
            problems.AddRange(wrong.Problems.Select(problem => Names.TryGetValue(problem.Key, out var parameter)
                ? new InputProblem(parameter, problem.Value, problem.Right)
                : new InputProblem(ProvisionOptions.Parameter, $"{problem.Key}={problem.Value}", problem.Right)));
            throw new InputException(problems);
        }
    }

    // Keys that have a parameter of their own; everything else goes through ProvisionOptions.
    private static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["clusterName"] = "ClusterName", ["region"] = "DeployRegion", ["accountId"] = "DeployAccount", ["slotsPerZone"] = "SlotsPerZone",
        ["instanceType"] = "SlotInstanceType", ["volumeSize"] = "VolumeSize", ["vpcCidr"] = "VpcCidr", ["repositoryName"] = "RepositoryName",
    };
}
