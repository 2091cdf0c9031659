using Quorum.Infra;

namespace Quorum.Verification;

/// <summary>What the slots' instances still ask of the account's quota. The quota itself is not asked for: the deploy role has no rights in Service Quotas.</summary>
internal static class QuotaNeed
{
    /// <summary>Service Quotas' code of "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", counted in vCPU.</summary>
    private const string Code = "L-1216C47A";

    /// <param name="machines">Those that run; null when they could not be read.</param>
    public static Fact<string> Of(IReadOnlyList<(string Name, string Type)> slots, IReadOnlyList<MachineFact>? machines)
    {
        if (machines is null) return Fact<string>.Skipped("which instances run could not be read");
        var missing = slots.Where(slot => machines.All(machine => machine.Slot != slot.Name)).ToList();
        if (missing.Count == 0) return Fact<string>.Of($"all {slots.Count} slots' instances run, so that the next deployment needs no more");
        var cpus = missing.Sum(slot => InstanceTypes.Find(slot.Type)?.VirtualCpus ?? 0);
        return Fact<string>.Skipped($"{string.Join(", ", missing.Select(slot => slot.Name))} {(missing.Count == 1 ? "has" : "have")} no running instance; {cpus} vCPU more are needed, the quota is told by: aws service-quotas get-service-quota --service-code ec2 --quota-code {Code}");
    }
}
