using Quorum.Smoke;
using Quorum.Verification;

namespace Quorum.Tests.Verification;

/// <summary>Every fault fails exactly its check with its remedy; a deployment that can succeed fails none.</summary>
public sealed class VerifyCheckTests
{
    private sealed record Fault(string Name, Func<VerifyFacts, VerifyFacts> With, string Fails, string Says);

    private static readonly VerifyFacts Good = new()
    {
        Slots = [new("es-a1", "za", 0, 7000), new("es-b1", "zb", 0, 7000)],
        AccountId = "000000000000",
        Platform = "linux/amd64",
        KmsKeyArn = "arn:aws:kms:r:0:key/1",
        Caller = Fact<string>.Of("000000000000"),
        RoleSession = Fact<string>.Of("arn:aws:sts::0:assumed-role/execution/quorum-verify"),
        Image = Fact<ImageFact>.Of(new("r/es@sha256:1", ["linux/amd64", "linux/arm64"])),
        Secrets = Fact<IReadOnlyList<SecretFact>>.Of([new("/q/ca-certificate", "CA of es-a1", true, false), new("/q/elastic-password", "PW of es-a1", true, true)]),
        LogStream = Fact<string>.Of("/quorum/q/quorum-verify"),
        ContainerInstances = Fact<IReadOnlyList<ContainerInstanceFact>>.Of([new("es-a1", "i-1", "ACTIVE", true, "1.99.0", 2048, 7500), new("es-b1", "i-2", "ACTIVE", true, "1.90.0", 2048, 7500)]),
        Machines = Fact<IReadOnlyList<MachineFact>>.Of([new("es-a1", "i-1", "running", "za", "q-instance", "subnet-a"), new("es-b1", "i-2", "running", "zb", "q-instance", "subnet-b")]),
        Volumes = Fact<IReadOnlyList<VolumeFact>>.Of([new("es-a1", "vol-1", "in-use", "za", true, "i-1"), new("es-b1", "vol-2", "in-use", "zb", true, "i-2")]),
        Routes = Fact<IReadOnlyList<RouteFact>>.Of([new("subnet-a", "nat-1", "active"), new("subnet-b", "nat-2", "active")]),
        Bastion = Fact<BastionFact>.Of(new("i-9", "Online", true)),
        Upgrade = Fact<string>.Of("8.16.6 → 8.17.2"),
        Repositories = Fact<IReadOnlyList<string>>.Of(["quorum"]),
        ServiceLinkedRole = Fact<string>.Of("ECS runs 2 services with it"),
        Quotas = Fact<string>.Of("enough"),
    };

    private static readonly Dictionary<string, Fault> Faults = new Fault[]
    {
        new("credentials of another account", f => f with { Caller = Fact<string>.Of("999999999999") }, "account", "999999999999, DeployAccount is 000000000000"),
        new("credentials that have expired", f => f with { Caller = Fact<string>.Failed("ExpiredTokenException: The security token is expired") }, "account", "expired"),
        new("a role that trusts somebody else", f => f with { RoleSession = Fact<string>.Failed("AccessDenied: not authorized to perform: sts:AssumeRole"), Image = Fact<ImageFact>.Skipped("no role"), Secrets = Fact<IReadOnlyList<SecretFact>>.Skipped("no role"), LogStream = Fact<string>.Skipped("no role") }, "execution-role", "sts:AssumeRole"),
        new("an image that is gone", f => f with { Image = Fact<ImageFact>.Failed("r/es@sha256:1 is not in ECR: Requested image not found") }, "image", "not in ECR"),
        new("an image the role may not pull", f => f with { Image = Fact<ImageFact>.Failed("AccessDeniedException: not authorized to perform: ecr:BatchGetImage") }, "image", "ecr:BatchGetImage"),
        new("an image for another processor", f => f with { Image = Fact<ImageFact>.Of(new("r/es@sha256:1", ["linux/arm64"])) }, "image", "is for linux/arm64, the slots run linux/amd64"),
        new("a missing parameter", f => f with { Secrets = Fact<IReadOnlyList<SecretFact>>.Of([.. f.Secrets.Value!, new("/q/tls/1/es-a1/key", "QUORUM_KEY of es-a1", false, false)]) }, "secrets", "/q/tls/1/es-a1/key (QUORUM_KEY of es-a1) does not exist"),
        new("a parameter that is denied", f => f with { Secrets = Fact<IReadOnlyList<SecretFact>>.Failed("AccessDeniedException: not authorized to perform: ssm:GetParameters") , KmsKeyArn = null }, "secrets", "ssm:GetParameters"),
        new("a JSON key that is not there", f => f with { Secrets = Fact<IReadOnlyList<SecretFact>>.Of([.. f.Secrets.Value!, new("/q/json", "X of es-a1", true, true, "password", false)]) }, "secrets", "/q/json (X of es-a1) has no JSON key password"),
        new("a log group that is gone", f => f with { LogStream = Fact<string>.Failed("ResourceNotFoundException: The specified log group does not exist.") }, "log-stream", "log group does not exist"),
        new("a log stream that may be made but not written to", f => f with { LogStream = Fact<string>.Failed("AccessDeniedException: not authorized to perform: logs:PutLogEvents") }, "log-stream", "logs:PutLogEvents"),
        new("a slot that is not registered", f => f with { ContainerInstances = Fact<IReadOnlyList<ContainerInstanceFact>>.Of([.. f.ContainerInstances.Value!.Take(1)]) }, "slots-registered", "quorum.slot = es-b1"),
        new("two instances of one slot", f => f with { ContainerInstances = Fact<IReadOnlyList<ContainerInstanceFact>>.Of([.. f.ContainerInstances.Value!, f.ContainerInstances.Value![0] with { InstanceId = "i-7" }]) }, "slots-registered", "2 container instances say that they are es-a1"),
        new("an instance that drains", f => f with { ContainerInstances = Instance(f, i => i with { Status = "DRAINING" }) }, "slots-registered", "es-a1 is DRAINING"),
        new("an agent that is not connected", f => f with { ContainerInstances = Instance(f, i => i with { AgentConnected = false }) }, "agents-connected", "es-a1 (i-1) is not connected"),
        new("an old agent", f => f with { ContainerInstances = Instance(f, i => i with { AgentVersion = "1.51.0" }) }, "agents-recent", "es-a1 has agent 1.51.0"),
        new("no room for the task", f => f with { ContainerInstances = Instance(f, i => i with { FreeMemory = 6000 }) }, "capacity", "es-a1 has 2048 CPU units and 6000 MiB free, its task needs 0 and 7000"),
        new("an instance without a profile", f => f with { Machines = Machine(f, m => m with { Profile = "" }) }, "instance-profiles", "es-a1 (i-1) has no instance profile"),
        new("an instance in another zone", f => f with { Machines = Machine(f, m => m with { Zone = "zx" }) }, "instance-profiles", "es-a1 runs in zx, its slot is in za"),
        new("a slot without an instance", f => f with { Machines = Fact<IReadOnlyList<MachineFact>>.Of([.. f.Machines.Value!.Skip(1)]) }, "instance-profiles", "es-a1 has no running instance"),
        new("two volumes of one slot", f => f with { Volumes = Fact<IReadOnlyList<VolumeFact>>.Of([.. f.Volumes.Value!, f.Volumes.Value![0] with { VolumeId = "vol-9" }]) }, "data-volumes", "es-a1 has 2 data volumes"),
        new("a volume that is gone", f => f with { Volumes = Fact<IReadOnlyList<VolumeFact>>.Of([.. f.Volumes.Value!.Skip(1)]) }, "data-volumes", "es-a1 has 0 data volumes"),
        new("a volume in another zone", f => f with { Volumes = Volume(f, v => v with { Zone = "zx" }) }, "data-volumes", "vol-1 is in zx"),
        new("a volume that is not encrypted", f => f with { Volumes = Volume(f, v => v with { Encrypted = false }) }, "data-volumes", "vol-1 of es-a1 is not encrypted"),
        new("a volume in error", f => f with { Volumes = Volume(f, v => v with { State = "error" }) }, "data-volumes", "vol-1 of es-a1 is error"),
        new("a subnet without a way out", f => f with { Routes = Fact<IReadOnlyList<RouteFact>>.Of([new("subnet-a", "", "")]) }, "subnets-routable", "subnet-a has no route"),
        new("a NAT gateway that is gone", f => f with { Routes = Fact<IReadOnlyList<RouteFact>>.Of([new("subnet-a", "nat-1", "blackhole")]) }, "subnets-routable", "nat-1, which is a blackhole"),
        new("a bastion that lost its connection", f => f with { Bastion = Fact<BastionFact>.Of(new("i-9", "ConnectionLost", true)) }, "bastion", "i-9 is ConnectionLost"),
        new("a bastion that is gone", f => f with { Bastion = Fact<BastionFact>.Failed("ClusterAccess = ssm, but no bastion runs") }, "bastion", "no bastion runs"),
        new("no service-linked role", f => f with { ServiceLinkedRole = Fact<string>.Failed("ECS service-linked role does not exist") }, "service-linked-role", "does not exist"),
        new("a quota that is used up", f => f with { Quotas = Fact<string>.Failed("12 of 12 vCPU are used") }, "quotas", "12 of 12"),
        new("a step of versions that is refused", f => f with { Upgrade = Fact<string>.Failed("Upgrade to Elasticsearch 9.0.0 refused") }, "version-step", "9.0.0 refused"),
        new("a repository that a node cannot reach", f => f with { Repositories = Fact<IReadOnlyList<string>>.Failed("repository_verification_exception: [es-a1] cannot write") }, "snapshot-repository", "es-a1"),
    }.ToDictionary(fault => fault.Name);

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public void Fault_FailsExactlyItsCheckWithItsRemedy(string name)
    {
        var fault = Faults[name];
        var failed = VerifyResult.Of(fault.With(Good), VerifyChecks.All, default, default).Failed.ToList();
        Assert.Equal(fault.Fails, string.Join(',', failed.Select(check => check.Name)));
        Assert.Contains(fault.Says, failed[0].Evidence);
        Assert.NotEmpty(failed[0].Remedy);
    }

    [Fact]
    public void Nothing_Wrong_NothingFails() =>
        Assert.All(VerifyResult.Of(Good, VerifyChecks.All, default, default).Checks, check => Assert.Equal((Verdict.Pass, ""), (check.Verdict, check.Remedy)));

    [Fact]
    public void Checks_EachHasAFaultOfItsOwn()
    {
        var faulted = Faults.Values.Select(fault => fault.Fails).ToHashSet();
        Assert.Equal(["kms-key"], VerifyChecks.All.Select(check => check.Name).Where(name => !faulted.Contains(name)));
        Assert.Equal(VerifyChecks.All.Count, VerifyChecks.All.Select(check => check.Name).Distinct().Count());
    }

    [Fact]
    public void Bastion_NotNeededAndGone_IsSkipped() =>
        Assert.Equal(Verdict.Skip, VerifyChecks.All.Single(check => check.Name == "bastion").Judge(Good with { Bastion = Fact<BastionFact>.Of(new("i-9", "ConnectionLost", false)) }).Verdict);

    private static Fact<IReadOnlyList<ContainerInstanceFact>> Instance(VerifyFacts facts, Func<ContainerInstanceFact, ContainerInstanceFact> change) =>
        Fact<IReadOnlyList<ContainerInstanceFact>>.Of([change(facts.ContainerInstances.Value![0]), .. facts.ContainerInstances.Value.Skip(1)]);

    private static Fact<IReadOnlyList<MachineFact>> Machine(VerifyFacts facts, Func<MachineFact, MachineFact> change) => Fact<IReadOnlyList<MachineFact>>.Of([change(facts.Machines.Value![0]), .. facts.Machines.Value.Skip(1)]);

    private static Fact<IReadOnlyList<VolumeFact>> Volume(VerifyFacts facts, Func<VolumeFact, VolumeFact> change) => Fact<IReadOnlyList<VolumeFact>>.Of([change(facts.Volumes.Value![0]), .. facts.Volumes.Value.Skip(1)]);
}
