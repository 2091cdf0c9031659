using System.Text.Json.Serialization;
using Quorum.Smoke;
using Quorum.Verification.Checks;

namespace Quorum.Verification;

/// <summary>One named condition of a deployment that can succeed. Pure: judges what was read.</summary>
public abstract class VerifyCheck
{
    /// <summary>As in reports; never changes its meaning.</summary>
    public abstract string Name { get; }

    /// <summary>Branch of the tree.</summary>
    public abstract string Group { get; }

    /// <summary>What a person does when it fails, with the command.</summary>
    public abstract string Remedy { get; }

    public abstract Finding Judge(VerifyFacts facts);
}

/// <summary>All checks in the order of the tree.</summary>
public static class VerifyChecks
{
    public static IReadOnlyList<VerifyCheck> All { get; } =
    [
        new AccountIsTheOneAskedFor(), new RoleIsAssumable(), new ImageIsPullable(), new SecretsAreReadable(), new KeyIsUsable(), new LogStreamIsWritable(),
        new SlotsAreRegistered(), new AgentsAreConnected(), new AgentsAreRecent(), new CapacityIsEnough(), new InstanceProfilesAreOurs(), new VolumesAreInPlace(),
        new SubnetsAreRoutable(), new BastionIsConnected(), new ServiceLinkedRoleExists(), new QuotasAreEnough(), new VersionStepIsAllowed(), new RepositoryIsVerified(),
    ];
}

public sealed record VerifyResult(DateTimeOffset At, TimeSpan Took, IReadOnlyList<VerifiedCheck> Checks)
{
    [JsonIgnore]
    public IEnumerable<VerifiedCheck> Failed => Checks.Where(check => check.Verdict == Verdict.Fail);

    public static VerifyResult Of(VerifyFacts facts, IEnumerable<VerifyCheck> checks, DateTimeOffset at, TimeSpan took) => new(at, took, [.. checks.Select(check =>
    {
        var finding = check.Judge(facts);
        return new VerifiedCheck(check.Name, check.Group, finding.Verdict, finding.Evidence, finding.Verdict == Verdict.Fail ? check.Remedy : "");
    })]);
}

/// <param name="Remedy">Empty unless it failed.</param>
public sealed record VerifiedCheck(string Name, string Group, Verdict Verdict, string Evidence, string Remedy);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VerifyResult))]
public sealed partial class VerifyJson : JsonSerializerContext;
