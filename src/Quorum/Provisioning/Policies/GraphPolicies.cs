namespace Quorum.Provisioning.Policies;

/// <param name="Policy">Name of the policy, e.g. <c>Imdsv2Required</c>.</param>
/// <param name="Resource">Logical name of the resource that breaks it.</param>
public sealed record PolicyFinding(string Policy, string Resource, string Problem)
{
    public override string ToString() => $"{Policy}: {Resource}: {Problem}";
}

/// <summary>A rule over the whole graph, with no account and no network.</summary>
public sealed record GraphPolicy(string Name, Func<ResourceGraph, IEnumerable<(GraphResource Resource, string Problem)>> Find)
{
    public IEnumerable<PolicyFinding> Check(ResourceGraph graph) =>
        Find(graph).Select(found => new PolicyFinding(Name, found.Resource.Name, found.Problem));
}

public static class GraphPolicies
{
    public static readonly IReadOnlyList<GraphPolicy> All =
    [
        new("NothingPublic", PublicPolicies.NothingPublic),
        new("SlotsInPrivateSubnets", PublicPolicies.SlotsInPrivateSubnets),
        new("Imdsv2Required", InstancePolicies.Imdsv2),
        new("EncryptedAtRest", DataPolicies.Encrypted),
        new("DeletionProtected", DataPolicies.Protected),
        new("NoUnexplainedWildcards", RightsPolicies.Wildcards),
        new("TagsComplete", InstancePolicies.Tags),
        new("SubnetsSpread", PublicPolicies.Spread),
        new("OneSlotPerInstance", InstancePolicies.OneSlot),
        new("UserDataFits", InstancePolicies.UserDataFits),
    ];

    public static IReadOnlyList<PolicyFinding> Check(ResourceGraph graph) => [.. All.SelectMany(policy => policy.Check(graph))];
}
