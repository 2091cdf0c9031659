using Quorum.Smoke;

namespace Quorum.Verification;

/// <summary>One thing that was asked for, why it could not be had, or why it was not asked.</summary>
public sealed record Fact<T>(T? Value, string? Error, string? NotAsked) where T : class
{
    public static Fact<T> Of(T value) => new(value, null, null);

    public static Fact<T> Failed(string error) => new(null, error, null);

    public static Fact<T> Skipped(string reason) => new(null, null, reason);

    public Finding Judge(Func<T, Finding> judge) => Error is { } error ? Finding.Fail(error) : Value is { } value ? judge(value) : Finding.Skip(NotAsked ?? "was not asked");
}

/// <summary>All that the preflight looks at, read once; the checks ask nothing themselves.</summary>
public sealed record VerifyFacts
{
    public required IReadOnlyList<VerifiedSlot> Slots { get; init; }

    /// <summary>12 digits; the account to deploy into.</summary>
    public required string AccountId { get; init; }

    /// <summary>E.g. <c>linux/amd64</c>: what the slots' instances run.</summary>
    public required string Platform { get; init; }

    /// <summary>ARN of the customer's key; null for keys that AWS manages.</summary>
    public string? KmsKeyArn { get; init; }

    /// <summary>Account of the caller.</summary>
    public required Fact<string> Caller { get; init; }

    /// <summary>ARN of the session of the task execution role.</summary>
    public required Fact<string> RoleSession { get; init; }

    /// <summary>As the execution role reads it.</summary>
    public required Fact<ImageFact> Image { get; init; }

    /// <summary>Every secret that the slots' revisions name, as the execution role reads it.</summary>
    public required Fact<IReadOnlyList<SecretFact>> Secrets { get; init; }

    /// <summary>Name of the stream written to as the execution role.</summary>
    public required Fact<string> LogStream { get; init; }

    public required Fact<IReadOnlyList<ContainerInstanceFact>> ContainerInstances { get; init; }

    public required Fact<IReadOnlyList<MachineFact>> Machines { get; init; }

    public required Fact<IReadOnlyList<VolumeFact>> Volumes { get; init; }

    public required Fact<IReadOnlyList<RouteFact>> Routes { get; init; }

    public required Fact<BastionFact> Bastion { get; init; }

    /// <summary>The step of versions, e.g. <c>8.16.6 → 8.17.2</c>; failed when it is refused.</summary>
    public required Fact<string> Upgrade { get; init; }

    /// <summary>Names of those that every node has verified.</summary>
    public required Fact<IReadOnlyList<string>> Repositories { get; init; }

    /// <summary>Where ECS's service-linked role shows.</summary>
    public required Fact<string> ServiceLinkedRole { get; init; }

    public required Fact<string> Quotas { get; init; }

    /// <summary>Nothing was asked: for who asks a part of it.</summary>
    public static VerifyFacts Unread(string reason) => new()
    {
        Slots = [],
        AccountId = "",
        Platform = "",
        Caller = Fact<string>.Skipped(reason),
        RoleSession = Fact<string>.Skipped(reason),
        Image = Fact<ImageFact>.Skipped(reason),
        Secrets = Fact<IReadOnlyList<SecretFact>>.Skipped(reason),
        LogStream = Fact<string>.Skipped(reason),
        ContainerInstances = Fact<IReadOnlyList<ContainerInstanceFact>>.Skipped(reason),
        Machines = Fact<IReadOnlyList<MachineFact>>.Skipped(reason),
        Volumes = Fact<IReadOnlyList<VolumeFact>>.Skipped(reason),
        Routes = Fact<IReadOnlyList<RouteFact>>.Skipped(reason),
        Bastion = Fact<BastionFact>.Skipped(reason),
        Upgrade = Fact<string>.Skipped(reason),
        Repositories = Fact<IReadOnlyList<string>>.Skipped(reason),
        ServiceLinkedRole = Fact<string>.Skipped(reason),
        Quotas = Fact<string>.Skipped(reason),
    };
}

/// <param name="NeedsCpu">CPU units of the slot's task; 0 while it has no revision.</param>
/// <param name="NeedsMemory">MiB.</param>
public sealed record VerifiedSlot(string Name, string Zone, int NeedsCpu, int NeedsMemory);

/// <param name="Platforms">E.g. <c>linux/amd64</c>.</param>
public sealed record ImageFact(string Reference, IReadOnlyList<string> Platforms);

/// <param name="Names">Environment variable and slots, for people.</param>
/// <param name="Readable">False: the parameter does not exist.</param>
/// <param name="JsonKey">Key inside the value, when the revision names one; null else.</param>
public sealed record SecretFact(string Parameter, string Names, bool Readable, bool Secure, string? JsonKey = null, bool HasKey = true);

/// <param name="Slot">Value of the attribute quorum.slot; empty when it has none.</param>
/// <param name="FreeCpu">CPU units left, those of the slot's own task counted as free.</param>
public sealed record ContainerInstanceFact(string Slot, string InstanceId, string Status, bool AgentConnected, string AgentVersion, int FreeCpu, int FreeMemory);

/// <param name="Profile">Name of the instance profile; empty when it has none.</param>
public sealed record MachineFact(string Slot, string InstanceId, string State, string Zone, string Profile, string SubnetId);

public sealed record VolumeFact(string Slot, string VolumeId, string State, string Zone, bool Encrypted, string? AttachedTo);

/// <param name="Target">Where 0.0.0.0/0 leads; empty when nowhere.</param>
/// <param name="State"><c>active</c> or <c>blackhole</c>.</param>
public sealed record RouteFact(string SubnetId, string Target, string State);

/// <param name="Needed">True when ClusterAccess = ssm goes through it.</param>
public sealed record BastionFact(string InstanceId, string PingStatus, bool Needed);
